/** The functions that every connection to SQLite has of ours; `dialect/sqlite.ts` writes calls of them. */
import { canonicalDecimal } from "../dialect/decimal.ts";
import { decimalOrder } from "../dialect/decimal-order.ts";

/** `joinery_decimal(cell)`. A cell that is no decimal sorts as it is. */
function orderOf(cell: unknown): unknown {
  return typeof cell === "string" ? decimalOrder(cell) : cell;
}

/** `joinery_digits(text)`: a decimal in canonical form. What is none stays as it is. */
function digitsOf(text: unknown): unknown {
  return typeof text === "string" ? (canonicalDecimal(text) ?? text) : text;
}

/** By name. Each takes one argument and is deterministic. */
export const sqliteFunctions: Readonly<Record<string, (argument: unknown) => unknown>> = {
  joinery_decimal: orderOf,
  joinery_digits: digitsOf,
};
