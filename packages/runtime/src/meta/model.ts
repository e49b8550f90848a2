/**
 * What the runtime knows of a model: the emitted `defineModel` and `wire…` calls fill these in once, by row index, so that nothing is
 * looked up by name while a program runs.
 */
import type { Cell, CellKind, CellValue, Row } from "../io/request.ts";
import type { ModelClass } from "./model-class.ts";
import type { missing as missingKey, model as modelKey, row as rowKey } from "./symbols.ts";

/** What the layers below `state` need to know of an entity. */
export interface EntityLike {
  [rowKey]: Row;
  readonly [modelKey]: Model;
  /** The cell of a column that no statement has given yet, loaded where that is the way of the client. @throws where it cannot be had */
  readonly [missingKey]?: (index: number) => Cell;
}

/**
 * SQL of the schema's that stands for a column. Parted: text, and at the odd places the database's names of its model's columns. In one piece:
 * SQL over the model's table, which it may name, as it must where it has a query of its own.
 */
export type ExpressionSql = string | readonly string[];

/** What an error names the place of a value by: a column, or a part of its document. */
export interface ValuePlace {
  readonly name: string;
  readonly model: { readonly name: string };
}

/** Reads and writes the cells of one type. `read` has the cell, and the entity and index only for its error. */
export interface CellType<T> {
  readonly kind: CellKind;
  /** For lists, the kind of an element. */
  readonly element?: CellKind;
  /** For lists of cells, the type of an element. */
  readonly elementType?: CellType<unknown>;
  /** The name of the type on an engine that has enum types. */
  readonly enumType?: string;
  /** The database schema of that type, where it is not the connection's own. */
  readonly enumSchema?: string;
  /** PostgreSQL's name of the type, where it is not the kind's own; for lists, of an element. */
  readonly native?: string;
  /** On SQLite: of a column that turns text which looks like a number into one. */
  readonly isLoose?: boolean;
  /** Of a list that may be NULL, which is then no empty one. */
  readonly isOptional?: boolean;
  /** Of a custom scalar: the type of its cells. */
  readonly stored?: CellType<unknown>;
  /** Whether two cells that are not equal hold the same value all the same. */
  same?(before: CellValue, after: CellValue): boolean;
  /** Leaves out of a moment's cell what the type cannot keep. */
  round?(cell: string): string;
  /** @throws NotAssignedError when the database has yet to give the value, CellFormatError when the cell is not of this type. */
  read(cell: Cell, entity: EntityLike, index: number): T;
  /** @throws ValueError naming model and column, never the value. */
  write(value: T, column: ValuePlace): CellValue;
}

export interface ColumnMeta {
  /** The property. */
  readonly name: string;
  /** The name in the database. */
  readonly column: string;
  /** The name in what statements read the model from: another one where two tables of a joined hierarchy have the same. */
  readonly sourceName: string;
  readonly type: CellType<unknown>;
  readonly nullable: boolean;
  /** The database gives the value where the program gives none (autoincrement, an SQL default). */
  readonly assigned: boolean;
  /** The database alone gives the value, and gives it back at every write of the row. */
  readonly computed: boolean;
  /** What is read in its place, where the table has no such column; null where it has. */
  readonly expression: ExpressionSql | null;
  /** Counted up by every update of the row, which names the count that it knows. */
  readonly version: boolean;
  /** Not read with the row. */
  readonly deferred: boolean;
  readonly updatedAt: boolean;
  /** Has no property. */
  readonly hidden: boolean;
  readonly secret: boolean;
  /** Its place in the row. Set by `defineModel`. */
  readonly index: number;
  /** Set by `defineModel`. */
  readonly model: Model;
}

/** A value type whose fields are columns of their own. They have no property; the value has. */
export interface EmbeddedMeta {
  readonly name: string;
  /** Whether it may be null, which is NULL in all its columns. */
  readonly nullable: boolean;
  readonly secret: boolean;
  /** Row indices. */
  readonly columns: readonly number[];
  /** What it is called in errors: set by `defineModel`, as is its model. */
  readonly model: Model;
  /** Makes a new value of a row. @throws CellFormatError, NotAssignedError */
  read(cells: Row, entity: EntityLike): unknown;
  /** Gives the cells of a value, pairwise with `columns`. @throws ValueError, UnknownKeyError */
  write(value: never, place: ValuePlace): readonly CellValue[];
}

export type ReferentialAction = "Cascade" | "Restrict" | "NoAction" | "SetNull" | "SetDefault";

export interface JoinTableMeta {
  readonly name: string;
  /** As of a model. */
  readonly schema?: string;
  /** The join table's columns that hold this side's key, and the target's. */
  readonly columns: readonly string[];
  readonly targetColumns: readonly string[];
}

/** The model between the two ends of a relation that leads through it. */
export interface AssociationMeta {
  readonly model: Model;
  /** Row indices of the association: the columns that refer to the relation's owner, pairwise with the relation's `columns`. */
  readonly columns: readonly number[];
  /** Those that refer to the target, of an association which inherits some: then a statement reads it as it reads the model. */
  readonly targetColumns?: readonly number[];
}

/** One side of a relation. Where its key stands decides how it is loaded and flushed. */
export interface RelationMeta {
  readonly name: string;
  /** Whether it gives a collection. */
  readonly many: boolean;
  /** `local`: this model holds the key. `remote`: the target does. `join`: a join table does. */
  readonly key: "local" | "remote" | "join";
  /** Row indices here, and pairwise in the target. */
  readonly columns: readonly number[];
  readonly targetColumns: readonly number[];
  readonly nullable: boolean;
  /** The other side, where there is one. */
  readonly inverse: RelationMeta | null;
  readonly join: JoinTableMeta | null;
  /** Where `join` is the table of a model that the client has. */
  readonly association: AssociationMeta | null;
  /** No program changes it: it leads through a model, or it is written by a view or on the side of one. */
  readonly readOnly: boolean;
  /** Which of the two sides keeps the links that a flush writes, where `join`. */
  readonly side: "left" | "right" | null;
  /** What the database does with the holder of the key. */
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
  readonly cascade: readonly ("save" | "merge" | "delete" | "deleteOrphan")[];
  /** Row indices of the target. */
  readonly orderBy: readonly { readonly index: number; readonly sort: "asc" | "desc" }[];
  readonly load: "lazy" | "joined" | "selectin" | "raise" | "writeonly";
  readonly hidden: boolean;
  /** Its place among the model's relations. */
  readonly index: number;
  readonly model: Model;
  readonly target: Model;
}

/** What stands for an entity in an identity map: the cell of a single key, a text made of a compound one's cells. */
export type IdentityKey = string | number;

/** A model's place among models that extend one another. */
export interface Inheritance {
  /** `single`: all in the root's table. `joined`: a table for each, with its own columns and the root's key. */
  readonly strategy: "single" | "joined";
  readonly root: Model;
  /** The model that it extends; null for the root. */
  readonly base: Model | null;
  /** The models that extend it, each of which puts itself here. */
  readonly heirs: readonly Model[];
  /** The row index of the column that tells the models apart. */
  readonly discriminator: number;
  /** The cell that rows of exactly this model have there. */
  readonly value: string;
}

/** For models of which a statement gives something else than their rows, cell by cell. */
export interface RowReader {
  /** Whose entity the cells that begin at `offset` are. */
  modelOf(cells: Row, offset: number): Model;
  /** Its row. */
  rowOf(model: Model, cells: Row, offset: number): Row;
}

/** What a statement gives of a model: the model's own, or what a query asks for. */
export interface Selection {
  /** In the statement's order: the columns, unless there is a `reader`. */
  readonly selected: readonly ColumnMeta[];
  /** Makes rows of what `selected` gives; null where that is a row already. */
  readonly reader: RowReader | null;
  /** Whether it lacks what the model's own has. */
  readonly isPartial: boolean;
}

export interface Model<E = unknown> extends Selection {
  readonly name: string;
  /** What stands for it in programs. Set by `defineModel`. */
  readonly modelClass: ModelClass<unknown>;
  /** Unquoted. */
  readonly table: string;
  /** The database schema, where it is not the connection's own; on an engine without, the prefix of the table's name. */
  readonly schema?: string;
  /** Null where it extends no model and none extends it. */
  readonly inheritance: Inheritance | null;
  /** In row order; what is inherited comes first. */
  readonly columns: readonly ColumnMeta[];
  /** What is inherited comes first. */
  readonly relations: readonly RelationMeta[];
  readonly embeddeds: readonly EmbeddedMeta[];
  /** Its rows are read and never written. */
  readonly isView: boolean;
  /** Row indices. Empty for a view whose rows nothing tells apart: each row is an entity of its own. */
  readonly primaryKey: readonly number[];
  readonly uniques: readonly (readonly number[])[];
  /** The identity of the row that begins at `offset`; undefined while a part is unassigned, null where a part is NULL (an outer join's miss). */
  readonly key: (cells: Row, offset: number) => IdentityKey | null | undefined;
  /** Makes an entity as a view over its cells, past the constructor that users call. */
  readonly create: (cells: Row, origin: never) => E;
  /** The columns that say when a row was changed, as row indices. */
  readonly stamped: readonly number[];
  /** The columns that the database computes and gives back, as row indices. */
  readonly computed: readonly number[];
  /** The expressions that are read by a query of their own, which no write gives back, as row indices. */
  readonly derived: readonly number[];
  /** The row index of the version; null where rows have none. */
  readonly version: number | null;
  /** The row of an entity that has nothing yet: copied, it stays an array without holes, which engines read faster. */
  readonly blank: Row;
  /** Its place among the schema's models. Set by `defineSchema`. */
  readonly index: number;
  readonly byName: (name: string) => ColumnMeta | RelationMeta | undefined;
}
