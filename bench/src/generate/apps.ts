/**
 * A small program on the client of each library, for the type checker: a query, an insert and an update for each of a few models, in a
 * schema that has many more. What grows with the schema is the library's, not the program's.
 */
import type { ModelShape } from "./shape.ts";

export interface App {
  readonly library: "Joinery" | "Prisma" | "Drizzle" | "Kysely";
  /** The client's own files, where the library has no generator to write them. */
  files(shapes: readonly ModelShape[]): Readonly<Record<string, string>>;
  /** @param used the models that the program works with */
  program(used: readonly ModelShape[]): string;
}

const values = `title: "a", code: "b", visits: 1, created: new Date(0), rank: 2`;

export const apps: readonly App[] = [
  {
    library: "Joinery",
    files: () => ({}),
    program: (used) => `import { connect, ${used.map(({ name }) => name).join(", ")} } from "./generated/index.js";

const db = connect("sqlite::memory:");
${used
  .map(
    ({ name, child }) => `
export function use${name}(): string {
  using session = db.session();
  session.add(new ${name}({ ${values} }));
  const found = session.query(${name}).filter(${name}.title.eq("a"), ${name}.visits.gt(0)).orderBy(${name}.rank.desc()).all();
  for (const one of found) one.note = "c";
  session.commit();
  return found.map((one) => \`\${one.title} \${one.created.getTime()} ${child === null ? "" : "${one.children.length}"}\`).join();
}
`,
  )
  .join("")}`,
  },
  {
    library: "Prisma",
    files: () => ({}),
    program: (used) => `import { PrismaClient } from "./generated/client.js";

declare const options: ConstructorParameters<typeof PrismaClient>[0];
const db = new PrismaClient(options);
${used
  .map(
    ({ name, child }) => `
export async function use${name}(): Promise<string> {
  await db.${lower(name)}.create({ data: { ${values} } });
  const found = await db.${lower(name)}.findMany({
    where: { title: "a", visits: { gt: 0 } },
    orderBy: { rank: "desc" },${child === null ? "" : "\n    include: { children: true },"}
  });
  await db.${lower(name)}.updateMany({ where: { title: "a" }, data: { note: "c" } });
  return found.map((one) => \`\${one.title} \${one.created.getTime()} ${child === null ? "" : "${one.children.length}"}\`).join();
}
`,
  )
  .join("")}`,
  },
  {
    library: "Drizzle",
    files: (shapes) => ({ "schema.ts": drizzleSchema(shapes) }),
    program: (used) => `import Database from "better-sqlite3";
import { and, desc, eq, gt } from "drizzle-orm";
import { drizzle } from "drizzle-orm/better-sqlite3";
import * as schema from "./schema.js";

const db = drizzle(new Database(":memory:"), { schema });
${used
  .map(
    ({ name, child }) => `
export function use${name}(): string {
  const table = schema.${lower(name)};
  db.insert(table).values({ ${values} }).run();
  const found = db.query.${lower(name)}
    .findMany({
      where: and(eq(table.title, "a"), gt(table.visits, 0)),
      orderBy: desc(table.rank),${child === null ? "" : "\n      with: { children: true },"}
    })
    .sync();
  db.update(table).set({ note: "c" }).where(eq(table.title, "a")).run();
  return found.map((one) => \`\${one.title} \${one.created.getTime()} ${child === null ? "" : "${one.children.length}"}\`).join();
}
`,
  )
  .join("")}`,
  },
  {
    library: "Kysely",
    files: (shapes) => ({ "schema.ts": kyselySchema(shapes) }),
    program: (used) => `import Database from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import type { Schema } from "./schema.js";

const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: new Database(":memory:") }) });
${used
  .map(
    ({ name, child }) => `
export async function use${name}(): Promise<string> {
  await db.insertInto("${name}").values({ ${values.replace("new Date(0)", '"1970"')} }).execute();
  const found = await db.selectFrom("${name}").selectAll().where("title", "=", "a").where("visits", ">", 0).orderBy("rank", "desc").execute();
  await db.updateTable("${name}").set({ note: "c" }).where("title", "=", "a").execute();${
    child === null
      ? ""
      : `
  const children = await db.selectFrom("${child}").selectAll().where("parentId", "in", found.map(({ id }) => id)).execute();`
  }
  return found.map((one) => \`\${one.title} \${one.created} ${child === null ? "" : "${children.length}"}\`).join();
}
`,
  )
  .join("")}`,
  },
];

function drizzleSchema(shapes: readonly ModelShape[]): string {
  const tables = shapes.map(
    ({ name, parent, child }) => `
export const ${lower(name)} = sqliteTable("${name}", {
  id: integer().primaryKey({ autoIncrement: true }),
  title: text().notNull(),
  code: text().notNull().unique(),
  note: text(),
  visits: integer().notNull(),
  active: integer({ mode: "boolean" }).notNull().default(true),
  created: integer({ mode: "timestamp_ms" }).notNull(),
  score: real(),
  rank: integer().notNull(),${parent === null ? "" : `\n  parentId: integer().references(() => ${lower(parent)}.id),`}
});

export const ${lower(name)}Relations = relations(${lower(name)}, ({ one, many }) => ({${
      parent === null
        ? ""
        : `\n  parent: one(${lower(parent)}, { fields: [${lower(name)}.parentId], references: [${lower(parent)}.id] }),`
    }${child === null ? "" : `\n  children: many(${lower(child)}),`}
}));
`,
  );
  return `import { relations } from "drizzle-orm";
import { integer, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
${tables.join("")}`;
}

function kyselySchema(shapes: readonly ModelShape[]): string {
  const tables = shapes.map(
    ({ name }) => `
export interface ${name}Table {
  id: Generated<number>;
  title: string;
  code: string;
  note: string | null;
  visits: number;
  active: Generated<number>;
  created: string;
  score: number | null;
  rank: number;
  parentId: number | null;
}
`,
  );
  const members = shapes.map(({ name }) => `  ${name}: ${name}Table;\n`);
  return `import type { Generated } from "kysely";
${tables.join("")}
export interface Schema {
${members.join("")}}
`;
}

function lower(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
