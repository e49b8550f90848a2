/**
 * A schema as an entity-relationship diagram of Mermaid (https://mermaid.js.org/syntax/entityRelationshipDiagram.html).
 *
 * An entity for each model with the columns that it adds to its base's, for each view, and for each join table, which no model describes.
 * Lines lead from what is referred to, on the left, to what refers to it: drawn through where the database keeps the key, dotted where the
 * session alone knows of it, as with views. A heir hangs on its base by "is a". What a word of Mermaid cannot hold is left out of it.
 */
import type { Column, ColumnType, Enum, JoinSide, JoinTable, Model, Relation, Schema, View } from "@joinery/dsl";

/** The text of the diagram, ending with a line break. The same schema always gives the same bytes. */
export function erd(schema: Schema): string {
  const { models, views, joinTables } = schema;
  const enums = new Map(schema.enums.map((declaration) => [declaration.name, declaration]));
  const lines = [
    ...models.flatMap((model) => modelEntity(model, enums)),
    ...views.flatMap((view) => viewEntity(view, enums)),
    ...joinTables.flatMap((table) => joinTableEntity(table, models)),
    ...models.flatMap(({ name, inheritance }) =>
      inheritance === null || inheritance.base === null ? [] : [line(inheritance.base, "||--o|", name, "is a")],
    ),
    ...[...models, ...views].flatMap((owner) => owner.relations.flatMap((relation) => relationLine(relation, owner))),
    ...joinTables.flatMap((table) => [joinLine(table, "left", models), joinLine(table, "right", models)]),
  ];
  return `erDiagram\n${lines.map((text) => `  ${text}\n`).join("")}`;
}

type Enums = ReadonlyMap<string, Enum>;

function modelEntity({ name, columns, primaryKey, foreignKeys, uniques }: Model, enums: Enums): string[] {
  const referring = new Set(foreignKeys.flatMap((key) => key.columns));
  const unique = new Set(uniques.flatMap(({ columns: key, where }) => (key.length === 1 && !where ? key : [])));
  const attributes = columns
    .filter(({ inherited }) => !inherited)
    .map((column) => {
      const keys = [
        ...(primaryKey.columns.includes(column.name) ? ["PK"] : []),
        ...(referring.has(column.name) ? ["FK"] : []),
        ...(unique.has(column.name) ? ["UK"] : []),
      ];
      return attribute(column, keys, enums);
    });
  return entity(quoted(name), attributes);
}

function viewEntity({ name, columns, key }: View, enums: Enums): string[] {
  const attributes = columns.map((column) => attribute(column, key?.includes(column.name) ? ["UK"] : [], enums));
  return entity(`${quoted(name)}[${quoted(`${name} (view)`)}]`, attributes);
}

function joinTableEntity({ table, left, right }: JoinTable, models: readonly Model[]): string[] {
  return entity(quoted(table), [...sideAttributes(left, models), ...sideAttributes(right, models)]);
}

function sideAttributes({ model, columns, references }: JoinSide, models: readonly Model[]): string[] {
  const referred = models.find(({ name }) => name === model)?.columns ?? [];
  return columns.map((column, index) => {
    const type = referred.find(({ name }) => name === references[index])?.type;
    return `${type === undefined ? "unknown" : word(typeName(type))} ${word(column)} PK,FK`;
  });
}

function entity(head: string, attributes: readonly string[]): string[] {
  return [`${head} {`, ...attributes.map((text) => `  ${text}`), "}"];
}

function attribute(column: Column, keys: readonly string[], enums: Enums): string {
  const type = `${word(column.scalar ?? typeName(column.type))}${column.list ? "[]" : ""}`;
  const comments = [...(column.nullable ? ["optional"] : []), ...membersOf(column.type, enums)];
  return [
    type,
    word(column.name),
    ...(keys.length === 0 ? [] : [keys.join(",")]),
    ...(comments.length === 0 ? [] : [quoted(comments.join("; "))]),
  ].join(" ");
}

function typeName(type: ColumnType): string {
  if (type.kind === "scalar") return type.scalar;
  if (type.kind === "enum") return type.enum;
  return type.kind === "value" ? type.value : "Unsupported";
}

/** More would make the entity wider than the diagram. */
const shownMembers = 6;

function membersOf(type: ColumnType, enums: Enums): string[] {
  if (type.kind !== "enum") return [];
  const names = enums.get(type.enum)?.members.map(({ name }) => name) ?? [];
  const rest = names.length > shownMembers ? [`${names.length - shownMembers} more`] : [];
  return [[...names.slice(0, shownMembers), ...rest].join(", ")];
}

/** Each relation is drawn once, from the side that holds the key. One through a model is there already: that model's own two. */
function relationLine(relation: Relation, { name, ...owner }: Model | View): string[] {
  if (relation.key !== "local" || relation.inherited) return [];
  const { target, columns, nullable, kind, inverse, hidden } = relation;
  const isKept =
    "foreignKeys" in owner && owner.foreignKeys.some((key) => key.constraint && key.columns.join() === columns.join());
  const cardinality = `${nullable ? "|o" : "||"}${isKept ? "--" : ".."}${kind === "oneToOne" ? "o|" : "o{"}`;
  const names = [inverse, hidden ? null : relation.name].filter((part) => part !== null);
  return [line(target, cardinality, name, names.join(" / "))];
}

function joinLine({ table, ...sides }: JoinTable, side: "left" | "right", models: readonly Model[]): string {
  const { model, constraint } = sides[side];
  const relation = models
    .find(({ name }) => name === model)
    ?.relations.find(({ joinTable, joinSide }) => joinTable === table && joinSide === side);
  const label = relation === undefined || relation.hidden ? "" : relation.name;
  return line(model, constraint ? "||--o{" : "||..o{", table, label);
}

function line(from: string, cardinality: string, to: string, label: string): string {
  return `${quoted(from)} ${cardinality} ${quoted(to)} : ${quoted(label)}`;
}

/** A text of Mermaid has no escapes: what it cannot hold is replaced. */
function quoted(text: string): string {
  return `"${text.replaceAll(/["%\\\p{Cc}]/gu, "_")}"`;
}

/** A type or a column. One that is called as a mark of keys would be read as that, whatever its case. */
function word(text: string): string {
  const plain = text.replaceAll(/[^\p{L}\p{N}_.]/gu, "_");
  return /^(?:[^\p{L}_]|[pfu]k$)/iu.test(plain) ? `_${plain}` : plain;
}
