/** What a program may ask about an entity beside its data: SQLAlchemy's `inspect`. Nothing here loads or changes anything. */
import { ArgumentError, kindOf } from "../errors.ts";
import type { Column, DeferredValue } from "../expr/column.ts";
import type { ToMany, ToOne } from "../expr/relation.ts";
import { isKindOf } from "../meta/inheritance.ts";
import type { ColumnMeta, EmbeddedMeta, RelationMeta } from "../meta/model.ts";
import { model as modelKey, type pk, type rel, row } from "../meta/symbols.ts";
import { memberOf } from "../state/attributes.ts";
import { isModified, sameCell } from "../state/changes.ts";
import { EntityCollection } from "../state/collection.ts";
import { readBackDocuments } from "../state/documents.ts";
import { isAbsent } from "../state/embedded.ts";
import { baseOf, type Entity, isEntity, isGiven, linkOf, originOf } from "../state/entity.ts";
import { isLoaded } from "../state/is-loaded.ts";
import { refersToPrimaryKey } from "../state/to-one.ts";
import { isUnsaved } from "./merge-source.ts";
import type { AsyncSession, Session } from "./session.ts";

/** What became of an attribute since it was read or written: values of a column, entities of a relation. */
export interface History<T> {
  readonly added: readonly T[];
  readonly unchanged: readonly T[];
  readonly removed: readonly T[];
}

/** Where an entity stands. `detached`: it had a row when its session let go of it. */
export type EntityStatus = "transient" | "pending" | "persistent" | "deleted" | "detached";

type Loadables<M> = M extends { readonly [rel]: infer R } ? R : never;
type Member<V> = V extends readonly (infer T)[] ? T : V;
type HistoryOf<M, K> = K extends keyof Loadables<M>
  ? Member<NonNullable<Loadables<M>[K]>> | (null & Loadables<M>[K])
  : K extends keyof M
    ? Awaited<M[K]>
    : never;
type NameOf<M> = Exclude<keyof M, keyof Entity> & string;
type KeyOf<M> = M extends { readonly [pk]: infer K } ? K : never;

type Inspect = (value: unknown, options: object) => string;

/** @throws ArgumentError for what is no entity */
export function inspect<M extends Entity>(entity: M): InstanceState<M> {
  if (!isEntity(entity)) throw new ArgumentError(`inspect takes an entity, and was given ${kindOf(entity)}`);
  return new InstanceState(entity);
}

/** A view of an entity's state: each property says what is so now. */
export class InstanceState<M extends Entity> {
  readonly #entity: M;

  /** @internal */
  constructor(entity: M) {
    this.#entity = entity;
  }

  get status(): EntityStatus {
    const { status, context, isDetached, epoch } = originOf(this.#entity);
    if (isDetached) return "detached";
    // A deletion that was committed, or in a session that is closed, is nobody's any more.
    if (status === "deleted" && (context === null || context.isClosed || epoch !== context.epoch)) return "detached";
    return status;
  }
  /** Unknown to any session. */
  get isTransient(): boolean {
    return this.status === "transient";
  }
  /** Added, and not flushed. */
  get isPending(): boolean {
    return this.status === "pending";
  }
  /** In a session, and it has a row. */
  get isPersistent(): boolean {
    return this.status === "persistent";
  }
  /** Deleted by a flush, in a transaction that is not committed. */
  get isDeleted(): boolean {
    return this.status === "deleted";
  }
  /** It has a row, or had one, and belongs to no session. */
  get isDetached(): boolean {
    return this.status === "detached";
  }

  /** The session that it belongs to; null where that is none, or is closed. */
  get session(): Session | AsyncSession | null {
    const { context } = originOf(this.#entity);
    const isIn = context !== null && !context.isClosed && this.status !== "detached";
    return isIn ? (context.face as Session | AsyncSession | null) : null; // what a session's core is given is its face
  }

  /** The primary key, as `session.get` takes it; null while the database has not assigned it. */
  get key(): KeyOf<M> | null {
    const { columns, primaryKey } = this.#entity[modelKey];
    const cells = baseOf(this.#entity) ?? this.#entity[row];
    const parts = primaryKey.map((index) => columns[index] as ColumnMeta); // row indices of the model
    if (parts.length === 0 || parts.some(({ index }) => (cells[index] ?? null) === null)) return null;
    const values = parts.map((column) => [column.name, read(this.#entity, column, cells[column.index])] as const);
    return (values.length === 1 ? values[0]?.[1] : Object.fromEntries(values)) as KeyOf<M>; // as the model's key is typed
  }

  /** What `console.log` shows. */
  [Symbol.for("nodejs.util.inspect.custom")](_depth: number, options: object, inspect: Inspect): string {
    const { status, key, isModified, isStale, unloaded } = this;
    return `InstanceState of ${this.#entity[modelKey].name} ${inspect({ status, key, isModified, isStale, unloaded }, options)}`;
  }

  /** Whether it has a row and differs from it: in its columns, or in who went into its relations and out. */
  get isModified(): boolean {
    return hasChanges(this.#entity, true);
  }

  /** Whether others may have changed its row since it was read: the next query or `get` that returns it reads it again. */
  get isStale(): boolean {
    return originOf(this.#entity).isStale;
  }

  /** The names of columns and relations that are not loaded, or were never given. */
  get unloaded(): readonly string[] {
    const entity = this.#entity;
    const { columns, embeddeds, relations } = entity[modelKey];
    const isUnset = (index: number): boolean => entity[row][index] === undefined;
    const links = relations.filter((relation) => !relation.hidden && !isLoaded(entity, relation));
    return [
      ...columns.filter(({ hidden, index }) => !hidden && isUnset(index)),
      ...embeddeds.filter((meta) => meta.columns.some(isUnset)),
      ...links,
    ].map(({ name }) => name);
  }

  /**
   * What became of an attribute since it was read or last written, as far as memory knows: nothing is loaded for it. Of a column or a relation
   * to one that changed, `added` has the new value and `removed` the one before, where that is known; of one that did not, `unchanged` has it. A
   * collection that is not loaded tells what was added and removed. All three are empty for what was neither loaded nor given.
   *
   * @param attribute a name or a handle
   * @throws UnknownKeyError, ArgumentError for another model's
   * @example
   * inspect(user).history("name"); // { added: ["Anna"], unchanged: [], removed: ["Ann"] }
   */
  history<K extends NameOf<M>>(attribute: K): History<HistoryOf<M, K>>;
  history<T>(attribute: Column<M, T>): History<T>;
  history<T>(attribute: DeferredValue<M, T, string>): History<T>;
  history<T, N>(attribute: ToOne<M, T, string, N>): History<T | N>;
  history<T>(attribute: ToMany<M, T, string>): History<T>;
  history(attribute: unknown): History<unknown> {
    const entity = this.#entity;
    readBackDocuments(entity);
    const member = memberOf(entity[modelKey], attribute);
    if (member.kind === "column")
      return ofCells(entity, [member.column], (cells) => read(entity, member.column, cells[member.column.index]));
    if (member.kind === "value") return ofValue(entity, member.meta);
    return member.relation.many ? ofMany(entity, member.relation) : ofOne(entity, member.relation);
  }
}

/** Whether an entity that has a row differs from it. @param hasCollections whether who came into collections and went counts */
export function hasChanges(entity: Entity, hasCollections: boolean): boolean {
  readBackDocuments(entity);
  if (isModified(entity)) return true;
  if (originOf(entity).status !== "persistent") return false;
  return entity[modelKey].relations.some((relation) => {
    if (relation.key === "local" || relation.readOnly || (relation.many && !hasCollections)) return false;
    if (linkOf(entity, relation.index) === undefined) return false;
    const { added, removed } = relation.many ? ofMany(entity, relation) : ofOne(entity, relation);
    return added.length > 0 || removed.length > 0;
  });
}

const none: History<never> = { added: [], unchanged: [], removed: [] };

function read(entity: Entity, column: ColumnMeta, cell: Entity[typeof row][number]): unknown {
  if (cell === null || cell === undefined) return null;
  const value = column.type.read(cell, entity, column.index);
  return value instanceof Uint8Array ? value.slice() : value;
}

function ofValue(entity: Entity, meta: EmbeddedMeta): History<unknown> {
  const columns = meta.columns.map((index) => entity[modelKey].columns[index] as ColumnMeta); // its model's row indices
  return ofCells(entity, columns, (cells) => (isAbsent(meta, cells) ? null : meta.read(cells, entity)));
}

/** @param value makes the attribute's value of a row */
function ofCells(
  entity: Entity,
  columns: readonly ColumnMeta[],
  value: (cells: Entity[typeof row]) => unknown,
): History<unknown> {
  const [cells, base] = [entity[row], baseOf(entity)];
  if (columns.some(({ index }) => cells[index] === undefined)) return none;
  if (isUnsaved(entity)) return { ...none, added: [value(cells)] };
  const isSame = base === null || columns.every(({ index }) => sameCell(cells[index], base[index]));
  if (isSame) return { ...none, unchanged: [value(cells)] };
  const isKnown = columns.every(({ index }) => base[index] !== undefined);
  return { ...none, added: [value(cells)], removed: isKnown ? [value(base)] : [] };
}

function ofOne(entity: Entity, relation: RelationMeta): History<unknown> {
  const link = linkOf(entity, relation.index);
  const isLocal = relation.key === "local";
  if (isUnsaved(entity)) {
    const isSet = isLocal && relation.columns.some((index) => isGiven(entity, index));
    return link === undefined || (link === null && !isSet) ? none : { ...none, added: [link] };
  }
  if (!isLocal) return ofFarEnd(entity, relation, link);
  const base = baseOf(entity);
  const now = link === undefined ? endOf(entity, relation, entity[row]) : link;
  const known = now === undefined ? [] : [now];
  if (!keyDiffers(entity, relation.columns)) return { ...none, unchanged: known };
  const before = base === null ? undefined : endOf(entity, relation, base);
  return { ...none, added: known, removed: before === undefined ? [] : [before] };
}

/** Of a one-to-one whose key stands at the other end: that one's row says what changed. */
function ofFarEnd(entity: Entity, relation: RelationMeta, link: unknown): History<unknown> {
  const { columns, targetColumns, target } = relation;
  const own = baseOf(entity) ?? entity[row];
  const left = [...(originOf(entity).context?.touched ?? [])].filter((other) => {
    const base = baseOf(other);
    if (base === null || other === link || !isKindOf(other[modelKey], target)) return false;
    return (
      keyDiffers(other, targetColumns) &&
      targetColumns.every((index, at) => sameCell(base[index], own[columns[at] ?? -1]))
    ); // pairwise
  });
  if (link === undefined) return { ...none, removed: left };
  const isNew = isEntity(link) ? isUnsaved(link) || keyDiffers(link, targetColumns) : left.length > 0;
  return isNew ? { ...none, added: [link], removed: left } : { ...none, unchanged: [link] };
}

function keyDiffers(entity: Entity, columns: readonly number[]): boolean {
  const base = baseOf(entity);
  return base !== null && columns.some((index) => !sameCell(entity[row][index], base[index]));
}

/** Whom a key refers to: null for no key, undefined where memory does not hold it. */
function endOf(entity: Entity, relation: RelationMeta, cells: Entity[typeof row]): Entity | null | undefined {
  const { columns, targetColumns, target } = relation;
  if (columns.some((index) => cells[index] === null)) return null;
  if (!refersToPrimaryKey(relation)) return undefined;
  const image: Entity[typeof row] = [];
  for (const [at, index] of columns.entries()) image[targetColumns[at] ?? -1] = cells[index]; // pairwise
  const key = target.key(image, 0);
  return key === null || key === undefined ? undefined : originOf(entity).context?.identity.get(target, key);
}

function ofMany(entity: Entity, relation: RelationMeta): History<unknown> {
  const collection = linkOf(entity, relation.index);
  if (!(collection instanceof EntityCollection)) return none;
  const members = EntityCollection.members(collection);
  if (isUnsaved(entity)) return { ...none, added: members };
  const [added, removed] = [EntityCollection.added(collection), EntityCollection.removed(collection)];
  if (!EntityCollection.isLoaded(collection)) return { ...none, added: [...added], removed: [...removed] };
  return {
    added: members.filter((item) => added.has(item)),
    unchanged: members.filter((item) => !added.has(item)),
    removed: [...removed],
  };
}
