import type { Case } from "./cases.ts";

export const keyCases: readonly Case[] = [
  {
    title: "a condition is a text",
    provider: "postgresql",
    prisma: `
      model User {
        id   String @id
        mail String
        @@unique([mail], where: raw("mail <> \\"none\\""))
      }
    `,
    model: `
      model User {
        id   String @id
        mail String

        @@unique([mail], where: "mail <> \\"none\\"")
      }
    `,
  },
  {
    title: "names that would be given anyway go, others stay; names for Prisma's client go",
    provider: "postgresql",
    prisma: `
      model User {
        id    Int    @id(map: "pk") @default(autoincrement())
        email String @unique(map: "users_email_key")
        phone String @unique(map: "phone")
        a     Int
        b     Int    @map("bee")
        @@unique([a, b], name: "ab", map: "users_a_bee_key")
        @@unique(fields: [b, a], name: "ba")
        @@index([a], map: "users_a_idx")
        @@index([b], name: "by_b")
        @@index([a, b(sort: Desc)], map: "ab_idx", type: BTree)
        @@map("users")
      }
    `,
    model: `
      model User {
        id    Int    @id(map: "pk")
        email String @unique
        phone String @unique(map: "phone")
        a     Int
        b     Int    @map("bee")

        @@unique([a, b])
        @@unique(fields: [b, a])
        @@index([a])
        @@index([b], map: "by_b")
        @@index([a, b(sort: Desc)], map: "ab_idx", type: BTree)
        @@map("users")
      }
    `,
  },
  {
    title: "a name that Prisma cuts differently is written",
    provider: "postgresql",
    prisma: `
      model AModelWhoseNameIsAboutAsLongAsItCouldBe {
        id String @id
        aColumnWithARatherLongNameToo Int @unique
        @@index([id, aColumnWithARatherLongNameToo])
      }
    `,
    model: `
      model AModelWhoseNameIsAboutAsLongAsItCouldBe {
        id                            String @id
        aColumnWithARatherLongNameToo Int    @unique(map: "AModelWhoseNameIsAboutAsLongAsItCouldBe_aColumnWithARatherL_key")

        @@index([id, aColumnWithARatherLongNameToo], map: "AModelWhoseNameIsAboutAsLongAsItCouldBe_id_aColumnWithARath_idx")
      }
    `,
  },
  {
    title: "a name that is longer than any of a .model file is lost",
    provider: "sqlite",
    prisma: `
      model AModelWhoseNameIsAboutAsLongAsItCouldBe {
        id String @id
        aColumnWithARatherLongNameToo Int
        @@index([id, aColumnWithARatherLongNameToo])
      }
    `,
    model: `
      model AModelWhoseNameIsAboutAsLongAsItCouldBe {
        id                            String @id
        aColumnWithARatherLongNameToo Int

        @@index([id, aColumnWithARatherLongNameToo])
        @@strict(false)
      }
    `,
    says: [
      'JY7209 9: the name "AModelWhoseNameIsAboutAsLongAsItCouldBe_id_aColumnWithARathe…" of 76 bytes is left out; it becomes "AModelWhoseNameIsAboutAsLongAsItCouldBe_id_aColumnW_07w20ge_…"',
    ],
    loses: ["AModelWhoseNameIsAboutAsLongAsItCouldBe"],
  },
  {
    title: "a unique that is the key keeps its name",
    provider: "postgresql",
    prisma: `
      model A {
        email String @unique(map: "e")
        phone String @unique
      }
    `,
    model: `
      model A {
        email String @unique(map: "e")
        phone String @unique
      }
    `,
  },
  {
    title: "MySQL's prefix lengths and full text stay; two indexes of one name cannot",
    provider: "mysql",
    prisma: `
      model A {
        id   Int    @id @default(autoincrement())
        n    Int
        text String @db.Text
        @@index([n], map: "n")
        @@index([text(length: 10)], map: "begin")
        @@fulltext([text])
      }
      model B {
        a Int
        n Int
        @@id([a, n])
        @@index([n], map: "n")
        @@shardKey([n])
      }
    `,
    model: `
      model A {
        id   Int    @id
        n    Int
        text String @db.Text

        @@index([n], map: "n")
        @@index([text(length: 10)], map: "begin")
        @@fulltext([text])
        @@strict(false)
      }

      model B {
        a Int
        n Int

        @@id([a, n])
        @@index([n])
        @@strict(false)
      }
    `,
    says: [
      'JY7211 18: "map: "n"" is left out: the constraint name "n" is used twice; names of tables, keys and indexes are one set in a database',
      "JY7210 19: the shard key is left out",
    ],
    loses: ["B"],
  },
  {
    title: "CockroachDB's name of a key that nobody named is left to the engine",
    provider: "cockroachdb",
    prisma: `
      model A {
        id String @id(map: "primary")
        json Json
        @@index([json], type: Gin)
      }
    `,
    model: `
      model A {
        id   String @id
        json Json

        @@index([json], type: Gin)
      }
    `,
    says: ['JY7214 7: the name "primary" of this key is the engine\'s own, and left to it'],
    loses: ["A"],
  },
  {
    title: "what a .model file refuses goes",
    provider: "postgresql",
    prisma: `
      model A {
        id   Int      @id @default(autoincrement())
        tags String[]
        name String
        @@unique([tags])
        @@index([name(ops: raw("text_pattern_ops"))])
      }
    `,
    model: `
      model A {
        id   Int      @id
        tags String[]
        name String

        @@index([name(ops: raw("text_pattern_ops"))])
      }
    `,
    says: ['JY7211 10: "@@unique([tags])" is left out: "tags" is a list, which @@unique cannot hold'],
    loses: ["A"],
  },
];
