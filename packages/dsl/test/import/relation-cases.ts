import type { Case } from "./cases.ts";

export const relationCases: readonly Case[] = [
  {
    title: "two keys over one column have two names, which SQLite does not keep",
    provider: "sqlite",
    prisma: `
      model User {
        id    String @id
        posts Post[]
        edits Post[] @relation("Editor")
      }
      model Post {
        id     String @id
        userId String
        author User   @relation(fields: [userId], references: [id])
        editor User   @relation("Editor", fields: [userId], references: [id])
      }
    `,
    model: `
      model User {
        id    String @id
        posts Post[]
        edits Post[] @relation("Editor")

        @@strict(false)
      }

      model Post {
        id     String @id
        userId String
        author User   @relation(fields: [userId], index: false)
        editor User   @relation("Editor", fields: [userId], map: "Post_userId_2_fkey", index: false)

        @@strict(false)
      }
    `,
  },
  {
    title: "a key that would be inferred goes, with its column where that is the same",
    provider: "sqlite",
    prisma: `
      model User {
        id    Int    @id @default(autoincrement())
        posts Post[]
        edits Post[] @relation("Editor")
      }
      model Post {
        id       Int   @id @default(autoincrement())
        author   User  @relation(fields: [authorId], references: [id])
        authorId Int
        editorId Int?  @map("editor_id")
        editor   User? @relation("Editor", fields: [editorId], references: [id], onDelete: SetNull, onUpdate: Cascade)
        @@index([authorId])
      }
    `,
    model: `
      model User {
        id    Int    @id
        posts Post[]
        edits Post[] @relation("Editor")

        @@strict(false)
      }

      model Post {
        id     Int   @id
        author User
        editor User? @relation("Editor", index: false) @map("editor_id")

        @@index([authorId])
        @@strict(false)
      }
    `,
  },
  {
    title: "a column stays where it stands elsewhere, says more, or is spoken of",
    provider: "sqlite",
    prisma: `
      model A {
        id Int @id @default(autoincrement())
        b  B[]
        c  C[]
        d  D[]
        e  E[]
        f  F[]
        g  G?
      }
      model B {
        id  Int    @id @default(autoincrement())
        aId Int
        x   String
        a   A      @relation(fields: [aId], references: [id])
      }
      model C {
        id  Int @id @default(autoincrement())
        aId Int @default(1)
        a   A   @relation(fields: [aId], references: [id])
      }
      model D {
        id  Int @id @default(autoincrement())
        /// Who.
        aId Int
        a   A   @relation(fields: [aId], references: [id])
      }
      model E {
        id  Int @id @default(autoincrement())
        aId Int // Who.
        a   A   @relation(fields: [aId], references: [id])
      }
      model F {
        id    Int @id @default(autoincrement())
        owner Int
        a     A   @relation(fields: [owner], references: [id])
      }
      model G {
        id  Int  @id @default(autoincrement())
        aId Int? @unique
        a   A?   @relation(fields: [aId], references: [id])
      }
    `,
    model: `
      model A {
        id Int @id
        b  B[]
        c  C[]
        d  D[]
        e  E[]
        f  F[]
        g  G?

        @@strict(false)
      }

      model B {
        id  Int    @id
        aId Int
        x   String
        a   A      @relation(index: false)

        @@strict(false)
      }

      model C {
        id  Int @id
        aId Int @default(1)
        a   A   @relation(index: false)

        @@strict(false)
      }

      model D {
        id  Int @id
        /// Who.
        aId Int
        a   A   @relation(index: false)

        @@strict(false)
      }

      model E {
        id  Int @id
        aId Int // Who.
        a   A   @relation(index: false)

        @@strict(false)
      }

      model F {
        id    Int @id
        owner Int
        a     A   @relation(fields: [owner], index: false)

        @@strict(false)
      }

      model G {
        id  Int  @id
        aId Int?
        a   A?   @relation(fields: [aId])

        @@strict(false)
      }
    `,
  },
  {
    title: "a comment above a column that goes is above its relation then, or the column stays",
    provider: "mysql",
    prisma: `
      model A {
        id Int @id @default(autoincrement())
        bs B[]
        cs C[]
      }
      model B {
        id Int @id @default(autoincrement())
        // Who.
        aId Int
        a   A   @relation(fields: [aId], references: [id])
        @@index([aId])
      }
      model C {
        id Int @id @default(autoincrement())
        a   A   @relation(fields: [aId], references: [id])
        // Who.
        aId Int
        @@index([aId])
      }
    `,
    model: `
      model A {
        id Int @id
        bs B[]
        cs C[]

        @@strict(false)
      }

      model B {
        id Int @id
        // Who.
        a  A

        @@index([aId])
        @@strict(false)
      }

      model C {
        id  Int @id
        a   A
        // Who.
        aId Int

        @@index([aId])
        @@strict(false)
      }
    `,
  },
  {
    title: "several columns go together where their order stays",
    provider: "mysql",
    prisma: `
      model A {
        id Int @id @default(autoincrement())
        bs B[]
        cs C[]
      }
      model B {
        aId Int
        cId Int
        dX  Int
        dY  Int
        a   A   @relation(fields: [aId], references: [id])
        c   C   @relation(fields: [cId], references: [id])
        d   D   @relation(fields: [dX, dY], references: [x, y])
        @@id([aId, cId])
        @@index([cId])
        @@index([dY, dX])
      }
      model C {
        id Int @id @default(autoincrement())
        aId Int
        other Int
        a  A   @relation(fields: [aId], references: [id], onDelete: Restrict, map: "C_aId_fkey")
        bs B[]
        @@index([aId])
      }
      model D {
        x Int
        y Int
        bs B[]
        @@id([x, y])
      }
    `,
    model: `
      model A {
        id Int @id
        bs B[]
        cs C[]

        @@strict(false)
      }

      model B {
        a A
        c C
        d D

        @@id([aId, cId])
        @@index([cId])
        @@index([dY, dX])
        @@strict(false)
      }

      model C {
        id    Int @id
        aId   Int
        other Int
        a     A
        bs    B[]

        @@index([aId])
        @@strict(false)
      }

      model D {
        x  Int
        y  Int
        bs B[]

        @@id([x, y])
        @@strict(false)
      }
    `,
  },
  {
    title: "the key of a one-to-one is unique without a word",
    provider: "postgresql",
    prisma: `
      model User {
        id      Int      @id @default(autoincrement())
        profile Profile?
        card    Card?
      }
      model Profile {
        id     Int    @id @default(autoincrement())
        slug   String @unique
        user   User   @relation(fields: [userId], references: [id], onDelete: Cascade)
        userId Int    @unique
      }
      model Card {
        id     Int  @id @default(autoincrement())
        userId Int  @unique(map: "one")
        user   User @relation(fields: [userId], references: [id])
      }
    `,
    model: `
      model User {
        id      Int      @id
        profile Profile?
        card    Card?
      }

      model Profile {
        id   Int    @id
        slug String @unique
        user User   @relation(onDelete: Cascade)
      }

      model Card {
        id     Int  @id
        userId Int  @unique(map: "one")
        user   User
      }
    `,
  },
  {
    title: "names of relations go where they pair without, those of keys where they would be given",
    provider: "postgresql",
    prisma: `
      model Node {
        id       Int    @id @default(autoincrement())
        parentId Int?
        parent   Node?  @relation("Tree", fields: [parentId], references: [id], map: "up")
        children Node[] @relation("Tree")
        a        Leaf[] @relation("A")
        b        Leaf[] @relation(name: "B")
      }
      model Leaf {
        id  Int  @id @default(autoincrement())
        aId Int
        a   Node @relation(name: "A", fields: [aId], references: [id], map: "Leaf_aId_fkey")
        bId Int
        b   Node @relation("B", fields: [bId], references: [id], onUpdate: NoAction)
      }
    `,
    model: `
      model Node {
        id       Int    @id
        parent   Node?  @relation(map: "up", index: false)
        children Node[]
        a        Leaf[] @relation("A")
        b        Leaf[] @relation(name: "B")
      }

      model Leaf {
        id Int  @id
        a  Node @relation(name: "A", index: false)
        b  Node @relation("B", onUpdate: NoAction, index: false)
      }
    `,
  },
  {
    title: "a join table is named as Prisma names it",
    provider: "postgresql",
    prisma: `
      model Post {
        id      String @id
        tags    Tag[]
        authors User[] @relation("Written")
      }
      model Tag {
        id    Int    @id @default(autoincrement())
        posts Post[]
      }
      model User {
        id        Int    @id @default(autoincrement())
        posts     Post[] @relation("Written")
        following User[] @relation("Follows")
        followers User[] @relation("Follows")
      }
    `,
    model: `
      model Post {
        id      String @id
        tags    Tag[]  @joinTable("_PostToTag", columns: ["A", "B"], index: "_PostToTag_B_index")
        authors User[] @joinTable("_Written", columns: ["A", "B"], index: "_Written_B_index")
      }

      model Tag {
        id    Int    @id
        posts Post[]
      }

      model User {
        id        Int    @id
        posts     Post[]
        following User[] @relation("Follows") @joinTable("_Follows", columns: ["A", "B"], index: "_Follows_B_index")
        followers User[] @relation("Follows")
      }
    `,
  },
  {
    title: "relations without foreign keys say so, and what nobody carries out any more is named",
    provider: "mysql",
    settings: `  relationMode = "prisma"\n`,
    prisma: `
      model User {
        id    Int    @id @default(autoincrement())
        posts Post[]
        teams Team[]
      }
      model Post {
        id       Int  @id @default(autoincrement())
        authorId Int
        author   User @relation(fields: [authorId], references: [id], onDelete: Cascade)
        @@index([authorId])
      }
      model Team {
        id    Int    @id @default(autoincrement())
        users User[]
      }
    `,
    model: `
      model User {
        id    Int    @id
        posts Post[]
        teams Team[] @joinTable("_TeamToUser", columns: ["A", "B"], index: "_TeamToUser_B_index") @relation(foreignKey: false)

        @@strict(false)
      }

      model Post {
        id     Int  @id
        author User @relation(onDelete: Cascade, foreignKey: false)

        @@index([authorId])
        @@strict(false)
      }

      model Team {
        id    Int    @id
        users User[]

        @@strict(false)
      }
    `,
    says: ["JY7204 4: only the session stands in for the foreign keys that the database lacks"],
  },
  {
    title: "the session stands in for actions that empty keys or let them follow, and for no other",
    provider: "sqlite",
    settings: `  relationMode = "prisma"\n`,
    prisma: `
      model User {
        id     Int    @id @default(autoincrement())
        wrote  Post[] @relation("Wrote")
        edited Post[] @relation("Edited")
      }
      model Post {
        id       Int   @id @default(autoincrement())
        authorId Int?
        author   User? @relation("Wrote", fields: [authorId], references: [id], onDelete: SetNull, onUpdate: Cascade)
        editorId Int?
        editor   User? @relation("Edited", fields: [editorId], references: [id], onDelete: Restrict)
        @@index([authorId])
        @@index([editorId])
      }
    `,
    model: `
      model User {
        id     Int    @id
        wrote  Post[] @relation("Wrote")
        edited Post[] @relation("Edited")

        @@strict(false)
      }

      model Post {
        id     Int   @id
        author User? @relation("Wrote", foreignKey: false)
        editor User? @relation("Edited", onDelete: Restrict, foreignKey: false)

        @@index([authorId])
        @@index([editorId])
        @@strict(false)
      }
    `,
    says: [
      "JY7204 4: only the session stands in for the foreign keys that the database lacks",
      "JY7205 17: onDelete: Restrict is kept, but without a foreign key nobody carries it out",
    ],
  },
  {
    title: "a relation to a view has no foreign key anyway",
    provider: null,
    prisma: `
      view Owner {
        id   Int @unique
        pets Pet[]
      }
      model Pet {
        id      Int    @id @default(autoincrement())
        ownerId Int?
        owner   Owner? @relation(fields: [ownerId], references: [id])
      }
    `,
    model: `
      view Owner {
        id   Int   @unique
        pets Pet[]
      }

      model Pet {
        id      Int    @id
        ownerId Int?
        owner   Owner? @relation(index: false)
      }
    `,
  },
  {
    title: "an action that would fail becomes the one that says so",
    provider: "postgresql",
    prisma: `
      model A {
        id Int @id @default(autoincrement())
        bs B[]
      }
      model B {
        id  Int @id @default(autoincrement())
        aId Int
        a   A   @relation(fields: [aId], references: [id], onDelete: SetNull)
        @@index([aId])
      }
    `,
    model: `
      model A {
        id Int @id
        bs B[]
      }

      model B {
        id Int @id
        a  A

        @@index([aId])
      }
    `,
    says: [
      'JY7213 13: onDelete: SetNull is left out, since "aId" is required; it becomes Restrict',
      'JY5111 13: onDelete: SetNull will fail, as the key column "aId" is required',
    ],
    loses: ["B"],
  },
  {
    title: "a reference to another unique than the key stays, as does what an ignored model says",
    provider: "postgresql",
    prisma: `
      model A {
        id   Int    @id @default(autoincrement())
        code String @unique
        bs   B[]
        cs   C[]    @ignore
      }
      model B {
        id    Int    @id @default(autoincrement())
        aCode String
        a     A      @relation(fields: [aCode], references: [code])
      }
      model C {
        id  Int @id @default(autoincrement())
        aId Int @unique
        a   A   @relation(fields: [aId], references: [id])
        @@ignore
      }
    `,
    model: `
      model A {
        id   Int    @id
        code String @unique
        bs   B[]
        cs   C[]    @ignore
      }

      model B {
        id    Int    @id
        aCode String
        a     A      @relation(fields: [aCode], references: [code], index: false)
      }

      model C {
        id  Int @id
        aId Int @unique
        a   A

        @@ignore
      }
    `,
  },
];
