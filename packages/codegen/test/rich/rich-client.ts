/** The client of a rich schema on disk, and a program for the compiler that names all of it. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Schema } from "@joinery/dsl";
import { clientSchema, type Model } from "../../src/client-schema.ts";
import { initColumns, isMany, visibleColumns, visibleRelations } from "../../src/emit/emission.ts";
import { generate, type GenerateOptions } from "../../src/index.ts";
import type { TemporaryProject } from "../temporary-project.ts";
import type { RichSchema } from "./rich-schemas.ts";
import type { Codecs } from "./rich-values.ts";
import { type Client, type Db, roundTrip, type Runtime } from "./round-trip.ts";

export interface RichClient {
  readonly schema: Schema;
  readonly directory: string;
  readonly options: GenerateOptions;
}

/** @param name of its directory in the project */
export async function writeRichClient(
  project: TemporaryProject,
  name: string,
  { userFiles }: RichSchema,
  schema: Schema,
  options: GenerateOptions,
): Promise<RichClient> {
  const files = await generate(schema, { ...options, schemaPath: (file) => `../${file}` });
  project.write({
    ...Object.fromEntries(files.map(({ path, text }) => [`${name}/generated/${path}`, text])),
    ...Object.fromEntries(Object.entries(userFiles).map(([path, text]) => [`${name}/${path}`, renamed(text, options)])),
    [`${name}/use.ts`]: useText(schema, options),
    "runtime.js": `export * from "@joinery/runtime";`,
  });
  return { schema, directory: join(project.directory, name), options };
}

/** The user's files name the generated ones as they are. */
function renamed(text: string, { emit }: GenerateOptions): string {
  return text.replaceAll("-base.js", `-base.${emit ?? "js"}`);
}

/** @throws Error that says what is not as it was set */
export async function runRichClient(
  { directory, schema, options }: RichClient,
  url: string,
  random: Parameters<typeof roundTrip>[0]["random"],
): Promise<void> {
  const load = (path: string): Promise<unknown> => import(/* @vite-ignore */ pathToFileURL(join(directory, path)).href);
  const client = (await load(`generated/index.${options.emit ?? "js"}`)) as Client & { connect(url: string): Db }; // as it was generated
  const runtime = (await load("../runtime.js")) as Runtime;
  const [money, code, label] = [await load("money.js"), await load("code.js"), await load("label.js")];
  const codecs = Object.assign({}, money, code, label) as unknown as Codecs; // the classes that rich-schemas.ts writes
  const db = client.connect(url);
  try {
    await db.dropAll();
    await db.createAll();
    await roundTrip({ client, runtime, codecs, db, random, schema, isSync: options.client === "sync" });
  } finally {
    await db.close();
  }
}

/** Every class, and every member of it, read, set and queried by. */
function useText(schema: Schema, { client, emit }: GenerateOptions): string {
  const models = clientSchema(schema).models;
  const kind = client === "sync" ? "Session" : "AsyncSession";
  const wait = client === "sync" ? "" : "await ";
  const names = models.flatMap(({ name, isView }) => (isView ? [name] : [name, `type ${name}Init`]));
  return `import { joinedload, selectinload, type ${kind} } from "@joinery/runtime";
import { ${names.join(", ")} } from "./generated/index.${emit ?? "js"}";
declare const session: ${kind};
void [joinedload, selectinload];
${models.map((model) => modelUse(model, wait)).join("")}`;
}

function modelUse(model: Model, wait: string): string {
  const { name, embeddeds, extension, isView } = model;
  const one = name.toLowerCase();
  const columns = visibleColumns(model);
  const settable = isView
    ? []
    : initColumns(model).filter(({ name: column }) => columns.some((known) => known.name === column));
  const relations = visibleRelations(model);
  const lines = [
    ...(isView ? [] : [`declare const ${one}Init: ${name}Init;`, `const ${one}: ${name} = new ${name}(${one}Init);`]),
    ...(isView ? [`declare const ${one}: ${name};`] : []),
    `for (const found of ${wait}session.query(${name})${relations
      .slice(0, 2)
      .map((relation) => `.options(selectinload(${name}.${relation.name}))`)
      .join("")}.all()) {`,
    `  const same: ${name} = found;`,
    ...settable.map((column) => `  ${one}.${column.name} = ${wait}same.${column.name};`),
    ...(isView ? [] : embeddeds.map((embedded) => `  ${one}.${embedded.name} = ${wait}same.${embedded.name};`)),
    ...(isView
      ? []
      : relations
          .filter(({ readOnly }) => !readOnly)
          .map((relation) => `  ${one}.${relation.name} = ${wait}same.${relation.name};`)),
    "  void same;",
    "}",
    ...columns.map(
      (column) =>
        `session.query(${name}).filter(${name}.${column.name}.isNull()).orderBy(${name}.${column.name}.asc());`,
    ),
    ...columns
      .filter(({ deferred, list }) => !deferred && !list)
      .map(
        (column) =>
          `session.query(${name}).filter(${name}.${column.name}.${column.nullable ? "isNull()" : `eq(${one}.${column.name})`});`,
      ),
    ...relations.map(
      (relation) =>
        `session.query(${name}).options(joinedload(${name}.${relation.name})).filter(${name}.${relation.name}.${isMany(relation) ? "any" : "has"}());`,
    ),
    ...(extension === null ? [] : [`const ${one}Hello: "${name}" = ${one}.hello${name}();`, `void ${one}Hello;`]),
    `void ${one}.toJSON();`,
  ];
  return `${lines.join("\n")}\n`;
}
