/** IR made by hand: each part with what the test is about, the rest as a schema has it that says nothing. */
import {
  type Column,
  type Enum,
  type ForeignKey,
  type Index,
  type IndexPart,
  irVersion,
  type JoinTable,
  type Model,
  type NativeType,
  type Relation,
  type ScalarType,
  type Schema,
  type Span,
  type Unique,
  type View,
} from "@joinery/dsl";

export const span: Span = { file: "schema.model", start: 0, end: 1, line: 1, column: 1 };

export function schemaWith(parts: Partial<Schema>): Schema {
  const nothing = { models: [], views: [], enums: [], types: [], scalars: [], joinTables: [] };
  return { version: irVersion, files: ["schema.model"], ...nothing, ...parts };
}

/** With a counting key `id`, unless the parts have columns of their own that begin otherwise. */
export function modelWith(name: string, columns: readonly Column[], parts: Partial<Model> = {}): Model {
  return {
    name,
    table: name,
    schema: null,
    doc: null,
    span,
    ignored: false,
    strict: true,
    extension: null,
    inheritance: null,
    columns,
    embeddeds: [],
    expressions: [],
    relations: [],
    primaryKey: { name: null, columns: ["id"], span },
    keyConstraint: "primary",
    uniques: [],
    indexes: [],
    foreignKeys: [],
    checks: [],
    ...parts,
  };
}

/** @param type a scalar, with a question mark where the column is nullable and brackets where it is a list */
export function column(name: string, type: string, parts: Partial<Column> = {}): Column {
  return {
    name,
    column: name,
    type: { kind: "scalar", scalar: type.replace(/\?|\[\]/, "") as ScalarType }, // a test names none other
    list: type.endsWith("[]"),
    nullable: type.endsWith("?"),
    native: null,
    scalar: null,
    ts: null,
    default: null,
    computed: null,
    updatedAt: false,
    version: false,
    deferred: false,
    secret: false,
    ignored: false,
    inherited: false,
    inferred: false,
    hidden: false,
    embedded: null,
    doc: null,
    span,
    ...parts,
  };
}

export const id = column("id", "Int", { default: { kind: "autoincrement" } });

/** `VarChar(255)`. */
export function native(text: string): NativeType {
  const [name = "", parameters] = text.split(/[()]/);
  return { name, arguments: parameters === undefined ? [] : parameters.split(",") };
}

export function foreignKey(name: string, columns: readonly string[], target: string, parts: Partial<ForeignKey> = {}) {
  const actions = { onDelete: "Cascade", onUpdate: "Cascade" } as const;
  return { name, columns, target, targetColumns: ["id"], ...actions, constraint: true, span, ...parts };
}

/** @param columns each by its name, with a length in parentheses and `desc` behind it where there is any */
export function index(name: string, columns: readonly string[], parts: Partial<Index> & { ops?: string } = {}): Index {
  const { ops = null, ...rest } = parts;
  return { name, columns: partsOf(columns, ops), type: null, where: null, inferred: false, span, ...rest };
}

export function unique(name: string, columns: readonly string[], where: string | null = null): Unique {
  const parts = partsOf(columns, null);
  return { name, columns: parts.map((part) => part.name), parts, where, span };
}

function partsOf(columns: readonly string[], ops: string | null): IndexPart[] {
  return columns.map((text) => {
    const [part = "", sort] = text.split(" ");
    const [name = "", length] = part.split(/[()]/);
    return { name, sort: sort === "desc" ? "desc" : "asc", length: length === undefined ? null : Number(length), ops };
  });
}

export function enumWith(name: string, members: readonly string[], parts: Partial<Enum> = {}): Enum {
  const values = members.map((member) => ({ name: member, value: member, doc: null, span }));
  return { name, type: name, schema: null, members: values, doc: null, span, ...parts };
}

export function viewWith(name: string, sql: string | null, parts: Partial<View> = {}): View {
  const empty = { columns: [], embeddeds: [], expressions: [], relations: [] };
  const nothing = { schema: null, ignored: false, ...empty, key: null, doc: null };
  return { name, view: name, sql, ...nothing, span, ...parts };
}

/** A many-to-many between models with a key `id`, unless the parts say otherwise. */
export function relation(name: string, target: string, parts: Partial<Relation> = {}): Relation {
  return {
    name,
    target,
    kind: "manyToMany",
    key: "join",
    columns: ["id"],
    targetColumns: ["id"],
    joinTable: null,
    joinSide: null,
    through: null,
    nullable: false,
    inverse: null,
    inherited: false,
    ignored: false,
    hidden: false,
    load: "lazy",
    cascade: ["save", "merge"],
    orderBy: [],
    doc: null,
    span,
    ...parts,
  };
}

/** Between two models with a key `id`. */
export function joinTable(table: string, left: string, right: string, parts: Partial<JoinTable> = {}): JoinTable {
  const side = (model: string, name: string, isIndexed: boolean) => ({
    model,
    columns: [name],
    references: ["id"],
    foreignKey: `${table}_${name}_fkey`,
    constraint: true,
    index: isIndexed ? `${table}_${name}_index` : null,
  });
  return { table, schema: null, strict: true, left: side(left, "A", false), right: side(right, "B", true), ...parts };
}
