/**
 * `DateTime` columns of another form than the language's own. To the program each gives a Date, and its cell is the same on every engine: the
 * text of the moment. What differs is where the database keeps it, which SQLite's dialect and driver know by the kind; and what it cannot
 * keep, which is left out when a value is written, so that a program reads before the flush what it reads after it.
 */
import type { CellType } from "../meta/model.ts";
import { DateTime, type DateTimeValue } from "./codecs.ts";

/** Integer milliseconds since 1970 on SQLite. */
export const UnixMs: CellType<DateTimeValue> = { ...DateTime, kind: "unixms" };

/** Integer seconds since 1970 on SQLite. */
export const UnixSeconds: CellType<DateTimeValue> = coarse({ ...DateTime, kind: "unixseconds" }, toSeconds);

/** `YYYY-MM-DD HH:MM:SS` on SQLite. */
export const SqlDateTime: CellType<DateTimeValue> = coarse({ ...DateTime, kind: "sqldatetime" }, toSeconds);

/** A `timestamp` without a zone on PostgreSQL, which holds UTC. */
export const Timestamp: CellType<DateTimeValue> = { ...DateTime, native: "timestamp" };

/** A day: midnight UTC. A `date` on PostgreSQL. */
export const Day: CellType<DateTimeValue> = coarse(
  { ...DateTime, native: "date" },
  (cell) => `${cell.slice(0, 10)}T00:00:00.000Z`,
);

/** A time of day: of the first day of 1970, in UTC. A `time` on PostgreSQL. */
export const TimeOfDay: CellType<DateTimeValue> = coarse(
  { ...DateTime, native: "time" },
  (cell) => `1970-01-01${cell.slice(10)}`,
);

function toSeconds(cell: string): string {
  return `${cell.slice(0, 19)}.000Z`;
}

function coarse(type: CellType<DateTimeValue>, round: (cell: string) => string): CellType<DateTimeValue> {
  return { ...type, round, write: (value, column) => round(type.write(value, column) as string) }; // DateTime writes text
}

/** The moment of the call as a cell of the type. */
export function nowOf(type: CellType<DateTimeValue>): string {
  const cell = new Date().toISOString();
  return type.round === undefined ? cell : type.round(cell);
}

/** A type that PostgreSQL keeps as another than its kind's own. */
export function native<T>(type: CellType<T>, name: string): CellType<T> {
  return { ...type, native: name };
}
