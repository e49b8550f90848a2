/**
 * Columns of an SQLite table that is not STRICT, whose types are those of another tool. A `DECIMAL` or `JSONB` column turns text that looks
 * like a number into one: it comes back as text, and a decimal of more digits than a double keeps is refused rather than rounded.
 */
import { ValueError } from "../errors.ts";
import type { CellType } from "../meta/model.ts";

/** Significant digits that every double gives back. */
const exactDigits = 15;
const exactIntegerDigits = 18;

/** A `Decimal` or `Json` that a table of another tool holds. */
export function loose<C extends CellType<unknown>>(type: C): C {
  return {
    ...type,
    isLoose: true,
    write(value, column) {
      const cell = type.write(value, column);
      if (type.kind !== "decimal" || typeof cell !== "string" || isKept(cell)) return cell;
      const { name, model } = column;
      throw new ValueError(model.name, name, `at most ${exactDigits} digits, for its type is DECIMAL`, "more");
    },
  };
}

/** Whether SQLite gives back what it makes of a decimal: an integer of 64 bits is exact, any other number is a double. */
function isKept(cell: string): boolean {
  const digits = cell.replaceAll(/[-.]/g, "").replaceAll(/^0+|0+$/g, "");
  return digits.length <= exactDigits || (!cell.includes(".") && cell.length <= exactIntegerDigits);
}
