/**
 * The cell types of the language's scalars: how a value that the program sees and the cell that an entity's row holds become each other.
 *
 * Reading and writing are the hottest code of the product, so every `read` is one check and a return; whatever is unusual goes to
 * `refuse`, which is shared, cold, and finds the names for its error only then. A value is checked once, when it is written into a row or a
 * filter: drivers bind cells as they are. Values that could be changed in place (Date, Uint8Array, JSON) are made anew at each read, so
 * that a cell never changes behind the session's back: assign the property to save a change.
 */
import { kindOf, ValueError } from "../errors.ts";
import type { Cell } from "../io/request.ts";
import type { CellType } from "../meta/model.ts";
import { canonicalDecimal, type DecimalDigits, decimalDigits, fitsColumn } from "./decimal.ts";
import { refuse } from "./refuse.ts";
import { decodeDateTime, earliestMs, encodeDateTime, isDate, isTime, latestMs } from "./temporal.ts";

/** What a `DateTime` column gives. */
export type DateTimeValue = Date;

/** An integer of 32 bits. Reading refuses what a double cannot hold exactly rather than round it. */
export const Int: CellType<number> = {
  kind: "int",
  read(cell, entity, index) {
    return Number.isSafeInteger(cell)
      ? (cell as number)
      : refuse(cell, entity, index, "an integer that a number holds exactly");
  },
  write(value, column) {
    // `| 0` keeps integers of 32 bits and changes every other number. (-0 becomes 0, as SQL has it.)
    if (typeof value === "number" && (value | 0) === value) return value | 0;
    throw new ValueError(column.model.name, column.name, "an integer of 32 bits", numberKind(value));
  },
};

/** What a number is that its column does not take. */
function numberKind(value: unknown): string {
  if (typeof value !== "number" || !Number.isFinite(value)) return kindOf(value);
  return Number.isInteger(value) ? "an integer out of range" : "a number with a fraction";
}

const minInt64 = -(2n ** 63n);
const maxInt64 = 2n ** 63n - 1n;

/** An integer of 64 bits: `bigint` alone, since a number among them would hide where precision ends. */
export const BigIntType: CellType<bigint> = {
  kind: "bigint",
  read(cell, entity, index) {
    if (typeof cell === "string" && /^-?\d+$/.test(cell)) return BigInt(cell);
    return refuse(cell, entity, index, "an integer of 64 bits");
  },
  write(value, column) {
    if (typeof value === "bigint" && value >= minInt64 && value <= maxInt64) return value.toString();
    throw new ValueError(
      column.model.name,
      column.name,
      "a bigint of 64 bits",
      typeof value === "bigint" ? "one out of range" : kindOf(value),
    );
  },
};

/**
 * A double. NaN and the infinities are refused: SQLite stores them as NULL, JSON not at all. Neither keeps -0, which is 0 from the first: what a
 * program reads before the flush is what it reads after it.
 */
export const Float: CellType<number> = {
  kind: "float",
  read(cell, entity, index) {
    return typeof cell === "number" ? cell : refuse(cell, entity, index, "a number");
  },
  write(value, column) {
    if (Number.isFinite(value)) return value + 0; // -0 + 0 is 0
    throw new ValueError(column.model.name, column.name, "a finite number", kindOf(value));
  },
};

/**
 * An exact decimal, as its canonical digits. Those that it may have are the same on every engine: PostgreSQL would round what is beyond them
 * without a word.
 */
export const Decimal: CellType<string> = decimalOf(decimalDigits);

/** As `Decimal`, with as many digits as `@db.Decimal(precision, scale)` gives the column. */
export function decimal(precision: number, scale: number): CellType<string> {
  return decimalOf({ before: precision - scale, after: scale });
}

function decimalOf(held: DecimalDigits): CellType<string> {
  return {
    kind: "decimal",
    read(cell, entity, index) {
      return typeof cell === "string" ? cell : refuse(cell, entity, index, "a decimal in text form");
    },
    write(value, column) {
      const digits = typeof value === "string" ? canonicalDecimal(value) : undefined;
      if (digits !== undefined && fitsColumn(digits, held)) return digits;
      const { name, model } = column;
      if (digits === undefined)
        throw new ValueError(model.name, name, 'a decimal as a string, such as "12.50"', kindOf(value));
      const { before, after } = held;
      throw new ValueError(model.name, name, `at most ${before} digits before the point and ${after} after it`, "more");
    },
  };
}

/** Text, well-formed: a lone surrogate would come back as another character. */
export const StringType: CellType<string> = {
  kind: "text",
  read(cell, entity, index) {
    return typeof cell === "string" ? cell : refuse(cell, entity, index, "text");
  },
  write(value, column) {
    if (typeof value === "string" && value.isWellFormed()) return value;
    throw new ValueError(
      column.model.name,
      column.name,
      "a well-formed string",
      typeof value === "string" ? "one with half a surrogate pair" : kindOf(value),
    );
  },
};

export const BooleanType: CellType<boolean> = {
  kind: "bool",
  read(cell, entity, index) {
    return cell === 1 ? true : cell === 0 ? false : refuse(cell, entity, index, "0 or 1");
  },
  write(value, column) {
    if (value === true) return 1;
    if (value === false) return 0;
    throw new ValueError(column.model.name, column.name, "true or false", kindOf(value));
  },
};

/** A moment in UTC, to the millisecond, within the years 0001 to 9999. Every read gives a new Date. */
export const DateTime: CellType<DateTimeValue> = {
  kind: "datetime",
  read(cell, entity, index) {
    if (typeof cell === "string") {
      const ms = decodeDateTime(cell);
      if (ms === ms) return new Date(ms);
    }
    return refuse(cell, entity, index, "a moment like 2024-01-31T12:00:00.000Z", formatHint(cell));
  },
  write(value, column) {
    // Not instanceof: a Date of another realm (a test runner's, a worker's) is one too.
    const ms = typeof value?.getTime === "function" ? value.getTime() : NaN;
    if (ms >= earliestMs && ms <= latestMs) return encodeDateTime(ms);
    throw new ValueError(column.model.name, column.name, "a valid Date within the years 0001 to 9999", kindOf(value));
  },
};

/** Which attribute of the schema a moment of another form asks for; undefined where there is none for it. SQLite gives such a cell quoted. */
function formatHint(cell: Cell): string | undefined {
  const text = String(cell).replaceAll("'", "");
  if (/^-?\d{12,}$/.test(text)) return "declare the field with `@db.UnixMs`";
  if (/^-?\d+$/.test(text))
    return "declare the field with `@db.UnixSeconds`, or with `@db.UnixMs` where it holds milliseconds";
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return "declare the field with `@db.SqlDateTime`";
  return Number.isNaN(decodeDateTime(text)) ? undefined : "declare the field without its @db attribute";
}

/** A calendar day, `YYYY-MM-DD`. */
export const DateType: CellType<string> = {
  kind: "date",
  read(cell, entity, index) {
    // Its length tells a day from a moment, which databases without a type for days keep there.
    return typeof cell === "string" && cell.length === 10 ? cell : refuse(cell, entity, index, "a day like 2024-01-31");
  },
  write(value, column) {
    if (typeof value === "string" && isDate(value)) return value;
    throw new ValueError(column.model.name, column.name, 'a day that exists, as "2024-01-31"', kindOf(value));
  },
};

/** A time of day, `HH:MM:SS` or, with milliseconds, `HH:MM:SS.sss`. */
export const TimeType: CellType<string> = {
  kind: "time",
  read(cell, entity, index) {
    return typeof cell === "string" ? cell : refuse(cell, entity, index, "a time like 12:30:00");
  },
  write(value, column) {
    // A fraction of zero is left out, as PostgreSQL prints it: one time has one text.
    if (typeof value === "string" && isTime(value)) return value.endsWith(".000") ? value.slice(0, 8) : value;
    throw new ValueError(
      column.model.name,
      column.name,
      'a time of day, as "12:30:00" or "12:30:00.500"',
      kindOf(value),
    );
  },
};

const uuidText = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const Uuid: CellType<string> = {
  kind: "uuid",
  read(cell, entity, index) {
    return typeof cell === "string" ? cell : refuse(cell, entity, index, "a UUID");
  },
  write(value, column) {
    if (typeof value === "string") {
      const lower = value.toLowerCase();
      if (uuidText.test(lower)) return lower;
    }
    throw new ValueError(
      column.model.name,
      column.name,
      'a UUID, as "123e4567-e89b-12d3-a456-426614174000"',
      kindOf(value),
    );
  },
};

/** Bytes. Copied at each read and write, so that changing an array never changes a cell: assign the property to save. */
export const Bytes: CellType<Uint8Array> = {
  kind: "bytes",
  read(cell, entity, index) {
    return cell instanceof Uint8Array ? new Uint8Array(cell) : refuse(cell, entity, index, "bytes");
  },
  write(value, column) {
    if (value instanceof Uint8Array) return new Uint8Array(value);
    throw new ValueError(column.model.name, column.name, "a Uint8Array", kindOf(value));
  },
};

/**
 * An enum: what the program calls a member, and what the database stores for it.
 *
 * @param typeName the type's name on an engine that has enum types.
 * @param members each member and its value in the database.
 * @param schema the database schema of the type, where it is not the connection's own.
 */
export function enumType<T extends string>(
  typeName: string,
  members: Readonly<Record<T, string>>,
  schema?: string,
): CellType<T> {
  const entries = Object.entries(members) as [T, string][]; // Object.entries forgets the keys' type
  const toValue = new Map<T, string>(entries);
  const toMember = new Map<unknown, T>(entries.map(([member, value]) => [value, member]));
  const expected = `one of ${entries.map(([member]) => member).join(", ")}`;
  return {
    kind: "enum",
    enumType: typeName,
    ...(schema === undefined ? {} : { enumSchema: schema }),
    read: (cell, entity, index) =>
      toMember.get(cell) ?? refuse(cell, entity, index, `a value of the enum "${typeName}"`),
    write(value, column) {
      const stored = toValue.get(value);
      if (stored !== undefined) return stored;
      throw new ValueError(
        column.model.name,
        column.name,
        expected,
        typeof value === "string" ? "another string" : kindOf(value),
      );
    },
  };
}

export { Json, json, list, optionalList, type JsonValue } from "./json.ts";
export { cuid, cuid2, nanoid, now, ulid, uuid, uuid7 } from "./defaults.ts";
