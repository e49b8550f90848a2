import type { Case } from "./cases.ts";

export const textCases: readonly Case[] = [
  {
    title: "comments, blank lines and order stay",
    provider: null,
    prisma: `
      // The whole.

      /// A user.
      /// Of two lines.
      model User { // head
        id Int @id @default(autoincrement()) // behind

        // between
        posts Post[] /* block */ // and line
        name /* odd */ String

        /// documented
        // not
        x Int

        // last
      }

      /* above */
      model Post {
        id Int @id @default(autoincrement())
        // about the author
        author User @relation(fields: [authorId], references: [id]) // who
        authorId Int

        /// dangling
      }
      // end
    `,
    model: `
      // The whole.

      /// A user.
      /// Of two lines.
      model User { // head
        id Int @id // behind

        // between
        posts          Post[] /* block */ // and line
        name /* odd */ String

        /// documented
        // not
        x Int

        // last
      }

      /* above */
      model Post {
        id     Int  @id
        // about the author
        author User @relation(index: false) // who

        /// dangling
      }
      // end
    `,
  },
  {
    title: "comments in blocks and attributes that go are kept, none as documentation of something else",
    provider: null,
    prisma: `
      /// Where it is kept.
      datasource db {
        provider = "postgresql" // the engine
        // url = "nowhere"
        url = env("URL")
        //
        /// a secret
      }
      /* gen */ generator client {
        provider = "x"
      } // behind
      model A {
        id Int @id
        bs B[]
      }
      model B {
        id  Int @id
        aId Int
        a   A   @relation(
          fields: [aId], // here
          /* there */
          references: [id]
        )
      }
    `,
    model: `
      // Where it is kept.
      // the engine
      // url = "nowhere"
      // a secret
      /* gen */ // behind
      model A {
        id Int @id @default(none)
        bs B[]
      }

      model B {
        id Int @id @default(none)
        // here
        /* there */
        a  A   @relation(index: false)
      }
    `,
    says: ['JY7024 9: the generator "client" has no effect in Joinery'],
  },
  {
    title: "the datasource's own prefix becomes db, its schemas stay where they are used",
    provider: null,
    prisma: `
      datasource pg {
        provider   = "postgresql"
        url        = "postgresql://user:secret@host/db"
        directUrl  = env("DIRECT")
        schemas    = ["one", "two"]
        extensions = [postgis(version: "3"), citext]
      }
      model A {
        id   String   @id @pg.Uuid
        name String   @pg.VarChar(0010)
        at   DateTime
        @@schema("one")
      }
      enum E {
        a
        @@schema("two")
      }
    `,
    model: `
      model A {
        id   String   @id @db.Uuid
        name String   @db.VarChar(10)
        at   DateTime @db.Timestamp(3)

        @@schema("one")
      }

      enum E {
        a

        @@schema("two")
      }
    `,
    says: [
      'JY7202 4: the setting "directUrl" is left out',
      'JY7203 6: the extension "postgis" is left out',
      'JY7203 6: the extension "citext" is left out',
    ],
  },
  {
    title: "members of one line are put on lines of their own",
    provider: "sqlite",
    prisma: `
      model A { id Int @id @default(autoincrement()) bs B[] }
      model B { id Int @id a A @relation(fields: [aId], references: [id]) aId Int }
    `,
    model: `
      model A {
        id Int @id
        bs B[]

        @@strict(false)
      }

      model B {
        id Int @id @default(none)
        a  A   @relation(index: false)

        @@strict(false)
      }
    `,
  },
];
