/**
 * Diagrams, read by Mermaid's own parser. It needs no browser for that; its drawing would. Its small edition has the same one, at a fiftieth of
 * the size and with no dependencies; it is a script for a page, which leaves Mermaid behind as a global.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { runInThisContext } from "node:vm";
import { compile } from "@joinery/dsl";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { erd } from "../src/erd.ts";
import { fixtures, schemaOf } from "./fixtures.ts";
import { wideSchema } from "./schemas.ts";

/** What is asked of it here; the database of an entity-relationship diagram has no public type. */
interface Mermaid {
  parse(text: string): Promise<unknown>;
  readonly mermaidAPI: { getDiagramFromText(text: string): Promise<{ readonly db: ErDatabase }> };
}

interface ErDatabase {
  getEntities(): ReadonlyMap<string, ErEntity>;
  getRelationships(): readonly { readonly roleA: string; readonly relSpec: unknown }[];
}

const script = createRequire(import.meta.url).resolve("@mermaid-js/tiny");
runInThisContext(readFileSync(script, "utf8"), script);
const { mermaid } = globalThis as unknown as { readonly mermaid: Mermaid }; // what the script's last line sets

interface ErEntity {
  readonly alias: string;
  readonly attributes: readonly { readonly type: string; readonly name: string; readonly keys: readonly string[] }[];
}

/** What Mermaid makes of a diagram, entities by name. */
async function read(text: string) {
  // The first parse of a process also registers the kinds of diagrams.
  await mermaid.parse(text);
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  return { entities: db.getEntities(), relationships: db.getRelationships() };
}

describe("Mermaid reads the diagram", () => {
  test.each(fixtures())('of "$name", with an entity for each model, view and join table', async ({ schema }) => {
    const { entities } = await read(erd(schema));
    const names = [
      ...schema.models.map(({ name }) => name),
      ...schema.views.map(({ name }) => name),
      ...schema.joinTables.map(({ table }) => table),
    ];
    expect([...entities.keys()].toSorted()).toEqual(names.toSorted());
    for (const { name, columns } of schema.models) {
      expect(entities.get(name)?.attributes).toHaveLength(columns.filter(({ inherited }) => !inherited).length);
    }
  });

  test("and would say so if it could not", async () => {
    await expect(read('erDiagram\n  "User" {\n    Int\n  }\n')).rejects.toThrow("Expecting 'ATTRIBUTE_WORD'");
  });

  const language = new URL("../../../fixtures/language/", import.meta.url);
  test.each(["views", "value-types", "single-inheritance", "joined-inheritance", "through", "scalars", "unsupported"])(
    "of the language's %s",
    async (name) => {
      const text = readFileSync(new URL(`${name}/schema.model`, language), "utf8");
      const { entities } = await read(erd(schemaOf(text)));
      expect(entities.size).toBeGreaterThan(0);
    },
  );

  test("of names as long as they come", async () => {
    const schema = schemaOf(wideSchema);
    expect((await read(erd(schema))).entities.size).toBe(schema.models.length);
  });

  // Whatever a name may be in a schema. Those of Mermaid's own words stand for what its lexer might take for something else.
  const words = [
    "PK",
    "fk",
    "Uk",
    "title",
    "direction",
    "one",
    "to",
    "class",
    "style",
    "end",
    "u",
    "o",
    "many",
    "erDiagram",
  ];
  const name = fc.oneof(fc.constantFrom(...words), fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,8}$/));

  test("whatever models and columns are called", async () => {
    const models = fc.uniqueArray(fc.tuple(name, fc.uniqueArray(name, { minLength: 1, maxLength: 4 })), {
      minLength: 1,
      maxLength: 4,
      selector: ([model]) => model.toLowerCase(),
    });
    let compiled = 0;
    await fc.assert(
      fc.asyncProperty(models, async (list) => {
        const text = list
          .map(
            ([model, columns]) =>
              `model ${model} {\n${columns.map((column) => `  ${column} Int @unique\n`).join("")}}\n`,
          )
          .join("\n");
        const { schema } = compile([{ path: "schema.model", text }]);
        if (schema === null) return; // a word that the language keeps, or two columns of one name
        compiled += 1;
        expect((await read(erd(schema))).entities.size).toBe(schema.models.length);
      }),
      { numRuns: 200 },
    );
    expect(compiled).toBeGreaterThan(50);
  });

  test("with names of the database that no word holds", async () => {
    const text =
      'model A {\n  id Int @id\n  bs B[] @relation("a % b")\n}\nmodel B {\n  id Int @id\n  as A[] @relation("a % b")\n}\n';
    expect((await read(erd(schemaOf(text)))).entities.size).toBe(3);
  });
});

test("says what a schema has", () => {
  const schema = schemaOf(`
enum Role { reader writer }
enum Level { a b c d e f g h }
type Address {
  street String
  city   String?
}
model User {
  id     Int      @id
  email  String   @unique
  role   Role     @default(reader)
  level  Level?
  nick   String[]
  home   Address  @embedded
  work   Address?
  posts  Post[]
  boss   User?    @relation("boss")
  team   User[]   @relation("boss")
  card   Card?
}
model Card {
  user User @id
  code String
}
model Post {
  id     Int   @id
  author User
  tags   Tag[]
}
model Tag {
  name  String @id
  posts Post[]
}
view Names {
  email String @unique
}
`);
  expect(erd(schema)).toMatchInlineSnapshot(`
    "erDiagram
      "User" {
        Int id PK
        String email UK
        Role role "reader, writer"
        Level level "optional; a, b, c, d, e, f, 2 more"
        String[] nick
        String home.street
        String home.city "optional"
        Address work "optional"
        Int bossId FK "optional"
      }
      "Card" {
        Int userId PK,FK
        String code
      }
      "Post" {
        Int id PK
        Int authorId FK
      }
      "Tag" {
        String name PK
      }
      "Names"["Names (view)"] {
        String email UK
      }
      "_PostToTag" {
        Int postId PK,FK
        String tagName PK,FK
      }
      "User" |o--o{ "User" : "team / boss"
      "User" ||--o| "Card" : "card / user"
      "User" ||--o{ "Post" : "posts / author"
      "Post" ||--o{ "_PostToTag" : "tags"
      "Tag" ||--o{ "_PostToTag" : "posts"
    "
  `);
});

test("draws heirs with what they add, and relations once", () => {
  const schema = schemaOf(`
model Employee {
  id   Int    @id
  kind String
  name String
  team Team
  @@inherit(single)
  @@discriminator(kind, "employee")
}
model Engineer extends Employee {
  language String
  @@discriminator("engineer")
}
model Team {
  id      Int @id
  members Employee[]
}
`);
  expect(erd(schema)).toBe(`erDiagram
  "Employee" {
    Int id PK
    String kind
    String name
    Int teamId FK
  }
  "Engineer" {
    String language
  }
  "Team" {
    Int id PK
  }
  "Employee" ||--o| "Engineer" : "is a"
  "Team" ||--o{ "Employee" : "members / team"
`);
});
