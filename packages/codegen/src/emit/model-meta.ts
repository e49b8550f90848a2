/** What the runtime is told of a model: its handles, and the `defineModel` call at the end of its file. */
import type { Column, Model, Relation } from "../client-schema.ts";
import { cellOf } from "../cells.ts";
import { baseOf, declaringModel, type Emission, indicesOf, isAssigned, isMany, own } from "./emission.ts";
import { cellLiteral, codec, handleType, idType } from "./scalars.ts";
import { beside } from "./user-module.ts";
import { typed } from "./source.ts";
import { braced, bracketed, printWidth, stringLiteral } from "./text.ts";

/**
 * `j.column("title", j.String, …)`.
 *
 * @param before what stands before it on its line, for the width
 * @param cells what reads and writes its cells
 */
export function columnCall(
  column: Column,
  emission: Emission,
  before: string,
  cells: string = codec(column, emission),
): string {
  const { j } = emission.names;
  const id = idType(column, emission);
  const type = `${cells}${id === null || column.hidden ? "" : typed(` as ${j}.CellType<${id}>`)}`;
  const call = `${j}.${column.deferred ? "deferred" : "column"}(${stringLiteral(column.name)}, ${type}`;
  const options = columnOptions(column);
  if (options.length === 0) return `${call})`;
  return braced(`${before}${call}, `, options, ");", ",").slice(before.length, -1);
}

/** Each only where it applies. */
function columnOptions(column: Column): string[] {
  return [
    ...(column.column === column.name ? [] : [`column: ${stringLiteral(column.column)}`]),
    ...(column.nullable ? ["nullable: true"] : []),
    ...(isAssigned(column) && column.computed === null ? ["assigned: true"] : []),
    ...(column.computed === null ? [] : ["computed: true"]),
    ...(column.expression === null ? [] : [expressionOption(column.expression)]),
    ...(column.version ? ["version: true"] : []),
    ...(column.updatedAt ? ["updatedAt: true"] : []),
    ...(column.hidden || column.embedded !== null ? ["hidden: true"] : []),
    ...(column.secret ? ["secret: true"] : []),
  ];
}

function expressionOption(expression: NonNullable<Column["expression"]>): string {
  if (typeof expression === "string") return `expression: ${stringLiteral(expression)}`;
  return bracketed("expression: ", expression.map(stringLiteral), "", "  ");
}

/**
 * `j.toMany("posts")`, on the next line where it does not fit: Prettier takes a call with one short argument as a whole.
 *
 * @param before what stands before it on its line, for the width
 */
export function relationCall(relation: Relation, { names }: Emission, before: string): string {
  const argument = stringLiteral(relation.name);
  const call = `${names.j}.${isMany(relation) ? "toMany" : "toOne"}(${argument})`;
  const fits = before.length + call.length + ";".length <= printWidth || argument.length > printWidth / 4;
  return fits ? call : `\n  ${call}`;
}

export function columnType(column: Column, model: Model, emission: Emission): string {
  const { names } = emission;
  const parameters = `${names.model(model.name).class}, ${handleType(column, emission)}`;
  return column.deferred
    ? `${names.j}.DeferredColumn<${parameters}, ${stringLiteral(column.name)}>`
    : `${names.j}.Column<${parameters}>`;
}

export function relationType(relation: Relation, model: Model, { names }: Emission): string {
  const parameters = [names.model(model.name).class, names.model(relation.target).class, stringLiteral(relation.name)];
  const access = relation.readOnly ? ', "readonly"' : "";
  if (isMany(relation)) return `${names.j}.ToMany<${parameters.join(", ")}${access}>`;
  return `${names.j}.ToOne<${parameters.join(", ")}, ${relation.nullable ? "null" : "never"}>`;
}

/** The expression that names a relation's handle. */
export function relationHandle(relation: Relation, model: Model, emission: Emission): string {
  const { class: name, hidden } = emission.names.model(declaringModel(relation, model, emission).name);
  return hidden.get(relation.name) ?? `${name}.${relation.name}`;
}

/** The statements after the class: its hidden relations, and its description. */
export function modelTexts(model: Model, emission: Emission): string[] {
  const { names } = emission;
  const { base, class: name, model: constant, row } = names.model(model.name);
  const [cells, origin] = [names.local("cells"), names.local("origin")];
  const hidden = own(model.relations)
    .filter((relation) => relation.hidden)
    .map((relation) => {
      const type = relationType(relation, model, emission);
      const handle = relationHandle(relation, model, emission);
      const call = relationCall(relation, emission, `export const ${handle}: ${type} = `);
      const lineEnd = call.startsWith("\n") ? typed("\n ") : "";
      return `/** @internal */\nexport const ${handle}${typed(`: ${type}`)} =${lineEnd} ${call.trimStart()};`;
    });
  const columns = own(model.columns).map((column) =>
    column.hidden ? columnCall(column, emission, "") : `${base}.${column.name}`,
  );
  const relations = own(model.relations).map((relation) =>
    relation.hidden ? relationHandle(relation, model, emission) : `${base}.${relation.name}`,
  );
  const embeddeds = own(model.embeddeds).map(({ name: value }) => names.model(model.name).embedded.get(value) ?? "");
  const uniques = model.uniques.map((key) => `[${indicesOf(model, key.columns).join(", ")}]`);
  const parent = baseOf(model, emission);
  const isApart = parent === null || model.inheritance?.strategy === "joined";
  const fields = [
    `name: ${stringLiteral(model.name)},`,
    ...(isApart ? [`table: ${stringLiteral(model.table)},`] : []),
    ...(model.schema === (parent?.schema ?? null) || model.schema === null
      ? []
      : [`schema: ${stringLiteral(model.schema)},`]),
    ...(model.isView ? ["isView: true,"] : []),
    bracketed("columns: ", columns, ",", "  "),
    bracketed("relations: ", relations, ",", "  "),
    ...(embeddeds.length === 0 ? [] : [bracketed("embeddeds: ", embeddeds, ",", "  ")]),
    ...(parent === null ? [`primaryKey: [${indicesOf(model, model.primaryKey.columns).join(", ")}],`] : []),
    bracketed(
      "uniques: ",
      uniques,
      ",",
      "  ",
      uniques.length > 1 && model.uniques.every((key) => key.columns.length > 1),
    ),
    ...(parent === null ? [`key: ${keyFunction(model, emission)},`] : []),
    ...inheritanceFields(model, emission),
    ...extensionField(model, emission),
    `create: (${cells}, ${origin}) => new ${name}(${cells}${typed(` as ${row}`)}, ${origin}), // a row of this model's statements has its cells`,
  ];
  const call = parent === null ? `defineModel(${name}, {` : `extendModel(${name}, ${names.model(parent.name).model}, {`;
  return [
    ...hidden,
    `/** @internal */\nexport const ${constant}${typed(`: ${names.j}.Model<${name}>`)} = ${names.j}.${call}\n` +
      `${fields.map((field) => `  ${field}\n`).join("")}});`,
  ];
}

/** What the runtime checks the user's own class against. */
function extensionField(model: Model, { names, extensions }: Emission): string[] {
  const path = extensions.get(model.name);
  if (path === undefined) return [];
  const { base } = names.model(model.name);
  const file = beside(model.span.file, path).replace(/^\.\//, "");
  return [`extension: { base: ${base}, file: ${stringLiteral(file)} },`];
}

/** What tells the rows of a hierarchy apart: of the root where, of each what. */
function inheritanceFields(model: Model, { schema }: Emission): string[] {
  const { inheritance } = model;
  const column = model.columns.find(({ name }) => name === inheritance?.discriminator);
  if (inheritance === null || column === undefined) return [];
  const value = `value: ${cellLiteral(cellOf(column, inheritance.value, schema))}`;
  if (inheritance.base !== null) return [`${value},`];
  const place = indicesOf(model, [column.name]).join();
  return [`inheritance: { strategy: "${inheritance.strategy}", discriminator: ${place}, ${value} },`];
}

/** The identity of a row: the cell of a single key, what the contract makes of a compound one. */
function keyFunction(model: Model, { names }: Emission): string {
  const [cells, offset] = [names.local("cells"), names.local("offset")];
  const parts = indicesOf(model, model.primaryKey.columns).map(
    (index) => `${cells}[${offset}${index === 0 ? "" : ` + ${index}`}]`,
  );
  if (parts.length === 0) return "() => null"; // nothing tells the view's rows apart
  const isPlain = parts.length === 1 && !isBytes(model, model.primaryKey.columns[0]);
  return `(${cells}, ${offset}) => ${isPlain ? parts.join("") : `${names.j}.compoundKey(${parts.join(", ")})`}`;
}

/** Bytes are equal by content, which a Map's key is not. */
function isBytes({ columns }: Model, name: string | undefined): boolean {
  return columns.some(({ name: own, type }) => own === name && type.kind === "scalar" && type.scalar === "Bytes");
}
