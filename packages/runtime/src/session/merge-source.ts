/**
 * What there is to merge of an entity that a session does not have, or of plain values: what a program gave or a database, and never the
 * defaults that a constructor filled in, which would overwrite what the row has.
 */
import { ArgumentError, kindOf, RelationTypeError } from "../errors.ts";
import type { CellValue, Row } from "../io/request.ts";
import type { IdentityKey, Model, RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { sameCell } from "../state/changes.ts";
import { EntityCollection } from "../state/collection.ts";
import { baseOf, type Entity, isEntity, isGiven, linkOf, originOf, relationPlace } from "../state/entity.ts";
import { checkWritable } from "../state/read-only.ts";

/** What a relation is given: one entity or none, or several. */
export type GivenLink = Entity | null | readonly Entity[];

export interface MergeSource {
  readonly entity: Entity;
  /** Of plain values: the relations that are given. */
  readonly links: ReadonlyMap<RelationMeta, GivenLink> | null;
  /** The way back from here to whence it was reached: it is set by what leads here, and says nothing of the rest that it holds. */
  readonly wayBack: RelationMeta | null;
}

/** Has the entity of the values without what they say of relations: that would put it into the collections of those it is given. */
export function sourceOfValues(modelClass: unknown, model: Model, values: unknown): MergeSource {
  if (typeof values !== "object" || values === null || Array.isArray(values) || isEntity(values))
    throw new ArgumentError(
      `merge(${model.name}, values) takes a plain object with the key and the values of a "${model.name}", and was given ${isEntity(values) ? "an entity, which is for merge(entity)" : kindOf(values)}`,
    );
  const columns: Record<string, unknown> = {};
  const links = new Map<RelationMeta, GivenLink>();
  for (const [name, value] of Object.entries(values)) {
    const relation = model.relations.find((one) => one.name === name && !one.hidden);
    if (relation === undefined) columns[name] = value;
    else if (value !== undefined) links.set(relation, givenEnds(relation, value));
  }
  const create = modelClass as new (init: object) => Entity; // a generated class, as the model that it has says
  return { entity: new create(columns), links, wayBack: null };
}

function givenEnds(relation: RelationMeta, value: unknown): GivenLink {
  checkWritable(relation);
  const wanted = `${relation.many ? "entities" : "an entity"} of "${relation.target.name}"`;
  const refuse = (found: unknown): never => {
    throw new RelationTypeError(relation.model.name, relation.name, wanted, found);
  };
  if (!relation.many) return value === null || isEntity(value) ? value : refuse(value);
  if (typeof value !== "object" || value === null || !(Symbol.iterator in value)) return refuse(value);
  return Array.from(value as Iterable<unknown>, (item) => (isEntity(item) ? item : refuse(item)));
}

/** Whether no session has written it: its cells are what a constructor was given, and defaults. */
export function isUnsaved(entity: Entity): boolean {
  const { status } = originOf(entity);
  return status === "transient" || status === "pending";
}

/** The row's key in the database, as cells and as an identity map knows it; null where it has none, or a default alone. */
export function keyOf(entity: Entity): { readonly key: IdentityKey; readonly cells: CellValue[] } | null {
  const model = entity[modelKey];
  const known = baseOf(entity) ?? entity[row];
  const key = model.key(known, 0);
  if (key === null || key === undefined) return null;
  if (isUnsaved(entity) && model.primaryKey.some((index) => !isGiven(entity, index) && !isOfLink(entity, index)))
    return null;
  return { key, cells: model.primaryKey.map((index) => known[index] as CellValue) }; // every part is there
}

/** Whether a column is the key of a relation that is set. */
function isOfLink(entity: Entity, index: number): boolean {
  return entity[modelKey].relations.some(
    (relation) => relation.columns.includes(index) && relation.key === "local" && linkOf(entity, relation.index),
  );
}

/** The cells that are given, as row indices. */
export function givenCells(entity: Entity): number[] {
  const model = entity[modelKey];
  const [cells, base] = [entity[row], baseOf(entity)];
  const isNew = isUnsaved(entity);
  return model.columns
    .filter(({ index, computed, expression, version, updatedAt }) => {
      if (cells[index] === undefined || computed || expression !== null || version) return false;
      if (index === model.inheritance?.discriminator) return false;
      if (isNew) return isGiven(entity, index);
      // When the row was changed says the flush that changes it.
      return !updatedAt || (base !== null && !sameCell(cells[index], base[index]));
    })
    .map(({ index }) => index);
}

/** The version that the source knows; undefined where it does not say. */
export function givenVersion(entity: Entity): Row[number] {
  const { version } = entity[modelKey];
  if (version === null || (isUnsaved(entity) && !isGiven(entity, version))) return undefined;
  return (baseOf(entity) ?? entity[row])[version];
}

/** What a relation is given; undefined where nothing is, or where merging does not follow it. */
export function givenLink({ entity, links, wayBack }: MergeSource, relation: RelationMeta): GivenLink | undefined {
  if (links?.has(relation) === true) return links.get(relation);
  if (relation === wayBack || relation.readOnly || !relation.cascade.includes("merge")) return undefined;
  const link = linkOf(entity, relation.index);
  if (link instanceof EntityCollection) {
    if (!EntityCollection.isLoaded(link)) return undefined;
    const { context } = originOf(entity);
    if (EntityCollection.isStale(link) && context !== null && !context.isClosed) return undefined;
    // One that was merely looked at is nothing that was given.
    if (isUnsaved(entity) && link.length === 0 && !isGiven(entity, relationPlace(entity, relation))) return undefined;
    return EntityCollection.members(link);
  }
  const isLookedAt = link === null && relation.key === "local" && isUnsaved(entity);
  if (isLookedAt && !relation.columns.some((index) => isGiven(entity, index))) return undefined;
  return link;
}
