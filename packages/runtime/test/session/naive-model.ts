/**
 * What a session program must come to, told as plainly as possible: things in a map, pairs in a set, rows in another map, and a deep copy of
 * all of it for every transaction and savepoint. It knows nothing of statements, loading or identity; it always holds the whole truth of
 * both sides of every relation, because it holds each link once.
 */

export type Name = "Department" | "Employee" | "Badge" | "Project" | "Task" | "Note" | "Seat" | "Booking";

/** A relation whose key stands with `model`. The other side is a collection, or one entity where `isUnique`. */
export interface ToOneRelation {
  readonly model: Name;
  readonly name: string;
  readonly target: Name;
  readonly inverse: string;
  readonly isUnique: boolean;
  readonly isRequired: boolean;
  readonly onDelete: "SetNull" | "Restrict" | "Cascade";
}

const relation = (
  [model, name, target, inverse]: readonly [Name, string, Name, string],
  onDelete: ToOneRelation["onDelete"],
  isUnique = false,
): ToOneRelation => ({ model, name, target, inverse, isUnique, isRequired: onDelete !== "SetNull", onDelete });

/** The relations of `fixtures/company` but for the many-to-many `Employee.projects` and `Project.members`. */
export const toOnes: readonly ToOneRelation[] = [
  relation(["Department", "head", "Employee", "heads"], "SetNull"),
  relation(["Employee", "department", "Department", "employees"], "SetNull"),
  relation(["Employee", "manager", "Employee", "reports"], "SetNull"),
  relation(["Badge", "employee", "Employee", "badge"], "Restrict", true),
  relation(["Task", "employee", "Employee", "tasks"], "Restrict"),
  relation(["Note", "task", "Task", "notes"], "Cascade"),
  relation(["Booking", "seat", "Seat", "bookings"], "Restrict"),
];

export interface Thing {
  readonly id: number;
  readonly model: Name;
  readonly columns: Record<string, unknown>;
  /** By relation: the id of what it points to. */
  readonly ones: Record<string, number | null>;
  state: "transient" | "pending" | "persistent" | "deleted";
  /** To be deleted by the next flush. */
  isMarked: boolean;
}

interface Row {
  readonly model: Name;
  readonly columns: Record<string, unknown>;
  readonly ones: Record<string, number | null>;
}

interface World {
  things: Map<number, Thing>;
  /** `employee:project` */
  links: Set<string>;
  rows: Map<number, Row>;
  rowLinks: Set<string>;
}

export class NaiveModel {
  #now: World = { things: new Map(), links: new Set(), rows: new Map(), rowLinks: new Set() };
  /** The transaction's beginning, then that of each open savepoint. */
  #before: World[] = [structuredClone(this.#now)];

  get things(): readonly Thing[] {
    return [...this.#now.things.values()];
  }
  get rows(): ReadonlyMap<number, Row> {
    return this.#now.rows;
  }
  get rowLinks(): ReadonlySet<string> {
    return this.#now.rowLinks;
  }
  get savepoints(): number {
    return this.#before.length - 1;
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
    return ["pending", "persistent"].includes(this.thing(id).state);
  }

  /** A child that its owner has let go: the next flush that is asked for deletes it. */
  isOrphan(thing: Thing): boolean {
    return thing.model === "Task" && thing.ones["employee"] === null;
  }

  /** The ids at the far end of a relation, whichever side it is asked from. */
  related(id: number, name: string): number[] {
    const { model } = this.thing(id);
    if (name === "projects" || name === "members") {
      const pairs = [...this.#now.links].map((pair) => pair.split(":").map(Number) as [number, number]);
      return pairs.flatMap(([employee, project]) =>
        name === "projects" ? (employee === id ? [project] : []) : project === id ? [employee] : [],
      );
    }
    const here = toOnes.find((one) => one.model === model && one.name === name);
    if (here !== undefined) {
      const target = this.thing(id).ones[name] ?? null;
      return target === null ? [] : [target];
    }
    const there = toOnes.find((one) => one.target === model && one.inverse === name);
    if (there === undefined) throw new Error(`no relation ${model}.${name}`);
    return this.things
      .filter((other) => other.model === there.model && other.ones[there.name] === id)
      .map((other) => other.id);
  }

  /** Everything that one link leads to. */
  neighbours(id: number): number[] {
    return relationsOf(this.thing(id).model).flatMap((name) => this.related(id, name));
  }

  // ---- changing

  create(id: number, model: Name, columns: Record<string, unknown>): void {
    const ones = Object.fromEntries(toOnes.filter((one) => one.model === model).map((one) => [one.name, null]));
    this.#now.things.set(id, { id, model, columns, ones, state: "transient", isMarked: false });
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
    this.#point(id, name, target);
    if (target !== null && this.isInSession(id)) this.add(target);
  }

  /** Puts a thing into a collection, or at the far end of a one-to-one. */
  addTo(owner: number, inverse: string, item: number): void {
    if (inverse === "projects") this.#now.links.add(`${owner}:${item}`);
    else if (inverse === "members") this.#now.links.add(`${item}:${owner}`);
    else this.setOne(item, this.#there(owner, inverse).name, owner);
    if (this.isInSession(owner)) this.add(item);
  }

  removeFrom(owner: number, inverse: string, item: number): void {
    if (inverse === "projects") this.#now.links.delete(`${owner}:${item}`);
    else if (inverse === "members") this.#now.links.delete(`${item}:${owner}`);
    else this.thing(item).ones[this.#there(owner, inverse).name] = null;
  }

  #there(owner: number, inverse: string): ToOneRelation {
    const found = toOnes.find((one) => one.target === this.thing(owner).model && one.inverse === inverse);
    if (found === undefined) throw new Error(`no relation ${inverse}`);
    return found;
  }

  #point(id: number, name: string, target: number | null): void {
    const { model, ones } = this.thing(id);
    const isUnique = toOnes.some((one) => one.model === model && one.name === name && one.isUnique);
    if (isUnique && target !== null)
      for (const other of this.things)
        if (other.model === model && other.ones[name] === target) other.ones[name] = null;
    ones[name] = target;
  }

  /** Marks a thing, and the tasks of an employee. Tasks without a row are dropped. */
  delete(id: number): void {
    const thing = this.thing(id);
    if (thing.state !== "persistent") return this.forget(id);
    thing.isMarked = true;
    if (thing.model === "Employee") for (const task of this.related(id, "tasks")) this.delete(task);
  }

  forget(id: number): void {
    this.#now.things.delete(id);
    for (const other of this.things)
      for (const [name, target] of Object.entries(other.ones)) if (target === id) other.ones[name] = null;
    for (const pair of this.#now.links) if (pair.split(":").includes(`${id}`)) this.#now.links.delete(pair);
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
        if (!this.isOrphan(thing) || !this.isInSession(thing.id)) continue;
        if (thing.state === "pending") this.forget(thing.id);
        else thing.isMarked = true;
      }
    }
    const { rows, rowLinks, links } = this.#now;
    for (const thing of this.things) {
      if (!this.isInSession(thing.id) || thing.isMarked || this.isOrphan(thing)) continue;
      for (const one of toOnes)
        if (one.model === thing.model && one.isRequired && thing.ones[one.name] === null) return false;
      thing.state = "persistent";
      const { model, columns, ones } = structuredClone(thing);
      rows.set(thing.id, { model, columns, ones });
    }
    rowLinks.clear();
    for (const pair of links)
      if (pair.split(":").every((id) => this.thing(Number(id)).state === "persistent")) rowLinks.add(pair);
    const marked = this.things.filter((thing) => thing.isMarked);
    for (const { id } of marked) {
      for (const one of toOnes)
        for (const [other, row] of rows)
          if (one.onDelete === "Restrict" && row.model === one.model && row.ones[one.name] === id)
            if (!this.thing(other).isMarked) return false;
    }
    for (const { id } of marked) this.#remove(id);
    return true;
  }

  /** A row goes, with what the database does to those that refer to it. */
  #remove(id: number): void {
    const { rows, rowLinks, links } = this.#now;
    const { model } = this.thing(id);
    rows.delete(id);
    Object.assign(this.thing(id), { state: "deleted", isMarked: false });
    for (const pairs of [links, rowLinks])
      for (const pair of pairs) if (pair.split(":").includes(`${id}`)) pairs.delete(pair);
    for (const one of toOnes.filter(({ target }) => target === model)) {
      for (const other of this.related(id, one.inverse)) {
        if (one.onDelete === "Cascade" && rows.has(other)) this.#remove(other);
        this.thing(other).ones[one.name] = null;
        const row = rows.get(other);
        if (row !== undefined) row.ones[one.name] = null;
      }
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

/** The names of a model's relations, from both sides. */
export function relationsOf(model: Name): string[] {
  const many = model === "Employee" ? ["projects"] : model === "Project" ? ["members"] : [];
  return [
    ...toOnes.filter((one) => one.model === model).map((one) => one.name),
    ...toOnes.filter((one) => one.target === model).map((one) => one.inverse),
    ...many,
  ];
}
