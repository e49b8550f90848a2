/**
 * A session without its colour: what it holds, and its work as operations. The coloured faces (`face.ts`) run these and say nothing of
 * their own, so that no rule exists twice.
 *
 * This is the one object that everything of a session meets in. What it can do is written elsewhere, by subject: who belongs to it
 * (`membership.ts`), what waits to be written (`work-lists.ts`), how it is written (`flush.ts`), what a commit or a rollback makes of it
 * (`transaction.ts`), and reading by key (`by-key.ts`). Those see it as `SessionContext`; entities and loaders as the narrower `Context`.
 */
import type { Dialect } from "../dialect/dialect.ts";
import { SessionFailedError, SessionStateError } from "../errors.ts";
import type { Bounds } from "../io/bounds.ts";
import type { Colour } from "../io/connection.ts";
import type { CellValue, Op, Request, TransactionShape } from "../io/request.ts";
import { beginsAtRead } from "../io/snapshot.ts";
import { checkColumnLoadable, checkLoadable, loadColumnOnAccess, loadOnAccess } from "../load/lazy.ts";
import { Tick } from "../load/tick.ts";
import type { ColumnMeta, IdentityKey, Model, RelationMeta } from "../meta/model.ts";
import { model as modelKey } from "../meta/symbols.ts";
import type { ModelStatements } from "../sql/model-statements.ts";
import type { EntityCollection } from "../state/collection.ts";
import type { Entity } from "../state/entity.ts";
import { IdentityMap } from "../state/identity-map.ts";
import { Origin } from "../state/origin.ts";
import type { UndoLog } from "../state/undo.ts";
import { autoflush } from "./autoflush.ts";
import { expire, get, held, refresh } from "./by-key.ts";
import type { SessionContext } from "./context.ts";
import { flush, isDropped } from "./flush.ts";
import { add, contains, expunge, markDeleted } from "./membership.ts";
import { Transaction } from "./transaction.ts";
import { WorkLists } from "./work-lists.ts";

/** What runs a session's operations: `SyncChannel` or `AsyncChannel`. */
export interface Channel {
  readonly holding: boolean;
  readonly needsEnd: boolean;
  readonly failure: { readonly error: unknown } | null;
  run<T>(op: Op<T>): T | Promise<T>;
  close(): void | Promise<void>;
}

/** What a session's options come to. */
export interface Settings {
  readonly autoflush: boolean;
  /** What its transactions are told as they begin. */
  readonly shape: TransactionShape;
  /** Null where nothing bounds its statements. */
  readonly bounds: Bounds | null;
  /** Says why code that stands elsewhere may not use the session now; null where it may. Absent where any code may. */
  readonly refusal?: (() => Error | null) | undefined;
}

/** What the sessions of one database share. */
export interface Shared {
  readonly colour: Colour;
  readonly dialect: Dialect;
  readonly models: readonly Model[];
  readonly events: { called<T>(work: () => T): T };
  statements(model: Model): ModelStatements;
}

const nobody: readonly string[] = [];

export class SessionCore implements SessionContext {
  readonly identity = new IdentityMap();
  readonly #settings: Settings;
  readonly #shared: Shared;
  readonly #channel: Channel;
  readonly #transaction: Transaction;
  #isClosed = false;
  /** What it says once it is closed. */
  #closedText = "this session is closed: open another with db.session()";
  // Made when they are first needed: a session that reads one row makes none of them.
  #work: WorkLists | null = null;
  #accounted: Set<EntityCollection<Entity>> | null = null;
  #pending: Origin | null = null;
  #tick: Tick | null = null;

  constructor(shared: Shared, channel: Channel, settings: Settings) {
    this.#shared = shared;
    this.#channel = channel;
    this.#settings = settings;
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
    return this.#settings.autoflush && this.#work !== null && !this.#work.isEmptyForRead;
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
  delete(entity: Entity): Op<void> {
    return markDeleted(this, entity);
  }
  expunge(entity: Entity): void {
    expunge(this, entity);
  }
  contains(entity: Entity): boolean {
    return contains(this, entity) && !isDropped(this, entity);
  }
  held(model: Model, key: IdentityKey): Entity | undefined {
    return held(this, model, key);
  }
  get(model: Model, key: IdentityKey, cells: readonly CellValue[], isRequired: boolean): Op<Entity | null> {
    return get(this, model, key, cells, isRequired);
  }
  refresh(entity: Entity): Op<void> {
    return refresh(this, entity);
  }
  expire(entity: Entity): void {
    expire(this, entity);
  }
  flush(isExplicit: boolean): Op<void> {
    return isExplicit ? flush(this, true) : autoflush(this);
  }
  autoflush(): Op<void> {
    return autoflush(this);
  }
  beginNow(): Op<void> {
    return this.#transaction.begin();
  }
  commit(): Op<void> {
    return this.#transaction.commit();
  }
  rollback(): Op<void> {
    return this.#transaction.rollback();
  }
  savepoint(name: string): Op<void> {
    return this.#transaction.savepoint(name);
  }
  releaseSavepoint(name: string): Op<void> {
    return this.#transaction.releaseSavepoint(name);
  }
  rollbackSavepoint(name: string): Op<void> {
    return this.#transaction.rollbackSavepoint(name);
  }

  loadOnAccess(entity: Entity, relation: RelationMeta): void {
    checkLoadable(this, entity, relation);
    this.checkUsable();
    void this.run(loadOnAccess(this, entity, relation)); // a sync client's: it has ended
  }

  loadInTick(entity: Entity, relation: RelationMeta): Promise<void> {
    checkLoadable(this, entity, relation);
    this.checkUsable();
    return this.#shared.events.called(() => (this.#tick ??= new Tick(this)).load(entity, relation));
  }

  loadColumnOnAccess(entity: Entity, column: ColumnMeta): void {
    checkColumnLoadable(this, entity, column);
    this.checkUsable();
    void this.run(loadColumnOnAccess(this, entity, column)); // a sync client's: it has ended
  }

  loadColumnInTick(entity: Entity, column: ColumnMeta): Promise<void> {
    checkColumnLoadable(this, entity, column);
    this.checkUsable();
    return this.#shared.events.called(() => (this.#tick ??= new Tick(this)).loadColumn(entity, column));
  }

  // ---- its end

  checkUsable(): void {
    if (this.#isClosed) throw new SessionStateError(this.#closedText);
    this.#settings.bounds?.check();
    const { failure } = this.#channel;
    if (failure !== null) throw new SessionFailedError(failure.error);
    this.#transaction.checkNotFailed();
  }

  fail(error: unknown): void {
    this.#transaction.fail(error);
  }

  /** The models of what would be lost by closing now. */
  unsaved(): readonly string[] {
    if (this.#isClosed || this.#transaction.hasFailed || this.#channel.failure !== null) return nobody;
    if (this.#settings.bounds?.isOver === true || !(this.hasWork || this.holding)) return nobody;
    const linked = this.work.linkChanges.flatMap(({ pairs }) => pairs.flat());
    const flushed = this.holding ? this.#transaction.changed : [];
    const entities = [...this.new, ...this.dirty, ...this.deleted, ...linked, ...flushed];
    return [...new Set(entities.map((entity) => entity[modelKey].name))];
  }

  /**
   * Ends the session: what it began is rolled back, its entities are detached and keep what they have loaded.
   *
   * @param text what whoever uses it afterwards is told
   */
  close(text?: string): void | Promise<void> {
    if (this.#isClosed) return;
    if (text !== undefined) this.#closedText = text;
    const done = this.#channel.close();
    const end = (): void => {
      if (this.hasWork || this.#transaction.hasUndo) this.#transaction.restore();
      this.#isClosed = true;
    };
    return done instanceof Promise ? done.then(end) : end();
  }
}
