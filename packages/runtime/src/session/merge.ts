/**
 * Merging: the state of entities that the session does not have (new ones, detached ones, those of another session) comes onto the entities
 * that it has of the same rows. SQLAlchemy's `Session.merge`, in two steps that it does not divide:
 *
 * 1. What is needed is read, level by level along the relations that are given. First the rows of a level's keys: from the identity map, and all
 *    others of a model by one SELECT. Then the collections that are to be replaced, those of one relation by one SELECT, which
 *    brings most of the next level's rows along.
 * 2. What is given is set, without a statement, hence as a whole: an error in the first step has changed nothing.
 *
 * A source is never changed. It is taken once, however often it is reached, and not followed back along the way that led to it: merging a post does
 * not make the posts that its author was given all that the author has.
 */
import { ArgumentError, invariant, RelationTypeError, SessionStateError, StaleDataError } from "../errors.ts";
import type { Op } from "../io/request.ts";
import { newOrigin } from "../load/hydrate.ts";
import { askedBy, asksNothing, loadRelation, selectAmong } from "../load/selectin.ts";
import { isKindOf, rootOf } from "../meta/inheritance.ts";
import type { IdentityKey, Model, RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { differs, isModified, sameCell, write } from "../state/changes.ts";
import { asCollection, collectionOf, EntityCollection } from "../state/collection.ts";
import { forgetMovedDocuments, readBackDocuments, settled } from "../state/documents.ts";
import {
  baseOf,
  type Entity,
  isEntity,
  linkOf,
  markGiven,
  originOf,
  setBase,
  setDocuments,
  setLink,
  setOrigin,
} from "../state/entity.ts";
import { setOne, writeKey } from "../state/links.ts";
import { type Origin, transient } from "../state/origin.ts";
import { checkNoView } from "../state/read-only.ts";
import { knownOne } from "../state/to-one.ts";
import type { SessionContext } from "./context.ts";
import { autoflush } from "./autoflush.ts";
import { add, lose } from "./membership.ts";
import { givenCells, givenLink, givenVersion, isUnsaved, keyOf, type MergeSource } from "./merge-source.ts";

/** A source and the entity that it is merged onto, once that is known. */
interface Merge extends MergeSource {
  readonly identity: ReturnType<typeof keyOf>;
  onto: Entity | null;
}

/** By source: each is merged once. */
type Merges = Map<Entity, Merge>;

/** What `session.merge(entity)` takes. @throws RelationTypeError */
export function sourceOfEntity(entity: Entity): MergeSource {
  if (!isEntity(entity)) throw new RelationTypeError("Session", "merge", "an entity", entity);
  return { entity, links: null, wayBack: null };
}

/**
 * Merges a source and what its relations with the `merge` cascade reach, and gives the session's entity.
 *
 * @throws StaleDataError, ReadOnlyError, DuplicateIdentityError
 */
export function* merge(session: SessionContext, source: MergeSource): Op<Entity> {
  session.checkUsable();
  checkNoView(source.entity[modelKey], "session.merge(…)");
  const merges: Merges = new Map();
  for (let level = [begin(merges, source)]; level.length > 0;) {
    yield* findRows(session, level);
    yield* loadEnds(session, level);
    level = nextLevel(merges, level);
  }
  for (const one of merges.values()) checkVersion(one);
  const made: Known = new Map();
  for (const one of merges.values()) if (one.onto === null) makeNew(session, made, one);
  for (const one of merges.values()) if (one.onto !== one.entity) copyCells(one);
  for (const one of merges.values()) if (one.onto !== one.entity) copyLinks(merges, one);
  return target(merges, source.entity);
}

function begin(merges: Merges, source: MergeSource): Merge {
  readBackDocuments(source.entity);
  const one = { ...source, identity: keyOf(source.entity), onto: null };
  merges.set(source.entity, one);
  return one;
}

/** The session's entity of a source. */
function target(merges: Merges, source: Entity): Entity {
  const onto = merges.get(source)?.onto ?? null;
  invariant(onto !== null, "a source was reached that is merged onto nothing");
  return onto;
}

// ---- what is needed

/** Finds whom the sources of one level are merged onto. One SELECT for up to 500 keys of a model that the session does not hold, after an autoflush. */
function* findRows(session: SessionContext, level: readonly Merge[]): Op<void> {
  let open = stillOpen(session, level);
  if (open.length === 0) return;
  if (session.flushesFirst) {
    yield* autoflush(session);
    open = stillOpen(session, open);
  }
  const models = new Map<Model, Map<IdentityKey, Merge>>();
  for (const one of open) {
    const model = one.entity[modelKey];
    let wanted = models.get(model);
    if (wanted === undefined) models.set(model, (wanted = new Map()));
    if (one.identity !== null) wanted.set(one.identity.key, one);
  }
  for (const [model, wanted] of models) {
    const keys = [...wanted.values()].flatMap(({ identity }) => (identity === null ? [] : [identity.cells]));
    yield* selectAmong(session, model, model.primaryKey, [], keys, asksNothing);
    for (const key of wanted.keys()) {
      const known = session.identity.get(model, key);
      if (known !== undefined && originOf(known).isStale) lose(session, known);
    }
  }
  const pending = stillOpen(session, open);
  // Where nothing flushes them, new ones may have the key all the same.
  if (pending.length > 0) findAmongNew(session, pending);
}

/** Those whose row has to be asked for. */
function stillOpen(session: SessionContext, level: readonly Merge[]): Merge[] {
  return level.filter((one) => {
    const { context, status } = originOf(one.entity);
    if (context === session && (status === "pending" || status === "persistent")) one.onto = one.entity;
    if (one.onto !== null || one.identity === null) return false;
    const model = one.entity[modelKey];
    const known = session.identity.get(model, one.identity.key);
    if (known === undefined || originOf(known).isStale) return true;
    one.onto = known;
    return false;
  });
}

function findAmongNew(session: SessionContext, open: readonly Merge[]): void {
  const byKey: Known = new Map();
  for (const entity of session.work.added) {
    const key = entity[modelKey].key(entity[row], 0);
    if (key !== null && key !== undefined) entitiesOf(byKey, entity).set(key, entity);
  }
  for (const one of open) {
    const found = one.identity === null ? undefined : entitiesOf(byKey, one.entity).get(one.identity.key);
    if (found !== undefined && isKindOf(found[modelKey], one.entity[modelKey])) one.onto = found;
  }
}

/** Entities by their keys, of the models that share them. */
type Known = Map<Model, Map<IdentityKey, Entity>>;

function entitiesOf(known: Known, entity: Entity): Map<IdentityKey, Entity> {
  const root = rootOf(entity[modelKey]);
  let found = known.get(root);
  if (found === undefined) known.set(root, (found = new Map()));
  return found;
}

/** Loads what the given relations are to replace: one SELECT for 500 owners of each. */
function* loadEnds(session: SessionContext, level: readonly Merge[]): Op<void> {
  const owners = new Map<RelationMeta, Set<Entity>>();
  for (const one of level) {
    const { onto } = one;
    if (onto === null || onto === one.entity || originOf(onto).status !== "persistent") continue;
    for (const relation of one.entity[modelKey].relations) {
      if (relation.key === "local" || givenLink(one, relation) === undefined) continue;
      const known = owners.get(relation);
      if (known === undefined) owners.set(relation, new Set([onto]));
      else known.add(onto);
    }
  }
  for (const [relation, some] of owners) yield* loadRelation(session, relation, [...some], askedBy(session, null));
}

/** The sources that those of a level lead to. What the session has already is itself, and leads nowhere. */
function nextLevel(merges: Merges, level: readonly Merge[]): Merge[] {
  const next: Merge[] = [];
  for (const one of level) {
    if (one.onto === one.entity) continue;
    for (const relation of one.entity[modelKey].relations) {
      for (const entity of endsOf(givenLink(one, relation))) {
        if (merges.has(entity)) continue;
        if (!isEntity(entity) || !isKindOf(entity[modelKey], relation.target))
          throw new RelationTypeError(relation.model.name, relation.name, relation.target.name, entity);
        next.push(begin(merges, { entity, links: null, wayBack: relation.inverse }));
      }
    }
  }
  return next;
}

function endsOf(link: ReturnType<typeof givenLink>): readonly Entity[] {
  if (link === null || link === undefined) return [];
  return isEntity(link) ? [link] : link;
}

/** @throws StaleDataError where the source is of another version than the row */
function checkVersion({ entity, onto }: Merge): void {
  const { version, name } = entity[modelKey];
  if (version === null || onto === null || onto === entity) return;
  const given = givenVersion(entity);
  const found = (baseOf(onto) ?? onto[row])[version];
  if (given !== undefined && found !== undefined && !sameCell(given, found))
    throw Object.assign(new StaleDataError(name, "merge", 1, 0), { entities: [onto] });
}

// ---- what is set

/** A new entity, where there is no row; two sources of one key share it. */
function makeNew(session: SessionContext, made: Known, one: Merge): void {
  const { entity, identity } = one;
  const model = entity[modelKey];
  const twin = identity === null ? undefined : entitiesOf(made, entity).get(identity.key);
  if (twin !== undefined) {
    one.onto = twin;
    return;
  }
  const cells = entity[row].slice();
  for (const { index, computed, expression, version } of model.columns)
    if (computed || expression !== null || version) cells[index] = model.blank[index];
  for (const relation of model.relations)
    if (relation.key === "local" && givenLink(one, relation) !== undefined)
      for (const index of relation.columns) if (!model.primaryKey.includes(index)) cells[index] = undefined;
  one.onto = model.create(cells, transient as never) as Entity; // `never` keeps the layers below from knowing Origin
  for (const index of givenCells(entity)) markGiven(one.onto, index);
  if (identity !== null) entitiesOf(made, entity).set(identity.key, one.onto);
  add(session, one.onto);
}

function copyCells(one: Merge): void {
  const { entity } = one;
  const onto = one.onto as Entity; // whom it is merged onto is known by now
  const model = entity[modelKey];
  readBackDocuments(onto);
  const before = onto[row];
  const ofLinks = new Set<number>();
  const ofKeys = new Set<number>();
  for (const relation of model.relations) {
    if (relation.key !== "local") continue;
    for (const index of relation.columns) ofKeys.add(index);
    // The way back is set by the relation that led here.
    if (relation === one.wayBack || givenLink(one, relation) !== undefined)
      for (const index of relation.columns) ofLinks.add(index);
  }
  for (const index of givenCells(entity)) {
    if (ofLinks.has(index)) continue;
    const column = onto[modelKey].columns[index];
    invariant(column !== undefined, "what is merged has a column that its row has not");
    const cell = settled(onto, column, entity[row][index] ?? null);
    if (sameCell(cell, onto[row][index])) continue;
    if (ofKeys.has(index)) writeKey(onto, index, cell);
    else write(onto, index, cell);
  }
  if (onto[row] !== before || differs(onto[row], before)) forgetMovedDocuments(onto, before, onto[row]);
}

function copyLinks(merges: Merges, one: Merge): void {
  const onto = one.onto as Entity; // as in `copyCells`
  for (const relation of one.entity[modelKey].relations) {
    const link = givenLink(one, relation);
    if (link === undefined) continue;
    if (relation.many) {
      const items = [...new Set(endsOf(link).map((end) => target(merges, end)))];
      const collection = collectionOf(onto, relation);
      const isSame = items.length === collection.length && items.every((item, at) => collection[at] === item);
      if (!isSame) collection.replace(items);
    } else {
      const end = link === null ? null : target(merges, link as Entity); // a to-one is given one
      const known = linkOf(onto, relation.index);
      if (known !== end && (end === null || knownOne(onto, relation) !== end)) setOne(onto, relation, end);
    }
  }
}

// ---- without a statement

/**
 * The same without a SELECT (`load: false`): what the sources hold is taken for what the rows are, as from a cache, and counts as clean.
 *
 * @throws ArgumentError for what has no row, or changes that were not flushed
 */
export function mergeLoaded(session: SessionContext, source: MergeSource): Entity {
  session.checkUsable();
  checkNoView(source.entity[modelKey], "session.merge(…)");
  const origin = newOrigin(session);
  const merges: Merges = new Map();
  for (let level = [begin(merges, source)]; level.length > 0; level = nextLevel(merges, level))
    for (const one of level) {
      const { context, status } = originOf(one.entity);
      if (context === session && (status === "pending" || status === "persistent")) one.onto = one.entity;
      else checkClean(one);
    }
  for (const one of merges.values()) if (one.onto === null) take(session, one, origin);
  for (const one of merges.values()) if (one.onto !== one.entity) takeLinks(merges, one);
  return target(merges, source.entity);
}

function checkClean({ entity, identity }: Merge): void {
  const { name } = entity[modelKey];
  if (isUnsaved(entity) || identity === null)
    throw new ArgumentError(
      `merge with load: false takes what has a row, and this "${name}" has none: flush it first, or leave out "load"`,
    );
  if (isModified(entity))
    throw new ArgumentError(
      `merge with load: false takes what is as its row, and this "${name}" has changes: flush them first, or leave out "load"`,
    );
}

function take(session: SessionContext, one: Merge, origin: Origin): void {
  const { entity, identity } = one;
  const model = entity[modelKey];
  invariant(identity !== null, "what has a row has its key");
  const holder = session.identity.holder(model, identity.key);
  if (holder !== undefined && holder[modelKey] !== model)
    throw new SessionStateError(
      `the session holds another model's entity for the row of this "${model.name}": leave out "load", so that the row is read`,
    );
  const onto = holder ?? (model.create(entity[row].slice(), origin as never) as Entity); // `never` as in `makeNew`
  one.onto = onto;
  if (holder === undefined) return session.identity.set(model, identity.key, onto);
  session.touched.delete(onto);
  setBase(onto, null);
  setDocuments(onto, null);
  onto[row] = entity[row].slice();
  setOrigin(onto, origin);
}

function takeLinks(merges: Merges, one: Merge): void {
  const onto = one.onto as Entity; // as in `copyCells`
  for (const relation of one.entity[modelKey].relations) {
    const link = givenLink(one, relation);
    if (link === undefined) continue;
    const ends = endsOf(link).map((end) => target(merges, end));
    if (relation.many) EntityCollection.fill(asCollection(collectionOf(onto, relation)), ends);
    else setLink(onto, relation.index, ends[0] ?? null);
  }
}
