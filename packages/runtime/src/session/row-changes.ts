/** What a row changed in, as programs see it: old and new values by the names of columns and embedded values. */
import type { Row } from "../io/request.ts";
import { model as modelKey } from "../meta/symbols.ts";
import { valueOf } from "../state/attribute-events.ts";
import { sameCell } from "../state/changes.ts";
import { readEmbedded } from "../state/documents.ts";
import type { Entity } from "../state/entity.ts";

/** A row before and after; null where there is none. */
export interface RowChange {
  readonly before: Row | null;
  readonly after: Row | null;
}

const noRow: Row = [];

/** Decodes what is different. What is `@secret` is not enumerable, so that no log has it by accident. */
export function valuesOf(entity: Entity, { before, after }: RowChange): object {
  const model = entity[modelKey];
  const [from, to] = [before ?? noRow, after ?? noRow];
  const changes = Object.create(null) as object; // a column may be called anything
  const put = (name: string, isSecret: boolean, old: unknown, now: unknown): void => {
    Object.defineProperty(changes, name, { value: { old, new: now }, enumerable: !isSecret });
  };
  for (const column of model.columns) {
    const { index, name } = column;
    if (column.hidden || sameCell(from[index], to[index])) continue;
    put(name, column.secret, valueOf(entity, column, from[index]), valueOf(entity, column, to[index]));
  }
  for (const meta of model.embeddeds)
    if (meta.columns.some((index) => !sameCell(from[index], to[index])))
      put(meta.name, meta.secret, readEmbedded(entity, meta, from), readEmbedded(entity, meta, to));
  return changes;
}
