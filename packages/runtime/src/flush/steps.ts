/** What a flush plan is made of: batches of rows, in the order in which they run. */
import type { Row } from "../io/request.ts";
import type { Model, RelationMeta } from "../meta/model.ts";
import type { Entity } from "../state/entity.ts";
import type { LinkChange } from "./link-changes.ts";
import type { Reason } from "./reasons.ts";

/** A key cell that is read off its target when the statement is bound. */
export interface LateCell {
  readonly entity: Entity;
  readonly cells: Row;
  readonly index: number;
  readonly target: Entity;
  readonly targetIndex: number;
  readonly relation: RelationMeta;
}

export interface InsertStep {
  readonly kind: "insert";
  readonly why: Reason;
  readonly model: Model;
  readonly entities: Entity[];
  /** The rows that are sent, pairwise with `entities`. */
  readonly rows: Row[];
  readonly columns: readonly number[];
  /** The columns that the database fills in. */
  readonly returning: readonly number[];
  readonly late: LateCell[];
}

export interface UpdateStep {
  readonly kind: "update";
  readonly why: Reason;
  readonly model: Model;
  readonly entities: Entity[];
  readonly rows: Row[];
  /** The rows as the database has them, pairwise: their primary keys say which rows to change. */
  readonly known: Row[];
  readonly columns: readonly number[];
  readonly late: LateCell[];
}

export interface DeleteStep {
  readonly kind: "delete";
  readonly why: Reason;
  readonly model: Model;
  readonly entities: Entity[];
  /** The rows as the database has them. */
  readonly known: Row[];
  /** Entities of the flush whose rows may be gone by then, with others that the database took them along with. */
  readonly taken: ReadonlySet<Entity>;
}

export type Step = InsertStep | UpdateStep | DeleteStep | LinkChange;
