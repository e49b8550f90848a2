/** The events that a program can listen to, and what its handlers are given: exact by the event's name and the class before the handler. */
import type { StatementListener } from "../events.ts";
import type { Colour } from "../io/connection.ts";
import type { rel } from "../meta/symbols.ts";
import type { Entity } from "../state/entity.ts";
import type { ModelClass } from "./query.ts";
import type { AnyEntity, AsyncSession, Session } from "./session.ts";

type SessionIn<C extends Colour> = { sync: Session; async: AsyncSession }[C];

/** What a handler may give that nobody looks at. A function that gives `void` alone might give a promise, by the language's rules. */
type Nothing = void | undefined | null | boolean | number | string | bigint;

/** What a handler gives: nothing, or in an async client a promise, which is awaited. */
type Done<C extends Colour> = { sync: Nothing; async: Nothing | Promise<unknown> }[C];

/** What a flush has written. */
export interface Flushed {
  readonly new: readonly AnyEntity[];
  readonly dirty: readonly AnyEntity[];
  readonly deleted: readonly AnyEntity[];
}

/** One column's or value's change; undefined where there is no row before or after, or where the value was not loaded. */
export interface Change<T> {
  readonly old: T | undefined;
  readonly new: T | undefined;
}

/** Changes by the names of columns and values. What is `@secret` can be read by its name and is not enumerated. */
export type Changes<M extends { readonly [rel]: object }> = AnyEntity extends M
  ? { readonly [name: string]: Change<unknown> | undefined }
  : {
      readonly [K in Exclude<keyof M, RelationName<M> | symbol | "toJSON">]?: Change<
        K extends keyof M[typeof rel] ? M[typeof rel][K] : M[K]
      >;
    };

/** What is loaded by itself, less what is a deferred column. */
export type RelationName<M extends { readonly [rel]: object }> = {
  [K in keyof M[typeof rel]]: NonNullable<M[typeof rel][K]> extends Entity | readonly Entity[] ? K : never;
}[keyof M[typeof rel]];

/** What a handler of an entity's event is given beside the entity. */
export interface EntityEvent<C extends Colour> {
  /** The name of the entity's model. */
  readonly model: string;
  readonly session: SessionIn<C>;
}

/** The same where a row is written. */
export interface RowEvent<C extends Colour, M extends { readonly [rel]: object }> extends EntityEvent<C> {
  /** What the row will change in, or has changed in; worked out when it is first read. All of a row that comes or goes. */
  readonly changes: Changes<M>;
}

/** The same where an attribute is about to change. */
export interface SetEvent<C extends Colour> extends EntityEvent<C> {
  /** The name of the column, value or to-one. */
  readonly attribute: string;
  readonly value: unknown;
  /** Undefined where memory does not know it. */
  readonly old: unknown;
}

/** The same where a collection is about to change. */
export interface CollectionEvent<C extends Colour> extends EntityEvent<C> {
  /** The name of the to-many. */
  readonly attribute: string;
  /** What goes in or out. */
  readonly value: AnyEntity;
}

/** Handlers by the events of a session. */
export interface SessionHandlers<C extends Colour> {
  /** A flush that has something to write begins. What is added, changed and deleted here is part of it. */
  readonly beforeFlush: (session: SessionIn<C>) => Done<C>;
  /** The statements of a flush have run. What is changed here belongs to the next one, which a commit makes. */
  readonly afterFlush: (session: SessionIn<C>, flushed: Flushed) => Done<C>;
  /** `commit()` was called; before its flush. */
  readonly beforeCommit: (session: SessionIn<C>) => Done<C>;
  /** The transaction is committed. What is thrown here comes out of a `commit()` that has happened. */
  readonly afterCommit: (session: SessionIn<C>) => Done<C>;
  /** Database and memory are back where the transaction, or a savepoint in it, began. */
  readonly afterRollback: (session: SessionIn<C>, rollback: { readonly isSavepoint: boolean }) => Done<C>;
  /** The session's transaction has begun: before the first statement in it. */
  readonly afterBegin: (session: SessionIn<C>) => Done<C>;
}

/** Handlers by the events of entities. */
export interface EntityHandlers<C extends Colour, M extends AnyEntity> {
  /** A new row is to be inserted: what is set here goes with it. */
  readonly beforeInsert: (entity: M, event: RowEvent<C, M>) => Done<C>;
  readonly afterInsert: (entity: M, event: RowEvent<C, M>) => Done<C>;
  /** A row's columns have changed, as compared with the database, and are to be written. */
  readonly beforeUpdate: (entity: M, event: RowEvent<C, M>) => Done<C>;
  readonly afterUpdate: (entity: M, event: RowEvent<C, M>) => Done<C>;
  /** A row is to be deleted, by `delete`, its cascade, or as an orphan; not what the database deletes by itself. */
  readonly beforeDelete: (entity: M, event: RowEvent<C, M>) => Done<C>;
  readonly afterDelete: (entity: M, event: RowEvent<C, M>) => Done<C>;
  /** A row became an entity. Synchronous in every client, as are the following. */
  readonly load: (entity: M, event: EntityEvent<C>) => Nothing;
  /** An entity took a newer row: by `refresh`, or because it was stale. */
  readonly refresh: (entity: M, event: EntityEvent<C>) => Nothing;
  /** A column, value or to-one of an entity in a session is about to change. Throwing refuses it. */
  readonly set: (entity: M, event: SetEvent<C>) => Nothing;
  /** Something is about to go into a collection, by whichever side. */
  readonly append: (entity: M, event: CollectionEvent<C>) => Nothing;
  /** Something is about to go out of a collection, by whichever side. */
  readonly remove: (entity: M, event: CollectionEvent<C>) => Nothing;
}

/** Takes a handler off again: call it, or hold it by `using`. */
export interface TakeOff extends Disposable {
  (): void;
}

export interface Listens<C extends Colour> {
  /**
   * Calls `handler` at an event of a session: of this one, or of any of this database.
   *
   * Handlers are called in the order in which they were put on; an async client awaits each. They may use and change the session, but not flush,
   * commit, roll back or close it; queries in them do not flush first. What is thrown before a flush's statements leaves its changes pending; what
   * is thrown after them fails it.
   *
   * @example db.on("beforeFlush", (session) => console.log(session.new));
   * @throws ArgumentError for an event that there is not. In a flush: AsyncFunctionError where a sync client's handler gives a promise
   */
  on<E extends keyof SessionHandlers<C>>(event: E, handler: SessionHandlers<C>[E]): TakeOff;
  /**
   * The same at an event of the entities of a class, and of those that extend it.
   *
   * @example db.on("beforeInsert", User, (user) => { user.email = user.email.toLowerCase(); });
   */
  on<E extends keyof EntityHandlers<C, AnyEntity>, M extends AnyEntity>(
    event: E,
    modelClass: ModelClass<M>,
    handler: EntityHandlers<C, M>[E],
  ): TakeOff;
  /** The same for entities of every class. */
  on<E extends keyof EntityHandlers<C, AnyEntity>>(event: E, handler: EntityHandlers<C, AnyEntity>[E]): TakeOff;
}

/** What a database tells besides. */
export interface ListensToStatements<C extends Colour> extends Listens<C> {
  on<E extends keyof SessionHandlers<C>>(event: E, handler: SessionHandlers<C>[E]): TakeOff;
  on<E extends keyof EntityHandlers<C, AnyEntity>, M extends AnyEntity>(
    event: E,
    modelClass: ModelClass<M>,
    handler: EntityHandlers<C, M>[E],
  ): TakeOff;
  on<E extends keyof EntityHandlers<C, AnyEntity>>(event: E, handler: EntityHandlers<C, AnyEntity>[E]): TakeOff;
  /** Each statement after it ran: as `onStatement`. */
  on(event: "statement", handler: StatementListener): TakeOff;
}
