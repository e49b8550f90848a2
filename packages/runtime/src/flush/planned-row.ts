/** A row of a planned statement, as values of the program's and as JSON. */
import type { Cell, Row } from "../io/request.ts";
import type { ColumnMeta, Model } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { baseOf, type Entity } from "../state/entity.ts";
import { jsonValue } from "../state/show.ts";
import type { LateCell } from "./steps.ts";

/** Stands where a plan has no value to show: one that only the database will give, or one of a `@secret` column. */
export class Placeholder {
  /** As "assigned by the database", "key of the new User", "secret". */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** `<key of the new User>` */
  toString(): string {
    return `<${this.text}>`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

const assigned = new Placeholder("assigned by the database");
/** On which a row is parked: another one each time. */
const unused = new Placeholder("an unused value");
const secret = new Placeholder("secret");

/** A cell of a planned row. */
export type PlannedCell = Exclude<Cell, undefined> | Placeholder;

/** Columns of a planned row, and their cells pairwise. */
export interface PlannedCells {
  readonly columns: readonly ColumnMeta[];
  readonly cells: readonly PlannedCell[];
  /** What the database has; null for a new row. */
  readonly before: readonly PlannedCell[] | null;
}

/** An entity by its key, so far as it has one. */
export interface PlannedKey {
  readonly entity: Entity;
  readonly cells: readonly PlannedCell[];
}

type Values = Readonly<Record<string, unknown>>;
type Changes = Readonly<Record<string, readonly [before: unknown, after: unknown]>>;

/** One row of a planned statement. */
export class PlannedRow {
  /** Whose row it is; of a link the owner on the relation's left side. */
  readonly entity: Entity;
  /** Its primary key: a value, or an object by column where it has several parts. */
  readonly key: unknown;
  /** What an INSERT sends, by column; a `Placeholder` for what the database gives. */
  readonly values?: Values;
  /** What an UPDATE changes, by column: the value that the database has, and the one that it is sent. */
  readonly changes?: Changes;
  /** The other end of a link. */
  readonly target?: Entity;
  readonly targetKey?: unknown;
  /** What else there is to know of it: why it goes or comes at all, and the version that it must still have. */
  readonly notes: readonly string[];
  readonly #key: PlannedKey;
  readonly #target: PlannedKey | null;
  readonly #sent: PlannedCells | null;

  /** @internal */
  constructor(key: PlannedKey, sent: PlannedCells | null, target: PlannedKey | null, notes: readonly string[]) {
    this.#key = key;
    this.#target = target;
    this.#sent = sent;
    this.entity = key.entity;
    this.key = keyOf(key, readValue);
    this.notes = notes;
    if (target !== null) {
      this.target = target.entity;
      this.targetKey = keyOf(target, readValue);
    }
    if (sent?.before === null) this.values = valuesOf(sent, key.entity, readValue);
    else if (sent !== null) this.changes = changesOf(sent, key.entity, readValue);
  }

  /** Models and keys in the place of entities, values as in an entity's `toJSON()`; `@secret` columns are left out. */
  toJSON(): Record<string, unknown> {
    const { entity } = this;
    return {
      model: entity[modelKey].name,
      key: keyOf(this.#key, jsonOf),
      ...(this.#target === null
        ? {}
        : { target: { model: this.#target.entity[modelKey].name, key: keyOf(this.#target, jsonOf) } }),
      ...(this.values === undefined ? {} : { values: valuesOf(this.#sent as PlannedCells, entity, jsonOf) }), // it was made of it
      ...(this.changes === undefined ? {} : { changes: changesOf(this.#sent as PlannedCells, entity, jsonOf) }), // as above
      ...(this.notes.length === 0 ? {} : { notes: this.notes }),
    };
  }

  /** `User(1) name: "ann" → "bob"`. @param show how a value is written */
  describe(show: (value: unknown) => string): string {
    const words = [labelOf(this.#key)];
    if (this.#target !== null) words.push("–", labelOf(this.#target));
    const parts = [
      ...Object.entries(this.values ?? {}).map(([name, value]) => `${name}: ${show(value)}`),
      ...Object.entries(this.changes ?? {}).map(([name, [from, to]]) => `${name}: ${show(from)} → ${show(to)}`),
    ];
    if (parts.length > 0) words.push(`{ ${parts.join(", ")} }`);
    return `${words.join(" ")}${this.notes.map((note) => ` (${note})`).join("")}`;
  }
}

/** Of a row, the cells that are read off their targets when its statement is bound. */
export type Late = readonly LateCell[] | undefined;

/** By rows that are parked, the columns that are. */
export type Parked = ReadonlyMap<Row, readonly number[]>;

/** A cell of a row that is or was parked. */
export function parkedCell(cells: Row, index: number, parked: Parked): PlannedCell {
  const cell = planned(cells[index], index, undefined);
  return cell !== null && parked.get(cells)?.includes(index) === true ? unused : cell;
}

/** A cell as it will be sent. */
export function planned(cell: Cell, index: number, late: Late): PlannedCell {
  const toCome = late?.find((one) => one.index === index);
  if (toCome !== undefined) return new Placeholder(`key of the new ${toCome.target[modelKey].name}`);
  return cell === undefined ? assigned : cell;
}

/** The key that a row of the database holds. */
export function keyKnown(entity: Entity, cells: Row, parked: Parked): PlannedKey {
  return { entity, cells: entity[modelKey].primaryKey.map((index) => parkedCell(cells, index, parked)) };
}

/** The key that a row holds. */
export function keyIn(entity: Entity, cells: Row, late: Late): PlannedKey {
  return { entity, cells: entity[modelKey].primaryKey.map((index) => planned(cells[index], index, late)) };
}

/** The key that an entity has in the database, or is to have. */
export function keyNow(entity: Entity): PlannedKey {
  return keyIn(entity, baseOf(entity) ?? entity[row], undefined);
}

/** `User(1)`, `User(new)`. */
export function labelOf({ entity, cells }: PlannedKey): string {
  const { name, primaryKey, columns } = entity[modelKey];
  const parts = primaryKey.map((index, at) => {
    const cell = cells[at];
    if (cell instanceof Placeholder) return cell === unused ? unused : "new";
    return columns[index]?.secret === true ? secret : cell;
  });
  return `${name}(${parts.join(", ")})`;
}

type Read = (cell: PlannedCell, column: ColumnMeta, entity: Entity) => unknown;

/** What the program reads there: bytes and documents are new ones, which nobody changes. */
function readValue(cell: PlannedCell, column: ColumnMeta, entity: Entity): unknown {
  if (cell === null || cell instanceof Placeholder) return cell;
  if (column.secret) return secret;
  try {
    const value = column.type.read(cell, entity, column.index);
    return value instanceof Uint8Array ? value.slice() : value;
  } catch {
    return new Placeholder("unreadable"); // of another format than the schema says: showing never fails
  }
}

function jsonOf(cell: PlannedCell, column: ColumnMeta, entity: Entity): unknown {
  if (column.secret) return undefined;
  if (cell instanceof Placeholder) return cell.toJSON();
  try {
    return jsonValue(cell, column, entity);
  } catch {
    return "<unreadable>";
  }
}

function keyOf({ entity, cells }: PlannedKey, read: Read): unknown {
  const { primaryKey, columns }: Model = entity[modelKey];
  const parts = primaryKey.map((index, at) => {
    const column = columns[index] as ColumnMeta; // row indices come from the model itself
    return [column.name, read(cells[at] as PlannedCell, column, entity)] as const; // pairwise
  });
  return parts.length === 1 ? parts[0]?.[1] : Object.fromEntries(parts);
}

function valuesOf({ columns, cells }: PlannedCells, entity: Entity, read: Read): Values {
  return Object.fromEntries(
    columns.flatMap((column, at) => {
      const value = read(cells[at] as PlannedCell, column, entity); // pairwise
      return value === undefined ? [] : [[column.name, value] as const];
    }),
  );
}

function changesOf({ columns, cells, before }: PlannedCells, entity: Entity, read: Read): Changes {
  return Object.fromEntries(
    columns.flatMap((column, at) => {
      const from = read(before?.[at] as PlannedCell, column, entity); // pairwise
      const to = read(cells[at] as PlannedCell, column, entity); // as above
      return to === undefined ? [] : [[column.name, [from, to]] as const];
    }),
  );
}
