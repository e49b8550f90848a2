/**
 * Values that no row is expected to hold, on which a row is parked while another takes its own. They are random, of so many that meeting one
 * that is taken is not to be reckoned with: should it happen, the database refuses the statement. They fit where the row's own values
 * fit: integers are negative, which moves no counter of the database; texts are as long as the values that the row gives up and takes.
 */
import type { Cell } from "../io/request.ts";
import type { CellType } from "../meta/model.ts";

const small = new Map([
  ["int2", 2 ** 15],
  ["smallint", 2 ** 15],
]);

/** A value of the type, for the place of `given`; null where so few exist that any of them may be taken. */
export function unusedValue(type: CellType<unknown>, given: readonly Cell[]): Cell | null {
  const { kind } = type.stored ?? type;
  switch (kind) {
    case "int":
      return -1 - below(Math.min(2 ** 31, small.get(type.native ?? "") ?? 2 ** 31) - 1);
    case "bigint":
      return String(-1n - BigInt(below(2 ** 52)));
    case "float":
      return -1 - below(2 ** 23);
    case "decimal":
      return decimalLike(given);
    case "text":
      return textLike(given);
    case "uuid":
      return crypto.randomUUID();
    case "bytes":
      return crypto.getRandomValues(new Uint8Array(Math.max(...given.map(lengthOf), 1)));
    case "datetime":
    case "unixms":
    case "unixseconds":
    case "sqldatetime": {
      // Within what the narrowest type of a server holds.
      const cell = new Date(Date.UTC(2030, 0) + below(7 * 365 * dayLength)).toISOString();
      return type.round?.(cell) ?? cell;
    }
    case "date":
      return new Date(Date.UTC(3000, 0) + below(2_000_000) * dayLength).toISOString().slice(0, 10);
    case "time":
      return null; // a day has few of them, where the column keeps seconds
    case "bool":
    case "enum":
    case "json":
    case "list":
      return null;
  }
}

const dayLength = 24 * 60 * 60 * 1000;

function below(limit: number): number {
  return Math.floor(Math.random() * limit);
}

function lengthOf(cell: Cell): number {
  return typeof cell === "string" || cell instanceof Uint8Array ? cell.length : 0;
}

/** Of as many digits before the point as fit for sure. */
function decimalLike(given: readonly Cell[]): string {
  const digits = Math.max(
    ...given.map((cell) => (typeof cell === "string" ? (/^-?(\d*)/.exec(cell)?.[1]?.length ?? 0) : 0)),
  );
  return `-${below(10 ** Math.min(Math.max(digits, 5), 15) - 1) + 1}`;
}

/** Letters and digits; in a short column, of which those would soon be used up, Korean syllables, of which there are 11,172. */
function textLike(given: readonly Cell[]): string {
  const length = Math.max(...given.map(lengthOf), 1);
  if (length >= 10) return `${crypto.randomUUID()}`.replaceAll("-", "").slice(0, Math.min(length, 24));
  return Array.from({ length: Math.min(length, 4) }, () => String.fromCharCode(0xac00 + below(11_172))).join("");
}
