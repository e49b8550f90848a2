/**
 * Select-in loading: one statement for a relation of many owners, `WHERE key IN (…)`, in chunks of 500 keys. Loading on access is the
 * same with one owner, or with the siblings.
 *
 * Better than SQLAlchemy's: what is loaded already is not asked for again, neither targets that the identity map holds nor collections; and
 * a loaded collection sets the way back of its members. What memory has changed wins over the rows: a child that was moved is not put
 * back into the collection that its row still points to.
 */
import { Criteria } from "../expr/criteria.ts";
import { type CellValue, type Op, query, type Row, type Statement } from "../io/request.ts";
import type { IdentityKey, Model, RelationMeta } from "../meta/model.ts";
import { row } from "../meta/symbols.ts";
import { keyParameters } from "../sql/among.ts";
import { restrict } from "../sql/restrict.ts";
import { collectionOf, EntityCollection, finishReplacement } from "../state/collection.ts";
import type { Context } from "../state/context.ts";
import { baseOf, type Entity, linkOf, originOf, setLink } from "../state/entity.ts";
import { foreignKey, markAbsent, refersToPrimaryKey } from "../state/to-one.ts";
import { hydrateAll, hydratePart, newOrigin, tellRows } from "./hydrate.ts";

/** Keys to a statement. */
export const chunkSize = 500;

/** What is asked of the rows that are loaded. */
export interface Asked {
  /** By the query whose entities they belong to, which asks the same of what loads later. */
  readonly own: Criteria | null;
  /** By the session as well. */
  readonly all: Criteria | null;
}

/** Every row, whatever criteria there are: for work that must leave none behind. */
export const asksNothing: Asked = { own: null, all: null };

/** What is asked by a session, and a query in it. */
export function askedBy({ criteria }: Context, own: Criteria | null): Asked {
  return own === null && criteria === null ? asksNothing : { own, all: Criteria.both(criteria, own) };
}

/** Loads a relation for those owners that have not loaded it. One statement for 500 keys; none where memory knows the answer. */
export function* loadRelation(
  context: Context,
  relation: RelationMeta,
  owners: readonly Entity[],
  asked: Asked,
): Op<void> {
  const open = owners.filter((owner) => !isLoaded(owner, relation));
  if (open.length === 0) return;
  if (relation.key === "local") yield* loadTargets(context, relation, open, asked);
  else if (relation.key === "remote") yield* loadReferrers(context, relation, open, asked);
  else yield* loadLinked(context, relation, open, asked);
}

/** Whether a relation needs no statement: it is loaded, and not stale. */
export function isLoaded(owner: Entity, relation: RelationMeta): boolean {
  const link = linkOf(owner, relation.index);
  if (link === undefined) return false;
  return !(link instanceof EntityCollection) || (EntityCollection.isLoaded(link) && !EntityCollection.isStale(link));
}

/** Whether a flush comes before the relation is loaded on access: an owner has a row, and memory does not know the answer. */
export function readsAfterFlush(context: Context, relation: RelationMeta, owners: readonly Entity[]): boolean {
  return owners.some((owner) => {
    if (originOf(owner).status !== "persistent" || isLoaded(owner, relation)) return false;
    if (relation.key !== "local") return true;
    const key = foreignKey(owner, relation);
    if (key === undefined) return relation.columns.every((index) => (owner[row][index] ?? null) !== null);
    return key !== null && context.identity.get(relation.target, key) === undefined;
  });
}

/** The entities that the owners' loaded relation holds, each once. */
export function targetsOf(relation: RelationMeta, owners: readonly Entity[]): Entity[] {
  const targets = new Set<Entity>();
  for (const owner of owners) {
    const link = linkOf(owner, relation.index);
    if (link instanceof EntityCollection) for (const item of link) targets.add(item);
    else if (link !== null && link !== undefined) targets.add(link);
  }
  return [...targets];
}

/** Reads the rows of those that are stale anew. One statement for 500 of them; none where nothing is stale. */
export function* refreshStale(context: Context, model: Model, entities: readonly Entity[]): Op<void> {
  if (model.primaryKey.length === 0) return; // a row that nothing tells apart cannot be asked for
  const keys = entities
    .filter((entity) => originOf(entity).isStale)
    .map((entity) => model.primaryKey.map((index) => (baseOf(entity) ?? entity[row])[index] as CellValue)); // a persistent row has its key
  yield* selectAmong(context, model, model.primaryKey, [], keys, asksNothing);
}

// ---- the key stands here: many-to-one

function* loadTargets(context: Context, relation: RelationMeta, owners: readonly Entity[], asked: Asked): Op<void> {
  const { target, targetColumns, columns } = relation;
  const byPrimaryKey = refersToPrimaryKey(relation);
  const wanted = new Map<IdentityKey, { cells: CellValue[]; owners: Entity[] }>();
  const expired = owners.filter((owner) => originOf(owner).isExpired);
  if (expired.length > 0) yield* refreshStale(context, relation.model, expired);
  for (const owner of owners) {
    const cells = columns.map((index) => owner[row][index]);
    if (cells.includes(null) || cells.includes(undefined)) {
      setLink(owner, relation.index, null);
      continue;
    }
    const held = byPrimaryKey ? context.identity.get(target, foreignKey(owner, relation) as IdentityKey) : undefined; // no part is missing
    if (held !== undefined) setLink(owner, relation.index, held);
    else collect(wanted, cells as CellValue[], owner); // no part is missing
  }
  const keys = [...wanted.values()].map((want) => want.cells);
  const found = yield* selectAmong(context, target, targetColumns, relation.orderBy, keys, asked);
  const byKey = new Map(
    found.map((entity) => [joinCells(targetColumns.map((index) => entity[row][index] as CellValue)), entity]),
  );
  for (const want of wanted.values()) {
    const entity = byKey.get(joinCells(want.cells)) ?? null;
    for (const owner of want.owners) {
      // A key that was set while the rows were under way refers to another one.
      const isCurrent = columns.every((index, at) => owner[row][index] === want.cells[at]);
      if (isCurrent) connect(relation, owner, entity);
    }
  }
}

// ---- the key stands there: one-to-many, and the far side of a one-to-one

function* loadReferrers(context: Context, relation: RelationMeta, owners: readonly Entity[], asked: Asked): Op<void> {
  const { target, targetColumns } = relation;
  const byKey = ownersByKey(relation, owners);
  const keys = [...byKey.values()].map((want) => want.cells);
  const found = yield* selectAmong(context, target, targetColumns, relation.orderBy, keys, asked);
  const items = new Map<Entity, Entity[]>();
  for (const entity of found) {
    // The cells of now, not those of the row: an unflushed move counts.
    const cells = targetColumns.map((index) => entity[row][index] ?? null);
    for (const owner of byKey.get(joinCells(cells))?.owners ?? []) append(items, owner, entity);
  }
  for (const owner of owners) place(relation, owner, items.get(owner) ?? []);
}

/** The entities whose rows refer to one owner, whatever memory has made of them since, and whatever criteria there are. One statement. */
export function* referrers(context: Context, relation: RelationMeta, owner: Entity): Op<Entity[]> {
  const keys = [...ownersByKey(relation, [owner]).values()].map((want) => want.cells);
  return yield* selectAmong(context, relation.target, relation.targetColumns, relation.orderBy, keys, asksNothing);
}

// ---- a join table: many-to-many

function* loadLinked(
  context: Context,
  relation: RelationMeta,
  owners: readonly Entity[],
  { own, all }: Asked,
): Op<void> {
  const { target, columns, association } = relation;
  const byKey = ownersByKey(relation, owners);
  const links = context.statements(target).links(relation);
  const items = new Map<Entity, Entity[]>();
  const origin = newOrigin(context, own);
  const siblings = new Set<Entity>();
  const known = context.identity.of(target);
  const sources = [
    { model: target, alias: "t" },
    ...(association === null ? [] : [{ model: association.model, alias: "l" }]),
  ];
  for (const keys of chunks([...byKey.values()].map((want) => want.cells))) {
    const keyed = keyParameters(context.dialect, relation.model, columns, keys);
    const { statement, params } = restrict(
      context.dialect,
      links.among(keys.length),
      keyed,
      all,
      sources,
      links.orderText,
    );
    const rows = yield* query(statement, params);
    for (const cells of rows) {
      const entity = hydratePart(target, known, cells, columns.length, origin);
      if (entity === null) continue;
      siblings.add(entity);
      for (const owner of byKey.get(joinCells(cells.slice(0, columns.length) as CellValue[]))?.owners ?? [])
        append(items, owner, entity);
    }
  }
  origin.siblings = [...siblings];
  for (const owner of owners) place(relation, owner, items.get(owner) ?? []);
  if (origin.refreshed !== null) tellRows(context, siblings, origin);
}

// ---- shared

/** Puts what was loaded into the owner, and the way back into what was loaded. */
export function place(relation: RelationMeta, owner: Entity, items: readonly Entity[]): void {
  if (!relation.many) return connect(relation, owner, items[0] ?? null);
  const collection = collectionOf(owner, relation);
  originOf(owner).context?.undo.keepUnloaded(owner, relation, collection);
  // Several rows of an association may lead to one target.
  EntityCollection.fill(collection, relation.readOnly ? [...new Set(items)] : items);
  finishReplacement(collection);
  const { inverse } = relation;
  if (inverse === null || inverse.many) return;
  for (const item of items) if (linkOf(item, inverse.index) === undefined) setLink(item, inverse.index, owner);
}

/** Sets a loaded to-one, and the way back where that is a to-one as well. */
export function connect(relation: RelationMeta, owner: Entity, target: Entity | null): void {
  // What was set while the rows were under way stands.
  if (linkOf(owner, relation.index) !== undefined) return;
  if (relation.key === "remote")
    originOf(owner).context?.undo.keepUnloaded(owner, relation, linkOf(owner, relation.index));
  setLink(owner, relation.index, target);
  if (target === null && relation.key === "local") markAbsent(owner, relation);
  const { inverse } = relation;
  if (target === null || inverse === null || inverse.many) return;
  if (linkOf(target, inverse.index) !== undefined) return;
  if (inverse.key === "remote") originOf(target).context?.undo.keepUnloaded(target, inverse, undefined);
  setLink(target, inverse.index, owner);
}

type Wanted = Map<IdentityKey, { cells: CellValue[]; owners: Entity[] }>;

/** The owners by the key that others refer to them with; one without a key has nothing in the database. */
function ownersByKey(relation: RelationMeta, owners: readonly Entity[]): Wanted {
  const wanted: Wanted = new Map();
  for (const owner of owners) {
    const known = originOf(owner).status === "persistent" ? (baseOf(owner) ?? owner[row]) : owner[row];
    const cells = relation.columns.map((index) => known[index]);
    if (!cells.includes(undefined) && !cells.includes(null)) collect(wanted, cells as CellValue[], owner); // no part is missing
  }
  return wanted;
}

function collect(wanted: Wanted, cells: CellValue[], owner: Entity): void {
  const key = joinCells(cells);
  const known = wanted.get(key);
  if (known === undefined) wanted.set(key, { cells, owners: [owner] });
  else known.owners.push(owner);
}

function append(items: Map<Entity, Entity[]>, owner: Entity, item: Entity): void {
  const known = items.get(owner);
  if (known === undefined) items.set(owner, [item]);
  else known.push(item);
}

/** A map key of one or several cells. */
export function joinCells(cells: readonly CellValue[]): IdentityKey {
  const [first] = cells;
  return cells.length === 1 && !(first instanceof Uint8Array) ? (first as IdentityKey) : JSON.stringify(cells); // a key's cell is not null
}

/** The rows with these cells. One statement for 500 keys. */
export function* selectAmong(
  context: Context,
  model: Model,
  columns: readonly number[],
  orderBy: RelationMeta["orderBy"],
  keys: readonly CellValue[][],
  { own, all }: Asked,
): Op<Entity[]> {
  const found: Entity[] = [];
  for (const chunk of chunks(keys)) {
    const statements = context.statements(model);
    const among: Statement = statements.among(columns, chunk.length, orderBy);
    const keyed = keyParameters(context.dialect, model, columns, chunk);
    const { statement, params } =
      all === null
        ? { statement: among, params: keyed }
        : restrict(context.dialect, among, keyed, all, [{ model, alias: "t" }], statements.orderText(orderBy));
    const rows: Row[] = yield* query(statement, params);
    for (const entity of hydrateAll(context, model, rows, model, own)) found.push(entity);
  }
  return found;
}

export function* chunks<T>(keys: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < keys.length; from += chunkSize) yield keys.slice(from, from + chunkSize);
}
