/**
 * The IR: all that passes from the schema compiler to anyone else. Immutable, JSON-serialisable, fully resolved: no name is left to
 * look up, every relation knows its keys, its inverse and its join table. Lists keep the order of the schema (files in path order), so
 * that the same schema always gives the same bytes.
 *
 * Columns are named by their property name (`Column.name`); the database's name of one is `Column.column`. What one engine has and
 * another lacks (native types, index types, schemas) is kept as written: an engine that lacks it goes on without.
 *
 * One file in spite of its length, since it is one document: whoever reads a schema reads it here from end to end.
 */
import type { Span } from "../text/span.ts";

/** Raised whenever a field changes its meaning. */
export const irVersion = 2;

export interface Schema {
  readonly version: typeof irVersion;
  /** The schema's files, relative to the schema's root, in path order, `/` between segments. */
  readonly files: readonly string[];
  readonly models: readonly Model[];
  readonly views: readonly View[];
  readonly enums: readonly Enum[];
  readonly types: readonly ValueType[];
  readonly scalars: readonly CustomScalar[];
  readonly joinTables: readonly JoinTable[];
}

export interface Model {
  readonly name: string;
  /** In single-table inheritance that of the root. */
  readonly table: string;
  /** The database schema (PostgreSQL), of an heir that names none its root's; null for the connection's own. */
  readonly schema: string | null;
  readonly doc: string | null;
  readonly span: Span;
  /** In the database, not in the client. */
  readonly ignored: boolean;
  /**
   * On SQLite a STRICT table whose CHECKs narrow Booleans and enums, on MySQL one whose texts are equal where they are the same. False
   * for a table that another tool has made, with types and collations and without checks as Prisma writes them.
   */
  readonly strict: boolean;
  /** The file of the user's own methods, as the schema names it, relative to the schema's file. */
  readonly extension: string | null;
  readonly inheritance: Inheritance | null;
  /** Inherited ones first, then declaration order; an inferred foreign key column stands where its relation field stands. */
  readonly columns: readonly Column[];
  readonly embeddeds: readonly Embedded[];
  readonly expressions: readonly Expression[];
  readonly relations: readonly Relation[];
  /** What tells its rows apart. Without columns only where an ignored model has no key. */
  readonly primaryKey: Key;
  /** What the database knows the key as: a model without `@id` has its first unique of required columns for a key. */
  readonly keyConstraint: "primary" | "unique";
  /** Without the primary key; single-column and compound alike. Without those of a base model. */
  readonly uniques: readonly Unique[];
  readonly indexes: readonly Index[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly checks: readonly Check[];
}

/** A model's place among models that extend one another. */
export interface Inheritance {
  /** `single`: all in the root's table, where columns of the others are nullable; `joined`: a table each, joined by the key. */
  readonly strategy: "single" | "joined";
  /** The model that this one extends; null for the root. */
  readonly base: string | null;
  /** The root's column that tells the models apart, by property name. */
  readonly discriminator: string;
  /** What rows of exactly this model hold in it; of an enum the member's name. */
  readonly value: string;
}

export type ScalarType =
  | "Int"
  | "BigInt"
  | "Float"
  | "Decimal"
  | "String"
  | "Boolean"
  | "DateTime"
  | "Date"
  | "Time"
  | "Uuid"
  | "Json"
  | "Bytes";

/** A native type: `@db.VarChar(255)` is `{ name: "VarChar", arguments: ["255"] }`. Whole numbers are in their shortest form. */
export interface NativeType {
  readonly name: string;
  readonly arguments: readonly string[];
}

export type ColumnType =
  | { readonly kind: "scalar"; readonly scalar: ScalarType }
  | { readonly kind: "enum"; readonly enum: string }
  /** A value type, stored as one JSON document. */
  | { readonly kind: "value"; readonly value: string }
  /** A type of the database that the language lacks, in the database's own words. Never in the client. */
  | { readonly kind: "unsupported"; readonly sql: string };

export interface Column {
  /** The property in the client; of a part of an embedded value the path to it, `home.street`. */
  readonly name: string;
  /** The name in the database. */
  readonly column: string;
  readonly type: ColumnType;
  readonly list: boolean;
  readonly nullable: boolean;
  /** How an engine that has this type stores it; null for the engine's own choice. */
  readonly native: NativeType | null;
  /** The `CustomScalar` that the field names; `type` is what it is stored as. */
  readonly scalar: string | null;
  /** The TypeScript type of a Json document, as written; null for any JSON value. */
  readonly ts: string | null;
  readonly default: Default | null;
  /** A generated column: the database computes it. */
  readonly computed: Computed | null;
  /** Set by the session at every flush that changes the row. */
  readonly updatedAt: boolean;
  /** Counted up by every update of the row, and compared: optimistic locking. */
  readonly version: boolean;
  /** Not loaded until read. */
  readonly deferred: boolean;
  /** Left out of whatever is printed or logged. */
  readonly secret: boolean;
  /** In the database, not in the client. */
  readonly ignored: boolean;
  /** Declared by a model that this one extends. */
  readonly inherited: boolean;
  /** Not written in the schema: the key column behind a relation field. */
  readonly inferred: boolean;
  /** Has no property in the client: the key column of a list that is declared on one side only. */
  readonly hidden: boolean;
  /** The `Embedded.name` that this column is a part of. */
  readonly embedded: string | null;
  readonly doc: string | null;
  /** The field's name in the schema; for an inferred column that of its relation. */
  readonly span: Span;
}

export interface Computed {
  readonly sql: string;
  /** Kept in the row, not computed when read. */
  readonly stored: boolean;
}

/** A value type that is flattened into columns of its owner. */
export interface Embedded {
  /** The property in the client. */
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  /** Its columns in the owner, by `Column.name`, in the order of the type's fields. */
  readonly columns: readonly string[];
  readonly inherited: boolean;
  readonly doc: string | null;
  readonly span: Span;
}

/** A read-only attribute that is an SQL expression over the row. */
export interface Expression {
  readonly name: string;
  readonly type: ColumnType;
  readonly list: boolean;
  readonly nullable: boolean;
  /** The `CustomScalar` that the field names. */
  readonly scalar: string | null;
  /** The TypeScript type of a Json document, as written; null for any JSON value. */
  readonly ts: string | null;
  readonly sql: string;
  readonly deferred: boolean;
  readonly secret: boolean;
  readonly inherited: boolean;
  readonly doc: string | null;
  readonly span: Span;
}

export type LiteralValue = string | number | boolean;

export type Default =
  /** The value as the schema has it: BigInt and Decimal as digits, DateTime as ISO text, Json as its text, Bytes as base64, an enum's member by name. */
  | { readonly kind: "literal"; readonly value: LiteralValue }
  | { readonly kind: "list"; readonly values: readonly LiteralValue[] }
  | { readonly kind: "autoincrement" }
  /** `uuid` has version 4 or 7, `cuid` 1 or 2, `nanoid` its length (21 when the schema gives none). */
  | { readonly kind: "uuid"; readonly version: 4 | 7 }
  | { readonly kind: "cuid"; readonly version: 1 | 2 }
  | { readonly kind: "ulid" }
  | { readonly kind: "nanoid"; readonly length: number }
  | { readonly kind: "now" }
  /** An SQL expression that only the database evaluates; empty where the schema does not say which. */
  | { readonly kind: "dbgenerated"; readonly sql: string };

export type Sort = "asc" | "desc";

export interface Key {
  /** The constraint's name in the database; null where the engine's own is kept. */
  readonly name: string | null;
  /** Property names, in key order. */
  readonly columns: readonly string[];
  /** Of a primary key: how much of each value counts (MySQL), null for all of it; absent where all of every value does. */
  readonly lengths?: readonly (number | null)[];
  readonly span: Span;
}

export interface Unique extends Key {
  readonly name: string;
  /** Pairwise with `columns`. */
  readonly parts: readonly IndexPart[];
  /** Unique only among the rows for which this SQL holds: no key that a relation may refer to. */
  readonly where: string | null;
}

/** One column of an index. */
export interface IndexPart {
  readonly name: string;
  readonly sort: Sort;
  /** Bytes or characters of the value that are indexed (MySQL); null for all. */
  readonly length: number | null;
  /** The operator class (PostgreSQL); null for the type's default. */
  readonly ops: string | null;
}

export type IndexType = "BTree" | "Hash" | "Gin" | "Gist" | "SpGist" | "Brin" | "FullText";

export interface Index {
  readonly name: string;
  readonly columns: readonly IndexPart[];
  /** Null for the engine's default. */
  readonly type: IndexType | null;
  /** Only the rows for which this SQL holds are indexed. */
  readonly where: string | null;
  /** Made for a foreign key, not written in the schema. */
  readonly inferred: boolean;
  readonly span: Span;
}

/** A CHECK constraint. */
export interface Check {
  readonly name: string;
  readonly sql: string;
  readonly span: Span;
}

export type ReferentialAction = "Cascade" | "Restrict" | "NoAction" | "SetNull" | "SetDefault";

export interface ForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  readonly target: string;
  readonly targetColumns: readonly string[];
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
  /** False where the database has no such constraint and the session alone knows of the relation. */
  readonly constraint: boolean;
  readonly span: Span;
}

/** What the session carries across a relation. */
export type Cascade = "save" | "merge" | "delete" | "deleteOrphan";

/** How a relation is loaded when a query says nothing. */
export type LoadStrategy = "lazy" | "joined" | "selectin" | "raise" | "writeonly";

/** One side of a relation. Both sides exist in the IR even where the schema declares one list alone; the other one is `hidden`. */
export interface Relation {
  readonly name: string;
  /** A model or a view. */
  readonly target: string;
  /** Seen from this side: `manyToOne` and `oneToOne` give one entity, the others a collection. */
  readonly kind: "manyToOne" | "oneToOne" | "oneToMany" | "manyToMany";
  /**
   * Where the key stands: `local` in this model's columns, `remote` in the target's, `join` in a join table, `through` in a model of
   * the schema.
   */
  readonly key: "local" | "remote" | "join" | "through";
  /** This model's columns that take part: the foreign key where `local`, else what the other side refers to. */
  readonly columns: readonly string[];
  /**
   * The target's columns, pairwise with `columns` where `local` or `remote`; its key where `join`, and what the model between refers to
   * where `through`.
   */
  readonly targetColumns: readonly string[];
  /** The `JoinTable.table` where `join`. */
  readonly joinTable: string | null;
  /** Which side of the join table this model is, where `join`. In a self-relation each side stands for its own. */
  readonly joinSide: "left" | "right" | null;
  /** The model between, where `through`. */
  readonly through: Through | null;
  /** Whether a to-one may be null. */
  readonly nullable: boolean;
  /** The relation on the target that is the other side of this one; null where the target has no list and needs none. */
  readonly inverse: string | null;
  /** Declared by a model that this one extends. */
  readonly inherited: boolean;
  /** Leads to a model that the client leaves out, or is left out itself. */
  readonly ignored: boolean;
  readonly hidden: boolean;
  readonly load: LoadStrategy;
  readonly cascade: readonly Cascade[];
  readonly orderBy: readonly { readonly column: string; readonly sort: Sort }[];
  readonly doc: string | null;
  readonly span: Span;
}

/** An association object: a model that joins two others. */
export interface Through {
  readonly model: string;
  /** The relation of `model` that leads to the model which declares this relation. */
  readonly near: string;
  /** The relation of `model` that leads to the target. */
  readonly far: string;
}

/** The table of a many-to-many that no model describes. Its columns together are its primary key. */
export interface JoinTable {
  readonly table: string;
  readonly schema: string | null;
  readonly strict: boolean;
  readonly left: JoinSide;
  readonly right: JoinSide;
}

export interface JoinSide {
  readonly model: string;
  /** Column names in the join table, pairwise with `references`. */
  readonly columns: readonly string[];
  /** The model's key, by property name. */
  readonly references: readonly string[];
  readonly foreignKey: string;
  /** False where the database has no such constraint. */
  readonly constraint: boolean;
  /** The index on this side's columns; the left side has none, since the primary key begins with it. */
  readonly index: string | null;
}

/** A view of the database: read like a model, never written. */
export interface View {
  readonly name: string;
  /** The name in the database. */
  readonly view: string;
  readonly schema: string | null;
  readonly ignored: boolean;
  /** The query that it stands for; null where the database has it already. */
  readonly sql: string | null;
  readonly columns: readonly Column[];
  readonly embeddeds: readonly Embedded[];
  readonly expressions: readonly Expression[];
  readonly relations: readonly Relation[];
  /** What tells its rows apart, by property name: its first unique; null where it has none. */
  readonly key: readonly string[] | null;
  readonly doc: string | null;
  readonly span: Span;
}

/** A value object: fields without an identity of their own. */
export interface ValueType {
  readonly name: string;
  readonly fields: readonly ValueField[];
  readonly doc: string | null;
  readonly span: Span;
}

export interface ValueField {
  /** The property in the client. */
  readonly name: string;
  /** The key in the JSON document. */
  readonly key: string;
  readonly type: ColumnType;
  readonly list: boolean;
  readonly nullable: boolean;
  readonly native: NativeType | null;
  readonly scalar: string | null;
  readonly ts: string | null;
  readonly default: Default | null;
  readonly doc: string | null;
  readonly span: Span;
}

/** A scalar with a codec of the user's own. */
export interface CustomScalar {
  readonly name: string;
  /** What it is stored as. */
  readonly scalar: ScalarType;
  readonly native: NativeType | null;
  /** The module of its codec, as the schema names it, relative to the schema's file. */
  readonly codec: string;
  readonly doc: string | null;
  readonly span: Span;
}

export interface Enum {
  readonly name: string;
  /** The type's name in a database that has enum types. */
  readonly type: string;
  readonly schema: string | null;
  readonly members: readonly EnumMember[];
  readonly doc: string | null;
  readonly span: Span;
}

export interface EnumMember {
  readonly name: string;
  /** What the database stores. */
  readonly value: string;
  readonly doc: string | null;
  readonly span: Span;
}
