/** What no program changes: entities of views, and relations that are read alone. The errors say what to change instead. */
import { ReadOnlyError } from "../errors.ts";
import type { Model, RelationMeta } from "../meta/model.ts";

/** @throws ReadOnlyError for a relation that is only read */
export function checkWritable(relation: RelationMeta): void {
  if (!relation.readOnly) return;
  const { model, name } = relation;
  throw new ReadOnlyError(model.name, name, `"${model.name}.${name}" ${remedy(relation)}`);
}

function remedy(relation: RelationMeta): string {
  const { model, target, inverse, association, join } = relation;
  if (association !== null) {
    const through = `leads through "${association.model.name}" and is only read`;
    const list = associationList(relation);
    if (list === null) return `${through}: add and delete entities of "${association.model.name}" instead`;
    return `${through}: add to "${model.name}.${list.name}" and remove from it instead`;
  }
  if (join !== null) return `leads through the table "${join.name}" and is only read: this client has no model of it`;
  if (target.isView)
    return `leads to the view "${target.name}" and is only read: change the models that the view reads`;
  const other = inverse === null ? "" : `: set "${target.name}.${inverse.name}" instead`;
  return `belongs to the view "${model.name}" and is only read${other}`;
}

/** The owner's own list of associations. */
function associationList({ model, association }: RelationMeta): RelationMeta | null {
  const list = model.relations.find(
    ({ key, target, targetColumns, hidden }) =>
      key === "remote" &&
      !hidden &&
      target === association?.model &&
      targetColumns.join() === association.columns.join(),
  );
  return list ?? null;
}

/** @param what what is asked of the view, as it is written: `session.add` */
export function checkNoView(model: Model, what: string): void {
  if (!model.isView) return;
  throw new ReadOnlyError(
    model.name,
    null,
    `"${model.name}" is a view, so ${what} does not apply: its entities come from queries; change the models that it reads`,
  );
}
