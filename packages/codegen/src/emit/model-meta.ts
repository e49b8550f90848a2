/** What the runtime is told of a model: its handles, and the `defineModel` call at the end of its file. */
import type { Column, Model, Relation } from "../client-schema.ts";
import { cellOf } from "../cells.ts";
import { baseOf, declaringModel, type Emission, indicesOf, isAssigned, isMany, own } from "./emission.ts";
import { cellLiteral, codec } from "./scalars.ts";
import { braced, bracketed, printWidth, stringLiteral } from "./text.ts";

/** `j.column("title", j.String, …)`. @param before what stands before it on its line, for the width */
export function columnCall(column: Column, emission: Emission, before: string): string {
  const call = `${emission.names.j}.column(${stringLiteral(column.name)}, ${codec(column, emission)}`;
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
    ...(column.updatedAt ? ["updatedAt: true"] : []),
    ...(column.hidden ? ["hidden: true"] : []),
    ...(column.secret ? ["secret: true"] : []),
  ];
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

export function relationType(relation: Relation, model: Model, { names }: Emission): string {
  const parameters = [names.model(model.name).class, names.model(relation.target).class, stringLiteral(relation.name)];
  if (isMany(relation)) return `${names.j}.ToMany<${parameters.join(", ")}>`;
  return `${names.j}.ToOne<${parameters.join(", ")}, ${relation.nullable ? "null" : "never"}>`;
}

/** The expression that names a relation's handle. */
export function relationHandle(relation: Relation, model: Model, emission: Emission): string {
  const { class: name, hidden } = emission.names.model(declaringModel(relation, model, emission).name);
  return hidden.get(relation.name) ?? `${name}.${relation.name}`;
}

/** The statements after the class: its hidden relations, and its description. */
export function modelText(model: Model, emission: Emission): string {
  const { names } = emission;
  const { class: name, model: constant, row } = names.model(model.name);
  const [cells, origin] = [names.local("cells"), names.local("origin")];
  const hidden = own(model.relations)
    .filter((relation) => relation.hidden)
    .map((relation) => {
      const type = relationType(relation, model, emission);
      const handle = relationHandle(relation, model, emission);
      const before = `export const ${handle}: ${type} = `;
      return `/** @internal */\n${before}${relationCall(relation, emission, before)};`;
    });
  const columns = own(model.columns).map((column) =>
    column.hidden ? columnCall(column, emission, "") : `${name}.${column.name}`,
  );
  const relations = own(model.relations).map((relation) => relationHandle(relation, model, emission));
  const uniques = model.uniques.map((key) => `[${indicesOf(model, key.columns).join(", ")}]`);
  const base = baseOf(model, emission);
  const isApart = base === null || model.inheritance?.strategy === "joined";
  const fields = [
    `name: ${stringLiteral(model.name)},`,
    ...(isApart ? [`table: ${stringLiteral(model.table)},`] : []),
    ...(model.schema === (base?.schema ?? null) || model.schema === null
      ? []
      : [`schema: ${stringLiteral(model.schema)},`]),
    bracketed("columns: ", columns, ",", "  "),
    bracketed("relations: ", relations, ",", "  "),
    ...(base === null ? [`primaryKey: [${indicesOf(model, model.primaryKey.columns).join(", ")}],`] : []),
    bracketed(
      "uniques: ",
      uniques,
      ",",
      "  ",
      uniques.length > 1 && model.uniques.every((key) => key.columns.length > 1),
    ),
    ...(base === null ? [`key: ${keyFunction(model, emission)},`] : []),
    ...inheritanceFields(model, emission),
    `create: (${cells}, ${origin}) => new ${name}(${cells} as ${row}, ${origin}), // a row of this model's statements has its cells`,
  ];
  const call = base === null ? `defineModel(${name}, {` : `extendModel(${name}, ${names.model(base.name).model}, {`;
  return [
    ...hidden,
    `/** @internal */\nexport const ${constant}: ${names.j}.Model<${name}> = ${names.j}.${call}\n` +
      `${fields.map((field) => `  ${field}\n`).join("")}});`,
  ].join("\n\n");
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
  const isPlain = parts.length === 1 && !isBytes(model, model.primaryKey.columns[0]);
  return `(${cells}, ${offset}) => ${isPlain ? parts.join("") : `${names.j}.compoundKey(${parts.join(", ")})`}`;
}

/** Bytes are equal by content, which a Map's key is not. */
function isBytes({ columns }: Model, name: string | undefined): boolean {
  return columns.some(({ name: own, type }) => own === name && type.kind === "scalar" && type.scalar === "Bytes");
}
