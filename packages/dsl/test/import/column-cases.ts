import type { Case } from "./cases.ts";

export const columnCases: readonly Case[] = [
  {
    title: "parentheses with nothing in them and a @map that repeats the name go",
    provider: "postgresql",
    prisma: `
      model User {
        id   String @id() @default(uuid())
        role String @unique( ) @map("role") // of the team
        name String @map(name: "name") @db.VarChar(50)
        mail String @map("Mail")
        at   DateTime @updatedAt() @db.Timestamptz(3)
        @@map("User")
      }
    `,
    model: `
      model User {
        id   String   @id @default(uuid())
        role String   @unique // of the team
        name String   @db.VarChar(50)
        mail String   @map("Mail")
        at   DateTime @updatedAt @db.Timestamptz(3)
      }
    `,
  },
  {
    title: "a key that counts up need not say so, one that does not has to",
    provider: "postgresql",
    prisma: `
      model A {
        id Int @id @default(autoincrement())
      }
      model B {
        id BigInt @id
      }
      model C {
        id Int @id @default(7)
        n  Int @unique @default(autoincrement())
      }
    `,
    model: `
      model A {
        id Int @id
      }

      model B {
        id BigInt @id @default(none)
      }

      model C {
        id Int @id @default(7)
        n  Int @unique @default(autoincrement())
      }
    `,
  },
  {
    title: "a key that is a foreign key, or has several columns, does not count up in either language",
    provider: "sqlite",
    prisma: `
      model A {
        id Int @id @default(autoincrement())
        b  B?
      }
      model B {
        id Int @id
        a  A   @relation(fields: [id], references: [id])
      }
      model C {
        x Int
        y Int
        @@id([x, y])
      }
      model D {
        x Int
        @@id([x])
      }
    `,
    model: `
      model A {
        id Int @id
        b  B?

        @@strict(false)
      }

      model B {
        id Int @id
        a  A   @relation(fields: [id])

        @@strict(false)
      }

      model C {
        x Int
        y Int

        @@id([x, y])
        @@strict(false)
      }

      model D {
        x Int

        @@id([x])
        @@strict(false)
      }
    `,
  },
  {
    title: "a point in time without a native type is Prisma's timestamp on PostgreSQL, in lists too",
    provider: "postgresql",
    prisma: `
      model A {
        id Int @id @default(1)
        a DateTime
        b DateTime? @default(now())
        c DateTime[]
        d DateTime @db.Timestamptz(6)
        e DateTime @updatedAt
      }
      view V {
        at DateTime
      }
    `,
    model: `
      model A {
        id Int        @id @default(1)
        a  DateTime   @db.Timestamp(3)
        b  DateTime?  @default(now()) @db.Timestamp(3)
        c  DateTime[] @db.Timestamp(3)
        d  DateTime   @db.Timestamptz(6)
        e  DateTime   @updatedAt @db.Timestamp(3)
      }

      view V {
        at DateTime @db.Timestamp(3)
      }
    `,
  },
  {
    title: "elsewhere it is what it is",
    provider: "mysql",
    prisma: `
      model A {
        id String   @id @db.Char(36)
        at DateTime @default(now()) @db.DateTime(0)
        on DateTime @db.Date
        by DateTime
        n  Int      @db.UnsignedInt
        t  String   @db.MediumText
      }
    `,
    model: `
      model A {
        id String   @id @db.Char(36)
        at DateTime @default(now()) @db.DateTime(0)
        on DateTime @db.Date
        by DateTime
        n  Int      @db.UnsignedInt
        t  String   @db.MediumText

        @@strict(false)
      }
    `,
  },
  {
    title: "native types of CockroachDB get PostgreSQL's names, and sequences count up",
    provider: "cockroachdb",
    prisma: `
      model A {
        id    BigInt  @id @default(sequence())
        n     BigInt  @default(sequence(start: 10))
        name  String  @db.String(20)
        text  String  @db.String
        small Int     @db.Int2
        real  Float   @db.Float4
        ok    Boolean @db.Bool
        bytes Bytes   @db.Bytes
        json  Json    @db.JsonB
        uuid  String  @db.Uuid
        at    DateTime
        odd   String  @db.CatalogSingleChar
      }
    `,
    model: `
      model A {
        id    BigInt   @id
        n     BigInt   @default(autoincrement())
        name  String   @db.VarChar(20)
        text  String   @db.Text
        small Int      @db.SmallInt
        real  Float    @db.Real
        ok    Boolean  @db.Boolean
        bytes Bytes    @db.ByteA
        json  Json     @db.JsonB
        uuid  String   @db.Uuid
        at    DateTime @db.Timestamp(3)
        odd   String
      }
    `,
    says: [
      "JY7206 8: the options of sequence() are left out",
      "JY7208 18: @db.CatalogSingleChar is left out: PostgreSQL has no such type",
    ],
    loses: ["A"],
  },
  {
    title: "all else of a column stays",
    provider: "postgresql",
    prisma: `
      enum Role {
        ADMIN @map("admin")
        none
        @@map("roles")
      }
      model A {
        id      String @id @default(dbgenerated("gen_random_uuid()")) @db.Uuid
        role    Role   @default(none) @map("the_role")
        tags    String[] @default(["a", "b"])
        vector  Unsupported("vector(3)")?
        secret  String @ignore
        json    Json   @default("{}")
        cuid    String @default(cuid(2))
        price   Decimal? @default(1.50) @db.Decimal(10, 2)
      }
    `,
    model: `
      enum Role {
        ADMIN @map("admin")
        none

        @@map("roles")
      }

      model A {
        id     String                    @id @default(dbgenerated("gen_random_uuid()")) @db.Uuid
        role   Role                      @default(none) @map("the_role")
        tags   String[]                  @default(["a", "b"])
        vector Unsupported("vector(3)")?
        secret String                    @ignore
        json   Json                      @default("{}")
        cuid   String                    @default(cuid(2))
        price  Decimal?                  @default(1.50) @db.Decimal(10, 2)
      }
    `,
  },
];
