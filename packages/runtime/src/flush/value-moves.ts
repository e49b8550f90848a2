/**
 * Unique values that move between rows within one flush. Engines check a unique key row by row as they go through a statement, so whoever takes
 * a value has to wait, in a later statement, for the row that releases it.
 *
 * The plan's usual order is a list of batches. Here, where a value is released *and* taken in one table, its rows become a graph: a row that
 * takes needs the one that releases, and what foreign keys ask for is kept as further needs. Then
 *   1. in a circle (a swap) one row is parked by a statement of its own, on NULL where a column of the key allows it, else on a value that
 *      nobody has: it releases what it holds before it takes what it wants. So it is, too, where a row that is to go is still needed;
 *   2. rows that release are taken out of their batch and go just before the batch that needs them, with all that they need in turn; so
 *      inserts keep their order and every other row its place;
 *   3. what is left of a batch joins the part that was taken out, where nothing it needs stands between: no statement more than it takes.
 *
 * It costs nothing where no unique value is released: rows are looked at in tables alone that have both a row which releases and one
 * which takes. It refuses, before any statement, a circle in which no row can be parked.
 *
 * @complexity linear in the rows of the flush and their keys, once a value moves
 */
import { UniqueCycleError } from "../errors.ts";
import type { Row } from "../io/request.ts";
import { isJoined, isKindOf, rootOf } from "../meta/inheritance.ts";
import type { Model, RelationMeta } from "../meta/model.ts";
import { model as modelKey } from "../meta/symbols.ts";
import { type Entity, linkOf } from "../state/entity.ts";
import { type Park, parkOf } from "./parking.ts";
import type { DeleteStep, InsertStep, Step, UpdateStep } from "./steps.ts";
import { components } from "./topological.ts";
import { type UniqueKey, uniqueKeysOf, valueIn } from "./unique-keys.ts";

type RowStep = InsertStep | UpdateStep | DeleteStep;

/** One row of one step. */
interface Node {
  readonly step: RowStep;
  /** The step's place among the steps. */
  readonly place: number;
  /** The row's place within the step. */
  readonly at: number;
  readonly entity: Entity;
  readonly needs: Need[];
  /** Steps begin at multiples of a number that is larger than any chain of rows; what is needed by a step stands below it. */
  rank: number;
  park: Park | null;
}

interface Need {
  readonly node: Node;
  /** The key of which it releases a value; null where foreign keys ask for it. */
  readonly key: UniqueKey | null;
}

/**
 * Puts the steps into an order in which every unique value is released before it is taken.
 *
 * @param rekeyed entities whose keys change: what refers to a new key comes after it
 * @throws UniqueCycleError
 */
export function orderMoves(
  steps: readonly Step[],
  models: readonly Model[],
  rekeyed: readonly Entity[],
): readonly Step[] {
  const tables = tablesWithMoves(steps);
  if (tables.size === 0 && rekeyed.length === 0) return steps;
  const nodes = steps.map((step, place) => ("pairs" in step ? [] : nodesOf(step, place)));
  if (!linkMoves(steps, nodes, tables) && rekeyed.length === 0) return steps;
  linkReferences(nodes, new Set(rekeyed));
  const all = nodes.flat();
  const ordered = breakCircles(all, models);
  rank(ordered, all.length + 2);
  for (const own of nodes) joinParts(own);
  return rebuilt(steps, nodes, all.length + 2);
}

/** The tables, by their root, in which rows release values of unique keys and rows may take some. */
function tablesWithMoves(steps: readonly Step[]): ReadonlySet<Model> {
  let releasing: Set<Model> | null = null;
  for (const step of steps) if (releases(step)) (releasing ??= new Set()).add(rootOf(step.model));
  if (releasing === null) return nobody;
  const both = new Set<Model>();
  for (const step of steps) {
    if ("pairs" in step || step.kind === "delete" || !releasing.has(rootOf(step.model))) continue;
    if (step.kind === "insert" || releases(step)) both.add(rootOf(step.model));
  }
  return both;
}

const nobody: ReadonlySet<Model> = new Set();

function releases(step: Step): step is UpdateStep | DeleteStep {
  if (step.kind === "delete") return true;
  return step.kind === "update" && changesKey(step);
}

function changesKey({ model, columns, rows, known }: UpdateStep): boolean {
  const unique = uniqueKeysOf(model).columns;
  return columns.some((index) => unique.has(index)) && rows[0] !== known[0];
}

function nodesOf(step: RowStep, place: number): Node[] {
  return step.entities.map((entity, at) => ({ step, place, at, entity, needs: [], rank: 0, park: null }));
}

// ---- what needs what

/** Has rows that take a value need the rows that release it. False where none does. */
function linkMoves(steps: readonly Step[], nodes: readonly Node[][], tables: ReadonlySet<Model>): boolean {
  const released = new Map<string, Map<string | number, Node>>();
  const ofTables = nodes.filter((_, place) => {
    const step = steps[place] as Step; // pairwise
    return !("pairs" in step) && tables.has(rootOf(step.model));
  });
  for (const node of ofTables.flat()) {
    if (node.step.kind === "insert") continue;
    const known = node.step.known[node.at] as Row; // pairwise
    for (const key of keysOf(node)) {
      const value = valueIn(known, key.columns);
      if (value === null) continue;
      let values = released.get(key.id);
      if (values === undefined) released.set(key.id, (values = new Map()));
      if (!values.has(value)) values.set(value, node); // a row that lets go of a key before it goes is written twice
    }
  }
  let isFound = false;
  for (const node of ofTables.flat()) {
    if (node.step.kind === "delete") continue;
    const sent = node.step.rows[node.at] as Row; // pairwise
    for (const key of keysOf(node)) {
      const value = valueIn(sent, key.columns);
      const before = value === null ? undefined : released.get(key.id)?.get(value);
      if (before === undefined || before === node) continue;
      node.needs.push({ node: before, key });
      isFound = true;
    }
  }
  return isFound;
}

/** The unique keys of which a row's statement writes or drops a value. */
function keysOf({ step, at, entity }: Node): readonly UniqueKey[] {
  if (step.kind === "update" && step.rows[at] === step.known[at]) return noKeys; // the second statement of a new row
  if (step.kind === "delete") return uniqueKeysOf(entity[modelKey]).keys; // with the root's row go those of its heirs
  const { keys } = uniqueKeysOf(step.model);
  const own = isJoined(step.model) ? keys.filter(({ table }) => table === step.model) : keys;
  return step.kind === "insert"
    ? own
    : own.filter(({ columns }) => columns.some((index) => step.columns.includes(index)));
}

const noKeys: readonly UniqueKey[] = [];

/** Has rows need what their foreign keys ask for, as far as the usual order has it. */
function linkReferences(nodes: readonly Node[][], rekeyed: ReadonlySet<Entity>): void {
  const rows = new Map<Entity, Node[]>();
  for (const node of nodes.flat()) {
    const parts = rows.get(node.entity);
    // The parts of one entity's row in several tables, and its second statements.
    const last = parts?.at(-1);
    if (last !== undefined) node.needs.push({ node: last, key: null });
    if (parts === undefined) rows.set(node.entity, [node]);
    else parts.push(node);
  }
  const referred = new Referred(rows);
  for (const node of nodes.flat()) {
    const { step, entity } = node;
    for (const relation of entity[modelKey].relations) {
      if (relation.key !== "local") continue;
      if (step.kind !== "delete" && !relation.columns.some((index) => step.columns.includes(index))) continue;
      if (step.kind !== "insert") {
        // What is to go needs those that refer to it to have left.
        const gone = referred.find("delete", relation, step.known[node.at] as Row); // pairwise
        for (const other of gone) if (node.place < other.place) other.needs.push({ node, key: null });
      }
      if (step.kind === "delete") continue;
      // It may come to refer to what is to go: the database takes the key from it then.
      const going = referred.find("delete", relation, step.rows[node.at] as Row); // pairwise
      for (const other of going) if (node.place < other.place) other.needs.push({ node, key: null });
      const target = linkOf(entity, relation.index) as Entity | null | undefined; // a local relation is a to-one
      const came = target
        ? referred.partsOf("insert", target)
        : referred.find("insert", relation, step.rows[node.at] as Row); // pairwise
      for (const other of came) if (other.place < node.place) node.needs.push({ node: other, key: null });
      if (!target || !rekeyed.has(target) || target === entity) continue;
      for (const other of referred.partsOf("update", target))
        if (isRekeying(other, relation)) node.needs.push({ node: other, key: null });
    }
  }
}

/** Whether a row's statement writes what a relation refers to. */
function isRekeying({ step }: Node, { targetColumns }: RelationMeta): boolean {
  return step.kind === "update" && targetColumns.some((index) => step.columns.includes(index));
}

/** The rows of the flush by what refers to them. */
class Referred {
  readonly #rows: ReadonlyMap<Entity, readonly Node[]>;
  readonly #found = new Map<string, Map<string | number, Entity>>();

  constructor(rows: ReadonlyMap<Entity, readonly Node[]>) {
    this.#rows = rows;
  }

  partsOf(kind: RowStep["kind"], entity: Entity): readonly Node[] {
    return (this.#rows.get(entity) ?? []).filter(({ step }) => step.kind === kind);
  }

  /** The new row, or the one that goes, that the key of a row leads to. */
  find(kind: "insert" | "delete", relation: RelationMeta, cells: Row): readonly Node[] {
    const value = valueIn(cells, relation.columns);
    if (value === null) return [];
    const { target, targetColumns } = relation;
    const name = `${kind} ${target.index} ${targetColumns.join()}`;
    let values = this.#found.get(name);
    if (values === undefined) this.#found.set(name, (values = this.#valuesOf(kind, target, targetColumns)));
    const entity = values.get(value);
    return entity === undefined ? [] : this.partsOf(kind, entity);
  }

  #valuesOf(kind: "insert" | "delete", target: Model, columns: readonly number[]): Map<string | number, Entity> {
    const values = new Map<string | number, Entity>();
    for (const [entity, parts] of this.#rows) {
      const node = parts.find(({ step }) => step.kind === kind);
      if (node === undefined || !isKindOf(entity[modelKey], target)) continue;
      const cells = node.step.kind === "insert" ? node.step.rows[node.at] : (node.step as DeleteStep).known[node.at]; // of no other kind
      const value = valueIn(cells as Row, columns); // pairwise
      if (value !== null) values.set(value, entity);
    }
    return values;
  }
}

// ---- circles

/** What a row needs, without what was released by parking. */
function* needsOf(node: Node): Generator<Node> {
  for (const need of node.needs) if (!isParked(need)) yield need.node;
}

function isParked({ node, key }: Need): boolean {
  return key !== null && node.park?.keys.includes(key.id) === true;
}

/** Parks rows until no circle is left. Gives all rows, each after those that it needs. */
function breakCircles(all: readonly Node[], models: readonly Model[]): Node[] {
  for (;;) {
    const groups = components(all, needsOf);
    const circles = groups.filter(({ length }) => length > 1);
    if (circles.length === 0) return groups.flat();
    for (const circle of circles) parkOne(circle, models);
  }
}

/** Parks the row of a circle that is best parked. @throws UniqueCycleError */
function parkOne(circle: readonly Node[], models: readonly Model[]): void {
  const among = new Set(circle);
  const released = new Map<Node, UniqueKey[]>();
  for (const need of circle.flatMap(({ needs }) => needs)) {
    if (need.key === null || !among.has(need.node) || isParked(need)) continue;
    const keys = released.get(need.node);
    if (keys === undefined) released.set(need.node, [need.key]);
    else if (!keys.includes(need.key)) keys.push(need.key);
  }
  let best: { readonly node: Node; readonly park: Park; readonly freed: number } | null = null;
  for (const node of [...released.keys()].sort(compareNodes)) {
    const { step } = node;
    if (step.kind === "insert") continue;
    const known = step.known[node.at] as Row; // pairwise
    const next = step.kind === "update" ? (step.rows[node.at] as Row) : null; // pairwise
    const changed = step.kind === "update" ? step.columns : null;
    const park = parkOf(node.entity[modelKey], models, released.get(node) ?? [], known, next, changed, node.park);
    if (park === null) continue;
    const freed = park.keys.length - (node.park?.keys.length ?? 0);
    // Whoever is in several circles at once parts most of them.
    if (best === null || freed > best.freed || (freed === best.freed && park.cost < best.park.cost))
      best = { node, park, freed };
  }
  if (best !== null) {
    best.node.park = best.park;
    return;
  }
  const columns = [...released].flatMap(([{ entity }, keys]) =>
    keys.flatMap((key) =>
      key.columns.map((index) => `${entity[modelKey].name}.${entity[modelKey].columns[index]?.name}`),
    ),
  );
  const names = [...released.keys()].map(({ entity }) => entity[modelKey].name);
  throw new UniqueCycleError([...new Set(names)], [...new Set(columns)]);
}

function compareNodes(a: Node, b: Node): number {
  return a.place - b.place || a.at - b.at;
}

// ---- the new order

/** Has each row stand in its step, or before the first that needs it. @param ordered each after those that it needs */
function rank(ordered: readonly Node[], width: number): void {
  for (const node of ordered) node.rank = (node.place + 1) * width;
  for (const node of [...ordered].reverse())
    for (const before of needsOf(node)) before.rank = Math.min(before.rank, node.rank - 1);
}

/** Joins the parts of a step that has come apart, from the last to the first, where no row would go before what it needs. */
function joinParts(nodes: readonly Node[]): void {
  const parts = byRank(nodes);
  const ranks = [...parts.keys()].sort((a, b) => b - a);
  for (const [at, from] of ranks.entries()) {
    const to = ranks[at + 1];
    if (to === undefined) return;
    const part = parts.get(from) as Node[]; // it has the rank from there
    if (!part.every((node) => node.needs.every((need) => isFreeOf(need, to)))) continue;
    for (const node of part) {
      node.rank = to;
      parts.get(to)?.push(node);
    }
  }
}

function byRank(nodes: readonly Node[]): Map<number, Node[]> {
  const parts = new Map<number, Node[]>();
  for (const node of nodes) {
    const part = parts.get(node.rank);
    if (part === undefined) parts.set(node.rank, [node]);
    else part.push(node);
  }
  return parts;
}

function isFreeOf(need: Need, rankOf: number): boolean {
  return isParked(need) ? false : need.node.rank < rankOf;
}

function rebuilt(steps: readonly Step[], nodes: readonly Node[][], width: number): Step[] {
  const placed: { rank: number; place: number; step: Step }[] = [];
  const parkedRows = new Map<Entity, Row>();
  for (const node of nodes.flat()) if (node.park !== null) parkedRows.set(node.entity, node.park.row);
  for (const [place, step] of steps.entries()) {
    const own = nodes[place] as Node[]; // pairwise
    if ("pairs" in step) {
      placed.push({ rank: (place + 1) * width, place, step });
      continue;
    }
    for (const [at, part] of byRank(own))
      placed.push({ rank: at, place, step: partOf(step, part, at < (place + 1) * width, parkedRows) });
  }
  for (const park of parksOf(nodes)) placed.push({ ...park, place: -1 });
  return placed.sort((a, b) => a.rank - b.rank || a.place - b.place).map(({ step }) => step);
}

/** The step of some of a step's rows. */
function partOf(step: RowStep, part: readonly Node[], isEarly: boolean, parkedRows: ReadonlyMap<Entity, Row>): RowStep {
  const isParked = part.some(({ entity }) => parkedRows.has(entity));
  if (part.length === step.entities.length && !isEarly && !isParked) return step;
  const entities = part.map(({ entity }) => entity);
  const places = part.map(({ at }) => at);
  const why = isEarly ? ({ kind: "releasedFirst", keys: releasedBy(part) } as const) : step.why;
  const known =
    step.kind === "insert"
      ? []
      : places.map((at, nth) => parkedRows.get(entities[nth] as Entity) ?? (step.known[at] as Row)); // all pairwise
  if (step.kind === "delete") return { ...step, why, entities, known };
  const rows = places.map((at) => step.rows[at] as Row); // pairwise
  const sent = new Set(rows);
  const late = step.late.filter(({ cells }) => sent.has(cells));
  return step.kind === "insert"
    ? { ...step, why, entities, rows, late }
    : { ...step, why, entities, rows, known, late };
}

/** The keys of which rows may have released a value. */
function releasedBy(part: readonly Node[]): { model: Model; columns: readonly number[] }[] {
  const keys = new Map<string, { model: Model; columns: readonly number[] }>();
  for (const node of part)
    for (const { id, columns } of keysOf(node)) keys.set(id, { model: node.entity[modelKey], columns });
  return [...keys.values()];
}

/** The statements that park rows, each before the first that takes what one of its rows releases. */
function parksOf(nodes: readonly Node[][]): { rank: number; step: UpdateStep }[] {
  const first = new Map<Node, number>();
  for (const node of nodes.flat())
    for (const need of node.needs)
      if (isParked(need)) first.set(need.node, Math.min(first.get(need.node) ?? Infinity, node.rank, need.node.rank));
  const parks = new Map<string, { rank: number; step: UpdateStep }>();
  for (const [{ park, step, at, entity }, until] of first) {
    if (park === null || step.kind === "insert") continue;
    const known = step.known[at] as Row; // pairwise
    for (const [model, columns] of park.tables) {
      const name = `${model.index} ${columns.join()}`;
      let found = parks.get(name);
      if (found === undefined) {
        const why = { kind: "parked", keys: park.of } as const;
        const parked: UpdateStep = { kind: "update", why, model, entities: [], rows: [], known: [], columns, late: [] };
        parks.set(name, (found = { rank: until, step: parked }));
      }
      found.rank = Math.min(found.rank, until - 1);
      found.step.entities.push(entity);
      found.step.rows.push(park.row);
      found.step.known.push(known);
    }
  }
  return [...parks.values()];
}
