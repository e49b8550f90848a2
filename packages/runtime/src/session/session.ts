/** The session that programs see: one class in both colours. What it does is in `core.ts`; here it is given names, types and a colour. */
import {
  ArgumentError,
  kindOf,
  QueryError,
  ReadOnlyTransaction,
  UnknownKeyError,
  UnsavedChangesError,
} from "../errors.ts";
import type { SqlNode } from "../expr/predicate.ts";
import { type Sql, statementNode } from "../expr/sql.ts";
import type { Colour, Colours } from "../io/connection.ts";
import { type CellValue, type IsolationLevel, type Op, query, type Row } from "../io/request.ts";
import type { ColumnMeta, IdentityKey, Model } from "../meta/model.ts";
import type { pk, rel } from "../meta/symbols.ts";
import { compileSql } from "../sql/compile.ts";
import { isModified } from "../state/changes.ts";
import { readBackDocuments } from "../state/documents.ts";
import type { Entity } from "../state/entity.ts";
import type { SessionCore } from "./core.ts";
import { readOnlyText } from "./flush.ts";
import { abortSignal, checkOptions, flag, isolationLevel, oneOf, type OptionChecks, wholeNumber } from "./options.ts";
import { type ModelClass, modelOf, type Query, queryFor } from "./query.ts";

type AnyEntity = Entity & { readonly [rel]: object };

export interface SessionOptions {
  /** Whether queries flush first what has changed, so that they see it. True when absent. */
  readonly autoflush?: boolean;
  /** What closing a session with unsaved changes does. `"warn"` when absent. */
  readonly discard?: "silent" | "warn" | "throw";
  /**
   * Calls the session off: what waits or runs is rejected with the signal's reason, on servers it is cancelled there too, an open transaction is
   * rolled back at once. Then nothing is left but `rollback`, which puts memory back, and `close`.
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * Milliseconds that each statement may take on a server, then StatementTimeout; 0 for as long as it takes. `connect`'s when absent. SQLite and
   * PGlite run a statement to its end.
   */
  readonly statementTimeout?: number | undefined;
  /** Of the session's transactions, from the first flush on. The engine's own when absent. SQLite's are serializable whatever is asked for. */
  readonly isolationLevel?: IsolationLevel | undefined;
  /**
   * `"detect"`: where others have committed between the session's first read and its first flush, the flush throws StaleSnapshotError. On SQLite any
   * commit to the database counts; on servers, where the transaction then begins at the first read, one that the engine finds in the way.
   * Nothing is looked at when absent.
   */
  readonly conflicts?: "detect" | undefined;
  /** Where its reads go of a database that has replicas: to the primary alone, or to `"replicas"` as they are told when absent. */
  readonly readFrom?: "primary" | "replicas" | undefined;
}

const sessionOptions: OptionChecks<SessionOptions> = {
  readFrom: oneOf("primary", "replicas"),
  autoflush: flag,
  discard: oneOf("silent", "warn", "throw"),
  signal: abortSignal,
  statementTimeout: wholeNumber(0),
  isolationLevel,
  conflicts: oneOf("detect"),
};

/** @throws ArgumentError */
export function checkSessionOptions(options: SessionOptions): void {
  checkOptions("session", options, sessionOptions);
}

/** A unit of work and its identity map. `C` says how what needs the database is given: as it is, or as a promise. */
export interface SessionOf<C extends Colour> {
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

export class SessionFace<C extends Colour> implements SessionOf<C> {
  readonly #core: SessionCore;
  readonly #discard: NonNullable<SessionOptions["discard"]>;
  #savepoints = 0;

  /** @internal */
  constructor(core: SessionCore, options: SessionOptions) {
    this.#core = core;
    this.#discard = options.discard ?? "warn";
  }

  query<M extends AnyEntity>(modelClass: ModelClass<M>): Query<M, M, C> {
    this.#core.checkUsable();
    return queryFor<M, C>(this.#core, modelClass);
  }

  get<M extends AnyEntity & { readonly [pk]: unknown }>(
    modelClass: ModelClass<M>,
    key: M[typeof pk],
  ): Colours<M | null>[C] {
    return this.#byKey(modelOf(modelClass), key, false) as Colours<M | null>[C]; // the model's rows are of the class
  }

  getOne<M extends AnyEntity & { readonly [pk]: unknown }>(
    modelClass: ModelClass<M>,
    key: M[typeof pk],
  ): Colours<M>[C] {
    return this.#byKey(modelOf(modelClass), key, true) as Colours<M>[C]; // as above, and required
  }

  #byKey(model: Model, key: unknown, isRequired: boolean): Colours<Entity | null>[C] {
    const cells = keyCells(model, key);
    const identity = identityOf(model, cells);
    const held = this.#core.held(model, identity);
    if (held !== undefined) return this.#give(held);
    return this.#run(this.#core.get(model, identity, cells, isRequired));
  }

  add(entity: Entity): void {
    this.#core.add(entity);
  }

  addAll(entities: Iterable<Entity>): void {
    if (typeof entities !== "object" || entities === null || !(Symbol.iterator in entities))
      throw new ArgumentError(
        `addAll takes a list of entities, and was given ${kindOf(entities)}: one entity is for add(…)`,
      );
    for (const entity of entities) this.#core.add(entity);
  }

  delete(entity: Entity): Colours<void>[C] {
    return this.#run(this.#core.delete(entity));
  }

  flush(): Colours<void>[C] {
    return this.#run(this.#core.flush(true));
  }

  commit(): Colours<void>[C] {
    return this.#run(this.#core.commit());
  }

  rollback(): Colours<void>[C] {
    return this.#run(this.#core.rollback());
  }

  beginNested(): Colours<Nested<C>>[C] {
    const name = `joinery_${++this.#savepoints}`;
    return this.#run(nested(this.#core, name, (op) => this.#run(op)));
  }

  refresh(entity: Entity): Colours<void>[C] {
    return this.#run(this.#core.refresh(entity));
  }

  expire(entity: Entity): void {
    this.#core.expire(entity);
  }

  expunge(entity: Entity): void {
    this.#core.expunge(entity);
  }

  execute(statement: Sql): Colours<Row[]>[C] {
    return this.#run(execute(this.#core, statementNode(statement)));
  }

  has(entity: Entity): boolean {
    return this.#core.contains(entity);
  }

  isModified(entity: Entity): boolean {
    readBackDocuments(entity);
    return isModified(entity);
  }

  get new(): readonly Entity[] {
    return this.#core.new;
  }

  get dirty(): readonly Entity[] {
    return this.#core.dirty;
  }

  get deleted(): readonly Entity[] {
    return this.#core.deleted;
  }

  get isClosed(): boolean {
    return this.#core.isClosed;
  }

  close(): Colours<void>[C] {
    const lost = this.#discard === "silent" ? [] : this.#core.unsaved();
    const done = this.#core.close() as Colours<void>[C]; // the channel's colour is this session's
    if (lost.length > 0) {
      const message = `a session was closed with unsaved changes of ${lost.map((name) => `"${name}"`).join(", ")}: call commit() or rollback() before it ends`;
      if (this.#discard === "throw") {
        const error = new UnsavedChangesError(message);
        if (!(done instanceof Promise)) throw error;
        return done.then(() => Promise.reject(error)) as Colours<void>[C]; // a promise: the session is async
      }
      process.emitWarning(message, { type: "JoineryWarning", code: "JOINERY_UNSAVED" });
    }
    return done;
  }

  [Symbol.dispose](): void {
    void this.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** A value in this session's colour. */
  #give<T>(value: T): Colours<T>[C] {
    return (this.#core.colour === "sync" ? value : Promise.resolve(value)) as Colours<T>[C]; // the two colours, as checked
  }

  #run<T>(op: Op<T>): Colours<T>[C] {
    return this.#core.run(op) as Colours<T>[C]; // the core's channel is of this session's colour
  }
}

function* execute(core: SessionCore, node: SqlNode): Op<Row[]> {
  core.checkUsable();
  if (core.flushesFirst) yield* core.flush(false);
  const compiled = compileSql(node, core.dialect);
  if (core.shape.readOnly === true) checkReads(compiled.statement.sql);
  return yield* query(compiled.statement, compiled.params);
}

/** Not every engine refuses by itself what a transaction that only reads is told. @throws ReadOnlyTransaction */
function checkReads(text: string): void {
  const words = text.replaceAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*.*?\*\//gs, " ").trim();
  const isRead = /^\(*\s*(?:(?:SELECT|WITH|VALUES|TABLE|SHOW|EXPLAIN)\b|PRAGMA\b[^=]*$)/i.test(words);
  const writes =
    /\b(?:INSERT|REPLACE|MERGE)\s+(?:OR\s+\w+\s+)?INTO\b|\bUPDATE\b.*\bSET\b|\bDELETE\s+FROM\b|\bSELECT\b.*\bINTO\b/is;
  if (!isRead || writes.test(words))
    throw new ReadOnlyTransaction(`${readOnlyText}: leave out "readOnly", or the statement`);
}

function* nested<C extends Colour>(
  core: SessionCore,
  name: string,
  run: <T>(op: Op<T>) => Colours<T>[C],
): Op<Nested<C>> {
  yield* core.savepoint(name);
  return {
    commit: () => run(core.releaseSavepoint(name)),
    rollback: () => run(core.rollbackSavepoint(name)),
  };
}

/** The cells of a primary key: of the value for a single one, of an object's columns for a compound one. */
function keyCells(model: Model, key: unknown): CellValue[] {
  if (model.primaryKey.length === 0)
    throw new QueryError(`"${model.name}" is a view without a key: find its rows by session.query(${model.name})`);
  if (model.primaryKey.length === 1) {
    const only = model.columns[model.primaryKey[0] as number] as ColumnMeta; // row indices come from the model itself
    return [only.type.write(key, only)];
  }
  const columns = model.primaryKey.map((index) => model.columns[index] as ColumnMeta); // as above
  const names = columns.map((column) => column.name);
  if (typeof key !== "object" || key === null)
    throw new QueryError(`the key of "${model.name}" is an object: { ${names.join(", ")} }`);
  for (const name of Object.keys(key))
    if (!names.includes(name)) throw new UnknownKeyError(model.name, name, names, "key column");
  return columns.map((column) => column.type.write((key as Record<string, unknown>)[column.name], column));
}

function identityOf(model: Model, cells: readonly CellValue[]): IdentityKey {
  const [first] = cells;
  if (cells.length === 1 && !(first instanceof Uint8Array)) return first as IdentityKey; // a key is not null
  const image: Row = [];
  for (const [at, index] of model.primaryKey.entries()) image[index] = cells[at];
  return model.key(image, 0) as IdentityKey; // every part is there
}
