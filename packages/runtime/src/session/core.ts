/**
 * A session without its colour: what it holds, and its work as operations. The coloured faces (`session.ts`) run these and say nothing of
 * their own, so that no rule exists twice.
 */
import type { Dialect } from "../dialect/dialect.ts";
import {
  AttachedElsewhereError,
  DuplicateIdentityError,
  FlushLoopError,
  NotFoundError,
  RelationTypeError,
  SessionFailedError,
  SessionStateError,
} from "../errors.ts";
import { afterDelete, leave } from "../flush/after-delete.ts";
import { type LinkChange, linkChanges } from "../flush/link-changes.ts";
import { persist } from "../flush/persist.ts";
import { planFlush } from "../flush/unit-of-work.ts";
import type { Colour } from "../io/connection.ts";
import { type CellValue, type Op, query } from "../io/request.ts";
import { refreshRow, hydrateAll, newOrigin } from "../load/hydrate.ts";
import { checkLoadable, loadForAll, loadOnAccess } from "../load/lazy.ts";
import { loadRelation, referrers } from "../load/selectin.ts";
import type { IdentityKey, Model, RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import type { ModelStatements } from "../sql/model-statements.ts";
import { isModified, readBackDocuments, retouch } from "../state/changes.ts";
import { collectionOf, discardQueue, EntityCollection, knownOne, unlink } from "../state/collection.ts";
import type { Context } from "../state/context.ts";
import {
  baseOf,
  documentsOf,
  type Entity,
  isEntity,
  linkOf,
  originOf,
  setBase,
  setDocuments,
  setLink,
  setOrigin,
} from "../state/entity.ts";
import { IdentityMap } from "../state/identity-map.ts";
import { Origin, transient } from "../state/origin.ts";
import { UndoLog } from "../state/undo.ts";

/** What runs a session's operations: `SyncChannel` or `AsyncChannel`. */
export interface Channel {
  readonly holding: boolean;
  run<T>(op: Op<T>): T | Promise<T>;
  close(): void | Promise<void>;
}

/** What the sessions of one database share. */
export interface Shared {
  readonly colour: Colour;
  readonly dialect: Dialect;
  readonly models: readonly Model[];
  statements(model: Model): ModelStatements;
}

const nobody: readonly string[] = [];

/** Rounds of a commit whose flushes go on making changes. */
const maxRounds = 100;

export class SessionCore implements Context {
  readonly identity = new IdentityMap();
  readonly #shared: Shared;
  readonly #channel: Channel;
  readonly autoflush: boolean;
  #epoch = 0;
  #isClosed = false;
  #failure: { readonly error: unknown } | null = null;
  #pending: Origin | null = null;
  #undo: UndoLog | null = null;
  /** The savepoints that are open, outermost first: each has a frame of the undo log. */
  readonly #savepoints: string[] = [];
  #added: Entity[] = [];
  // Made when they are first needed: a session that reads one row makes none of them.
  #deleted: Set<Entity> | null = null;
  #touched: Set<Entity> | null = null;
  #relinked: Set<Entity> | null = null;
  #orphans: Set<Entity> | null = null;
  #opened: Set<Entity> | null = null;
  #replaced: Set<Entity> | null = null;
  #accounted: Set<EntityCollection<Entity>> | null = null;
  #tick: Map<RelationMeta, { entities: Entity[]; loaded: Promise<void> }> | null = null;

  constructor(shared: Shared, channel: Channel, autoflush: boolean) {
    this.#shared = shared;
    this.#channel = channel;
    this.autoflush = autoflush;
  }

  // ---- what the layers below see

  get colour(): Colour {
    return this.#shared.colour;
  }
  get dialect(): Dialect {
    return this.#shared.dialect;
  }
  get epoch(): number {
    return this.#epoch;
  }
  get isClosed(): boolean {
    return this.#isClosed;
  }
  get pending(): Origin {
    return (this.#pending ??= new Origin("pending", this, 0));
  }
  get undo(): UndoLog {
    return (this.#undo ??= new UndoLog());
  }
  get touched(): Set<Entity> {
    return (this.#touched ??= new Set());
  }
  get relinked(): Set<Entity> {
    return (this.#relinked ??= new Set());
  }
  get orphans(): Set<Entity> {
    return (this.#orphans ??= new Set());
  }
  get opened(): Set<Entity> {
    return (this.#opened ??= new Set());
  }
  get replaced(): Set<Entity> {
    return (this.#replaced ??= new Set());
  }
  get accounted(): Set<EntityCollection<Entity>> {
    return (this.#accounted ??= new Set());
  }

  statements(model: Model): ModelStatements {
    return this.#shared.statements(model);
  }

  run<T>(op: Op<T>): T | Promise<T> {
    return this.#channel.run(op);
  }

  loadOnAccess(entity: Entity, relation: RelationMeta): void {
    checkLoadable(this, entity, relation);
    this.#checkUsable();
    void this.#channel.run(loadOnAccess(this, entity, relation)); // a sync client's: it has ended
  }

  loadInTick(entity: Entity, relation: RelationMeta): Promise<void> {
    checkLoadable(this, entity, relation);
    this.#checkUsable();
    this.#tick ??= new Map();
    const waiting = this.#tick.get(relation);
    if (waiting !== undefined) {
      waiting.entities.push(entity);
      return waiting.loaded;
    }
    const entities = [entity];
    const tick = this.#tick;
    // A microtask later: the accesses that this tick has already queued come first.
    const loaded = Promise.resolve().then(() => {
      tick.delete(relation);
      return this.run(loadForAll(this, entities, relation));
    });
    tick.set(relation, { entities, loaded });
    return loaded;
  }

  // ---- membership

  /** @throws AttachedElsewhereError, DuplicateIdentityError */
  add(entity: Entity): void {
    this.#checkUsable();
    if (!isEntity(entity)) throw new RelationTypeError("Session", "add", "an entity", entity);
    // All of them are looked at before the first is taken: a refusal leaves the session as it was.
    const found = new Set<Entity>();
    const open = [entity];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (found.has(next) || !this.#isToTake(next)) continue;
      found.add(next);
      for (const relation of next[modelKey].relations) {
        const known = linkOf(next, relation.index);
        if (known === undefined || known === null || !relation.cascade.includes("save")) continue;
        if (known instanceof EntityCollection)
          for (const item of EntityCollection.members(known).reverse()) open.push(item);
        else open.push(known);
      }
    }
    for (const next of found) {
      this.#take(next);
      for (const relation of next[modelKey].relations)
        if (relation.inverse !== null && (linkOf(next, relation.index) ?? null) !== null) this.#relink(next, relation);
    }
  }

  /** Whether `add` has something to do with an entity. @throws AttachedElsewhereError, DuplicateIdentityError */
  #isToTake(entity: Entity): boolean {
    const { status, context } = originOf(entity);
    if (context === this) return status === "deleted" || this.#deleted?.has(entity) === true;
    const model = entity[modelKey];
    if (context !== null && !context.isClosed) throw new AttachedElsewhereError(model.name);
    const key = model.key(baseOf(entity) ?? entity[row], 0);
    const holder = key === null || key === undefined ? undefined : this.identity.get(model, key);
    if (holder !== undefined && this.#deleted?.has(holder) !== true) throw new DuplicateIdentityError(model.name);
    return true;
  }

  /** Takes one entity that is not in this session, or is to be deleted by it. */
  #take(entity: Entity): void {
    const origin = originOf(entity);
    if (origin === transient) {
      setOrigin(entity, this.pending);
      this.#added.push(entity);
      if (documentsOf(entity) !== null) this.opened.add(entity);
    } else if (origin.context !== this) this.#attach(entity);
    else if (origin.status === "deleted") this.#undelete(entity);
    else this.#deleted?.delete(entity);
  }

  /** Takes a detached entity: persistent, and stale. */
  #attach(entity: Entity): void {
    const model = entity[modelKey];
    if (originOf(entity).status !== "persistent") return this.#undelete(entity);
    const key = model.key(baseOf(entity) ?? entity[row], 0) as IdentityKey; // it has, or had, a row
    this.identity.set(model, key, entity);
    setOrigin(entity, new Origin("persistent", this, this.#epoch - 1));
    retouch(entity);
    if (documentsOf(entity) !== null) this.opened.add(entity);
  }

  /** An entity whose deletion was flushed is added again: a new row with the same values. */
  #undelete(entity: Entity): void {
    setBase(entity, null); // its row will be new: what differs from the old one counts no more
    setOrigin(entity, this.pending);
    this.#added.push(entity);
  }

  /** Brings the other side in step with an entity that comes (back) into the session, and has its links looked at by the flush. */
  #relink(entity: Entity, relation: RelationMeta): void {
    const inverse = relation.inverse as RelationMeta; // asked for where there is one
    const known = linkOf(entity, relation.index);
    if (known instanceof EntityCollection) {
      EntityCollection.bringAccount(known);
      if (EntityCollection.added(known).size === 0 && EntityCollection.removed(known).size === 0) return;
      this.relinked.add(entity);
      for (const item of EntityCollection.added(known))
        if (inverse.many) EntityCollection.put(collectionOf(item, inverse), entity);
    } else if (known && inverse.many) {
      EntityCollection.put(collectionOf(known, inverse), entity);
      this.relinked.add(entity);
    }
  }

  /** Marks an entity for deletion. Loads what the `delete` cascade reaches and the database does not delete by itself. */
  *delete(entity: Entity): Op<void> {
    this.#checkUsable();
    const { status, context } = originOf(entity);
    if (status === "pending" && context === this) return this.expunge(entity);
    if (status === "deleted" && context === this) return;
    if (status !== "persistent" || context !== this) {
      throw new SessionStateError(
        `a "${entity[modelKey].name}" that is not in this session cannot be deleted by it: get it from the session, or add it first`,
      );
    }
    const deleted = (this.#deleted ??= new Set());
    if (deleted.has(entity)) return;
    deleted.add(entity);
    for (const relation of entity[modelKey].relations) {
      if (!relation.cascade.includes("delete") || relation.inverse?.onDelete === "Cascade") continue;
      yield* loadRelation(this, relation, [entity]);
      const known = linkOf(entity, relation.index);
      const reached = known instanceof EntityCollection ? EntityCollection.members(known) : known ? [known] : [];
      // What no session holds has no row to delete, and goes with its owner.
      for (const next of reached) if (originOf(next).status !== "transient") yield* this.delete(next);
    }
  }

  /** Forgets an entity: a pending one is transient again, a persistent one detached. */
  expunge(entity: Entity): void {
    const { status, context } = originOf(entity);
    if (context !== this) return;
    for (const set of [this.#deleted, this.#touched, this.#relinked, this.#orphans, this.#opened, this.#replaced])
      set?.delete(entity);
    this.#undo?.forget(entity);
    if (status === "pending") {
      this.#added = this.#added.filter((other) => other !== entity);
      // Else what holds it would bring it back at the next flush.
      for (const relation of entity[modelKey].relations) leave(this, entity, relation);
    }
    const key = status === "persistent" ? entity[modelKey].key(baseOf(entity) ?? entity[row], 0) : null;
    if (key !== null && key !== undefined) this.identity.remove(entity[modelKey], key, entity);
    setOrigin(entity, status === "persistent" ? new Origin("persistent", null, 0) : transient);
  }

  contains(entity: Entity): boolean {
    const { status, context } = originOf(entity);
    return context === this && (status === "pending" || status === "persistent");
  }

  get new(): Entity[] {
    return [...this.#added];
  }
  get dirty(): Entity[] {
    for (const entity of this.#opened ?? []) readBackDocuments(entity);
    return [...(this.#touched ?? [])].filter(
      (entity) => originOf(entity).status === "persistent" && isModified(entity),
    );
  }
  get deleted(): Entity[] {
    return [...(this.#deleted ?? [])];
  }

  // ---- flush, commit, rollback

  /** Whether a flush may have something to do. */
  get hasWork(): boolean {
    return (
      this.#added.length > 0 ||
      (this.#touched?.size ?? 0) > 0 ||
      (this.#deleted?.size ?? 0) > 0 ||
      (this.#relinked?.size ?? 0) > 0 ||
      (this.#opened?.size ?? 0) > 0 ||
      (this.#orphans?.size ?? 0) > 0 ||
      (this.#replaced?.size ?? 0) > 0
    );
  }

  /**
   * Writes what changed: one statement for up to 100 rows of a table and shape; none where nothing changed. Begins a transaction where none
   * is open. `explicit` also brings in new entities that are only pointed to; an autoflush leaves those alone.
   */
  *flush(explicit: boolean): Op<void> {
    this.#checkUsable();
    if (explicit && this.#accounted !== null) EntityCollection.checkAccounts(this);
    if (!this.hasWork) return;
    yield* this.#finishReplacements();
    if (explicit) this.#bringStrangers();
    if (explicit) yield* this.#settleOrphans();
    // An autoflush in the middle of a move decides nothing: the rows of orphans wait.
    const waiting = new Set(explicit ? [] : [...(this.#orphans ?? [])].filter((entity) => this.#isOrphan(entity)));
    for (const entity of waiting) for (const set of [this.#touched, this.#relinked]) set?.delete(entity);
    const added = waiting.size === 0 ? this.#added : this.#added.filter((entity) => !waiting.has(entity));
    const deleted = this.#deleted ?? new Set<Entity>();
    const links = this.#linkState();
    const plan = planFlush({ context: this, models: this.#shared.models, added, deleted });
    this.#touched?.clear();
    this.#relinked?.clear();
    for (const entity of waiting) {
      this.relinked.add(entity);
      if (baseOf(entity) !== null) this.touched.add(entity);
    }
    if (plan === null) return this.#keepOpenLinks(links, waiting);
    for (const { entity, relation } of links) this.undo.keepLink(entity, relation, linkOf(entity, relation.index));
    this.#added = waiting.size === 0 ? [] : this.#added.filter((entity) => waiting.has(entity));
    this.#deleted = null;
    try {
      if (!this.#channel.holding) yield { kind: "begin", mode: "write" };
    } catch (error) {
      plan.thaw();
      this.#added = [...added, ...this.#added];
      this.#deleted = new Set([...deleted, ...(this.#deleted ?? [])]);
      for (const { entity } of links) this.relinked.add(entity);
      throw error;
    }
    try {
      yield* persist(this, plan.steps);
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
    this.#keepOpenLinks(links, waiting);
    afterDelete(this, [...deleted]);
  }

  /** Begins the transaction now, before anything is read. */
  *begin(): Op<void> {
    this.#checkUsable();
    if (!this.#channel.holding) yield { kind: "begin", mode: "write" };
  }

  /** Flushes until nothing is left, then commits. What was read before counts as stale from then on. */
  *commit(): Op<void> {
    this.#checkUsable();
    yield* this.flush(true);
    for (let round = 1; this.#hasChanges(); round++) {
      if (round === maxRounds) throw new FlushLoopError(maxRounds);
      yield* this.flush(true);
    }
    if (this.#channel.holding) {
      try {
        yield { kind: "commit" };
      } catch (error) {
        this.#failure = { error };
        throw error;
      }
    }
    this.#undo?.clear();
    this.#savepoints.length = 0;
    // The program of an async client may have changed them while COMMIT ran.
    this.#epoch++;
  }

  /** Ends the transaction; memory is as it was when it began, and everything counts as stale. */
  *rollback(): Op<void> {
    if (this.#channel.holding) yield { kind: "rollback" };
    this.#restore();
  }

  /** Memory alone: what `rollback` and `close` do once the database has rolled back. */
  #restore(): void {
    this.#undoTo(0);
    this.#undo?.rollback(this.identity);
  }

  /** Drops what no flush has taken, and undoes the savepoints from a depth on. */
  #undoTo(depth: number): void {
    // A change that no flush has taken is undone with the rest: what the row was is the entity's base.
    for (const entity of this.#touched ?? []) this.undo.keepRow(entity, baseOf(entity) ?? entity[row]);
    for (const entity of this.#added) if (originOf(entity) === this.#pending) setOrigin(entity, transient);
    this.#added = [];
    for (const collection of this.#accounted ?? []) EntityCollection.putRight(collection);
    // What was changed in place and not read back since: the row is right, the value that was handed out is not.
    for (const entity of this.#opened ?? []) if (originOf(entity).status === "persistent") setDocuments(entity, null);
    for (const set of [this.#deleted, this.#touched, this.#relinked, this.#orphans, this.#replaced]) set?.clear();
    for (; this.#savepoints.length > depth; this.#savepoints.pop()) this.undo.rollback(this.identity);
    this.#failure = null;
    this.#epoch++;
  }

  /** Opens a savepoint, after a flush. */
  *savepoint(name: string): Op<void> {
    yield* this.flush(true);
    if (!this.#channel.holding) yield { kind: "begin", mode: "write" };
    yield { kind: "savepoint", name };
    this.undo.open();
    this.#savepoints.push(name);
  }

  /** Flushes, and makes the work of a savepoint and of those inside it the outer transaction's. @throws SessionStateError where it has ended */
  *releaseSavepoint(name: string): Op<void> {
    const depth = this.#depthOf(name);
    yield* this.flush(true);
    yield { kind: "release", name };
    for (; this.#savepoints.length > depth; this.#savepoints.pop()) this.undo.release();
  }

  /** Undoes the work of a savepoint and of those inside it, in the database and in memory. @throws SessionStateError where it has ended */
  *rollbackSavepoint(name: string): Op<void> {
    const depth = this.#depthOf(name);
    yield { kind: "rollbackTo", name };
    yield { kind: "release", name };
    this.#undoTo(depth);
  }

  #depthOf(savepoint: string): number {
    const depth = this.#savepoints.indexOf(savepoint);
    if (depth >= 0 && this.#channel.holding) return depth;
    throw new SessionStateError(
      "this savepoint has ended, or the transaction or a savepoint around it has: open another with beginNested()",
    );
  }

  #hasChanges(): boolean {
    return (
      this.#added.length > 0 ||
      (this.#deleted?.size ?? 0) > 0 ||
      this.dirty.length > 0 ||
      (this.#replaced?.size ?? 0) > 0 ||
      this.#linkChanges().length > 0
    );
  }

  #linkChanges(): LinkChange[] {
    return this.#relinked === null ? [] : linkChanges(this.#relinked, this.#deleted ?? new Set());
  }

  /** The links of every entity whose links changed, as they are when the flush freezes. */
  #linkState(): { entity: Entity; relation: RelationMeta; added: Entity[]; removed: Entity[] }[] {
    const links: { entity: Entity; relation: RelationMeta; added: Entity[]; removed: Entity[] }[] = [];
    for (const entity of this.#relinked ?? []) {
      for (const relation of entity[modelKey].relations) {
        const known = linkOf(entity, relation.index);
        if (known === undefined) continue;
        const isMany = known instanceof EntityCollection;
        links.push({
          entity,
          relation,
          added: isMany ? [...EntityCollection.added(known)] : [],
          removed: isMany ? [...EntityCollection.removed(known)] : [],
        });
      }
    }
    return links;
  }

  /** Collections forget what is written now; those that hold somebody who is in no session yet, or who waits, stay on the list. */
  #keepOpenLinks(
    links: readonly { entity: Entity; relation: RelationMeta; added: Entity[]; removed: Entity[] }[],
    waiting: ReadonlySet<Entity>,
  ): void {
    for (const { entity, relation, added, removed } of links) {
      const known = linkOf(entity, relation.index);
      if (!(known instanceof EntityCollection)) {
        if (known && originOf(known).status === "transient") this.relinked.add(entity);
        continue;
      }
      for (const item of [...added, ...removed]) {
        if (originOf(item).status === "transient" || waiting.has(item)) this.relinked.add(entity);
        else if (relation.key !== "join") EntityCollection.settleOne(known, item);
      }
    }
  }

  /** New entities that only point to one in the session: held by its relations, and so inserted by a flush that is asked for. */
  #bringStrangers(): void {
    for (const entity of [...(this.#relinked ?? [])]) {
      if (!this.contains(entity) || this.#deleted?.has(entity) === true) continue;
      for (const relation of entity[modelKey].relations) {
        const known = linkOf(entity, relation.index);
        if (!relation.cascade.includes("save") || known === undefined || known === null) continue;
        for (const item of known instanceof EntityCollection ? EntityCollection.members(known) : [known]) {
          if (originOf(item).status === "transient") this.add(item);
        }
      }
    }
  }

  /** Deletes children that were taken out of a collection that owns them and were not given to another. */
  *#settleOrphans(): Op<void> {
    for (const entity of this.#orphans ?? [])
      if (this.#isOrphan(entity) && this.contains(entity)) yield* this.delete(entity);
    this.#orphans?.clear();
  }

  /** Whether none of the relations to an owner that deletes its orphans leads anywhere. */
  #isOrphan(entity: Entity): boolean {
    for (const relation of entity[modelKey].relations) {
      if (relation.inverse?.cascade.includes("deleteOrphan") !== true) continue;
      if (knownOne(entity, relation) !== undefined) return false;
      // A key that was set, of an owner that memory does not hold.
      const isUnknown = relation.key === "local" && linkOf(entity, relation.index) === undefined;
      if (isUnknown && relation.columns.every((index) => (entity[row][index] ?? null) !== null)) return false;
    }
    return true;
  }

  /** Relations that were assigned before they were loaded: loads them to know what they lose. */
  *#finishReplacements(): Op<void> {
    for (const entity of this.#replaced ?? []) {
      for (const relation of entity[modelKey].relations) {
        const known = linkOf(entity, relation.index);
        if (known instanceof EntityCollection) {
          if (EntityCollection.isReplaced(known)) yield* loadRelation(this, relation, [entity]);
        } else if (relation.key === "remote" && known !== undefined) {
          for (const former of yield* referrers(this, relation, entity))
            if (former !== linkOf(entity, relation.index)) unlink(entity, relation, former);
        }
      }
    }
    this.#replaced?.clear();
  }

  // ---- reading by key

  /** The entity that the session holds for a key, where no statement is needed to give it. */
  held(model: Model, key: IdentityKey): Entity | undefined {
    this.#checkUsable();
    const known = this.identity.get(model, key);
    return known === undefined || originOf(known).isStale ? undefined : known;
  }

  /** The entity of a key: from memory without a statement unless it is stale; else one SELECT, after an autoflush. Null where there is none. */
  *get(model: Model, key: IdentityKey, cells: readonly CellValue[], isRequired: boolean): Op<Entity | null> {
    this.#checkUsable();
    const known = this.identity.get(model, key);
    if (known !== undefined && !originOf(known).isStale) return known;
    if (known === undefined && this.autoflush && this.hasWork) yield* this.flush(false);
    const rows = yield* query(this.statements(model).byKey, cells);
    const [entity] = hydrateAll(this, model, rows);
    if (entity === undefined && known !== undefined) this.#lose(known);
    if (entity === undefined && isRequired) throw new NotFoundError(model.name, "has this key");
    return entity ?? null;
  }

  /** Reads an entity's row again and discards its unflushed changes. Loaded relations are loaded anew on access. One statement. */
  *refresh(entity: Entity): Op<void> {
    this.#checkUsable();
    const model = entity[modelKey];
    if (originOf(entity).context !== this || originOf(entity).status !== "persistent") {
      throw new SessionStateError(
        `a "${model.name}" that is not persistent in this session cannot be refreshed: add it, and flush if it is new`,
      );
    }
    const cells = baseOf(entity) ?? entity[row];
    const [fresh] = yield* query(
      this.statements(model).byKey,
      model.primaryKey.map((index) => cells[index] as CellValue),
    ); // a persistent row has its key
    if (fresh === undefined) {
      this.#lose(entity);
      throw new SessionStateError(`the row of this "${model.name}" has gone: somebody else deleted it`);
    }
    this.#touched?.delete(entity);
    setBase(entity, null);
    setDocuments(entity, null);
    for (const relation of model.relations) {
      const known = linkOf(entity, relation.index);
      if (known instanceof EntityCollection) discardQueue(known, entity, relation);
      else if (known !== undefined) setLink(entity, relation.index, undefined);
    }
    refreshRow(entity, fresh, newOrigin(this));
  }

  /** Marks an entity stale: the next query or `get` that returns it reads its row. */
  expire(entity: Entity): void {
    if (originOf(entity).context === this && originOf(entity).status === "persistent")
      setOrigin(entity, new Origin("persistent", this, this.#epoch - 1));
  }

  #lose(entity: Entity): void {
    this.expunge(entity);
    setOrigin(entity, new Origin("deleted", null, 0));
  }

  // ---- state

  /** @throws SessionStateError when closed, SessionFailedError after a failed flush */
  checkUsable(): void {
    this.#checkUsable();
  }

  #checkUsable(): void {
    if (this.#isClosed) throw new SessionStateError("this session is closed: open another with db.session()");
    if (this.#failure !== null) throw new SessionFailedError(this.#failure.error);
  }

  /** The models of what would be lost by closing now. */
  unsaved(): readonly string[] {
    if (this.#isClosed || this.#failure !== null || !(this.hasWork || this.holding)) return nobody;
    const linked = this.#linkChanges().flatMap(({ pairs }) => pairs.flat());
    const flushed = this.holding && this.#undo !== null ? this.#undo.changed : [];
    const entities = [...this.#added, ...this.dirty, ...(this.#deleted ?? []), ...linked, ...flushed];
    return [...new Set(entities.map((entity) => entity[modelKey].name))];
  }

  get holding(): boolean {
    return this.#channel.holding;
  }

  /** Ends the session: what it began is rolled back, its entities are detached and keep what they have loaded. */
  close(): void | Promise<void> {
    if (this.#isClosed) return;
    const done = this.#channel.close();
    const end = (): void => {
      if (this.hasWork || this.#undo !== null) this.#restore();
      this.#isClosed = true;
    };
    return done instanceof Promise ? done.then(end) : end();
  }
}
