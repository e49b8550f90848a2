/** What entities, loaders and the flush see of a session. None of them knows the session itself. */
import type { Dialect } from "../dialect/dialect.ts";
import type { Criteria } from "../expr/criteria.ts";
import type { Colour } from "../io/connection.ts";
import type { Op } from "../io/request.ts";
import type { ColumnMeta, Model, RelationMeta } from "../meta/model.ts";
import type { ModelStatements } from "../sql/model-statements.ts";
import type { Entity } from "./entity.ts";
import type { IdentityMap } from "./identity-map.ts";
import type { Members } from "./members.ts";
import type { Origin } from "./origin.ts";
import type { UndoLog } from "./undo.ts";

/** `set` of a column, value or to-one; `append` and `remove` of a to-many. */
export type AttributeEventName = "set" | "append" | "remove";

/** What is about to happen to an attribute of an entity. */
export interface AttributeChange {
  readonly attribute: string;
  /** What it will hold; what goes in or out. */
  readonly value: unknown;
  /** What it holds; undefined where that is not known, and for collections. */
  readonly old: unknown;
}

export interface Context {
  readonly colour: Colour;
  readonly dialect: Dialect;
  readonly identity: IdentityMap;
  /** Raised by every commit and rollback: rows read in an earlier epoch are stale. */
  readonly epoch: number;
  readonly isClosed: boolean;
  /** The session that programs have of it. */
  readonly face: object | null;
  readonly undo: UndoLog;
  /** What the session asks of the rows that it reads, as it is now. Read once for each operation: a program's function may give it. */
  readonly criteria: Criteria | null;
  /** The origin of everything that `add` took and no flush has written. */
  readonly pending: Origin;
  /** The entities with changes of their own since they were last clean. Those that were set back are among them. */
  readonly touched: Set<Entity>;
  /** The entities whose collections changed: their links may have rows to write and strangers to bring in. */
  readonly relinked: Set<Entity>;
  /** Children taken from owners that delete their orphans, with their ways back to those owners; the flush decides. */
  readonly orphans: Map<Entity, Set<RelationMeta>>;
  /** Entities of which a mutable value (Json, Bytes, a list) was handed out since a flush has looked at it: it may change without a set. */
  readonly opened: Set<Entity>;
  /** Whose collections, or far ends of a one-to-one, were assigned before they were loaded: the flush loads them to know what they lose. */
  readonly replaced: Set<Entity>;
  /** Collections that a program may have written to past their methods. */
  readonly accounted: Set<Members<Entity>>;
  /** Whether anybody is to be told of entities that rows made or refreshed. Asked once for all rows of a statement. */
  readonly hearsRows: boolean;

  /** Tells that an entity was made from a row, or that its row was read again. */
  tellRow(event: "load" | "refresh", entity: Entity): void;
  /** Tells that an attribute is about to change. */
  tellAttribute(entity: Entity, event: AttributeEventName, change: () => AttributeChange): void;
  statements(model: Model): ModelStatements;
  /** Takes an entity, and what its relations with the `save` cascade reach. */
  add(entity: Entity): void;
  /** Drops an entity that was added and not yet flushed. */
  expunge(entity: Entity): void;
  /** Whether a read flushes first, so that it sees what has changed. */
  readonly flushesFirst: boolean;
  /** That flush; it is asked for only where a statement follows. */
  autoflush(): Op<void>;
  /** Runs work now (sync) or in its turn (async). */
  run<T>(op: Op<T>): T | Promise<T>;
  /** Loads one relation for an entity and, where a sibling has asked before, for its siblings. @throws DetachedError, LazyLoadRefusedError */
  loadOnAccess(entity: Entity, relation: RelationMeta): void;
  /** The same in an async client, where the accesses of one tick become one statement. */
  loadInTick(entity: Entity, relation: RelationMeta): Promise<void>;
  /** As `loadOnAccess`, for the cells of a column. @throws DetachedError, NotFoundError where the row has gone */
  loadColumnOnAccess(entity: Entity, column: ColumnMeta): void;
  /** As `loadInTick`: one statement for all columns of a model. */
  loadColumnInTick(entity: Entity, column: ColumnMeta): Promise<void>;
}
