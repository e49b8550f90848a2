/**
 * The session that programs are given. What it does is in `core.ts` and the files of its subjects; here it is given names, types and a colour.
 * Long, for it has a method for each word of a session, and each says no more than where its answer comes from.
 */
import { ArgumentError, kindOf, RelationTypeError, UnsavedChangesError } from "../errors.ts";
import type { Stack } from "../events/caller.ts";
import { type Sql, statementNode } from "../expr/sql.ts";
import type { FlushPlan } from "../flush/planned-flush.ts";
import type { Colour, Colours } from "../io/connection.ts";
import type { Op, Row } from "../io/request.ts";
import type { InitOf } from "../meta/init.ts";
import type { Model } from "../meta/model.ts";
import { model as modelKey, type pk } from "../meta/symbols.ts";
import type { Attribute } from "../state/attributes.ts";
import { type Entity, isEntity } from "../state/entity.ts";
import { checkNoView } from "../state/read-only.ts";
import { BulkDelete, BulkUpdate, everyRow } from "./bulk-builder.ts";
import { type BulkOptions, synchronizeOf } from "./bulk-target.ts";
import { get as getByKey, held as heldIn, refresh } from "./by-key.ts";
import type { SessionCore } from "./core.ts";
import { execute } from "./execute.ts";
import { expire, expireAll } from "./expiry.ts";
import type { FilterValues } from "./filters.ts";
import { checkKeyGiven, findOrCreate, type FoundOrCreated } from "./find-or-create.ts";
import { rowMaker } from "./given-values.ts";
import { checkRows, insert, type InsertOptions } from "./insert-rows.ts";
import type { TakeOff } from "./event-types.ts";
import { identityOf, keyCells } from "./key-of.ts";
import { hasChanges } from "./inspect.ts";
import { expungeAll, markDeleted } from "./membership.ts";
import { merge, mergeLoaded, sourceOfEntity } from "./merge.ts";
import { sourceOfValues } from "./merge-source.ts";
import type { Openings } from "./openings.ts";
import { checkOptions, flag } from "./options.ts";
import { plan } from "./plan.ts";
import { type ModelClass, modelOf, type Query, queryFor } from "./query.ts";
import type { AnyEntity, IsModifiedOptions, MergeOptions, Nested, RowOf, RowsOf, SessionOf } from "./session.ts";
import type { SessionOptions } from "./session-options.ts";
import { planUpsert, upsertRows, type UpsertOptions } from "./upsert-rows.ts";

const nothing: ReadonlyMap<string, number> = new Map();

export class SessionFace<C extends Colour> implements SessionOf<C> {
  readonly #core: SessionCore;
  readonly #discard: NonNullable<SessionOptions["discard"]>;
  readonly #openings: Openings | null;
  /** Where it was opened; null where that was not noted. */
  readonly #opening: Stack | null;
  readonly #info: Record<PropertyKey, unknown> | undefined;
  #ownInfo: Record<PropertyKey, unknown> | null = null;
  #savepoints = 0;

  /** @internal */
  constructor(core: SessionCore, options: SessionOptions, openings: Openings | null = null) {
    this.#core = core;
    core.face = this;
    this.#discard = options.discard ?? "warn";
    this.#info = options.info;
    this.#openings = openings;
    this.#opening = this.#discard === "silent" || openings === null ? null : openings.note();
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
    const held = heldIn(this.#core, model, identity);
    if (held !== undefined) return this.#give(held);
    return this.#run(getByKey(this.#core, model, identity, cells, isRequired));
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

  delete(entity: Entity): Colours<void>[C];
  delete<M extends AnyEntity>(modelClass: ModelClass<M>, options?: BulkOptions): BulkDelete<M, C>;
  delete(what: Entity | ModelClass<AnyEntity>, options: BulkOptions = {}): unknown {
    if (typeof what !== "function") return this.#run(markDeleted(this.#core, entityFor("delete", what)));
    this.#core.checkUsable();
    return new BulkDelete<AnyEntity, C>(this.#core, everyRow(modelOf(what), synchronizeOf(options, "delete")));
  }

  update<K extends ModelClass<AnyEntity>>(
    modelClass: K,
    options: BulkOptions = {},
  ): BulkUpdate<InstanceType<K>, C, InitOf<K>> {
    this.#core.checkUsable();
    return new BulkUpdate(this.#core, everyRow(modelOf(modelClass), synchronizeOf(options, "update")), []);
  }

  insert<K extends ModelClass<AnyEntity>>(
    modelClass: K,
    rows: RowsOf<K, C>,
    options?: InsertOptions & { readonly returning?: false | undefined },
  ): Colours<number>[C];
  insert<K extends ModelClass<AnyEntity>>(
    modelClass: K,
    rows: RowsOf<K, C>,
    options: { readonly returning: true },
  ): Colours<InstanceType<K>[]>[C];
  insert(modelClass: ModelClass<AnyEntity>, rows: unknown, options: InsertOptions = {}): unknown {
    return insert(this.#core, modelClass, rows, options);
  }

  upsert<K extends ModelClass<AnyEntity>>(
    modelClass: K,
    rows: Iterable<RowOf<K>>,
    options: UpsertOptions<never, never, never> = {},
  ): Colours<InstanceType<K>[]>[C] {
    const model = modelOf(modelClass);
    checkRows(rows, "upsert(…)", false);
    const plan = planUpsert(model, options);
    const op = upsertRows(this.#core, plan, rowMaker(model, modelClass, "upsert(…)"), rows);
    return this.#run(op as Op<InstanceType<K>[]>); // rows of the model are of its class
  }

  findOrCreate<K extends ModelClass<AnyEntity>>(
    modelClass: K,
    where: FilterValues<InstanceType<K>>,
    defaults: Partial<RowOf<K>> = {},
  ): Colours<FoundOrCreated<InstanceType<K>>>[C] {
    const model = modelOf(modelClass);
    checkKeyGiven(model, where);
    const make = rowMaker(model, modelClass, "findOrCreate(…)");
    const op = findOrCreate(this.#core, model, where, defaults, make);
    return this.#run(op as Op<unknown> as Op<FoundOrCreated<InstanceType<K>>>); // as above
  }

  flush(): Colours<void>[C] {
    return this.#run(this.#core.flush(true));
  }

  plan(): Colours<FlushPlan>[C] {
    return this.#run(plan(this.#core));
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

  merge<M extends Entity>(entity: M, options?: MergeOptions): Colours<M>[C];
  merge<T extends ModelClass<AnyEntity>>(modelClass: T, values: Partial<InitOf<T>>): Colours<InstanceType<T>>[C];
  merge(what: Entity | ModelClass<AnyEntity>, given?: unknown): Colours<unknown>[C] {
    if (typeof what === "function") {
      this.#core.checkUsable();
      const model = modelOf(what);
      checkNoView(model, "session.merge(…)");
      return this.#run(merge(this.#core, sourceOfValues(what, model, given)));
    }
    const options = (given ?? {}) as MergeOptions; // looked at on the next line
    checkOptions("merge", options, { load: flag });
    const source = sourceOfEntity(what);
    return options.load === false ? this.#give(mergeLoaded(this.#core, source)) : this.#run(merge(this.#core, source));
  }

  refresh<M extends Entity>(entity: M, attributes?: Iterable<Attribute<M>>): Colours<void>[C] {
    return this.#run(
      refresh(this.#core, entityFor("refresh", entity), attributes as Iterable<Attribute<never>> | undefined),
    ); // looked at as it is read
  }

  expire<M extends Entity>(entity: M, attributes?: Iterable<Attribute<M>>): void {
    expire(this.#core, entityFor("expire", entity), attributes as Iterable<Attribute<never>> | undefined); // as above
  }

  expireAll(): void {
    expireAll(this.#core);
  }

  expungeAll(): void {
    expungeAll(this.#core);
  }

  noAutoflush<T>(fn: () => T): T;
  noAutoflush(): Disposable;
  noAutoflush<T>(fn?: () => T): T | Disposable {
    const { noAutoflush } = this.#core;
    if (fn === undefined) return noAutoflush.open();
    if (typeof fn !== "function")
      throw new ArgumentError(
        `noAutoflush takes a function, and was given ${kindOf(fn)}; without one it gives what \`using\` disposes of`,
      );
    return noAutoflush.run(this.#core, fn);
  }

  get autoflush(): boolean {
    return this.#core.wantsAutoflush;
  }

  set autoflush(isOn: boolean) {
    if (typeof isOn !== "boolean")
      throw new ArgumentError(`session.autoflush is true or false, and was given ${kindOf(isOn)}`);
    this.#core.wantsAutoflush = isOn;
  }

  get info(): Record<PropertyKey, unknown> {
    return this.#info ?? (this.#ownInfo ??= {});
  }

  get inTransaction(): boolean {
    return this.#core.inTransaction;
  }

  *[Symbol.iterator](): IterableIterator<Entity> {
    yield* this.#core.new;
    for (const entity of this.#core.identity.entities()) if (this.#core.contains(entity)) yield entity;
  }

  expunge(entity: Entity): void {
    this.#core.expunge(entityFor("expunge", entity));
  }

  execute(statement: Sql): Colours<Row[]>[C] {
    return this.#run(execute(this.#core, statementNode(statement)));
  }

  has(entity: Entity): boolean {
    return this.#core.contains(entityFor("has", entity));
  }

  isModified(entity: Entity, options: IsModifiedOptions = {}): boolean {
    checkOptions("isModified", options, { includeCollections: flag });
    return hasChanges(entityFor("isModified", entity), options.includeCollections ?? true);
  }

  on(event: string, ...rest: readonly unknown[]): TakeOff {
    return this.#core.ownHandlers.on(event, rest);
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

  /** What `console.log` shows: how many entities of which models, and not the entities themselves, which may be many and have much in them. */
  [Symbol.for("nodejs.util.inspect.custom")](
    _depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    const { colour, isClosed, inTransaction } = this.#core;
    const name = colour === "sync" ? "Session" : "AsyncSession";
    if (isClosed) return `${name} ${inspect({ isClosed }, options)}`;
    const [added, dirty, deleted] = [this.new, this.dirty, this.deleted].map(countByModel);
    const failed = this.#core.needsRollback ? { needsRollback: true } : {};
    return `${name} ${inspect({ new: added, dirty, deleted, held: countByModel(this), inTransaction, ...failed }, options)}`;
  }

  close(): Colours<void>[C] {
    return this.#end(0);
  }

  [Symbol.dispose](): void {
    void this.#end(0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end(this.#core.waiting);
  }

  /** @param forgotten the operations that nobody awaited before the block of an `await using` came to its end */
  #end(forgotten: number): Colours<void>[C] {
    const isTold = this.#discard !== "silent" && !this.#core.isClosed;
    const lost = isTold ? this.#core.unsavedInTurn() : nothing;
    const done = this.#core.close() as Colours<void>[C]; // the channel's colour is this session's
    if (!(done instanceof Promise)) {
      if (!(lost instanceof Promise)) this.#tell(lost, 0);
      return done;
    }
    return done.then(async () => this.#tell(await lost, isTold ? forgotten : 0)) as Colours<void>[C]; // a promise: the session is async
  }

  /** Says what closing has lost, or that it had to wait. @throws UnsavedChangesError where that is asked for */
  #tell(lost: ReadonlyMap<string, number>, forgotten: number): void {
    if (lost.size === 0 && forgotten === 0) return;
    const place = this.#openings?.placeOf(this.#opening);
    const opened = place === undefined ? "" : `, opened at ${place.file}:${place.line}:${place.column},`;
    const models = [...lost].map(([name, count]) => (count === 0 ? `"${name}"` : `"${name}" (${count})`)).join(", ");
    const message =
      lost.size > 0
        ? `a session${opened} was closed with unsaved changes of ${models}: call commit() or rollback() before it ends`
        : `a session${opened} came to its end while ${forgotten === 1 ? "an operation that nobody awaited was" : `${forgotten} operations that nobody awaited were`} under way: put an await before each call, so that its result and its error reach you`;
    if (this.#discard === "throw") throw new UnsavedChangesError(message);
    process.emitWarning(message, {
      type: "JoineryWarning",
      code: lost.size > 0 ? "JOINERY_UNSAVED" : "JOINERY_NOT_AWAITED",
    });
  }

  /** A value in this session's colour. */
  #give<T>(value: T): Colours<T>[C] {
    return (this.#core.colour === "sync" ? value : Promise.resolve(value)) as Colours<T>[C]; // the two colours, as checked
  }

  #run<T>(op: Op<T>): Colours<T>[C] {
    return this.#core.run(op) as Colours<T>[C]; // the core's channel is of this session's colour
  }
}

function countByModel(entities: Iterable<Entity>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const entity of entities) {
    const { name } = entity[modelKey];
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** @throws RelationTypeError for what is no entity */
function entityFor<E extends Entity>(call: string, entity: E): E {
  if (!isEntity(entity)) throw new RelationTypeError("Session", call, "an entity", entity);
  return entity;
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
