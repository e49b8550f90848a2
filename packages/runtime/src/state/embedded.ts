/** Where an embedded value stands among the values that an entity has given out, and in its row. */
import type { Row } from "../io/request.ts";
import type { EmbeddedMeta } from "../meta/model.ts";

/** Its place among an entity's documents: that of its first part, which has no value of its own. */
export function embeddedSlot(meta: EmbeddedMeta): number {
  return meta.columns[0] ?? -1; // the language has no value without parts
}

/** Whether a nullable one is null in a row. */
export function isAbsent({ nullable, columns }: EmbeddedMeta, cells: Row): boolean {
  return nullable && columns.every((index) => cells[index] === null);
}
