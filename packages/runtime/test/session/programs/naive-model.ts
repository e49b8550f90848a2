/**
 * What a session program must come to, told as plainly as possible: things in a map, pairs in a set, rows in another map, and a deep copy of
 * all of it for every transaction and savepoint. It knows nothing of statements, loading or identity; it always holds the whole truth of
 * both sides of every relation, because it holds each link once.
 */
import { type EndFacts, type Facts, type ManyToManyFacts, relationsOf, type ToOneFacts } from "./facts.ts";

export interface Thing {
  readonly id: number;
  readonly model: string;
  readonly columns: Record<string, unknown>;
  /** By relation: the id of what it points to. */
  readonly ones: Record<string, number | null>;
  state: "transient" | "pending" | "persistent" | "deleted";
  /** To be deleted by the next flush. */
  isMarked: boolean;
  /** Its owner has let it go: the next flush that is asked for deletes it. */
  isOrphan: boolean;
  /** As it was deleted, nothing was linked to it. */
  wasLone: boolean;
  /** What it owned without a row went with it; its object goes on holding that. */
  lostNew: boolean;
  /** How often the key of one that it refers to, or that refers to it, has changed. */
  neighbourKeys?: number;
}

export interface Row {
  readonly model: string;
  readonly columns: Record<string, unknown>;
  readonly ones: Record<string, number | null>;
  readonly version: number;
}

interface World {
  things: Map<number, Thing>;
  /** `table:left:right` */
  links: Set<string>;
  rows: Map<number, Row>;
  rowLinks: Set<string>;
}

export class NaiveModel {
  readonly facts: Facts;
  /** Whether the session has handlers. */
  isHeard = false;
  #now: World = { things: new Map(), links: new Set(), rows: new Map(), rowLinks: new Set() };
  /** The transaction's beginning, then that of each open savepoint. */
  #before: World[] = [structuredClone(this.#now)];

  constructor(facts: Facts) {
    this.facts = facts;
  }

  get things(): readonly Thing[] {
    return [...this.#now.things.values()];
  }
  get rows(): ReadonlyMap<number, Row> {
    return this.#now.rows;
  }
  get rowLinks(): ReadonlySet<string> {
    return this.#now.rowLinks;
  }

  thing(id: number): Thing {
    const thing = this.#now.things.get(id);
    if (thing === undefined) throw new Error(`the naive model has no thing ${id}`);
    return thing;
  }

  has(id: number): boolean {
    return this.#now.things.has(id);
  }

  // ---- looking

  isInSession(id: number): boolean {
    const { state } = this.thing(id);
    return state === "pending" || state === "persistent";
  }

  /** Whether a flush would write its row; null where only what it points to says so. */
  isDirty(thing: Thing): boolean | null {
    const row = this.#now.rows.get(thing.id);
    if (row === undefined || thing.state !== "persistent") return false;
    if (!sameValue(row.columns, thing.columns)) return true;
    const changed = Object.entries(thing.ones).filter(([name, target]) => row.ones[name] !== target);
    if (changed.length === 0) return false;
    const isKnown = ([, target]: [string, number | null]): boolean =>
      target === null || this.thing(target).state === "persistent";
    return changed.some(isKnown) ? true : null;
  }

  /** Whether another is at the far end of a one-to-one of a thing than rows say. */
  isFarEndMoved(id: number): boolean {
    const { model } = this.thing(id);
    const { things, rows } = this.#now;
    const ends = (all: ReadonlyMap<number, Row | Thing>, one: ToOneFacts): string =>
      [...all]
        .flatMap(([other, { model: own, ones }]) => (own === one.model && ones[one.name] === id ? [other] : []))
        .join();
    return this.facts.toOnes.some(
      (one) => one.isUnique === true && one.target === model && ends(things, one) !== ends(rows, one),
    );
  }

  /** The ids at the far end of a relation, whichever side it is asked from. */
  related(id: number, name: string): number[] {
    const { model } = this.thing(id);
    const many = this.#many(model, name);
    if (many !== null) {
      const pairs = [...this.#now.links].filter((pair) => pair.startsWith(`${many.table}:`)).map(endsOf);
      return pairs.flatMap(([left, right]) =>
        many.isLeft ? (left === id ? [right] : []) : right === id ? [left] : [],
      );
    }
    const here = this.facts.toOnes.find((one) => one.model === model && one.name === name);
    if (here !== undefined) {
      const target = this.thing(id).ones[name] ?? null;
      return target === null ? [] : [target];
    }
    const there = this.there(id, name);
    const found: number[] = [];
    for (const other of this.#now.things.values())
      if (other.model === there.model && other.ones[there.name] === id) found.push(other.id);
    return found;
  }

  /** Everything that one link leads to. */
  neighbours(id: number): number[] {
    return relationsOf(this.facts, this.thing(id).model).flatMap((name) => this.related(id, name));
  }

  /** The relation to one that a relation of a thing is the other side of. */
  there(owner: number, inverse: string): ToOneFacts {
    const { model } = this.thing(owner);
    const found = this.facts.toOnes.find((one) => one.target === model && one.inverse === inverse);
    if (found === undefined) throw new Error(`no relation ${model}.${inverse}`);
    return found;
  }

  /** What the tables hold, as a text. */
  get rowsText(): string {
    return JSON.stringify([[...this.#now.rows], [...this.#now.rowLinks].sort()]);
  }

  #many(model: string, name: string): { readonly table: string; readonly isLeft: boolean } | null {
    const is = (end: EndFacts): boolean => end.model === model && end.name === name;
    const found: ManyToManyFacts | undefined = this.facts.manyToManys.find(({ left, right }) => is(left) || is(right));
    return found === undefined ? null : { table: found.table, isLeft: is(found.left) };
  }

  #pair(owner: number, name: string, item: number): string | null {
    const many = this.#many(this.thing(owner).model, name);
    if (many === null) return null;
    return many.isLeft ? `${many.table}:${owner}:${item}` : `${many.table}:${item}:${owner}`;
  }

  // ---- changing

  create(id: number, model: string, columns: Record<string, unknown>): void {
    const own = this.facts.toOnes.filter((one) => one.model === model);
    const ones = Object.fromEntries(own.map((one) => [one.name, null]));
    this.#now.things.set(id, {
      id,
      model,
      columns,
      ones,
      state: "transient",
      isMarked: false,
      isOrphan: false,
      wasLone: false,
      lostNew: false,
    });
  }

  /** Takes a thing into the session, and what it reaches. */
  add(id: number): void {
    const thing = this.thing(id);
    if (thing.state !== "transient") return;
    thing.state = "pending";
    for (const next of this.neighbours(id)) this.add(next);
  }

  /** Sets a to-one from the side of its key. */
  setOne(id: number, name: string, target: number | null): void {
    const { model } = this.thing(id);
    const one = this.facts.toOnes.find((other) => other.model === model && other.name === name);
    if (one?.isUnique === true && target !== null)
      for (const other of this.things)
        if (other.model === model && other.ones[name] === target && other.id !== id) this.#point(other, one, null);
    if (one !== undefined) this.#point(this.thing(id), one, target);
    if (target !== null && this.isInSession(id)) this.add(target);
  }

  /** Puts a thing into a collection, or at the far end of a one-to-one. */
  addTo(owner: number, inverse: string, item: number): void {
    const pair = this.#pair(owner, inverse, item);
    if (pair !== null) this.#now.links.add(pair);
    else this.setOne(item, this.there(owner, inverse).name, owner);
    if (this.isInSession(owner)) this.add(item);
  }

  removeFrom(owner: number, inverse: string, item: number): void {
    const pair = this.#pair(owner, inverse, item);
    if (pair !== null) this.#now.links.delete(pair);
    else this.#point(this.thing(item), this.there(owner, inverse), null);
  }

  #point(thing: Thing, one: ToOneFacts, target: number | null): void {
    if (one.isOwner === true) {
      const isLost = target === null && thing.ones[one.name] !== null && this.isInSession(thing.id);
      thing.isOrphan = isLost || (target === null && thing.isOrphan);
    }
    thing.ones[one.name] = target;
  }

  /** Marks a thing, and what it owns. What it owns without a row is dropped. */
  delete(id: number): void {
    const thing = this.thing(id);
    if (thing.state !== "persistent") return this.forget(id);
    if (thing.isMarked) return;
    thing.isMarked = true;
    for (const one of this.facts.toOnes)
      if (one.isOwner === true && one.target === thing.model)
        for (const owned of this.related(id, one.inverse)) {
          thing.lostNew ||= this.thing(owned).state !== "persistent";
          this.delete(owned);
        }
  }

  forget(id: number): void {
    this.#now.things.delete(id);
    for (const other of this.#now.things.values())
      for (const [name, target] of Object.entries(other.ones)) if (target === id) other.ones[name] = null;
    for (const pair of this.#now.links) if (endsOf(pair).includes(id)) this.#now.links.delete(pair);
  }

  /** A row is another's that was taken over: its version goes on. */
  goOn(id: number, { columns, ones, version }: Row): void {
    const row = this.#now.rows.get(id);
    if (row === undefined) throw new Error(`there is no row ${id}`);
    const isSame = sameValue(columns, row.columns) && sameValue(ones, row.ones);
    this.#now.rows.set(id, { ...row, version: version + (isSame ? 0 : 1) });
  }

  /** Changes the rows whose column has a value, and what the session knows of them. Gives how many. */
  bulkUpdate(model: string, [by, value]: readonly [string, unknown], [name, next]: readonly [string, unknown]): number {
    let count = 0;
    for (const [id, row] of this.#now.rows) {
      if (row.model !== model || row.columns[by] !== value) continue;
      count++;
      this.#now.rows.set(id, {
        ...row,
        columns: { ...row.columns, [name]: structuredClone(next) },
        version: row.version + 1,
      });
      this.thing(id).columns[name] = structuredClone(next);
    }
    return count;
  }

  /** Deletes the rows whose column has a value. Gives how many. */
  bulkDelete(model: string, [by, value]: readonly [string, unknown]): number {
    const gone = [...this.#now.rows].filter(([, row]) => row.model === model && row.columns[by] === value);
    for (const [id] of gone) this.#remove(id);
    return gone.length;
  }

  /** Takes a thing whose row is gone: it will have another. */
  bringBack(id: number): void {
    this.thing(id).state = "pending";
  }

  /** Makes a thing what its row is: its columns, what it points to, its links. */
  refresh(id: number): void {
    const [thing, row] = [this.thing(id), this.#now.rows.get(id)];
    if (row === undefined) throw new Error(`there is no row ${id}`);
    Object.assign(thing.columns, structuredClone(row.columns));
    for (const [name, target] of Object.entries(row.ones)) this.setOne(id, name, target);
    thing.isOrphan = false;
    for (const pair of this.#now.links)
      if (endsOf(pair).includes(id) && !this.#now.rowLinks.has(pair)) this.#now.links.delete(pair);
    for (const pair of this.#now.rowLinks) if (endsOf(pair).includes(id)) this.#now.links.add(pair);
  }

  /** Whether the transaction, and what is not flushed, has not touched a thing, its row and links, and those that point to it. */
  isUntouched(id: number): boolean {
    const now = this.#aspect(this.#now, id);
    return this.#before.every((world) => this.#aspect(world, id) === now) && this.thing(id).state === "persistent";
  }

  #aspect({ things, rows, links, rowLinks }: World, id: number): string {
    const mine = (pairs: Set<string>): string[] => [...pairs].filter((pair) => endsOf(pair).includes(id)).sort();
    const pointing = [...things.values()].flatMap((thing) =>
      Object.entries(thing.ones).flatMap(([name, target]) => (target === id ? [`${thing.id}.${name}`] : [])),
    );
    return JSON.stringify([things.get(id), rows.get(id), mine(links), mine(rowLinks), pointing]);
  }

  // ---- flush and transactions

  /**
   * Writes the session's changes. False where the database must refuse them; nothing may be asked of the model then but a rollback.
   * One that is `explicit` brings in what only points to the session, and decides orphans.
   */
  flush(explicit: boolean): boolean {
    if (explicit) {
      for (const { id } of this.things)
        if (this.isInSession(id)) for (const other of this.neighbours(id)) this.add(other);
      for (const thing of this.things) {
        if (!thing.isOrphan || !this.has(thing.id) || !this.isInSession(thing.id)) continue;
        this.delete(thing.id);
      }
    }
    const { rows, rowLinks, links } = this.#now;
    if (!explicit) this.#clearTheWay();
    const waiting = explicit ? new Set<number>() : this.#waiting();
    for (const thing of this.#now.things.values()) {
      if (!this.isInSession(thing.id) || thing.isMarked || waiting.has(thing.id)) continue;
      for (const one of this.facts.toOnes)
        if (one.model === thing.model && one.isRequired === true && thing.ones[one.name] === null) return false;
      const { stamped } = this.facts.handlers;
      if (this.isHeard && thing.state === "pending" && thing.model === stamped.model)
        thing.columns[stamped.column] = stamped.value;
      thing.state = "persistent";
      const { model, columns, ones } = structuredClone(thing);
      const known = rows.get(thing.id);
      const isSame = known !== undefined && sameValue(known.columns, columns) && sameValue(known.ones, ones);
      rows.set(thing.id, { model, columns, ones, version: (known?.version ?? 0) + (isSame ? 0 : 1) });
    }
    rowLinks.clear();
    for (const pair of links) if (endsOf(pair).every((id) => this.thing(id).state === "persistent")) rowLinks.add(pair);
    const marked = this.things.filter((thing) => thing.isMarked);
    for (const { id } of marked) {
      for (const one of this.facts.toOnes)
        for (const [other, row] of rows)
          if (one.onDelete === "Restrict" && row.model === one.model && row.ones[one.name] === id)
            if (!this.thing(other).isMarked) return false;
    }
    for (const thing of marked) thing.wasLone = !thing.lostNew && this.neighbours(thing.id).length === 0;
    for (const { id } of marked) this.#remove(id);
    return true;
  }

  /** Marks orphans whose rows would keep others from going. */
  #clearTheWay(): void {
    const isInTheWay = (id: number, relations: readonly ToOneFacts[]): boolean => {
      const { model } = this.thing(id);
      const row = this.#now.rows.get(id);
      return relations.some((one) => {
        const target = one.model === model && one.onDelete !== "SetNull" ? (row?.ones[one.name] ?? null) : null;
        return target !== null && this.thing(target).isMarked;
      });
    };
    const orphans = this.things.filter(({ id, isOrphan, isMarked }) => isOrphan && !isMarked && this.isInSession(id));
    const moved = [...this.#waiting()].filter((id) => !this.thing(id).isOrphan);
    const isAny = moved.some((id) => isInTheWay(id, this.facts.toOnes));
    const owners = this.facts.toOnes.filter((one) => one.isOwner === true);
    for (const { id } of orphans) if (this.has(id) && (isAny || isInTheWay(id, owners))) this.delete(id);
  }

  /** What a flush that decides no orphans leaves alone: them, who takes what their rows hold, and who refers to what has no row then. */
  #waiting(): Set<number> {
    const { rows } = this.#now;
    const alive = this.things.filter(({ id, isMarked }) => this.isInSession(id) && !isMarked);
    const waiting = new Set(alive.filter(({ isOrphan }) => isOrphan).map(({ id }) => id));
    const held = (model: string, read: (one: Row | Thing) => unknown, value: unknown): boolean =>
      [...waiting].some((id) => {
        const row = rows.get(id);
        return value !== null && row?.model === model && read(row) === value && read(this.thing(id)) !== value;
      });
    for (let size = -1; size < waiting.size;) {
      size = waiting.size;
      for (const thing of alive) {
        const { model, ones } = thing;
        const own = this.facts.toOnes.filter((one) => one.model === model);
        const { unique } = this.facts.models.find(({ name }) => name === model) ?? {};
        const isHeld =
          (unique !== undefined && held(model, ({ columns }) => columns[unique], thing.columns[unique])) ||
          own.some(({ name, isUnique }) => isUnique === true && held(model, (one) => one.ones[name], ones[name])) ||
          own.some(({ name }) => {
            const target = ones[name] ?? null;
            return target !== null && waiting.has(target) && !rows.has(target);
          });
        if (isHeld) waiting.add(thing.id);
      }
    }
    return waiting;
  }

  /** A row goes, with what the database does to those that refer to it. */
  #remove(id: number): void {
    const { rows, rowLinks, links } = this.#now;
    const { model } = this.thing(id);
    rows.delete(id);
    Object.assign(this.thing(id), { state: "deleted", isMarked: false, isOrphan: false });
    for (const pairs of [links, rowLinks]) for (const pair of pairs) if (endsOf(pair).includes(id)) pairs.delete(pair);
    for (const one of this.facts.toOnes.filter(({ target }) => target === model)) {
      // What waits, an orphan, says something else than its row.
      const referring = [...rows].filter(([, row]) => row.model === one.model && row.ones[one.name] === id);
      for (const [other, row] of referring) {
        if (one.onDelete === "Cascade") this.#remove(other);
        row.ones[one.name] = null;
      }
      for (const other of this.related(id, one.inverse)) this.thing(other).ones[one.name] = null;
    }
    for (const name of Object.keys(this.thing(id).ones)) this.thing(id).ones[name] = null;
  }

  commit(): void {
    for (const { id, state } of this.things) if (state === "deleted") this.#now.things.delete(id);
    this.#before = [structuredClone(this.#now)];
  }

  /** Everything as it was when the transaction began; what is new since then is forgotten. */
  rollback(): void {
    this.#before.length = 1;
    this.#restore();
  }

  openSavepoint(): void {
    this.#before.push(structuredClone(this.#now));
  }

  releaseSavepoint(): void {
    this.#before.pop();
  }

  rollbackSavepoint(): void {
    this.#restore();
    this.#before.pop();
  }

  #restore(): void {
    this.#now = structuredClone(this.#before.at(-1) as World); // the transaction's is always there
    for (const { id, state } of this.things) if (state === "transient") this.forget(id);
  }
}

/** The two things of a link. */
export function endsOf(pair: string): [left: number, right: number] {
  const [, left, right] = pair.split(":");
  return [Number(left), Number(right)];
}

function sameValue(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
