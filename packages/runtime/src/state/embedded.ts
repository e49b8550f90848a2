/** Where an embedded value stands among the values that an entity has given out, and in its row. */
import type { Row } from "../io/request.ts";
import type { EmbeddedMeta } from "../meta/model.ts";

/** Its place among an entity's documents: behind those of the columns. */
export function embeddedSlot(meta: EmbeddedMeta): number {
  return meta.model.columns.length + meta.model.embeddeds.indexOf(meta);
}

/** Whether a nullable one is null in a row. */
export function isAbsent({ nullable, columns }: EmbeddedMeta, cells: Row): boolean {
  return nullable && columns.every((index) => cells[index] === null);
}
