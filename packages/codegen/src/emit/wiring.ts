/** The schema file: the one place where models meet as values, and their relations learn their targets. */
import type { Cascade, ForeignKey, JoinTable } from "@joinery/dsl";
import { type Association, isInherited, type Model, type Relation } from "../client-schema.ts";
import { dependencyOrder } from "../dependency-order.ts";
import type { Names } from "../naming.ts";
import { type Emission, indicesOf, isMany, modelNamed, own } from "./emission.ts";
import { contractCheck, contractImport, contractVersion } from "./contract.ts";
import { relationHandle } from "./model-meta.ts";
import { type ImportStatement, internalText, type SourceStructure, typed } from "./source.ts";
import { braced, bracketed, stringLiteral } from "./text.ts";

/** What a session carries across a relation that says nothing. */
const defaultCascade: readonly Cascade[] = ["save", "merge"];

export function schemaFile(emission: Emission, dialects: readonly string[]): SourceStructure {
  const { names, schema } = emission;
  const constant = names.local("schema");
  const models = dependencyOrder(schema.models).map(({ name }) => names.model(name).model);
  const fields = [
    `contract: ${contractVersion},`,
    bracketed("models: ", models, ",", "  "),
    `ddl: { ${dialects.map((dialect) => shorthand(dialect, names.local(dialect))).join(", ")} },`,
  ];
  const wires = schema.models.flatMap((model) =>
    own(model.relations).map((relation) => wire(relation, model, emission)),
  );
  const doc =
    "/** @internal The models in the order in which their tables can be filled: a model stands after those it refers to. */";
  return {
    statements: [
      ...imports(emission, dialects),
      contractCheck(names.j),
      internalText(
        `${doc}\nexport const ${constant}${typed(`: ${names.j}.Schema`)} = ${names.j}.defineSchema({\n` +
          `${fields.map((field) => `  ${field}\n`).join("")}});`,
      ),
      ...(wires.length === 0 ? [] : [internalText(wires.join("\n"))]),
    ],
  };
}

function shorthand(key: string, local: string): string {
  return key === local ? key : `${key}: ${local}`;
}

function imports(emission: Emission, dialects: readonly string[]): ImportStatement[] {
  const { names, schema, importExtension } = emission;
  const from = (file: string, imported: readonly string[]): ImportStatement => ({
    kind: "import",
    from: `./${file}${importExtension}`,
    names: imported.map((name) => ({ name })),
  });
  const models = schema.models.map((model) => {
    const { file, class: name, model: constant, hidden } = names.model(model.name);
    const namesHandles = own(model.relations).some((relation) => !relation.hidden);
    return from(file, [...(namesHandles ? [name] : []), constant, ...hidden.values()]);
  });
  return [
    contractImport(names.j),
    ...[
      from(
        "ddl",
        dialects.map((dialect) => names.local(dialect)),
      ),
      ...models,
    ].sort((a, b) => (a.from < b.from ? -1 : 1)),
  ];
}

/** The call that tells a relation where it leads. Row indices, so that nothing is looked up by name while a program runs. */
function wire(relation: Relation, model: Model, emission: Emission): string {
  const { names } = emission;
  const target = modelNamed(emission, relation.target);
  const calls = { local: "wireLocal", remote: "wireRemote", join: "wireJoin" } as const;
  const fields = [
    `target: ${names.model(target.name).model}`,
    ...inverseField(relation, target, emission),
    `columns: [${indicesOf(model, relation.columns).join(", ")}]`,
    `targetColumns: [${indicesOf(target, relation.targetColumns).join(", ")}]`,
    ...keyFields(relation, model, emission),
    ...extraFields(relation, model, target),
  ];
  return braced(`${names.j}.${calls[relation.key]}(${relationHandle(relation, model, emission)}, `, fields, ");", ",");
}

function inverseField(relation: Relation, target: Model, emission: Emission): string[] {
  const inverse = target.relations.find(({ name }) => name === relation.inverse);
  return inverse === undefined ? [] : [`inverse: ${relationHandle(inverse, target, emission)}`];
}

function keyFields(relation: Relation, model: Model, { models, joinTables, names }: Emission): string[] {
  if (relation.key === "remote") return [];
  if (relation.key === "local") {
    const foreignKey = model.foreignKeys.find(
      ({ target, columns }) => target === relation.target && columns.join() === relation.columns.join(),
    );
    // What no constraint of the database does, the session must not believe it to have done.
    if (foreignKey === undefined || !foreignKey.constraint) return [];
    if (tearsRows(foreignKey, model)) return [`onUpdate: "${foreignKey.onUpdate}"`];
    return [`onDelete: "${foreignKey.onDelete}"`, `onUpdate: "${foreignKey.onUpdate}"`];
  }
  if (relation.association !== null) return associationFields(relation.association, names, models);
  const table = relation.joinTable === null ? undefined : joinTables.get(relation.joinTable);
  if (table === undefined)
    throw new Error(`no join table for "${model.name}.${relation.name}" (this is a bug in Joinery)`);
  return [`side: "${relation.joinSide}"`, `table: ${joinTableText(table, relation)}`];
}

function joinTableText(table: JoinTable, { joinSide }: Relation): string {
  const [own, other] = joinSide === "right" ? [table.right, table.left] : [table.left, table.right];
  return tableText(table, own.columns, other.columns);
}

function tableText(
  table: { readonly table: string; readonly schema: string | null },
  columns: readonly string[],
  targetColumns: readonly string[],
): string {
  const list = (names: readonly string[]) => `[${names.map(stringLiteral).join(", ")}]`;
  const schema = table.schema === null ? "" : ` schema: ${stringLiteral(table.schema)},`;
  return `{ name: ${stringLiteral(table.table)},${schema} columns: ${list(columns)}, targetColumns: ${list(targetColumns)} }`;
}

/** The table of the model between, and the model itself where the client has it with these columns. */
function associationFields(association: Association, names: Names, models: Emission["models"]): string[] {
  const { columns, targetColumns } = association;
  const databaseNames = (of: typeof columns) => of.map(({ column }) => column);
  const model = models.get(association.model);
  const placesOf = (of: typeof columns): number[] => {
    const names = of.map(({ name }) => name);
    return model === undefined ? [] : indicesOf(model, names);
  };
  const indices = placesOf(columns);
  // Columns that it inherits stand in another table, or in one with the rows of other models: the model is read, not its table.
  const targets = isInherited(association) ? `, targetColumns: [${placesOf(targetColumns).join(", ")}]` : "";
  return [
    `table: ${tableText(association, databaseNames(columns), databaseNames(targetColumns))}`,
    ...(model === undefined || indices.includes(-1)
      ? []
      : [`association: { model: ${names.model(model.name).model}, columns: [${indices.join(", ")}]${targets} }`]),
  ];
}

/** Each only where it is not what a relation has that says nothing. */
function extraFields(relation: Relation, model: Model, target: Model): string[] {
  const { load, orderBy } = relation;
  const cascade = sessionCascade(relation, model, target);
  const order = orderBy.map(({ column, sort }) => `{ index: ${indicesOf(target, [column]).join()}, sort: "${sort}" }`);
  const isDefaultCascade =
    cascade.length === defaultCascade.length && defaultCascade.every((kind) => cascade.includes(kind));
  return [
    ...(relation.nullable && !isMany(relation) ? ["nullable: true"] : []),
    ...(relation.hidden ? ["hidden: true"] : []),
    ...(relation.readOnly ? ["readOnly: true"] : []),
    ...(load === "lazy" ? [] : [`load: "${load}"`]),
    ...(isDefaultCascade || relation.readOnly ? [] : [`cascade: [${cascade.map(stringLiteral).join(", ")}]`]),
    ...(order.length === 0 ? [] : [bracketed("orderBy: ", order, "", "  ", order.length > 1)]),
  ];
}

/** Whether a constraint deletes the part of a row that stands in an heir's table, and leaves its base's: the session has to delete the whole. */
function tearsRows({ onDelete }: ForeignKey, { inheritance }: Model): boolean {
  return onDelete === "Cascade" && inheritance?.strategy === "joined" && inheritance.base !== null;
}

/** With `delete` where the schema asks the database to delete what refers to a row, and it has no constraint that would. */
function sessionCascade(
  { key, cascade, columns, targetColumns }: Relation,
  model: Model,
  target: Model,
): readonly Cascade[] {
  const isLeftToSession = target.foreignKeys.some(
    (foreignKey) =>
      (!foreignKey.constraint || tearsRows(foreignKey, target)) &&
      foreignKey.onDelete === "Cascade" &&
      foreignKey.target === model.name &&
      foreignKey.columns.join() === targetColumns.join() &&
      foreignKey.targetColumns.join() === columns.join(),
  );
  return key === "remote" && isLeftToSession && !cascade.includes("delete") ? [...cascade, "delete"] : cascade;
}
