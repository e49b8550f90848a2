/**
 * Telling handlers. Calling one is a request (`io/request.ts`), so that whoever runs the operation knows how: a sync client refuses a promise, an
 * async one awaits it and lets what the handler asks of the session run meanwhile.
 *
 * Around a flush: `tellBefore` comes first and goes in rounds, since what handlers add is told in its turn, until nobody is left that was not told;
 * then the plan freezes. Each entity is told once of what becomes of it; again only where that becomes something else (a deletion that a handler took
 * back is an update). `tellAfter` tells what was written, once it is.
 */
import { FlushLoopError } from "../errors.ts";
import { rowSwitches } from "../flush/row-switch.ts";
import type { Written } from "../flush/unit-of-work.ts";
import type { Op } from "../io/request.ts";
import { refusePromise } from "../io/thenable.ts";
import type { Model } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { isModified } from "../state/changes.ts";
import type { AttributeChange, AttributeEventName } from "../state/context.ts";
import { baseOf, type Entity, originOf } from "../state/entity.ts";
import type { SessionContext } from "./context.ts";
import { type EntityEventName, type Handler, hearing, type SessionEventName } from "./handlers.ts";
import { type RowChange, valuesOf } from "./row-changes.ts";

/** Rounds of a flush in which handlers go on bringing what has to be told. */
const maxRounds = 100;

type RowEventName = Exclude<EntityEventName, "load" | "refresh" | "set" | "append" | "remove">;

const beforeRows = ["beforeInsert", "beforeUpdate", "beforeDelete"] as const;
const flushEvents = ["beforeFlush", "afterFlush", ...beforeRows, "afterInsert", "afterUpdate", "afterDelete"] as const;

/** What a handler is told beside the entity whose row is written. */
class RowTold {
  readonly session: object;
  readonly model: string;
  readonly #entity: Entity;
  readonly #change: RowChange;
  #changes: object | null = null;

  constructor(session: object, entity: Entity, change: RowChange) {
    this.session = session;
    this.model = entity[modelKey].name;
    this.#entity = entity;
    this.#change = change;
  }

  /** Worked out when a handler first wants to know. */
  get changes(): object {
    return (this.#changes ??= valuesOf(this.#entity, this.#change));
  }
}

/** Tells an event of the session itself. */
export function* tell(session: SessionContext, event: SessionEventName, info?: object): Op<void> {
  if (!session.handlers.hears(event)) return;
  for (const { call } of session.handlers.of(event))
    yield { kind: "call", event, work: () => call(session.face, info) };
}

/** Whether anybody hears of flushes. */
export function hearsFlush(session: SessionContext): boolean {
  return session.handlers.hearsAny(flushEvents);
}

// ---- before a flush

/**
 * @param prepare brings in what the flush finds out by itself: orphans, new entities that come along
 * @param waiting who is not part of this flush
 * @throws FlushLoopError
 */
export function* tellBefore(
  session: SessionContext,
  prepare: () => Op<void>,
  waiting: () => ReadonlySet<Entity>,
): Op<void> {
  if (!session.work.hasChanges) return;
  if (session.handlers.hears("beforeFlush")) {
    yield* tell(session, "beforeFlush");
    yield* prepare();
  }
  if (!session.handlers.hearsAny(beforeRows)) return;
  const told = beforeRows.map((event) => new Hearing(session, event));
  for (let round = 1; ; round++) {
    const due = told.flatMap((hearers) => hearers.take(dueFor(session, hearers.event, waiting())));
    if (due.length === 0) return;
    if (round > maxRounds) throw new FlushLoopError(maxRounds);
    for (const { event, entity, handlers } of due) {
      // A handler before may have decided otherwise.
      if (isDue(session, event, entity)) yield* tellRow(session, event, handlers, entity, changeOf(event, entity));
    }
    yield* prepare();
  }
}

/** Who hears of one event, by the entities' models, and of whom they were told. */
class Hearing {
  readonly event: RowEventName;
  readonly #handlers: readonly Handler[];
  readonly #byModel = new Map<Model, readonly Handler[]>();
  readonly #told = new Set<Entity>();

  constructor(session: SessionContext, event: RowEventName) {
    this.event = event;
    this.#handlers = session.handlers.of(event);
  }

  of(model: Model): readonly Handler[] {
    let found = this.#byModel.get(model);
    if (found === undefined) this.#byModel.set(model, (found = hearing(this.#handlers, model)));
    return found;
  }

  /** Those of whom nobody was told and somebody wants to be. */
  take(entities: readonly Entity[]): { event: RowEventName; entity: Entity; handlers: readonly Handler[] }[] {
    if (this.#handlers.length === 0) return [];
    const due = [];
    for (const entity of entities) {
      const handlers = this.of(entity[modelKey]);
      if (handlers.length === 0 || this.#told.has(entity)) continue;
      this.#told.add(entity);
      due.push({ event: this.event, entity, handlers });
    }
    return due;
  }
}

function dueFor({ work }: SessionContext, event: RowEventName, waiting: ReadonlySet<Entity>): readonly Entity[] {
  if (event === "beforeInsert") return work.added.filter((entity) => !waiting.has(entity));
  if (event === "beforeDelete") {
    // Whose row a new entity takes over is not deleted.
    const replaced = new Set(rowSwitches(work.added, work.deleted).values());
    return [...work.deleted].filter((entity) => !replaced.has(entity));
  }
  return work.dirty.filter((entity) => !work.isToDelete(entity) && !waiting.has(entity));
}

function isDue({ work }: SessionContext, event: RowEventName, entity: Entity): boolean {
  if (event === "beforeInsert") return originOf(entity).status === "pending";
  if (event === "beforeDelete") return work.isToDelete(entity);
  return originOf(entity).status === "persistent" && !work.isToDelete(entity) && isModified(entity);
}

function changeOf(event: RowEventName, entity: Entity): RowChange {
  if (event === "beforeInsert") return { before: null, after: entity[row] };
  if (event === "beforeDelete") return { before: baseOf(entity) ?? entity[row], after: null };
  return { before: baseOf(entity), after: entity[row] };
}

// ---- after a flush

export function* tellAfter(session: SessionContext, { inserted, updated, deleted, replaced }: Written): Op<void> {
  yield* tellEach(session, "afterInsert", inserted, ({ entity, sent }) => [entity, { before: null, after: sent }]);
  yield* tellEach(session, "afterUpdate", updated, ({ entity, sent, base }) => [entity, { before: base, after: sent }]);
  yield* tellEach(session, "afterDelete", deleted, (entity) => [entity, changeOf("beforeDelete", entity)]);
  if (!session.handlers.hears("afterFlush")) return;
  yield* tell(session, "afterFlush", {
    new: inserted.map(({ entity }) => entity),
    dirty: updated.map(({ entity }) => entity),
    deleted: [...deleted, ...replaced],
  });
}

function* tellEach<T>(
  session: SessionContext,
  event: RowEventName,
  written: readonly T[],
  read: (one: T) => [Entity, RowChange],
): Op<void> {
  if (!session.handlers.hears(event)) return;
  const hearers = new Hearing(session, event);
  for (const one of written) {
    const [entity, change] = read(one);
    yield* tellRow(session, event, hearers.of(entity[modelKey]), entity, change);
  }
}

function* tellRow(
  session: SessionContext,
  event: RowEventName,
  handlers: readonly Handler[],
  entity: Entity,
  change: RowChange,
): Op<void> {
  // One for each, since the one before may have changed the row.
  for (const { call } of handlers)
    yield { kind: "call", event, work: () => call(entity, new RowTold(session.face, entity, change)) };
}

// ---- at once, in either colour: in the middle of a read or a set nobody can wait

export function tellRead(session: SessionContext, event: "load" | "refresh", entity: Entity): void {
  for (const { call } of hearing(session.handlers.of(event), entity[modelKey]))
    refusePromise(event, call(entity, { session: session.face, model: entity[modelKey].name }));
}

export function tellAttribute(
  session: SessionContext,
  entity: Entity,
  event: AttributeEventName,
  change: AttributeChange,
): void {
  const { attribute, value, old } = change;
  const model = entity[modelKey].name;
  const told = event === "set" ? { model, attribute, value, old } : { model, attribute, value };
  if (event === "set" && isTold(entity, attribute, value)) return;
  const mine: Telling = (telling = { event, entity, attribute, value, outer: telling });
  try {
    for (const { call } of hearing(session.handlers.of(event), entity[modelKey]))
      refusePromise(event, call(entity, { session: session.face, ...told }));
  } finally {
    telling = mine.outer;
  }
}

/** What handlers are being told of an attribute, inside of other tellings. */
interface Telling {
  readonly event: AttributeEventName;
  readonly entity: Entity;
  readonly attribute: string;
  readonly value: unknown;
  readonly outer: Telling | null;
}

let telling: Telling | null = null;

/** Whether handlers are just being told so: one that puts a value into its normal form sets the normal form as well, and would never come to an end. */
function isTold(entity: Entity, attribute: string, value: unknown): boolean {
  for (let one = telling; one !== null; one = one.outer)
    if (one.event === "set" && one.entity === entity && one.attribute === attribute && isSame(one.value, value))
      return true;
  return false;
}

function isSame(one: unknown, other: unknown): boolean {
  return Object.is(one, other) || (one instanceof Date && other instanceof Date && one.getTime() === other.getTime());
}
