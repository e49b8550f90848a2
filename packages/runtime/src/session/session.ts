/** The session that programs see, as types: one face in both colours. `face.ts` gives it to them, and `core.ts` does what it says. */
import type { Sql } from "../expr/sql.ts";
import type { Colour, Colours } from "../io/connection.ts";
import type { Row } from "../io/request.ts";
import type { pk, rel } from "../meta/symbols.ts";
import type { Entity } from "../state/entity.ts";
import type { Listens } from "./event-types.ts";
import type { ModelClass, Query } from "./query.ts";

export type AnyEntity = Entity & { readonly [rel]: object };

/** A unit of work and its identity map. `C` says how what needs the database is given: as it is, or as a promise. */
export interface SessionOf<C extends Colour> extends Listens<C> {
  /** A query for the entities of a class. */
  query<M extends AnyEntity>(modelClass: ModelClass<M>): Query<M, M, C>;
  /** The entity with this primary key, or null. No statement where the session holds it and it is not stale; else one, after an autoflush. */
  get<M extends AnyEntity & { readonly [pk]: unknown }>(
    modelClass: ModelClass<M>,
    key: M[typeof pk],
  ): Colours<M | null>[C];
  /** As `get`. @throws NotFoundError where there is none */
  getOne<M extends AnyEntity & { readonly [pk]: unknown }>(modelClass: ModelClass<M>, key: M[typeof pk]): Colours<M>[C];
  /** Takes an entity, and what its relations reach. No statement. @throws AttachedElsewhereError, DuplicateIdentityError */
  add(entity: Entity): void;
  addAll(entities: Iterable<Entity>): void;
  /** Marks an entity for deletion at the next flush. Loads only what a `delete` cascade has to reach. */
  delete(entity: Entity): Colours<void>[C];
  /** Writes the changes, inside a transaction that it begins where none is open: one statement for up to 100 rows of a table and shape, on PostgreSQL 10,000. */
  flush(): Colours<void>[C];
  /** Flushes and commits. What was read before counts as stale; attributes keep their values. */
  commit(): Colours<void>[C];
  /** Undoes everything since the last commit, in the database and in memory. */
  rollback(): Colours<void>[C];
  /** Flushes and opens a savepoint. */
  beginNested(): Colours<Nested<C>>[C];
  /** Reads an entity's row anew and discards its unflushed changes. One statement. */
  refresh(entity: Entity): Colours<void>[C];
  /** Marks an entity stale, so that the next query or `get` that returns it refreshes it. */
  expire(entity: Entity): void;
  /** Lets go of an entity: a new one is transient again, another one detached. */
  expunge(entity: Entity): void;
  /**
   * Runs a statement of your own, after an autoflush; gives its rows as arrays of cells, in the engine's own form. An integer that a number
   * does not hold exactly comes as its digits.
   */
  execute(statement: Sql): Colours<Row[]>[C];
  /** Whether the entity belongs to this session. */
  has(entity: Entity): boolean;
  /** Whether a flush would write the entity's row. */
  isModified(entity: Entity): boolean;
  /** The entities that were added and not flushed. */
  readonly new: readonly Entity[];
  /** The persistent entities whose columns changed. */
  readonly dirty: readonly Entity[];
  /** The entities marked for deletion. */
  readonly deleted: readonly Entity[];
  readonly isClosed: boolean;
  /** Ends the session; what was not committed is rolled back. Its entities stay readable and are detached. */
  close(): Colours<void>[C];
}

/** A session of a sync client. `using session = db.session()` closes it at the end of the block. */
export interface Session extends SessionOf<"sync">, Disposable {}

/** A session of an async client. `await using session = db.session()` closes it at the end of the block. */
export interface AsyncSession extends SessionOf<"async">, AsyncDisposable {}

/** A savepoint. */
export interface Nested<C extends Colour> {
  /** Flushes, and keeps the work in the outer transaction. */
  commit(): Colours<void>[C];
  /** Undoes the savepoint's work alone, in the database and in memory. */
  rollback(): Colours<void>[C];
}
