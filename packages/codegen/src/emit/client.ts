/** The client's own files: the index with `connect`, and the DDL as constants. */
import { type ImportDeclarationStructure, StructureKind } from "ts-morph";
import { ddl, type DdlDialect } from "../ddl/ddl.ts";
import type { Emission } from "./emission.ts";
import { contractImport } from "./contract.ts";
import { hasIdType } from "./scalars.ts";
import type { SourceStructure } from "./project.ts";

/** The engines whose tables a client can create, by its colour. */
export const clientDialects = {
  sync: ["sqlite"],
  async: ["postgresql", "sqlite"],
} as const satisfies Record<Emission["client"], readonly DdlDialect[]>;

export const dialectTitles = {
  sqlite: "SQLite",
  postgresql: "PostgreSQL",
  mysql: "MySQL and MariaDB",
} as const satisfies Record<DdlDialect, string>;

export function indexFile(emission: Emission): SourceStructure {
  return {
    statements: [
      contractImport(emission.names.j),
      ...driverImports(emission),
      importStructure(`./schema${emission.importExtension}`, emission.names.local("schema")),
      `\n${exportLines(emission).join("\n")}`,
      `\n${emission.client === "sync" ? connectSync(emission) : connectAsync(emission)}`,
    ],
  };
}

function driverImports({ client, names }: Emission): ImportDeclarationStructure[] {
  return client === "sync"
    ? [importStructure("@joinery/runtime/better-sqlite3", names.local("betterSqlite3"), "betterSqlite3")]
    : [];
}

function importStructure(moduleSpecifier: string, local: string, name = local): ImportDeclarationStructure {
  const named = name === local ? name : { name, alias: local };
  return { kind: StructureKind.ImportDeclaration, namedImports: [named], moduleSpecifier };
}

function exportLines(emission: Emission): string[] {
  const { schema, names, importExtension } = emission;
  const models = schema.models.map((model) => {
    const { isView } = model;
    const { file, class: exported, init, id } = names.model(model.name);
    const types = [...(hasIdType(model, emission) ? [id] : []), ...(isView ? [] : [init])];
    return { file, names: [exported, ...types.map((type) => `type ${type}`)].join(", "), areTypes: false };
  });
  const enums = schema.enums.map(({ name }) => ({ file: names.enum(name).file, names: name, areTypes: false }));
  const types = schema.types.map(({ name }) => {
    const { file, value, init } = names.value(name);
    return { file, names: `${value}, ${init}`, areTypes: true };
  });
  const scalars = schema.scalars.map(({ name }) => ({ file: names.scalar(name).file, names: name, areTypes: true }));
  return [...models, ...enums, ...types, ...scalars]
    .sort((a, b) => (a.file < b.file ? -1 : 1))
    .map(
      ({ file, names: exported, areTypes }) =>
        `export ${areTypes ? "type " : ""}{ ${exported} } from "./${file}${importExtension}";`,
    );
}

function connectSync({ names }: Emission): string {
  const { j } = names;
  return `/**
 * Opens a database: \`sqlite:file.db\`, or \`sqlite::memory:\`.
 *
 * @throws DatabaseOpenError when the file cannot be opened.
 */
export function connect(url: string, options?: ${j}.ConnectOptions): ${j}.Db {
  return ${j}.connectSync(${names.local("schema")}, url, options, ${names.local("betterSqlite3")});
}`;
}

function connectAsync({ names }: Emission): string {
  const { j } = names;
  return `/**
 * Opens a database: \`pglite:dir\`, \`pglite::memory:\`, \`sqlite:file.db\` or \`sqlite::memory:\`. The driver is imported at the first statement.
 */
export function connect(url: string, options?: ${j}.ConnectOptions): ${j}.AsyncDb {
  return ${j}.connectAsync(${names.local("schema")}, url, options, {
    pglite: () => import("@joinery/runtime/pglite").then((driver) => driver.pglite),
    sqlite: () => import("@joinery/runtime/better-sqlite3").then((driver) => driver.betterSqlite3Async),
  });
}`;
}

export function ddlFile({ stored, names }: Emission, dialects: readonly DdlDialect[]): SourceStructure {
  return {
    layout: "final", // what is long is SQL within its literal
    statements: dialects.map((dialect) => {
      const statements = ddl(stored, dialect).map((statement) => `  ${templateLiteral(statement)},\n`);
      const doc = `/** The statements that create every table on ${dialectTitles[dialect]}, in order; \`schema.${dialect}.sql\` has the same. */`;
      return `\n${doc}\nexport const ${names.local(dialect)}: readonly string[] = [\n${statements.join("")}];`;
    }),
  };
}

function templateLiteral(text: string): string {
  return `\`${text.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("${", "\\${")}\``;
}
