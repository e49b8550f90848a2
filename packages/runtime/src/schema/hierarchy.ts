/**
 * What reading a hierarchy needs to know, once all of its models are there: what a query of a base selects (the columns of all below it as
 * well), which model a row is of, and how the cells of that model are picked out of it.
 */
import { UnknownDiscriminatorError } from "../errors.ts";
import type { Cell, Row } from "../io/request.ts";
import { familyOf, firstOwn, rootOf } from "../meta/inheritance.ts";
import type { ColumnMeta, Inheritance, Model, RowReader } from "../meta/model.ts";

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
  const names = new Set<string>();
  for (const model of familyOf(root)) {
    for (const column of model.columns.slice(firstOwn(model))) {
      let name = column.column;
      // In front, since an engine may cut off what is too long at the end.
      for (let count = 2; names.has(name); count++) name = `${count}_${column.column}`;
      names.add(name);
      (column as { sourceName: string }).sourceName = name; // as above
    }
  }
}

function polymorphicReader(model: Model, { discriminator }: Inheritance, selected: readonly ColumnMeta[]): RowReader {
  const family = familyOf(model);
  const byValue = new Map<Cell, Model>(family.map((one) => [one.inheritance?.value, one]));
  const places = new Map(family.map((one) => [one, one.columns.map((column) => selected.indexOf(column))]));
  const kind = selected.indexOf(model.columns[discriminator] as ColumnMeta); // a row index of the model
  return {
    modelOf(cells, offset) {
      const value = cells[offset + kind];
      const found = byValue.get(value);
      if (found !== undefined) return found;
      // An outer join's miss has no key either, which is all that is asked of it.
      if (value === null && model.primaryKey.every((index) => cells[offset + index] === null)) return model;
      throw new UnknownDiscriminatorError(rootOf(model).name, model.columns[discriminator]?.name ?? "", value, [
        ...byValue.keys(),
      ]);
    },
    rowOf(exact, cells, offset) {
      const from = places.get(exact) ?? [];
      const own: Row = exact.blank.slice();
      for (let index = 0; index < from.length; index++) {
        const place = from[index] as number; // within its length
        if (place >= 0) own[index] = cells[offset + place];
      }
      return own;
    },
  };
}
