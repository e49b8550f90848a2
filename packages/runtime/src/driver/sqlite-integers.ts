/** Integers of SQLite's results that came as bigints. */
import type { Row } from "../io/request.ts";

/** As numbers where a number holds them, and else as their digits, which is the cell of a bigint. In place. */
export function withNumbers(rows: unknown): Row[] {
  for (const row of rows as unknown[][]) {
    for (let index = 0; index < row.length; index++) {
      const cell = row[index];
      if (typeof cell !== "bigint") continue;
      const number = Number(cell);
      row[index] = Number.isSafeInteger(number) ? number : String(cell);
    }
  }
  return rows as Row[]; // made so above
}
