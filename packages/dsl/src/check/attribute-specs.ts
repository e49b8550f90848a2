/** The attributes of the language as two tables: those of fields and those of blocks. */
import type { ArgumentType } from "./arguments.ts";

/** Where an attribute stands. */
export type Place =
  "column" | "toOne" | "toMany" | "typeField" | "member" | "model" | "abstract" | "view" | "type" | "enum" | "scalar";

export interface Parameter {
  readonly name: string;
  readonly type: ArgumentType;
  /** May be given without its name, in the order of the table. */
  readonly positional?: true;
  readonly required?: true;
  /** Read for the sake of Prisma's schemas, and offered to nobody. */
  readonly withoutEffect?: true;
}

export interface AttributeSpec {
  readonly places: readonly Place[];
  readonly parameters: readonly Parameter[];
  /** Takes any number of words instead of parameters. */
  readonly words?: true;
  readonly repeatable?: true;
}

const map: Parameter = { name: "map", type: "string" };
const mappedName: Parameter = { name: "name", type: "string", positional: true, required: true };
/** Fields, each of which may have arguments in parentheses. */
const fieldList: Parameter = { name: "fields", type: "fields", positional: true, required: true };
const clientName: Parameter = { name: "name", type: "string", withoutEffect: true };
/** Read by hand, since what it may hold is checked together with the entries of lists. */
const sort: Parameter = { name: "sort", type: "value" };
const length: Parameter = { name: "length", type: "value" };
/** For SQL Server, and refused by a message of its own. */
const clustered: Parameter = { name: "clustered", type: "boolean", withoutEffect: true };
const where: Parameter = { name: "where", type: "condition" };
const sql: Parameter = { name: "sql", type: "string", positional: true, required: true };

export const fieldAttributes: Readonly<Record<string, AttributeSpec>> = {
  id: { places: ["column", "toOne"], parameters: [map, sort, length, clustered] },
  unique: { places: ["column", "toOne"], parameters: [map, sort, length, clustered] },
  default: {
    places: ["column", "toOne", "toMany", "typeField"],
    parameters: [
      { name: "value", type: "value", positional: true, required: true },
      { ...map, withoutEffect: true },
    ],
  },
  map: { places: ["column", "toOne", "toMany", "typeField", "member"], parameters: [mappedName] },
  updatedAt: { places: ["column"], parameters: [] },
  ignore: { places: ["column", "toOne", "toMany"], parameters: [] },
  relation: {
    places: ["toOne", "toMany"],
    parameters: [
      { name: "name", type: "string", positional: true },
      { name: "fields", type: "names" },
      { name: "references", type: "names" },
      { name: "onDelete", type: "word" },
      { name: "onUpdate", type: "word" },
      map,
      { name: "index", type: "boolean" },
      { name: "foreignKey", type: "boolean" },
    ],
  },
  load: {
    places: ["toOne", "toMany"],
    parameters: [{ name: "strategy", type: "word", positional: true, required: true }],
  },
  cascade: { places: ["toOne", "toMany"], parameters: [], words: true },
  orderBy: { places: ["toMany"], parameters: [], words: true },
  through: {
    places: ["toMany"],
    parameters: [
      { name: "model", type: "word", positional: true, required: true },
      { name: "near", type: "word" },
      { name: "far", type: "word" },
    ],
  },
  joinTable: {
    places: ["toMany"],
    parameters: [
      { name: "name", type: "string", positional: true, required: true },
      { name: "columns", type: "strings" },
      { name: "index", type: "string" },
      { name: "schema", type: "string" },
    ],
  },
  version: { places: ["column"], parameters: [] },
  secret: { places: ["column"], parameters: [] },
  deferred: { places: ["column"], parameters: [] },
  computed: { places: ["column"], parameters: [sql, { name: "stored", type: "boolean" }] },
  expr: { places: ["column"], parameters: [sql] },
  check: { places: ["column"], parameters: [sql, map] },
  ts: {
    places: ["column", "typeField"],
    parameters: [{ name: "type", type: "string", positional: true, required: true }],
  },
  embedded: { places: ["column"], parameters: [{ name: "prefix", type: "string", positional: true }] },
  shardKey: { places: ["column"], parameters: [] },
};

export const blockAttributes: Readonly<Record<string, AttributeSpec>> = {
  id: { places: ["model", "abstract"], parameters: [fieldList, map, clientName, clustered] },
  unique: {
    places: ["model", "abstract", "view"],
    parameters: [fieldList, map, clientName, where, clustered],
    repeatable: true,
  },
  index: {
    places: ["model", "abstract"],
    parameters: [fieldList, map, { name: "name", type: "string" }, where, { name: "type", type: "word" }, clustered],
    repeatable: true,
  },
  fulltext: {
    places: ["model", "abstract"],
    parameters: [fieldList, map],
    repeatable: true,
  },
  map: { places: ["model", "view", "enum"], parameters: [mappedName] },
  schema: { places: ["model", "view", "enum"], parameters: [mappedName] },
  ignore: { places: ["model", "view"], parameters: [] },
  check: { places: ["model", "abstract"], parameters: [sql, map], repeatable: true },
  inherit: {
    places: ["model"],
    parameters: [{ name: "strategy", type: "word", positional: true, required: true }],
  },
  discriminator: {
    places: ["model"],
    parameters: [
      { name: "column", type: "value", positional: true, required: true },
      { name: "value", type: "value", positional: true },
    ],
  },
  extend: { places: ["model"], parameters: [{ name: "path", type: "string", positional: true, required: true }] },
  sql: { places: ["view"], parameters: [sql] },
  strict: {
    places: ["model"],
    parameters: [{ name: "strict", type: "boolean", positional: true, required: true }],
  },
  shardKey: { places: ["model"], parameters: [{ ...fieldList, type: "names" }] },
};

/** What other languages have attributes for, and this one says in other words. In lower case. */
export const foreignAttributes: ReadonlyMap<string, string> = new Map([
  ["autoincrement", "@default(autoincrement())"],
  ["generated", "@default(autoincrement())"],
  ["createdat", "@default(now())"],
  ["now", "@default(now())"],
  ["uuid", "@default(uuid())"],
  ["cuid", "@default(cuid())"],
  ["primary", "@id"],
  ["primarykey", "@id"],
  ["pk", "@id"],
  ["column", "@map"],
]);

export const placeNames = {
  column: "a column",
  toOne: "a relation to one",
  toMany: "a list of a relation",
  typeField: "a field of a value type",
  member: "a member of an enum",
  model: "a model",
  abstract: "an abstract model",
  view: "a view",
  type: "a value type",
  enum: "an enum",
  scalar: "a scalar",
} satisfies Record<Place, string>;

export function isBlockPlace(place: Place): boolean {
  return ["model", "abstract", "view", "type", "enum"].includes(place);
}

/** Places whose fields or heads take native types. */
export function takesNativeType(place: Place): boolean {
  return place === "column" || place === "typeField" || place === "scalar";
}
