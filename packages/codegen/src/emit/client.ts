/** The client's own files: the index with `connect`, and the DDL as constants. */
import type { DdlDialect } from "../ddl/ddl.ts";
import type { Emission } from "./emission.ts";
import { contractImport } from "./contract.ts";
import { hasIdType } from "./scalars.ts";
import {
  declaredName,
  type ImportStatement,
  marks,
  type SourceStructure,
  type TextStatement,
  typed,
  valueText,
} from "./source.ts";

/** The engines whose tables a client can create, by its colour. */
export const clientDialects = {
  sync: ["sqlite"],
  async: ["mysql", "postgresql", "sqlite"],
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
      ...exportTexts(emission),
      emission.client === "sync" ? connectSync(emission) : connectAsync(emission),
    ],
  };
}

function driverImports({ client, names }: Emission): ImportStatement[] {
  return client === "sync"
    ? [importStructure("@joinery/runtime/better-sqlite3", names.local("betterSqlite3"), "betterSqlite3")]
    : [];
}

function importStructure(from: string, local: string, name = local): ImportStatement {
  const named = name === local ? { name } : { name, alias: local };
  return { kind: "import", from, names: [named] };
}

function exportTexts(emission: Emission): TextStatement[] {
  const { schema, names, importExtension } = emission;
  const models = schema.models.map((model) => {
    const { isView } = model;
    const { file, class: exported, init, id } = names.model(model.name);
    const types = [...(hasIdType(model, emission) ? [id] : []), ...(isView ? [] : [init])];
    const more = types.map((type) => `, type ${type}`).join("");
    return { file, names: `${exported}${more === "" ? "" : typed(more)}`, areTypes: false };
  });
  const enums = schema.enums.map(({ name }) => ({ file: names.enum(name).file, names: name, areTypes: false }));
  const types = schema.types.map(({ name }) => {
    const { file, value, init } = names.value(name);
    return { file, names: `${value}, ${init}`, areTypes: true };
  });
  const scalars = schema.scalars.map(({ name }) => ({ file: names.scalar(name).file, names: name, areTypes: true }));
  return [...models, ...enums, ...types, ...scalars]
    .sort((a, b) => (a.file < b.file ? -1 : 1))
    .map(({ file, names: exported, areTypes }, at) => {
      const text = `export ${areTypes ? "type " : ""}{ ${exported} } from "./${file}${importExtension}";`;
      return { kind: "text", text, isTypeOnly: areTypes, declared: text, isTight: at > 0 };
    });
}

function connectSync(emission: Emission): TextStatement {
  const { names } = emission;
  const { j } = names;
  const doc = `/**
 * Opens a database: \`sqlite:file.db\`, or \`sqlite::memory:\`.
 *
 * @throws DatabaseOpenError when the file cannot be opened.
 */`;
  return connectText(
    doc,
    `${j}.SyncTarget`,
    `${j}.Db`,
    `${j}.connectSync(${names.local("schema")}, target, options, ${names.local("betterSqlite3")})`,
    emission,
  );
}

function connectAsync(emission: Emission): TextStatement {
  const { names } = emission;
  const { j } = names;
  const doc = `/**
 * Opens a database: \`postgresql://…\`, \`mysql://…\`, \`mariadb://…\`, \`pglite:dir\`, \`sqlite:file.db\`, or \`pglite::memory:\` and
 * \`sqlite::memory:\`. The driver is imported at the first statement.
 */`;
  const call = `${j}.connectAsync(${names.local("schema")}, target, options, {
    mariadb: () => import("@joinery/runtime/mysql").then((driver) => driver.mysql),
    mysql: () => import("@joinery/runtime/mysql").then((driver) => driver.mysql),
    pglite: () => import("@joinery/runtime/pglite").then((driver) => driver.pglite),
    postgresql: () => import("@joinery/runtime/pg").then((driver) => driver.pg),
    sqlite: () => import("@joinery/runtime/better-sqlite3").then((driver) => driver.betterSqlite3Async),
  })`;
  return connectText(doc, `${j}.AsyncTarget`, `${j}.AsyncDb`, call, emission);
}

function connectText(
  doc: string,
  target: string,
  type: string,
  call: string,
  { client, names }: Emission,
): TextStatement {
  const options = `: ${names.j}.ConnectOptions<"${client}">`;
  return valueText(
    `${doc}\nexport function connect(target${typed(`: ${target}`)}, options${typed(`?${options}`)})${typed(`: ${type}`)} {\n  return ${call};\n}`,
    `${doc}\nexport declare function connect(target: ${target}, options?${options}): ${type};`,
  );
}

export function ddlFile({ ddl, names }: Emission, dialects: readonly DdlDialect[]): SourceStructure {
  return {
    layout: "final", // what is long is SQL within its literal
    statements: dialects.map((dialect) => {
      const statements = ddl(dialect).map((statement) => `  ${templateLiteral(statement)},\n`);
      const doc = `/** The statements that create every table on ${dialectTitles[dialect]}, in order; \`schema.${dialect}.sql\` has the same. */`;
      const name = names.local(dialect);
      const type = ": readonly string[]";
      return valueText(
        `${doc}\nexport const ${name}${typed(type)} = [\n${statements.join("")}];`,
        `${doc}\nexport declare const ${declaredName(name)}${type};`,
      );
    }),
  };
}

function templateLiteral(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("${", "\\${");
  return `\`${escaped.replace(marks, (mark) => `\\x0${mark.charCodeAt(0)}`)}\``;
}
