/** The columns of one foreign key: named by `fields:`, declared under the name that would be inferred, or inferred. */
import type { Span } from "../text/span.ts";
import { databaseName, type FieldEntry, fieldsArgument } from "./arguments.ts";
import type { BoundColumn, BoundModel, BoundRelation, CheckContext } from "./bound.ts";
import type { ForeignKeyDraft, Keys } from "./keys.ts";
import { memberNamed } from "./member.ts";
import { columnName } from "./naming.ts";
import type { Association } from "./pairing.ts";
import { isRefusedList } from "./rules/columns.ts";
import { typeName } from "./scalars.ts";

type KeyAssociation = Extract<Association, { kind: "key" }>;
type ListAssociation = Extract<Association, { kind: "list" }>;

export function foreignKeyColumns(
  context: CheckContext,
  keys: Keys,
  association: KeyAssociation,
): ForeignKeyDraft | null {
  const { owner } = association;
  const attribute = owner.attributes.get("relation");
  const fields = fieldsArgument(context, attribute, "fields");
  const references = fieldsArgument(context, attribute, "references");
  const listed = fields === null ? null : namedColumns(context, keys, owner.model, fields, "fields");
  const targetColumns =
    references === null
      ? keys.keyOf(owner.target)
      : namedColumns(context, keys, owner.target, references, "references");
  if (targetColumns === null || (fields !== null && listed === null)) return null;
  const columns = listed ?? inferColumns(context, owner, targetColumns);
  if (columns === null) return null;
  const draft = {
    association,
    model: owner.model,
    target: owner.target,
    owner,
    columns,
    targetColumns,
    span: owner.span,
  };
  return agrees(context, draft, fields) ? draft : null;
}

/**
 * The nullable key that a list without other side puts into the target's table.
 *
 * @param claimed The hidden keys so far, as `model key`: a second list of the same model cannot have the same one.
 */
export function hiddenKeyColumns(
  context: CheckContext,
  keys: Keys,
  association: ListAssociation,
  claimed: Set<string>,
): ForeignKeyDraft | null {
  const { list } = association;
  const targetColumns = keys.keyOf(list.model);
  if (targetColumns === null) return null;
  const columns: BoundColumn[] = [];
  const relation = hiddenRelationName(list);
  for (const reference of targetColumns) {
    const name = inferredName(relation, reference);
    const claim = `${list.target.name} ${name}`;
    const field = [relation, name].find((candidate) => memberNamed(list.target, candidate) !== undefined);
    if (field !== undefined || claimed.has(claim)) {
      reportHiddenClash(context, list, field ?? name);
      return null;
    }
    claimed.add(claim);
    const column = columnName(name, context.settings.naming);
    columns.push(
      inferredColumn(list.target, name, column, reference, { nullable: true, hidden: true, span: list.span }),
    );
  }
  return { association, model: list.target, target: list.model, owner: null, columns, targetColumns, span: list.span };
}

/** The name of the hidden other side of a list: its model's, uncapitalised. */
export function hiddenRelationName(list: BoundRelation): string {
  return uncapitalise(list.model.name);
}

export function reportHiddenClash(context: CheckContext, list: BoundRelation, column: string): void {
  context.reporter.report("hiddenColumnClash", list.span, {
    column,
    field: list.name,
    model: list.model.name,
    target: list.target.name,
  });
}

/** `author` and a key `id` give `authorId`; a key `home.city`, part of an embedded value, gives `authorHomeCity`. */
export function inferredName(relation: string, reference: Pick<BoundColumn, "name">): string {
  const parts = reference.name.split(".");
  return relation + parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join("");
}

export function uncapitalise(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function inferColumns(
  context: CheckContext,
  owner: BoundRelation,
  targetColumns: readonly BoundColumn[],
): BoundColumn[] | null {
  const mapped = databaseName(context, owner.attributes.get("map"), "name");
  if (mapped !== null && targetColumns.length > 1) {
    const reason = `its key has ${targetColumns.length} columns`;
    context.reporter.report("mapOnRelation", mapped.span, { field: owner.name, reason });
  }
  const columns: BoundColumn[] = [];
  for (const reference of targetColumns) {
    const name = inferredName(owner.name, reference);
    const declared = memberNamed(owner.model, name);
    if (declared === "broken") return null;
    if (declared === undefined) {
      const nullable = owner.arity === "optional";
      const isMapped = mapped !== null && targetColumns.length === 1;
      const column = isMapped ? mapped.text : columnName(name, context.settings.naming);
      columns.push(inferredColumn(owner.model, name, column, reference, { nullable, hidden: false, span: owner.span }));
    } else if (declared.kind !== "column") {
      context.reporter.report("inferredColumnClash", owner.span, { column: name, field: owner.name }, [
        { message: "taken here", span: declared.span },
      ]);
      return null;
    } else if (!sameType(declared, reference)) {
      const parameters = { column: name, type: describe(declared), field: owner.name, expected: describe(reference) };
      context.reporter.report("declaredColumnType", declared.span, parameters, [
        { message: "the relation is here", span: owner.span },
      ]);
      return null;
    } else {
      if (mapped !== null) {
        const reason = `its column is the field "${name}", which takes the @map`;
        context.reporter.report("mapOnRelation", mapped.span, { field: owner.name, reason });
      }
      columns.push(declared);
    }
  }
  return columns;
}

/** It is stored as what it refers to, in that one's native type too. */
function inferredColumn(
  model: BoundModel,
  name: string,
  column: string,
  reference: BoundColumn,
  rest: { readonly nullable: boolean; readonly hidden: boolean; readonly span: Span },
): BoundColumn {
  return {
    kind: "column",
    model,
    name,
    column,
    type: reference.type,
    scalar: reference.scalar,
    native: reference.native,
    list: false,
    attributes: new Map(),
    default: null,
    computed: null,
    ignored: false,
    inferred: true,
    embedded: null,
    doc: null,
    ...rest,
  };
}

/** The columns that `fields:` or `references:` names; null where one has been reported or is broken. */
function namedColumns(
  context: CheckContext,
  keys: Keys,
  model: BoundModel,
  entries: readonly FieldEntry[],
  argument: string,
): BoundColumn[] | null {
  const columns: BoundColumn[] = [];
  const seen = new Set<string>();
  let complete = true;
  for (const entry of entries) {
    const column = namedColumn(context, keys, model, entry, argument);
    if (column === null) {
      complete = false;
    } else if (seen.has(entry.name)) {
      context.reporter.report("fieldTwice", entry.span, { attribute: argument, field: entry.name });
      complete = false;
    } else {
      seen.add(entry.name);
      columns.push(column);
    }
  }
  return complete ? columns : null;
}

function namedColumn(
  context: CheckContext,
  keys: Keys,
  model: BoundModel,
  entry: FieldEntry,
  argument: string,
): BoundColumn | null {
  const field = memberNamed(model, entry.name);
  if (field !== undefined && field !== "broken" && (field.kind !== "column" || field.list)) {
    if (field.kind === "column" && isRefusedList(context, field)) return null;
    context.reporter.report("relationFieldNotScalar", entry.span, { argument, field: entry.name });
    return null;
  }
  const column = keys.columnNamed(model, entry.name);
  if (column === "broken") return null;
  if (column !== null) return column;
  const suggestion = context.reporter.suggest(entry.name, () =>
    model.fields.flatMap((item) => (item.kind === "column" && !item.list ? [item.name] : [])),
  );
  const parameters = { argument, field: entry.name, model: model.name, suggestion };
  context.reporter.report("unknownRelationField", entry.span, parameters);
  return null;
}

/** Whether both column lists agree in length and type, and in being optional with the relation. */
function agrees(context: CheckContext, draft: ForeignKeyDraft, fields: readonly FieldEntry[] | null): boolean {
  const { columns, targetColumns, owner } = draft;
  const span = owner?.attributes.get("relation")?.ast.span ?? draft.span;
  if (columns.length !== targetColumns.length) {
    const parameters = { fields: columns.length, references: targetColumns.length };
    context.reporter.report("relationLengths", span, parameters);
    return false;
  }
  for (const [index, column] of columns.entries()) {
    const reference = targetColumns[index];
    if (!reference) continue;
    if (!sameType(column, reference)) {
      context.reporter.report("relationTypes", fields?.[index]?.span ?? column.span, {
        field: column.name,
        type: describe(column),
        reference: reference.name,
        referenceType: describe(reference),
      });
      return false;
    }
    if (owner?.arity === "required" && column.nullable) {
      const parameters = { field: owner.name, column: column.name, target: owner.target.name };
      context.reporter.report("optionalKeyOfRequired", owner.span, parameters, [
        { message: "the column is here", span: column.span },
      ]);
      return false;
    }
  }
  return true;
}

function sameType(a: BoundColumn, b: BoundColumn): boolean {
  const names = [a, b].map((column) => column.scalar ?? typeName(column.type));
  return a.list === b.list && a.type.kind === b.type.kind && names[0] === names[1];
}

function describe(column: BoundColumn): string {
  return (column.scalar ?? typeName(column.type)) + (column.list ? "[]" : "");
}
