/** Primary keys, uniques and indexes: what their lists may hold. */
import type { BoundColumn, BoundModel, CheckContext } from "../bound.ts";
import type { KeyDeclaration, Keys } from "../keys.ts";
import type { ResolvedKey } from "../table.ts";

/** The keys and indexes of a model whose columns are all known; the others have been reported. */
export function resolveKeys(context: CheckContext, keys: Keys, model: BoundModel): ResolvedKey[] {
  checkPrimaryKey(context, keys, model);
  const resolved: ResolvedKey[] = [];
  const seen = new Map<string, KeyDeclaration>();
  for (const declaration of keys.declarationsOf(model)) {
    const columns = resolveColumns(context, keys, model, declaration);
    if (columns === null) continue;
    const key = [declaration.kind, ...columns.map((column) => `${column.name} ${column.sort}`)].join(",");
    const first = seen.get(key);
    if (first && declaration.kind !== "id") {
      context.reporter.report("duplicateIndex", declaration.span, { attribute: declaration.label }, [
        { message: "the other one is here", span: first.span },
      ]);
      continue;
    }
    seen.set(key, declaration);
    resolved.push({ declaration, columns });
  }
  return resolved;
}

function resolveColumns(
  context: CheckContext,
  keys: Keys,
  model: BoundModel,
  declaration: KeyDeclaration,
): ResolvedKey["columns"] | null {
  const columns = new Map<string, { name: string; sort: "asc" | "desc" }>();
  let complete = true;
  for (const entry of declaration.entries) {
    const found = keys.columnsOf(model, entry, declaration.label);
    if (found === null) complete = false;
    for (const column of found ?? []) {
      if (columns.has(column.name)) {
        context.reporter.report("fieldTwice", entry.span, { attribute: declaration.label, field: column.name });
        complete = false;
      }
      if (column.list) {
        context.reporter.report("listInKey", entry.span, { attribute: declaration.label, field: column.name });
        complete = false;
      }
      columns.set(column.name, { name: column.name, sort: entry.sort });
    }
  }
  return complete ? [...columns.values()] : null;
}

function checkPrimaryKey(context: CheckContext, keys: Keys, model: BoundModel): void {
  const primary = keys.primaryOf(model);
  if (primary === null) {
    if (!mayHaveLostKey(model)) reportNoKey(context, keys, model);
    return;
  }
  for (const declaration of keys.declarationsOf(model)) {
    if (declaration.kind !== "id" || declaration === primary) continue;
    context.reporter.report("twoKeys", declaration.span, { model: model.name }, [
      { message: "the other one is here", span: primary.span },
    ]);
  }
  for (const column of keys.keyOf(model) ?? []) {
    if (column.nullable) context.reporter.report("optionalKey", optionalSpan(model, column), { field: column.name });
  }
}

/** Where the `?` can be removed: at an inferred column's relation. */
function optionalSpan(model: BoundModel, column: BoundColumn) {
  const field = model.byName.get(column.name);
  return field === undefined || field === "broken" ? column.span : field.span;
}

/** Whether a line or field that could not be read may have held the key. */
function mayHaveLostKey(model: BoundModel): boolean {
  if (model.ast.brokenNames.length > 0) return true;
  if (model.ast.attributes.some((attribute) => attribute.name.text === "id")) return true;
  return model.ast.fields.some((field) => field.attributes.some((attribute) => attribute.name.text === "id"));
}

function reportNoKey(context: CheckContext, keys: Keys, model: BoundModel): void {
  const optional = keys
    .declarationsOf(model)
    .filter((declaration) => declaration.kind === "unique")
    .flatMap((declaration) => declaration.entries.map((entry) => entry.name))
    .filter((name) => isOptional(model.byName.get(name)));
  context.reporter.report("noKey", model.ast.name.span, { model: model.name, optional: optional.slice(0, 6) });
}

function isOptional(field: BoundModel["fields"][number] | "broken" | undefined): boolean {
  if (field === undefined || field === "broken") return false;
  return field.kind === "column" ? field.nullable : field.arity === "optional";
}
