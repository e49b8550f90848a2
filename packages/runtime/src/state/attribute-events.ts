/**
 * Attributes about to change, told to whoever listens. Sets are the hottest thing that a program does with an entity, so that nothing is asked
 * of the entity or its session before the first handler of such an event is put on, anywhere: `isHeard` is the one branch that a set pays, and it
 * stays as it is from then on.
 *
 * Handlers are told before the change, as in SQLAlchemy: one that throws refuses it. One that sets the attribute itself has the last word, so
 * that it can put another value in the place of the one that is given.
 */
import type { Cell } from "../io/request.ts";
import type { ColumnMeta, EmbeddedMeta, RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import type { AttributeChange, AttributeEventName } from "./context.ts";
import { type Entity, linkOf, originOf } from "./entity.ts";

/** Whether any handler of an attribute's event was ever put on. */
export let isHeard = false;

export function hearAttributes(): void {
  isHeard = true;
}

/** A set that handlers are told of, inside others. */
interface Telling {
  readonly entity: Entity;
  readonly index: number;
  readonly outer: Telling | null;
  /** Whether a handler has set it itself, if only to what it was. */
  isSet: boolean;
}

let telling: Telling | null = null;

/** Tells of a column, if the entity is in an open session. Gives whether a handler has set it meanwhile, and the set is done. */
export function tellSet(entity: Entity, index: number, cell: Cell): boolean {
  for (let one = telling; one !== null; one = one.outer)
    if (one.entity === entity && one.index === index) one.isSet = true;
  if (entity[row][index] === cell || originOf(entity).context === null) return false;
  const { columns } = entity[modelKey];
  const column = columns[index] as ColumnMeta; // emitted for this model
  if (column.hidden) return false;
  const before = entity[row][index];
  const mine: Telling = (telling = { entity, index, outer: telling, isSet: false });
  try {
    tell(entity, "set", () => ({
      attribute: column.name,
      value: valueOf(entity, column, cell),
      old: valueOf(entity, column, before),
    }));
  } finally {
    telling = mine.outer;
  }
  return mine.isSet;
}

/** The same for an embedded value. */
export function tellEmbedded(entity: Entity, meta: EmbeddedMeta, value: unknown, old: unknown): boolean {
  const before = meta.columns.map((index) => entity[row][index]);
  tell(entity, "set", () => ({ attribute: meta.name, value, old }));
  return meta.columns.some((index, at) => entity[row][index] !== before[at]);
}

/** The same for a to-one. */
export function tellOne(
  entity: Entity,
  relation: RelationMeta,
  value: Entity | null,
  old: Entity | null | undefined,
): boolean {
  if (relation.hidden) return false;
  const before = linkOf(entity, relation.index);
  tell(entity, "set", () => ({ attribute: relation.name, value, old }));
  return linkOf(entity, relation.index) !== before;
}

/** Tells of what goes into a to-many, or out. */
export function tellMany(event: "append" | "remove", entity: Entity, relation: RelationMeta, value: Entity): void {
  if (!relation.hidden) tell(entity, event, () => ({ attribute: relation.name, value, old: undefined }));
}

function tell(entity: Entity, event: AttributeEventName, change: () => AttributeChange): void {
  const { context } = originOf(entity);
  if (context !== null && !context.isClosed) context.tellAttribute(entity, event, change);
}

/** A cell as programs see it, its own object each time; undefined where there is none. */
export function valueOf(entity: Entity, column: ColumnMeta, cell: Cell): unknown {
  if (cell === null || cell === undefined) return cell;
  const value = column.type.read(cell, entity, column.index);
  return value instanceof Uint8Array ? value.slice() : value;
}
