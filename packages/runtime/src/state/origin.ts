/**
 * Where an entity comes from: its state in SQLAlchemy's sense, its session, and the entities that the same query gave. One object for
 * all rows of a query, so that an entity carries one pointer and nothing has to be visited when a session closes or commits.
 */
import type { Criteria } from "../expr/criteria.ts";
import type { ColumnMeta, RelationMeta } from "../meta/model.ts";
import type { Context } from "./context.ts";
import type { Entity } from "./entity.ts";

/**
 * `transient`: unknown to any session. `pending`: added, not yet in the database. `persistent`: has a row. `deleted`: its row was deleted in
 * a transaction that is still open, or for good. A persistent entity of a closed session is detached.
 */
export type Status = "transient" | "pending" | "persistent" | "deleted";

const nobody: readonly Entity[] = [];

export class Origin {
  readonly status: Status;
  readonly context: Context | null;
  /** The context's epoch when the rows were read: an older one means stale. */
  readonly epoch: number;
  /** The entities of the query that gave this one. A lazy load of one of them may load for all. */
  siblings: readonly Entity[] = nobody;
  /** Whether rows lack cells that the model's own statements give: those of other queries fill them in. */
  isPartial = false;
  /** What the query asked of the models that it read: the relations of its entities that load later ask the same. */
  criteria: Criteria | null = null;
  /** Whether rows lack cells because they expired: the first that is read brings the row. */
  isExpired = false;
  /** The entities that were there already and took newer rows; null where nobody wants to know. */
  refreshed: Set<Entity> | null = null;
  /** The relations and columns that one of the siblings has loaded on access, hence the next one loads for the rest. */
  #refused: ReadonlySet<RelationMeta> | null = null;
  #touched: Set<RelationMeta | ColumnMeta> | null = null;

  constructor(status: Status, context: Context | null, epoch: number) {
    this.status = status;
    this.context = context;
    this.epoch = epoch;
  }

  /** Whether a sibling has asked for this relation or column before; the first one to ask is told no. */
  askedBefore(member: RelationMeta | ColumnMeta): boolean {
    if (this.#touched?.has(member) === true) return true;
    (this.#touched ??= new Set()).add(member);
    return false;
  }

  /** Forbids to load these relations on access: `raiseload` of the query. */
  refuse(relations: ReadonlySet<RelationMeta>): void {
    this.#refused = relations;
  }

  refuses(relation: RelationMeta): boolean {
    return this.#refused?.has(relation) ?? false;
  }

  get isStale(): boolean {
    return this.status === "persistent" && this.context !== null && this.epoch !== this.context.epoch;
  }

  get isDetached(): boolean {
    return this.status === "persistent" && (this.context === null || this.context.isClosed);
  }
}

/** Where every entity begins that a program makes with `new`. */
export const transient = new Origin("transient", null, 0);
