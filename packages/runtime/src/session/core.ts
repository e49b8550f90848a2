/**
 * A session without its colour: what it holds, and its work as operations. The coloured faces (`face.ts`) run these and say nothing of
 * their own, so that no rule exists twice.
 *
 * This is the one object that everything of a session meets in. What it can do is written elsewhere, by subject: who belongs to it
 * (`membership.ts`), what waits to be written (`work-lists.ts`), how it is written (`flush.ts`), what a commit or a rollback makes of it
 * (`transaction.ts`), whom it tells (`tell.ts`), reading by key (`by-key.ts`) and the rest. Those see it as `SessionContext`; entities and loaders as
 * the narrower `Context`. It is long because it says where each of their answers comes from, a line or two for each.
 */
import type { Dialect } from "../dialect/dialect.ts";
import { ArgumentError, SessionFailedError, SessionStateError } from "../errors.ts";
import { Criteria, type LoaderCriteria } from "../expr/criteria.ts";
import type { Bounds } from "../io/bounds.ts";
import type { Colour } from "../io/connection.ts";
import type { Op, Request, TransactionShape } from "../io/request.ts";
import { beginsAtRead } from "../io/snapshot.ts";
import { checkColumnLoadable, checkLoadable, loadColumnOnAccess, loadOnAccess } from "../load/lazy.ts";
import { Tick } from "../load/tick.ts";
import type { ColumnMeta, Model, RelationMeta } from "../meta/model.ts";
import { model as modelKey } from "../meta/symbols.ts";
import type { ModelStatements } from "../sql/model-statements.ts";
import type { EntityCollection } from "../state/collection.ts";
import type { AttributeChange, AttributeEventName } from "../state/context.ts";
import type { Entity } from "../state/entity.ts";
import { IdentityMap } from "../state/identity-map.ts";
import { Origin } from "../state/origin.ts";
import type { UndoLog } from "../state/undo.ts";
import { autoflush } from "./autoflush.ts";
import type { SessionContext } from "./context.ts";
import { flush } from "./flush.ts";
import { Handlers } from "./handlers.ts";
import { add, contains, expunge } from "./membership.ts";
import { NoAutoflush } from "./no-autoflush.ts";
import type { SessionOf } from "./session.ts";
import { tellAttribute, tellRead } from "./tell.ts";
import { Transaction } from "./transaction.ts";
import { isDropped } from "./waiting.ts";
import { WorkLists } from "./work-lists.ts";

/** What runs a session's operations: `SyncChannel` or `AsyncChannel`. */
export interface Channel {
  readonly holding: boolean;
  readonly needsEnd: boolean;
  /** Of an async one: how many operations were issued and have not ended. */
  readonly waiting?: number;
  readonly failure: { readonly error: unknown } | null;
  /** Whether the code that asks is that of a handler which an operation of this channel has called. */
  readonly isInCall: boolean;
  run<T>(op: Op<T>): T | Promise<T>;
  close(): void | Promise<void>;
}

/** What a session's options come to. */
export interface Settings {
  readonly autoflush: boolean;
  /** Of a sync client alone. */
  readonly expiresOnCommit?: boolean;
  /** What its transactions are told as they begin. */
  readonly shape: TransactionShape;
  /** Null where nothing bounds its statements. */
  readonly bounds: Bounds | null;
  /** What it asks of the rows that it reads; null for nothing. */
  readonly criteria: Criteria | null;
  /** Says why code that stands elsewhere may not use the session now; null where it may. Absent where any code may. */
  readonly refusal?: (() => Error | null) | undefined;
}

/** What the sessions of one database share. */
export interface Shared {
  readonly colour: Colour;
  readonly dialect: Dialect;
  readonly models: readonly Model[];
  readonly events: { called<T>(work: () => T): T };
  /** What all sessions ask of the rows that they read, or what says so of a session as it is at the time; null for nothing. */
  readonly criteria: Criteria | ((session: SessionOf<Colour>) => readonly LoaderCriteria[]) | null;
  readonly handlers: Handlers;
  statements(model: Model): ModelStatements;
}

const nobody: ReadonlyMap<string, number> = new Map();
const readEvents = ["load", "refresh"] as const;

/** An operation that a handler may not ask for. @throws SessionStateError */
// eslint-disable-next-line require-yield
function* refused(what: string): Op<never> {
  throw new SessionStateError(
    `${what} was called in a handler of an event, which the session waits for: change entities there, and what called the handler writes them or the next flush does`,
  );
}

/** Waits for both, and fails as the first. */
async function both(first: Promise<void>, second: void | Promise<void>): Promise<void> {
  try {
    await first;
  } finally {
    await second;
  }
}

export class SessionCore implements SessionContext {
  readonly identity = new IdentityMap();
  isRehearsing = false;
  /** Whether queries flush first what has changed, where nobody does without. */
  wantsAutoflush: boolean;
  readonly #settings: Settings;
  readonly #shared: Shared;
  readonly #channel: Channel;
  readonly #transaction: Transaction;
  /** What programs know the session as. Set by the face itself. */
  face: SessionOf<Colour> = null as never; // the face itself sets it as it is made, before anybody can ask
  #isClosed = false;
  /** What it says once it is closed. */
  #closedText = "this session is closed: open another with db.session()";
  // Made when they are first needed: a session that reads one row makes none of them.
  #work: WorkLists | null = null;
  #accounted: Set<EntityCollection<Entity>> | null = null;
  #pending: Origin | null = null;
  #tick: Tick | null = null;
  #noAutoflush: NoAutoflush | null = null;
  /** That of handlers, which must not wait with those who wait for them. */
  #innerTick: Tick | null = null;
  #handlers: Handlers | null = null;
  /** Handlers that are told at once, one inside another. */
  #telling = 0;
  #isAskingCriteria = false;

  constructor(shared: Shared, channel: Channel, settings: Settings) {
    this.#shared = shared;
    this.#channel = channel;
    this.#settings = settings;
    this.wantsAutoflush = settings.autoflush;
    this.#transaction = new Transaction(this);
  }

  // ---- what it is

  get colour(): Colour {
    return this.#shared.colour;
  }
  get dialect(): Dialect {
    return this.#shared.dialect;
  }
  get models(): readonly Model[] {
    return this.#shared.models;
  }
  statements(model: Model): ModelStatements {
    return this.#shared.statements(model);
  }
  get criteria(): Criteria | null {
    const { criteria: own } = this.#settings;
    const { criteria } = this.#shared;
    if (criteria === null) return own;
    return Criteria.both(typeof criteria === "function" ? this.#asked(criteria) : criteria, own);
  }
  /** @throws ArgumentError where the function reads by the session that asks it, and would be asked again for ever */
  #asked(criteria: (session: SessionOf<Colour>) => readonly LoaderCriteria[]): Criteria | null {
    if (this.#isAskingCriteria)
      throw new ArgumentError(
        'the function "criteria" of connect reads by the session that it is asked for: decide by session.info, or read before, by another session',
      );
    this.#isAskingCriteria = true;
    try {
      return Criteria.from(criteria(this.face));
    } finally {
      this.#isAskingCriteria = false;
    }
  }
  get isClosed(): boolean {
    return this.#isClosed;
  }
  get isNested(): boolean {
    return this.#transaction.isNested;
  }
  get holding(): boolean {
    return this.#channel.holding;
  }
  get needsEnd(): boolean {
    return this.#channel.needsEnd;
  }
  get expiresOnCommit(): boolean {
    return this.#settings.expiresOnCommit === true;
  }
  get inTransaction(): boolean {
    return this.#channel.holding || this.#transaction.hasFailed || this.#channel.failure !== null;
  }
  /** Whether something has failed, so that only a rollback leads back. */
  get needsRollback(): boolean {
    return this.#transaction.hasFailed || this.#channel.failure !== null;
  }
  get shape(): TransactionShape {
    return this.#settings.shape;
  }
  get begin(): Request {
    const { shape } = this.#settings;
    return { kind: "begin", mode: shape.readOnly === true ? "read" : "write", shape };
  }
  /** Whether the transaction begins by itself with the first read, so that reads need none of their own. */
  get readsInTransaction(): boolean {
    return this.#settings.bounds?.detectsConflicts === true && beginsAtRead(this.dialect);
  }
  get epoch(): number {
    return this.#transaction.epoch;
  }
  get undo(): UndoLog {
    return this.#transaction.undo;
  }
  get pending(): Origin {
    return (this.#pending ??= new Origin("pending", this, 0));
  }

  get accounted(): Set<EntityCollection<Entity>> {
    return (this.#accounted ??= new Set());
  }
  get hasAccounts(): boolean {
    return this.#accounted !== null;
  }

  // ---- its work

  get work(): WorkLists {
    return (this.#work ??= new WorkLists());
  }
  get hasWork(): boolean {
    return this.#work !== null && !this.#work.isEmpty;
  }
  get flushesFirst(): boolean {
    if (!this.wantsAutoflush || this.#work === null || this.#work.isEmptyForRead) return false;
    return !this.isInHandler && this.#noAutoflush?.isHere(this) !== true;
  }
  get touched(): Set<Entity> {
    return this.work.touched;
  }
  get relinked(): Set<Entity> {
    return this.work.relinked;
  }
  get orphans(): Map<Entity, Set<RelationMeta>> {
    return this.work.orphans;
  }
  get opened(): Set<Entity> {
    return this.work.opened;
  }
  get replaced(): Set<Entity> {
    return this.work.replaced;
  }
  get new(): Entity[] {
    return this.work.added.filter((entity) => !isDropped(this, entity));
  }
  get dirty(): Entity[] {
    return this.work.dirty;
  }
  get deleted(): Entity[] {
    return [...this.work.deleted];
  }

  // ---- whom it tells

  get handlers(): Handlers {
    return this.#handlers ?? this.#shared.handlers;
  }
  /** Its own, for handlers to be put on. */
  get ownHandlers(): Handlers {
    return (this.#handlers ??= new Handlers(this.#shared.handlers));
  }
  get hearsRows(): boolean {
    return !this.isRehearsing && this.handlers.hearsAny(readEvents);
  }
  /** Whether the code that asks is a handler's. */
  get isInHandler(): boolean {
    return this.#telling > 0 || this.#channel.isInCall;
  }
  tellRow(event: "load" | "refresh", entity: Entity): void {
    this.#tellNow(() => tellRead(this, event, entity));
  }
  tellAttribute(entity: Entity, event: AttributeEventName, change: () => AttributeChange): void {
    if (!this.isRehearsing && this.handlers.hears(event))
      this.#tellNow(() => tellAttribute(this, entity, event, change()));
  }
  #tellNow(work: () => void): void {
    this.#telling++;
    try {
      work();
    } finally {
      this.#telling--;
    }
  }

  // ---- its operations, each described where it is written

  run<T>(op: Op<T>): T | Promise<T> {
    const refusal = this.#settings.refusal?.() ?? null;
    if (refusal === null) return this.#shared.events.called(() => this.#channel.run(op));
    if (this.colour === "sync") throw refusal;
    return Promise.reject(refusal);
  }
  add(entity: Entity): void {
    add(this, entity);
  }
  expunge(entity: Entity): void {
    expunge(this, entity);
  }
  contains(entity: Entity): boolean {
    return contains(this, entity) && !isDropped(this, entity);
  }
  get noAutoflush(): NoAutoflush {
    return (this.#noAutoflush ??= new NoAutoflush());
  }
  flush(isExplicit: boolean): Op<void> {
    if (!isExplicit) return autoflush(this);
    return this.isInHandler ? refused("flush()") : flush(this, true);
  }
  autoflush(): Op<void> {
    return autoflush(this);
  }
  beginNow(): Op<void> {
    return this.#transaction.begin();
  }
  ensureBegun(): Op<void> {
    return this.#transaction.ensureBegun();
  }
  commit(): Op<void> {
    return this.isInHandler ? refused("commit()") : this.#transaction.commit();
  }
  rollback(): Op<void> {
    return this.isInHandler ? refused("rollback()") : this.#transaction.rollback();
  }
  savepoint(name: string): Op<void> {
    return this.isInHandler ? refused("beginNested()") : this.#transaction.savepoint(name);
  }
  releaseSavepoint(name: string): Op<void> {
    return this.isInHandler ? refused("commit() of a savepoint") : this.#transaction.releaseSavepoint(name);
  }
  rollbackSavepoint(name: string): Op<void> {
    return this.isInHandler ? refused("rollback() of a savepoint") : this.#transaction.rollbackSavepoint(name);
  }

  loadOnAccess(entity: Entity, relation: RelationMeta): void {
    checkLoadable(this, entity, relation);
    this.checkUsable();
    void this.run(loadOnAccess(this, entity, relation)); // a sync client's: it has ended
  }

  loadInTick(entity: Entity, relation: RelationMeta): Promise<void> {
    checkLoadable(this, entity, relation);
    this.checkUsable();
    return this.#shared.events.called(() => this.#tickHere.load(entity, relation));
  }

  loadColumnOnAccess(entity: Entity, column: ColumnMeta): void {
    checkColumnLoadable(this, entity, column);
    this.checkUsable();
    void this.run(loadColumnOnAccess(this, entity, column)); // a sync client's: it has ended
  }

  loadColumnInTick(entity: Entity, column: ColumnMeta): Promise<void> {
    checkColumnLoadable(this, entity, column);
    this.checkUsable();
    return this.#shared.events.called(() => this.#tickHere.loadColumn(entity, column));
  }

  get #tickHere(): Tick {
    return this.#channel.isInCall ? (this.#innerTick ??= new Tick(this)) : (this.#tick ??= new Tick(this));
  }

  // ---- its end

  checkUsable(): void {
    if (this.#isClosed) throw new SessionStateError(this.#closedText);
    this.#settings.bounds?.check();
    const { failure } = this.#channel;
    if (failure !== null) throw new SessionFailedError(failure.error);
    this.#transaction.checkNotFailed();
  }

  wrote(model: Model): void {
    this.#transaction.written.add(model);
  }

  fail(error: unknown): void {
    this.#transaction.fail(error);
  }

  /** How many operations were issued and have not ended. */
  get waiting(): number {
    return this.#channel.waiting ?? 0;
  }

  /** As `unsaved`, of what is so once all that was issued has ended. */
  unsavedInTurn(): ReadonlyMap<string, number> | Promise<ReadonlyMap<string, number>> {
    return this.waiting === 0 ? this.unsaved() : this.#channel.run(later(() => this.unsaved()));
  }

  /** What would be lost by closing now: how many entities of which models. */
  unsaved(): ReadonlyMap<string, number> {
    if (this.#isClosed || this.#transaction.hasFailed || this.#channel.failure !== null) return nobody;
    if (this.#settings.bounds?.isOver === true || !(this.hasWork || this.holding)) return nobody;
    const linked = this.work.linkChanges.flatMap(({ pairs }) => pairs.flat());
    const flushed = this.holding ? this.#transaction.changed : [];
    const counts = new Map<string, number>();
    for (const entity of new Set([...this.new, ...this.dirty, ...this.deleted, ...linked, ...flushed]))
      counts.set(entity[modelKey].name, (counts.get(entity[modelKey].name) ?? 0) + 1);
    // Rows past entities are not counted one by one.
    if (this.holding) for (const { name } of this.#transaction.written) counts.set(name, counts.get(name) ?? 0);
    return counts;
  }

  /**
   * Ends the session: what it began is rolled back, its entities are detached and keep what they have loaded.
   *
   * @param text what whoever uses it afterwards is told
   */
  close(text?: string): void | Promise<void> {
    if (this.#isClosed) return;
    if (this.isInHandler) return this.#channel.run(refused("close()"));
    if (text !== undefined) this.#closedText = text;
    if (this.handlers.hears("afterRollback")) return this.#closeTelling();
    return this.#end();
  }

  #end(): void | Promise<void> {
    const done = this.#channel.close();
    const end = (): void => {
      if (this.hasWork || this.#transaction.hasUndo) this.#transaction.restore();
      this.#isClosed = true;
    };
    return done instanceof Promise ? done.then(end) : end();
  }

  /** Where somebody hears of rollbacks, what is open ends by one. A handler that fails keeps nothing open. */
  #closeTelling(): void | Promise<void> {
    const transaction = this.#transaction;
    const isOpen = (): boolean => this.holding || transaction.hasFailed;
    const undo = function* (): Op<void> {
      if (isOpen()) yield* transaction.rollback();
    };
    let told: void | Promise<void>;
    let done: void | Promise<void>;
    try {
      told = this.#channel.run(undo());
    } finally {
      done = this.#end(); // an async client's queues behind
    }
    return told instanceof Promise ? both(told, done) : done;
  }
}

/** Work without a statement, in its turn. */
// eslint-disable-next-line require-yield -- an operation is a generator, and this one asks for nothing
function* later<T>(work: () => T): Op<T> {
  return work();
}
