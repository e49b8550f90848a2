/**
 * What a session knows that may not be so any more.
 *
 * - A whole entity: stale. It keeps its last values, and the next query or `get` that returns it reads its row.
 * - Some attributes: in a sync client the next access reads them. An async client's keep their last values until the row is read, for an access
 *   cannot wait; so there the entity counts as stale.
 * - All, after a commit or a rollback of a session with `expireOnCommit`: the attributes are let go of, and the next access reads the row.
 *
 * Unflushed changes stay in all of these, as they do where a query reads a row again; `refresh` discards them. What expired in a session that is
 * closed before it was read again goes on giving its last value.
 */
import { AttachedElsewhereError, SessionStateError } from "../errors.ts";
import type { Row } from "../io/request.ts";
import type { Model, RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { type Attribute, membersOf } from "../state/attributes.ts";
import { sameCell } from "../state/changes.ts";
import { EntityCollection } from "../state/collection.ts";
import { forgetMovedDocuments, readBackDocuments } from "../state/documents.ts";
import { baseOf, type Entity, linkOf, originOf, setBase, setOrigin } from "../state/entity.ts";
import { forgetOne } from "../state/links.ts";
import { rememberLast } from "../state/missing-cell.ts";
import { Origin } from "../state/origin.ts";
import type { SessionContext } from "./context.ts";

/** Marks an entity, or some attributes of it, as out of date. No statement. @throws SessionStateError where it is not persistent in this session */
export function expire(session: SessionContext, entity: Entity, attributes?: Iterable<Attribute<never>>): void {
  const model = entity[modelKey];
  const { context, status } = originOf(entity);
  if (context !== session && context !== null && !context.isClosed) throw new AttachedElsewhereError(model.name);
  if (context !== session || status !== "persistent")
    throw new SessionStateError(
      `a "${model.name}" that is not persistent in this session cannot expire: it has no row that could be read again`,
    );
  if (attributes === undefined) {
    markStale(session, entity);
    if (!session.expiresOnCommit) return;
    unload(entity, allOf(model));
    for (const relation of model.relations) forgetLink(entity, relation);
    return;
  }
  const { columns, relations } = membersOf(model, attributes, "expire");
  const keys = relations.flatMap((relation) => (relation.key === "local" ? relation.columns : []));
  const isOfRow = (index: number): boolean => model.selected.some((column) => column.index === index);
  const read = [...columns, ...keys].filter(isOfRow);
  if (read.length > 0) markStale(session, entity);
  unload(entity, session.colour === "sync" ? [...columns, ...keys] : columns.filter((index) => !isOfRow(index)));
  originOf(entity).isExpired = read.length > 0 && session.colour === "sync";
  for (const relation of relations) forgetLink(entity, relation);
}

/** The same for all entities. A commit or a rollback in a session with `expireOnCommit` does it. */
export function expireAll(session: SessionContext): void {
  const alone = new Map<Model, { readonly origin: Origin; readonly entities: Entity[] }>();
  for (const entity of session.identity.entities()) {
    const model = entity[modelKey];
    if (originOf(entity).status !== "persistent" || model.primaryKey.length === 0) continue;
    if (session.expiresOnCommit) {
      unload(entity, allOf(model));
      for (const relation of model.relations) forgetLink(entity, relation);
    }
    const origin = originOf(entity);
    if (origin.siblings.length > 0 && origin.isStale) {
      origin.isExpired = session.expiresOnCommit;
      continue;
    }
    // Those that came alone are read together from the second one on.
    let group = alone.get(model);
    if (group === undefined) {
      group = { origin: new Origin("persistent", session, session.epoch - 1), entities: [] };
      group.origin.isExpired = session.expiresOnCommit;
      alone.set(model, group);
    }
    group.entities.push(entity);
    setOrigin(entity, group.origin);
  }
  for (const { origin, entities } of alone.values()) origin.siblings = entities;
}

function markStale(session: SessionContext, entity: Entity): void {
  const { siblings } = originOf(entity);
  const origin = new Origin("persistent", session, session.epoch - 1);
  origin.siblings = siblings;
  origin.isExpired = session.expiresOnCommit;
  setOrigin(entity, origin);
}

function allOf(model: Model): readonly number[] {
  return model.columns.map(({ index }) => index);
}

/** Lets go of cells, but for those that tell the row from others, and those that were changed. */
function unload(entity: Entity, indices: readonly number[]): void {
  readBackDocuments(entity);
  const { primaryKey, version, inheritance, relations } = entity[modelKey];
  const [before, base] = [entity[row], baseOf(entity)];
  const isKept = (index: number): boolean =>
    primaryKey.includes(index) ||
    index === version ||
    index === inheritance?.discriminator ||
    relations.some(({ key, columns }) => key !== "local" && columns.includes(index)) ||
    (base !== null && !sameCell(before[index], base[index]));
  const gone = indices.filter((index) => before[index] !== undefined && !isKept(index));
  if (gone.length === 0) return;
  const after = without(before, gone);
  rememberLast(entity, before, after);
  forgetMovedDocuments(entity, before, after);
  entity[row] = after;
  if (base !== null) setBase(entity, without(base, gone));
}

function without(cells: Row, gone: readonly number[]): Row {
  const rest = cells.slice();
  for (const index of gone) rest[index] = undefined;
  return rest;
}

/** Has a relation be loaded again. What was changed in it stays. */
function forgetLink(entity: Entity, relation: RelationMeta): void {
  const link = linkOf(entity, relation.index);
  if (link === undefined) return;
  if (link instanceof EntityCollection) return EntityCollection.markStale(link);
  const [cells, base] = [entity[row], baseOf(entity)];
  const isChanged = base !== null && relation.columns.some((index) => !sameCell(cells[index], base[index]));
  const isOpen = link !== null && (originOf(link).status !== "persistent" || baseOf(link) !== null);
  // A key that a flush is about to fill in: cut for a while, or of a target that has none yet.
  const isAhead =
    link !== null &&
    relation.columns.some(
      (index, at) => cells[index] === null || link[row][relation.targetColumns[at] as number] === undefined, // pairwise
    );
  if (relation.key === "local" ? !isChanged && !isAhead : !isOpen) forgetOne(entity, relation, link);
}
