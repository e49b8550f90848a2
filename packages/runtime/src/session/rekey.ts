/** Rows whose keys refer to one that changes, and that the database does not change along: they are loaded, and changed by the flush. */
import { KeyInUseError } from "../errors.ts";
import { actionOf, changedReferences, isEmptiable, isLeftToSession } from "../flush/key-changes.ts";
import type { Op } from "../io/request.ts";
import { referrers } from "../load/selectin.ts";
import type { Model, RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { write } from "../state/changes.ts";
import type { Context } from "../state/context.ts";
import { baseOf, type Entity } from "../state/entity.ts";

/** Gives the rows the new key that refer to a changed one, where the database does not. One SELECT for a relation and row. @throws KeyInUseError */
export function* rekeyReferrers(context: Context, models: readonly Model[], rekeyed: readonly Entity[]): Op<void> {
  for (const entity of rekeyed) {
    const base = baseOf(entity);
    if (base === null) continue;
    for (const relation of changedReferences(entity[modelKey], models, base, entity[row])) {
      if (!isLeftToSession(context, relation)) continue;
      const { columns, targetColumns, model, target } = relation;
      const far: RelationMeta = {
        ...relation,
        columns: targetColumns,
        target: model,
        targetColumns: columns,
        model: target,
        orderBy: [],
      };
      const children = yield* referrers(context, far, entity);
      const isFree = columns.some((index) => isEmptiable(model, index));
      if (children.length > 0 && !isFree && actionOf(context, relation) === "Restrict")
        throw new KeyInUseError(entity[modelKey].name, model.name, relation.name);
      for (const child of children) {
        for (const [at, index] of columns.entries()) {
          const targetIndex = targetColumns[at] as number; // pairwise
          const isOld = (baseOf(child) ?? child[row])[index] === child[row][index];
          if (isOld) write(child, index, entity[row][targetIndex]);
        }
      }
    }
  }
}
