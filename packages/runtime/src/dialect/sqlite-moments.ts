/** Moments that an SQLite file keeps in another form than as a cell, and back. */
import type { CellKind, CellValue } from "../io/request.ts";
import { decodeDateTime } from "./temporal.ts";

/** A cell as SQLite binds it: digits of a bigint and Unix times as integers. Others stay as they are. */
export function toBound(cell: CellValue, kind: CellKind | undefined): CellValue | bigint {
  if (typeof cell !== "string") return cell;
  switch (kind) {
    case "bigint":
      return BigInt(cell);
    case "unixms":
      return BigInt(decodeDateTime(cell));
    case "unixseconds":
      return BigInt(decodeDateTime(cell) / 1000); // written as whole seconds
    case "sqldatetime":
      return `${cell.slice(0, 10)} ${cell.slice(11, 19)}`;
    default:
      return cell;
  }
}

/** Whether `toBound` changes cells of the kind. */
export function isBoundOtherwise(kind: CellKind): boolean {
  return kind === "bigint" || kind === "unixms" || kind === "unixseconds" || kind === "sqldatetime";
}

/** The expression of a column's cell. What is not of the column's format comes quoted, so that the type refuses it. */
export function cellExpression(column: string, kind: CellKind): string {
  switch (kind) {
    case "unixms":
      return orQuoted(column, `typeof(${column}) = 'integer'`, unixText(`${column} / 1000.0`));
    case "unixseconds":
      return orQuoted(column, `typeof(${column}) = 'integer'`, unixText(column));
    case "sqldatetime":
      return orQuoted(column, `length(${column}) = 19`, `replace(${column}, ' ', 'T') || '.000Z'`);
    default:
      return column;
  }
}

const unixText = (seconds: string): string => `strftime('%Y-%m-%dT%H:%M:%fZ', ${seconds}, 'unixepoch')`;

const orQuoted = (column: string, condition: string, text: string): string =>
  `coalesce(iif(${condition}, ${text}, NULL), nullif(quote(${column}), 'NULL'))`;
