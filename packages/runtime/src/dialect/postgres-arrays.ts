/**
 * Arrays in PostgreSQL's own text form, by which lists go out, and whole columns of a batch. Strings are quoted always: an unquoted one may be
 * NULL, or lose blanks.
 */
import type { CellKind, CellValue } from "../io/request.ts";

/**
 * An array from the JSON text that a list's cell is. Drivers bind by it, so that a statement can say `$1::int4[]`, which plans better than
 * unpacking JSON does.
 */
export function arrayLiteral(json: string): string {
  return literal(JSON.parse(json) as (string | number | null)[], element); // a list's cell is written by `list` alone
}

/** An array of the cells that a column has in many rows. Of a list's column, its elements are the texts of arrays. */
export function columnArray(cells: readonly CellValue[], kind: CellKind): string {
  return literal(cells, kind === "list" ? listElement : element);
}

function literal(cells: readonly CellValue[], elementOf: (cell: CellValue) => string | number): string {
  let text = "{";
  for (let index = 0; index < cells.length; index++) {
    if (index > 0) text += ",";
    text += elementOf(cells[index] ?? null);
  }
  return text + "}";
}

function element(cell: CellValue): string | number {
  if (typeof cell === "number") return cell;
  if (cell === null) return "NULL";
  if (typeof cell === "string") return quoted(cell);
  return quoted(`\\x${Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength).toString("hex")}`);
}

const listElement = (cell: CellValue): string | number =>
  typeof cell === "string" ? quoted(arrayLiteral(cell)) : element(cell);

const special = /["\\]/;

const quoted = (text: string): string =>
  `"${special.test(text) ? text.replaceAll("\\", "\\\\").replaceAll('"', '\\"') : text}"`;
