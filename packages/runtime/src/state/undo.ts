/**
 * What a rollback puts back. SQLAlchemy expires everything and reads it again; here memory itself goes back to what it was when the
 * transaction, or the savepoint, began, and no statement is needed to see it.
 *
 * It costs next to nothing, because rows are copied on write: the row that an entity had is still there, and keeping it is keeping a
 * pointer. A frame holds, for each entity that changed within it, the row, the origin and the links from before. A savepoint opens a
 * frame; releasing it hands what it kept down to the frame below, unless that has kept something older.
 */
import { invariant } from "../errors.ts";
import type { Cell, Row } from "../io/request.ts";
import type { RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { EntityCollection } from "./collection.ts";
import type { CollectionState } from "./members.ts";
import { baseOf, type Entity, type Link, originOf, setBase, setDocuments, setLink, setOrigin } from "./entity.ts";
import type { IdentityMap } from "./identity-map.ts";
import type { Origin } from "./origin.ts";

interface Kept {
  readonly row: Row;
  readonly origin: Origin;
  /** By `RelationMeta.index`. */
  links: Map<number, KeptLink> | null;
}

type KeptLink =
  | { readonly kind: "one"; readonly link: Link; readonly relation: RelationMeta; readonly key: readonly Cell[] }
  | { readonly kind: "many"; readonly collection: EntityCollection<Entity>; readonly state: CollectionState };

export class UndoLog {
  readonly #frames: Map<Entity, Kept>[] = [new Map()];

  /** Keeps the row that an entity had before its first change. */
  keepRow(entity: Entity, before: Row): void {
    const frame = this.#top;
    if (!frame.has(entity)) frame.set(entity, { row: before, origin: originOf(entity), links: null });
  }

  /** Keeps what an entity is before it is inserted or deleted: its row of now and the origin to go back to. */
  keepOrigin(entity: Entity, before: Row, origin: Origin): void {
    const frame = this.#top;
    const kept = frame.get(entity);
    if (kept === undefined) frame.set(entity, { row: before, origin, links: null });
  }

  /** Keeps a link before its first change. */
  keepLink(entity: Entity, relation: RelationMeta, link: Link): void {
    const frame = this.#top;
    let kept = frame.get(entity);
    if (kept === undefined)
      frame.set(entity, (kept = { row: baseOf(entity) ?? entity[row], origin: originOf(entity), links: null }));
    kept.links ??= new Map();
    if (kept.links.has(relation.index)) return;
    const before: KeptLink =
      link instanceof EntityCollection
        ? { kind: "many", collection: link, state: EntityCollection.state(link) }
        : { kind: "one", link, relation, key: keyCells(entity[row], relation) };
    kept.links.set(relation.index, before);
  }

  /** Keeps what a relation was before it is loaded: rows of this transaction may be among what is loaded. Nothing where nothing has changed. */
  keepUnloaded(entity: Entity, relation: RelationMeta, link: Link): void {
    if (this.#frames.some((frame) => frame.size > 0)) this.keepLink(entity, relation, link);
  }

  /** The entities that are not what they were when the transaction began. */
  get changed(): Entity[] {
    const isChanged = ([entity, kept]: [Entity, Kept]): boolean =>
      kept.links !== null || kept.row !== entity[row] || kept.origin.status !== originOf(entity).status;
    return this.#frames.flatMap((frame) => [...frame].filter(isChanged).map(([entity]) => entity));
  }

  /** Leaves an entity out of every rollback: it is not the session's any more. */
  forget(entity: Entity): void {
    for (const frame of this.#frames) frame.delete(entity);
  }

  /** Keeps the log as it is; gives what puts it back. */
  keep(): () => void {
    const copies = this.#frames.map(
      (frame) =>
        new Map(Array.from(frame, ([entity, kept]) => [entity, { ...kept, links: kept.links && new Map(kept.links) }])),
    );
    return () => void this.#frames.splice(0, this.#frames.length, ...copies);
  }

  /** Opens a frame for a savepoint. */
  open(): void {
    this.#frames.push(new Map());
  }

  /** Closes a savepoint's frame whose work stands for now. */
  release(): void {
    const inner = this.#frames.pop();
    invariant(inner !== undefined && this.#frames.length > 0, "a savepoint was released that was not open");
    const outer = this.#top;
    for (const [entity, kept] of inner) {
      const older = outer.get(entity);
      if (older === undefined) outer.set(entity, kept);
      else if (kept.links !== null) {
        older.links ??= new Map();
        for (const [index, link] of kept.links) if (!older.links.has(index)) older.links.set(index, link);
      }
    }
  }

  /** Forgets everything: what was done is committed. */
  clear(): void {
    this.#frames.length = 0;
    this.#frames.push(new Map());
  }

  /** Puts the topmost frame's entities back, and closes it unless it is the transaction's. Gives the entities that it put back. */
  rollback(identity: IdentityMap): Iterable<Entity> {
    const frame = this.#top;
    if (this.#frames.length > 1) this.#frames.pop();
    else this.clear();
    for (const entity of frame.keys()) forget(identity, entity);
    for (const [entity, kept] of frame) putBack(identity, entity, kept);
    return frame.keys();
  }

  get #top(): Map<Entity, Kept> {
    return this.#frames[this.#frames.length - 1] as Map<Entity, Kept>; // there is always the transaction's frame
  }
}

/** The key that a to-one was known by. */
function keyCells(cells: Row, relation: RelationMeta): readonly Cell[] {
  return relation.key === "local" ? relation.columns.map((index) => cells[index]) : [];
}

function forget(identity: IdentityMap, entity: Entity): void {
  const key = entity[modelKey].key(baseOf(entity) ?? entity[row], 0);
  if (key !== null && key !== undefined) identity.remove(entity[modelKey], key, entity);
}

function putBack(identity: IdentityMap, entity: Entity, kept: Kept): void {
  // What was loaded by a key that is undone is not the relation's any more.
  for (const relation of entity[modelKey].relations) {
    if (relation.key === "local" && relation.columns.some((index) => entity[row][index] !== kept.row[index]))
      if (kept.origin.status === "persistent") setLink(entity, relation.index, undefined);
  }
  entity[row] = kept.row;
  setBase(entity, null);
  setDocuments(entity, null);
  setOrigin(entity, kept.origin);
  for (const [index, before] of kept.links ?? []) {
    if (before.kind === "many") {
      EntityCollection.restore(before.collection, before.state);
      setLink(entity, index, before.collection);
    } else {
      // What was loaded by a key that goes back is not what the relation was. A new entity has no key to go by.
      const key = keyCells(kept.row, before.relation);
      const isKept = kept.origin.status !== "persistent" || key.every((cell, at) => cell === before.key[at]);
      setLink(entity, index, isKept ? before.link : undefined);
    }
  }
  if (kept.origin.status !== "persistent") return;
  const key = entity[modelKey].key(kept.row, 0);
  if (key !== null && key !== undefined) identity.set(entity[modelKey], key, entity);
}
