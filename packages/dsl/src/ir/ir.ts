/**
 * The IR: all that passes from the schema compiler to anyone else. Immutable, JSON-serialisable, fully resolved: no name is left to
 * look up, every relation knows its keys, its inverse and its join table. Lists keep the order of the schema (files in path order), so
 * that the same schema always gives the same bytes.
 *
 * Columns are named by their property name (`Column.name`); the database's name of one is `Column.column`.
 */
import type { Span } from "../text/span.ts";

/** Raised whenever a field changes its meaning. */
export const irVersion = 1;

export interface Schema {
  readonly version: typeof irVersion;
  /** The schema's files, relative to the schema's root, in path order, `/` between segments. */
  readonly files: readonly string[];
  readonly models: readonly Model[];
  readonly enums: readonly Enum[];
  readonly joinTables: readonly JoinTable[];
}

export interface Model {
  readonly name: string;
  readonly table: string;
  readonly doc: string | null;
  readonly span: Span;
  /** Declaration order; an inferred foreign key column stands where its relation field stands. */
  readonly columns: readonly Column[];
  readonly relations: readonly Relation[];
  readonly primaryKey: Key;
  /** Without the primary key; single-column and compound alike. */
  readonly uniques: readonly Key[];
  readonly indexes: readonly Index[];
  readonly foreignKeys: readonly ForeignKey[];
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
  { readonly kind: "scalar"; readonly scalar: ScalarType } | { readonly kind: "enum"; readonly enum: string };

export interface Column {
  /** The property in the client. */
  readonly name: string;
  /** The name in the database. */
  readonly column: string;
  readonly type: ColumnType;
  readonly list: boolean;
  readonly nullable: boolean;
  readonly default: Default | null;
  /** Set by the session at every flush that changes the row. */
  readonly updatedAt: boolean;
  /** Not written in the schema: the key column behind a relation field. */
  readonly inferred: boolean;
  /** Has no property in the client: the key column of a list that is declared on one side only. */
  readonly hidden: boolean;
  readonly doc: string | null;
  /** The field's name in the schema; for an inferred column that of its relation. */
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
  | { readonly kind: "nanoid"; readonly length: number }
  | { readonly kind: "now" }
  /** An SQL expression that only the database evaluates. */
  | { readonly kind: "dbgenerated"; readonly sql: string };

export interface Key {
  /** The constraint's name in the database; null where the engine's own is kept. */
  readonly name: string | null;
  /** Property names, in key order. */
  readonly columns: readonly string[];
  readonly span: Span;
}

export interface Index {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly sort: "asc" | "desc" }[];
  /** Made for a foreign key, not written in the schema. */
  readonly inferred: boolean;
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
  readonly span: Span;
}

/** What the session carries across a relation. */
export type Cascade = "save" | "merge" | "delete" | "deleteOrphan";

/** How a relation is loaded when a query says nothing. */
export type LoadStrategy = "lazy" | "joined" | "selectin" | "raise" | "writeonly";

/** One side of a relation. Both sides exist in the IR even where the schema declares one list alone; the other one is `hidden`. */
export interface Relation {
  readonly name: string;
  readonly target: string;
  /** Seen from this side: `manyToOne` and `oneToOne` give one entity, the others a collection. */
  readonly kind: "manyToOne" | "oneToOne" | "oneToMany" | "manyToMany";
  /** Where the key stands: `local` in this model's columns, `remote` in the target's, `join` in a join table. */
  readonly key: "local" | "remote" | "join";
  /** This model's columns that take part: the foreign key where `local`, else what the other side refers to. */
  readonly columns: readonly string[];
  /** The target's columns, pairwise with `columns` where `local` or `remote`; its key where `join`. */
  readonly targetColumns: readonly string[];
  /** The `JoinTable.table` where `join`. */
  readonly joinTable: string | null;
  /** Which side of the join table this model is, where `join`. In a self-relation each side stands for its own. */
  readonly joinSide: "left" | "right" | null;
  /** Whether a to-one may be null. */
  readonly nullable: boolean;
  /** The relation on the target that is the other side of this one; null where the target has no list and needs none. */
  readonly inverse: string | null;
  readonly hidden: boolean;
  readonly load: LoadStrategy;
  readonly cascade: readonly Cascade[];
  readonly orderBy: readonly { readonly column: string; readonly sort: "asc" | "desc" }[];
  readonly doc: string | null;
  readonly span: Span;
}

/** The table of a many-to-many that no model describes. Its columns together are its primary key. */
export interface JoinTable {
  readonly table: string;
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
  /** The index on this side's columns; the left side has none, since the primary key begins with it. */
  readonly index: string | null;
}

export interface Enum {
  readonly name: string;
  /** The type's name in a database that has enum types. */
  readonly type: string;
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
