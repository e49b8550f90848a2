/**
 * What a session has to do: the entities that a flush has to look at, in one list for each reason to. Setters and relations put entities on
 * them as they change; a flush takes off what it writes, and a rollback empties them.
 *
 * To be on a list is to be a candidate. A column that was set back or a collection that got back what it lost stays listed, and only a look
 * at the entity itself (`dirty`, `hasChanges`) says whether there is anything to write.
 *
 * Each list is made when it is first asked for: a session that reads a row makes none.
 */
import { type LinkChange, linkChanges } from "../flush/link-changes.ts";
import { noSwitches } from "../flush/row-switch.ts";
import type { RelationMeta } from "../meta/model.ts";
import { isModified } from "../state/changes.ts";
import { readBackDocuments } from "../state/documents.ts";
import { baseOf, type Entity, originOf } from "../state/entity.ts";

/** Who is new and who goes, as one flush takes them. */
export interface Due {
  readonly added: readonly Entity[];
  readonly deleted: ReadonlySet<Entity>;
}

export class WorkLists {
  #added: Entity[] = [];
  /** New entities that were forgotten and still stand above: all are taken out at once, when the list is next read. */
  #dropped: Set<Entity> | null = null;
  #deleted: Set<Entity> | null = null;
  #touched: Set<Entity> | null = null;
  #relinked: Set<Entity> | null = null;
  #orphans: Map<Entity, Set<RelationMeta>> | null = null;
  #opened: Set<Entity> | null = null;
  #replaced: Set<Entity> | null = null;
  /** Whose values were handed out before the last flush: only flushes that are asked for look at them. */
  #handedOut: Set<Entity> | null = null;
  /** Whether a flush is under way. */
  isFlushing = false;

  /** New entities, in the order in which they were added. */
  get added(): readonly Entity[] {
    if (this.#dropped !== null) this.#takeOut(this.#dropped);
    return this.#added;
  }
  #takeOut(dropped: ReadonlySet<Entity>): void {
    this.#setAdded(this.#added.filter((entity) => !dropped.has(entity)));
  }
  #setAdded(entities: Entity[]): void {
    this.#added = entities;
    this.#dropped = null;
  }
  /** To be deleted. */
  get deleted(): Set<Entity> {
    return (this.#deleted ??= new Set());
  }
  /** Whether anybody has been taken from an owner that deletes its orphans. */
  get hasOrphans(): boolean {
    return !isEmpty(this.#orphans);
  }
  // The others are described where entities see them, in `state/context.ts`.
  get touched(): Set<Entity> {
    return (this.#touched ??= new Set());
  }
  get relinked(): Set<Entity> {
    return (this.#relinked ??= new Set());
  }
  get orphans(): Map<Entity, Set<RelationMeta>> {
    return (this.#orphans ??= new Map());
  }
  get opened(): Set<Entity> {
    return (this.#opened ??= new Set());
  }
  get replaced(): Set<Entity> {
    return (this.#replaced ??= new Set());
  }

  /** Whether nobody is on any list: a flush has nothing to look at. */
  get isEmpty(): boolean {
    return isEmpty(this.#handedOut) && this.isEmptyForRead;
  }

  /** The same for the flush before a read. */
  get isEmptyForRead(): boolean {
    return (
      this.added.length === 0 &&
      isEmpty(this.#touched) &&
      isEmpty(this.#deleted) &&
      isEmpty(this.#relinked) &&
      isEmpty(this.#opened) &&
      isEmpty(this.#orphans) &&
      isEmpty(this.#replaced)
    );
  }

  /** The entities of which a mutable value was ever handed out. */
  get handedOut(): Iterable<Entity> {
    this.#reopen();
    return this.#opened ?? [];
  }

  /** Has the next flush look at all values that were handed out. */
  #reopen(): void {
    if (this.#handedOut === null || this.#handedOut.size === 0) return;
    const { opened } = this;
    for (const entity of this.#handedOut) opened.add(entity);
    this.#handedOut = null;
  }

  /** Whether a flush would find something to write. Looks at every candidate. */
  get hasChanges(): boolean {
    return (
      this.added.length > 0 ||
      !isEmpty(this.#deleted) ||
      this.dirty.length > 0 ||
      !isEmpty(this.#replaced) ||
      this.linkChanges.length > 0
    );
  }

  /** The persistent entities whose columns differ from their row in the database. */
  get dirty(): Entity[] {
    for (const entity of this.handedOut) readBackDocuments(entity);
    return [...(this.#touched ?? [])].filter(
      (entity) => originOf(entity).status === "persistent" && isModified(entity),
    );
  }

  /** The pairs that came into many-to-many relations or went. */
  get linkChanges(): LinkChange[] {
    return this.#relinked === null ? [] : linkChanges(this.#relinked, this.deleted, noSwitches).steps;
  }

  addNew(entity: Entity): void {
    if (this.#dropped?.has(entity) === true) this.#takeOut(this.#dropped);
    this.#added.push(entity);
  }

  isToDelete(entity: Entity): boolean {
    return this.#deleted?.has(entity) === true;
  }

  /** Everybody who is on a list. */
  get listed(): Entity[] {
    return [...this.added, ...this.#lists.flatMap((list) => [...(list?.keys() ?? [])])];
  }

  /** Keeps the lists as they are; gives what puts them back. */
  keep(): () => void {
    const added = [...this.added];
    const copies = this.#sets.map((list) => list && new Set(list));
    const [deleted = null, touched = null, relinked = null, opened = null, replaced = null, handedOut = null] = copies;
    const orphans = this.#orphans && new Map(Array.from(this.#orphans, ([entity, ways]) => [entity, new Set(ways)]));
    return () => {
      this.#setAdded(added);
      this.#deleted = deleted;
      this.#touched = touched;
      this.#relinked = relinked;
      this.#orphans = orphans;
      this.#opened = opened;
      this.#replaced = replaced;
      this.#handedOut = handedOut;
    };
  }

  /** In the order in which `keep` names them. */
  get #sets(): readonly (Set<Entity> | null)[] {
    return [this.#deleted, this.#touched, this.#relinked, this.#opened, this.#replaced, this.#handedOut];
  }
  get #lists(): readonly (Set<Entity> | Map<Entity, unknown> | null)[] {
    return [...this.#sets, this.#orphans];
  }

  /** Takes an entity off every list. */
  forget(entity: Entity): void {
    for (const list of this.#lists) list?.delete(entity);
    if (originOf(entity).status === "pending") (this.#dropped ??= new Set()).add(entity);
  }

  /** Empties the lists, but for the values that were handed out: those may change at any time, whatever was rolled back. */
  clear(): void {
    this.#setAdded([]);
    for (const list of [this.#deleted, this.#touched, this.#relinked, this.#orphans, this.#replaced]) list?.clear();
  }

  // ---- a flush, in the order in which it calls these; `waiting` are the entities that it leaves for a later one

  /**
   * Hides the changes of those that wait from the plan.
   *
   * @param isExplicit whether the values that were handed out before are looked at too
   */
  setAside(waiting: ReadonlySet<Entity>, isExplicit: boolean): void {
    if (isExplicit) this.#reopen();
    for (const entity of waiting) for (const list of [this.#touched, this.#relinked]) list?.delete(entity);
  }

  /** Lists the changes of those that wait again. */
  relist(waiting: ReadonlySet<Entity>): void {
    for (const entity of waiting) {
      this.relinked.add(entity);
      if (baseOf(entity) !== null) this.touched.add(entity);
    }
  }

  due(waiting: ReadonlySet<Entity>): Due {
    const added = waiting.size === 0 ? this.added : this.added.filter((entity) => !waiting.has(entity));
    return { added, deleted: this.deleted };
  }

  /** Takes off what was planned; those that wait are all that is left. */
  take(waiting: ReadonlySet<Entity>): void {
    this.#touched?.clear();
    this.#relinked?.clear();
    this.#close();
    this.relist(waiting);
    this.#setAdded(waiting.size === 0 ? [] : this.added.filter((entity) => waiting.has(entity)));
    this.#deleted = null;
  }

  /** The values that the plan has looked at. */
  #close(): void {
    if (this.#opened === null || this.#opened.size === 0) return;
    if (this.#handedOut === null) this.#handedOut = this.#opened;
    else for (const entity of this.#opened) this.#handedOut.add(entity);
    this.#opened = null;
  }

  /** Puts back who was taken by a flush of which nothing has run. The program of an async client may have listed others meanwhile. */
  giveBack(due: Due): void {
    this.#setAdded([...due.added, ...this.added]);
    this.#deleted = new Set([...due.deleted, ...(this.#deleted ?? [])]);
  }
}

function isEmpty(list: { readonly size: number } | null): boolean {
  return list === null || list.size === 0;
}
