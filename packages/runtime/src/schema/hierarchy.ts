/**
 * What reading a hierarchy needs to know, once all of its models are there: what a query of a base selects (the columns of all below it as
 * well), which model a row is of, and how the cells of that model are picked out of it.
 */
import { familyOf, firstOwn } from "../meta/inheritance.ts";
import type { ColumnMeta, Model, RowReader } from "../meta/model.ts";
import { polymorphicReader } from "../meta/selection.ts";

/** Completes the models that extend one another, whichever of their files was imported first. */
export function completeHierarchies(models: readonly Model[]): void {
  for (const { inheritance } of models) {
    if (inheritance === null) continue;
    (inheritance.heirs as Model[]).sort((a, b) => a.index - b.index); // read-only for everybody else
  }
  models.forEach(completeModel);
}

function completeModel(model: Model): void {
  const { inheritance } = model;
  if (inheritance === null) return;
  if (inheritance.base === null && inheritance.strategy === "joined") nameApart(model);
  if (inheritance.heirs.length === 0) return;
  const [, ...heirs] = familyOf(model);
  const ownOf = (heir: Model): ColumnMeta[] => heir.selected.filter((column) => column.model === heir);
  const selected = [...model.selected, ...heirs.flatMap(ownOf)];
  // What `defineModel` could not know, since heirs come later; read-only for everybody else.
  const open = model as { selected: readonly ColumnMeta[]; reader: RowReader | null };
  open.selected = selected;
  open.reader = polymorphicReader(model, inheritance, selected);
}

/** Gives columns of one name in two tables another each in what a query reads from. */
function nameApart(root: Model): void {
  // What expressions alone name is there by its own name.
  const names = new Set(
    root.columns.flatMap(({ expression }) =>
      typeof expression === "string" ? [] : (expression ?? []).filter((_part, at) => at % 2 === 1),
    ),
  );
  for (const { expression, column } of root.columns) if (expression === null) names.delete(column);
  for (const model of familyOf(root)) {
    for (const column of model.columns.slice(firstOwn(model))) {
      if (column.expression !== null) continue;
      let name = column.column;
      // In front, since an engine may cut off what is too long at the end.
      for (let count = 2; names.has(name); count++) name = `${count}_${column.column}`;
      names.add(name);
      (column as { sourceName: string }).sourceName = name; // as above
    }
  }
}
