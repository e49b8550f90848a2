/** One entity by its key: from memory where the session holds it, with one SELECT where it does not or what it holds is stale. */
import { NotFoundError, SessionStateError } from "../errors.ts";
import { type CellValue, type Op, query } from "../io/request.ts";
import { loadColumns } from "../load/columns.ts";
import { exactModel, hydrateAll, newOrigin, refreshRow, rowOf } from "../load/hydrate.ts";
import { isKindOf } from "../meta/inheritance.ts";
import type { IdentityKey, Model } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { discardQueue, EntityCollection } from "../state/collection.ts";
import { baseOf, type Entity, linkOf, originOf, setBase, setDocuments, setOrigin } from "../state/entity.ts";
import { forgetOne } from "../state/links.ts";
import { Origin } from "../state/origin.ts";
import { autoflush } from "./autoflush.ts";
import type { SessionContext } from "./context.ts";
import { lose } from "./membership.ts";

/** The entity that the session holds for a key, where no statement is needed to give it. */
export function held(session: SessionContext, model: Model, key: IdentityKey): Entity | undefined {
  session.checkUsable();
  const known = session.identity.get(model, key);
  return known === undefined || originOf(known).isStale ? undefined : known;
}

/** The entity of a key: from memory without a statement unless it is stale; else one SELECT, after an autoflush. Null where there is none. */
export function* get(
  session: SessionContext,
  model: Model,
  key: IdentityKey,
  cells: readonly CellValue[],
  isRequired: boolean,
): Op<Entity | null> {
  session.checkUsable();
  const holder = session.identity.holder(model, key);
  const known = holder === undefined || isKindOf(holder[modelKey], model) ? holder : undefined;
  if (known !== undefined && !originOf(known).isStale) return known;
  // The key is that of another model of the hierarchy.
  const isElse = holder !== undefined && known === undefined && !originOf(holder).isStale;
  if (isElse) {
    if (isRequired) throw new NotFoundError(model.name, "has this key");
    return null;
  }
  if (holder === undefined && session.flushesFirst) yield* autoflush(session);
  const rows = yield* query(session.statements(model).byKey, cells);
  const [entity] = hydrateAll(session, model, rows);
  if (entity === undefined && known !== undefined) lose(session, known);
  if (entity === undefined && isRequired) throw new NotFoundError(model.name, "has this key");
  return entity ?? null;
}

/** Reads an entity's row again and discards its unflushed changes. Loaded relations are loaded anew on access. One statement,
 * and one more where deferred columns were loaded. */
export function* refresh(session: SessionContext, entity: Entity): Op<void> {
  session.checkUsable();
  const model = entity[modelKey];
  if (originOf(entity).context !== session || originOf(entity).status !== "persistent") {
    throw new SessionStateError(
      `a "${model.name}" that is not persistent in this session cannot be refreshed: add it, and flush if it is new`,
    );
  }
  if (model.primaryKey.length === 0) {
    throw new SessionStateError(
      `a "${model.name}" cannot be refreshed: it is a view without a key, so that nothing tells which row it was; query it anew`,
    );
  }
  const cells = baseOf(entity) ?? entity[row];
  const key = model.primaryKey.map((index) => cells[index] as CellValue); // a persistent row has its key
  const [fresh] = yield* query(session.statements(model).byKey, key);
  if (fresh === undefined || exactModel(model, fresh) !== model) {
    lose(session, entity);
    throw new SessionStateError(`the row of this "${model.name}" has gone: somebody else deleted it`);
  }
  discardChanges(session, entity);
  const loaded = model.columns.filter(
    (column) => cells[column.index] !== undefined && !model.selected.includes(column),
  );
  refreshRow(entity, rowOf(model, fresh), newOrigin(session), cells);
  if (loaded.length > 0) yield* loadColumns(session, model, loaded, [entity], true);
}

function discardChanges(session: SessionContext, entity: Entity): void {
  session.touched.delete(entity);
  setBase(entity, null);
  setDocuments(entity, null);
  for (const relation of entity[modelKey].relations) {
    const known = linkOf(entity, relation.index);
    if (known instanceof EntityCollection) discardQueue(known, entity, relation);
    else if (known !== undefined) forgetOne(entity, relation, known);
  }
}

/** Marks an entity stale: the next query or `get` that returns it reads its row. */
export function expire(session: SessionContext, entity: Entity): void {
  if (originOf(entity).context === session && originOf(entity).status === "persistent")
    setOrigin(entity, new Origin("persistent", session, session.epoch - 1));
}
