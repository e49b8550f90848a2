/** The session that programs see, as types: one face in both colours. `face.ts` gives it to them, and `core.ts` does what it says. */
import type { Column } from "../expr/column.ts";
import type { Sql } from "../expr/sql.ts";
import type { FlushPlan } from "../flush/planned-flush.ts";
import type { Colour, Colours } from "../io/connection.ts";
import type { Row } from "../io/request.ts";
import type { InitOf } from "../meta/init.ts";
import type { pk, rel } from "../meta/symbols.ts";
import type { Attribute } from "../state/attributes.ts";
import type { Entity } from "../state/entity.ts";
import type { Listens, RelationName } from "./event-types.ts";
import type { BulkDelete, BulkUpdate, ChangeValues } from "./bulk-builder.ts";
import type { BulkOptions } from "./bulk-target.ts";
import type { FilterValues } from "./filters.ts";
import type { FoundOrCreated } from "./find-or-create.ts";
import type { InsertOptions } from "./insert-rows.ts";
import type { ModelClass, Query } from "./query.ts";
import type { UpsertOptions } from "./upsert-rows.ts";

export interface MergeOptions {
  /** Whether rows are read that the session does not hold. True when absent. */
  readonly load?: boolean | undefined;
}

export interface IsModifiedOptions {
  /** Whether who came into collections and went counts. True when absent. */
  readonly includeCollections?: boolean | undefined;
}

export type AnyEntity = Entity & { readonly [rel]: object };

/** The relations to many of an entity. */
type Collections<M extends AnyEntity> = {
  [K in keyof M[typeof rel]]: M[typeof rel][K] extends readonly unknown[] ? K : never;
}[keyof M[typeof rel]];

type Without<I, K extends PropertyKey> = I extends unknown ? Omit<I, K> : never;

/** A row of a class `K`, to be inserted: what its constructor takes, but for collections. */
export type RowOf<K extends ModelClass<AnyEntity>> = Without<InitOf<K>, Collections<InstanceType<K>>>;

/** Rows of a class, from wherever a client of the colour takes them. */
export type RowsOf<K extends ModelClass<AnyEntity>, C extends Colour> =
  Iterable<RowOf<K>> | { sync: never; async: AsyncIterable<RowOf<K>> }[C];

/** The properties of an entity that may be columns. */
export type ColumnName<M extends AnyEntity> = Exclude<keyof M, RelationName<M> | symbol | "toJSON">;

/** A unit of work and its identity map. `C` says how what needs the database is given: as it is, or as a promise. */
export interface SessionOf<C extends Colour> extends Listens<C> {
  /** A query for the entities of a class. */
  query<M extends AnyEntity>(modelClass: ModelClass<M>): Query<M, M, C>;
  /**
   * The entity with this primary key, or null. No statement where the session holds it and it is not stale; one that reads its row where it is
   * stale; else one, after an autoflush. @throws QueryError for what is no key of the model
   */
  get<M extends AnyEntity & { readonly [pk]: unknown }>(
    modelClass: ModelClass<M>,
    key: M[typeof pk],
  ): Colours<M | null>[C];
  /** As `get`. @throws NotFoundError where there is none */
  getOne<M extends AnyEntity & { readonly [pk]: unknown }>(modelClass: ModelClass<M>, key: M[typeof pk]): Colours<M>[C];
  /** Takes an entity, and what its relations reach. No statement. @throws AttachedElsewhereError, DuplicateIdentityError */
  add(entity: Entity): void;
  addAll(entities: Iterable<Entity>): void;
  /**
   * Marks an entity for deletion at the next flush. Loads only what a `delete` cascade has to reach: one SELECT for each relation of a level that is
   * not loaded. A new entity is let go of again. Flushes nothing. @throws SessionStateError for an entity that is not in this session
   */
  delete(entity: Entity): Colours<void>[C];
  /** A DELETE of a class's rows by conditions: `session.delete(User).filter(…).run()`. Loads nothing; no cascade runs but the database's own. @throws ArgumentError */
  delete<M extends AnyEntity>(modelClass: ModelClass<M>, options?: BulkOptions): BulkDelete<M, C>;
  /**
   * An UPDATE of a class's rows by conditions: `session.update(User).filter(…).set({ … }).run()`. Entities that the session holds follow.
   *
   * @throws ArgumentError
   */
  update<K extends ModelClass<AnyEntity>>(
    modelClass: K,
    options?: BulkOptions,
  ): BulkUpdate<InstanceType<K>, C, InitOf<K>>;
  /**
   * Inserts rows past entities, in bounded memory: as many statements as a flush has for them. Gives how many they were. Defaults and checks are
   * those of the class's constructor; a relation to one takes an entity that has a key, and is not linked. An async client takes async iterables
   * too, and waits for their rows while other calls may run.
   *
   * @throws UnknownKeyError, ValueError, ArgumentError, MissingValueError, ConstraintViolation, ReadOnlyTransaction
   */
  insert<K extends ModelClass<AnyEntity>>(
    modelClass: K,
    rows: RowsOf<K, C>,
    options?: InsertOptions & { readonly returning?: false | undefined },
  ): Colours<number>[C];
  /** The same, and gives the rows as entities of the session. */
  insert<K extends ModelClass<AnyEntity>>(
    modelClass: K,
    rows: RowsOf<K, C>,
    options: { readonly returning: true },
  ): Colours<InstanceType<K>[]>[C];
  /**
   * Inserts rows, and changes those that are there by a unique key or leaves them alone; gives their entities in the order of the rows. One
   * statement for each batch; one more that reads where the engine has no RETURNING or rows were left alone. Where a key stands twice, the last
   * row wins.
   *
   * @throws ArgumentError where `by` is no unique key of the model, or a row lacks it
   */
  upsert<K extends ModelClass<AnyEntity>>(
    modelClass: K,
    rows: Iterable<RowOf<K>>,
    options?: UpsertOptions<
      Column<InstanceType<K>, unknown> | ColumnName<InstanceType<K>>,
      ColumnName<InstanceType<K>>,
      ChangeValues<InstanceType<K>, InitOf<K>>
    >,
  ): Colours<InstanceType<K>[]>[C];
  /**
   * The entity of a unique key, inserted where there is none: one SELECT, and one INSERT. What others insert meanwhile is found.
   *
   * @param where a unique key, and what else is to be so
   * @param defaults what a new row has besides
   * @throws ArgumentError where `where` has no unique key
   */
  findOrCreate<K extends ModelClass<AnyEntity>>(
    modelClass: K,
    where: FilterValues<InstanceType<K>>,
    defaults?: Partial<RowOf<K>>,
  ): Colours<FoundOrCreated<InstanceType<K>>>[C];
  /**
   * Writes the changes, inside a transaction that it begins where none is open: one statement for up to 100 rows of a table and shape, on PostgreSQL
   * 10,000. One SELECT before them for each relation of what is deleted, or changes its key, whose rows nobody but the session keeps right.
   */
  flush(): Colours<void>[C];
  /**
   * What a flush that is called now would do, statement by statement, and why, without doing it: rows, changed columns and reasons. Nothing is
   * written, no transaction begins, and memory is as it was, but for entities that had to be read, which the session then knows.
   *
   * Mostly no statement. One SELECT for each relation that was assigned before it was loaded, for each that the deletion of an orphan cascades to,
   * and for each whose rows the session has to part from what is deleted or changes its key: what a flush would have to read. Takes time linear in the entities that the session knows.
   *
   * @throws what the flush would before its first statement that writes: FlushCycleError, MissingValueError, RelationRequiredError,
   * CollectionWriteError, ReadOnlyTransaction; SessionFailedError after a failed flush
   * @example console.log(await session.plan());
   */
  plan(): Colours<FlushPlan>[C];
  /** Flushes and commits. What was read before counts as stale; attributes keep their values. */
  commit(): Colours<void>[C];
  /** Undoes everything since the last commit, in the database and in memory. */
  rollback(): Colours<void>[C];
  /** Flushes and opens a savepoint. */
  beginNested(): Colours<Nested<C>>[C];
  /**
   * Brings the state of an entity that this session does not have onto the one that it has of the same row, and gives that: from the identity map,
   * else by a SELECT; a new one, added, where there is no row or no key. Only what was given or loaded is copied, never a constructor's defaults;
   * relations with the `merge` cascade are followed as far as they are loaded, and a collection's contents become the merged ones. What is given
   * is not changed. One SELECT for all rows of a model at one distance, one for each relation that is replaced; after an autoflush.
   *
   * @param options `load: false` takes what has no unflushed changes for what its row is, without a statement
   * @throws StaleDataError where the row is of another version, ReadOnlyError for a view's, ArgumentError for what `load: false` does not take
   * @example
   * const user = await session.merge(cached);
   */
  merge<M extends Entity>(entity: M, options?: MergeOptions): Colours<M>[C];
  /**
   * The same of plain values with the primary key: an own key that the model does not know is refused, and what is not given stays.
   *
   * @throws UnknownKeyError, ValueError, ArgumentError, StaleDataError
   */
  merge<T extends ModelClass<AnyEntity>>(modelClass: T, values: Partial<InitOf<T>>): Colours<InstanceType<T>>[C];
  /**
   * Reads an entity's row anew and discards its unflushed changes. Flushes nothing. One statement.
   *
   * @param attributes no more than these columns and relations, as names or handles: one statement for the columns, one for each relation
   * @throws SessionStateError where the entity is not persistent here, or its row has gone; UnknownKeyError
   * @example
   * await session.refresh(user, ["name", User.posts]);
   */
  refresh<M extends Entity>(entity: M, attributes?: Iterable<Attribute<M>>): Colours<void>[C];
  /**
   * Marks an entity stale: it keeps its last values, and the next query or `get` that returns it reads its row. Unflushed changes stay. No
   * statement.
   *
   * @param attributes no more than these: in a sync client the next access reads them; an async client's keep their values until the row is read
   * @throws SessionStateError where the entity is not persistent here, UnknownKeyError
   */
  expire<M extends Entity>(entity: M, attributes?: Iterable<Attribute<M>>): void;
  /** As `expire`, for all that the session holds. */
  expireAll(): void;
  /**
   * Lets go of an entity, and of no other: a new one is transient again, and taken out of the relations that hold it; another one is detached, and
   * what it changed is not written.
   */
  expunge(entity: Entity): void;
  /** The same for all. Nothing is left to flush. What was flushed in an open transaction is still committed or rolled back in the database. */
  expungeAll(): void;
  /**
   * Runs `fn` without autoflush: queries in it, and in what it awaits, do not see what is not flushed. Gives what `fn` gives.
   *
   * @example
   * session.noAutoflush(() => session.query(User).filter(User.email.eq(email)).first());
   */
  noAutoflush<T>(fn: () => T): T;
  /** Has the session do without autoflush until it is disposed: `using _ = session.noAutoflush()`. */
  noAutoflush(): Disposable;
  /** Whether queries flush first what has changed. */
  autoflush: boolean;
  /** An object of the program's own: the option `info`, else an empty one. */
  readonly info: Record<PropertyKey, unknown>;
  /** Whether a transaction is open: from the first flush to a commit, a rollback or the end. */
  readonly inTransaction: boolean;
  /** The entities that belong to it: new ones in the order in which they were added, then those with rows. */
  [Symbol.iterator](): IterableIterator<Entity>;
  /**
   * Runs a statement of your own, after an autoflush; gives its rows as arrays of cells, in the engine's own form. An integer that a number
   * does not hold exactly comes as its digits.
   */
  execute(statement: Sql): Colours<Row[]>[C];
  /** Whether the entity belongs to this session. */
  has(entity: Entity): boolean;
  /** Whether an entity that has a row differs from it: in its columns, or in who went into its relations and out. What was set back is no change. */
  isModified(entity: Entity, options?: IsModifiedOptions): boolean;
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
