/** Primary keys, uniques and indexes: what their lists may hold. */
import type { IndexPart } from "../../ir/ir.ts";
import type { AttributeAst } from "../../syntax/ast.ts";
import type { BoundColumn, BoundField, BoundMember, BoundModel, CheckContext } from "../bound.ts";
import { rootOf, strategyOf } from "../inheritance.ts";
import type { KeyDeclaration } from "../key-declarations.ts";
import type { Keys } from "../keys.ts";
import { memberNamed } from "../member.ts";
import { checkIndexTypes } from "../native-types/check-index.ts";
import type { IndexedColumn } from "../native-types/index-types.ts";
import { providerNames } from "../native-types/native-type-set.ts";
import type { ResolvedKey } from "../table.ts";
import { isRefusedList } from "./columns.ts";

/** The keys and indexes of a model whose columns are all known; the others have been reported. */
export function resolveKeys(context: CheckContext, keys: Keys, model: BoundModel): ResolvedKey[] {
  checkPrimaryKey(context, keys, model);
  const resolved: ResolvedKey[] = [];
  const seen = new Map<string, KeyDeclaration>();
  for (const declaration of keys.declarationsOf(model)) {
    const parts = resolveParts(context, keys, model, declaration);
    if (parts === null) continue;
    if (declaration.kind === "id") checkSort(context, declaration);
    const first = seen.get(shapeOf(declaration, parts));
    if (first && declaration.kind !== "id") {
      context.reporter.report("duplicateIndex", declaration.span, { attribute: declaration.label }, [
        { message: "the other one is here", span: first.span },
      ]);
      continue;
    }
    seen.set(shapeOf(declaration, parts), declaration);
    resolved.push({ declaration, parts });
  }
  return resolved;
}

/** Equal for two declarations of one and the same index. One with a name of its own is another one, as databases have it. */
function shapeOf({ kind, type, where, map }: KeyDeclaration, parts: readonly IndexPart[]): string {
  const columns = parts.map((part) => [part.name, part.sort, part.length, part.ops].join(" "));
  return JSON.stringify([kind, type, where, map, columns]);
}

function resolveParts(
  context: CheckContext,
  keys: Keys,
  model: BoundModel,
  declaration: KeyDeclaration,
): readonly IndexPart[] | null {
  const { label, kind, type } = declaration;
  const parts = new Map<string, IndexPart>();
  const indexed: IndexedColumn[] = [];
  let complete = true;
  for (const entry of declaration.entries) {
    const found = keys.columnsOf(model, entry, label);
    if (found === null) complete = false;
    for (const column of found ?? []) {
      if (parts.has(column.name)) {
        context.reporter.report("fieldTwice", entry.span, { attribute: label, field: column.name });
        complete = false;
      }
      if (column.list && isRefusedList(context, column)) {
        complete = false;
      } else if (column.list && !canHoldLists(context, declaration)) {
        context.reporter.report("listInKey", entry.span, { attribute: label, field: column.name });
        complete = false;
      }
      if (standsInBase(keys, model, column)) {
        const parameters = { who: label, model: model.name, column: column.name, owner: column.model.name };
        context.reporter.report("inheritedColumn", entry.span, parameters);
        complete = false;
      }
      const sort = entry.sort?.value ?? "asc";
      const length = entry.length?.value ?? null;
      parts.set(column.name, { name: column.name, sort, length, ops: entry.ops?.text ?? null });
      indexed.push(toIndexed(column, entry));
    }
  }
  if (!complete) return null;
  // A view has no index.
  const shape = { label, kind, type: type ?? ("BTree" as const), columns: indexed, span: declaration.span };
  const isTable = model.kind === "model";
  const isServed = !declaration.isMistyped && (!isTable || checkIndexTypes(context, context.settings.provider, shape));
  return isServed ? [...parts.values()] : null;
}

/** In joined inheritance a table holds its model's own columns and the key. */
export function standsInBase(keys: Keys, model: BoundModel, column: BoundColumn): boolean {
  if (column.model === model || model.base === null || strategyOf(rootOf(model)) !== "joined") return false;
  return !keys.keyOf(model)?.some((part) => part.name === column.name);
}

/** An inverted index is made for lists; PostgreSQL and CockroachDB index and compare whole ones as well. */
function canHoldLists({ settings }: CheckContext, { kind, type }: KeyDeclaration): boolean {
  if (type === "Gin") return true;
  const comparesLists = settings.provider === "postgresql" || settings.provider === "cockroachdb";
  return settings.profile === "prisma" && comparesLists && kind !== "id";
}

function toIndexed(column: BoundColumn, entry: KeyDeclaration["entries"][number]): IndexedColumn {
  const { type, native, list } = column;
  return {
    field: entry.name,
    scalar: type.kind === "scalar" ? type.scalar : type.kind === "unsupported" ? "Unsupported" : null,
    native,
    list,
    sort: entry.sort?.span ?? null,
    length: entry.length?.span ?? null,
    ops: entry.ops === null ? null : { name: entry.ops.text, raw: entry.ops.isRaw, span: entry.ops.span },
    span: entry.span,
  };
}

function checkSort(context: CheckContext, declaration: KeyDeclaration): void {
  for (const { sort } of declaration.entries) {
    if (sort) context.reporter.report("sortInKey", sort.span, { attribute: declaration.label });
  }
}

function checkPrimaryKey(context: CheckContext, keys: Keys, model: BoundModel): void {
  const primary = keys.primaryOf(model);
  if (primary === null) {
    const needsNone = model.kind === "view" || model.ignored || model.base !== null;
    if (!needsNone && !mayHaveLostKey(context, model)) reportNoKey(context, keys, model);
    return;
  }
  if (model.kind === "view" && primary.kind === "id") {
    context.reporter.report("viewKey", primary.span, { attribute: primary.label, view: model.name });
    return;
  }
  for (const declaration of keys.declarationsOf(model)) {
    if (declaration.kind !== "id" || declaration === primary || model.base !== null) continue;
    if (isRelationInKey(context, model, declaration)) continue;
    context.reporter.report("twoKeys", declaration.span, { model: model.name }, [
      { message: "the other one is here", span: primary.span },
    ]);
  }
  if (model.base !== null) return;
  checkKeyName(context, primary);
  for (const column of keys.keyOf(model) ?? []) {
    // Prisma's client would do with another unique of the model; an identity map needs the primary key.
    if (column.type.kind === "unsupported" && !model.ignored) {
      context.reporter.report("unsupportedKey", column.span, { field: column.name, model: model.name });
    }
    const ignore = model.ignored ? undefined : column.attributes.get("ignore");
    if (ignore) {
      const reason = "the client tells rows apart by their key";
      const parameters = { attribute: ignore.label, other: primary.label, reason };
      context.reporter.report("attributeConflict", ignore.ast.span, parameters);
    }
    if (column.nullable && !model.ignored)
      context.reporter.report("optionalKey", optionalSpan(model, column), { field: column.name });
    const version = column.attributes.get("version");
    if (version)
      context.reporter.report("versionType", version.ast.span, { field: column.name, type: "a part of the key" });
  }
}

/** Whether the only entry is a relation, which is reported as such in Prisma's meaning. */
function isRelationInKey({ settings }: CheckContext, model: BoundModel, { entries }: KeyDeclaration): boolean {
  const member = settings.profile === "prisma" && entries[0] ? memberNamed(model, entries[0].name) : undefined;
  return entries.length === 1 && member !== undefined && member !== "broken" && member.kind === "relation";
}

/** SQLite and MySQL know no names of primary keys. */
function checkKeyName(context: CheckContext, { kind, label, mapSpan }: KeyDeclaration): void {
  const { provider } = context.settings;
  if (kind !== "id" || mapSpan === null || (provider !== "sqlite" && provider !== "mysql")) return;
  context.reporter.report("namedKey", mapSpan, { attribute: label, provider: providerNames[provider] });
}

/** Where the `?` can be removed: at an inferred column's relation. */
function optionalSpan(model: BoundModel, column: BoundColumn) {
  const member = memberNamed(model, column.name);
  return member === undefined || member === "broken" ? column.span : member.span;
}

/** Whether what could not be read or extended, or a list that is reported as one, may have held the key. */
function mayHaveLostKey(context: CheckContext, model: BoundModel): boolean {
  const isListKey = (field: BoundField): boolean =>
    field.kind === "column" && field.attributes.has("unique") && isRefusedList(context, field);
  if (model.fields.some(isListKey) || model.isPartial) return true;
  const isId = ({ name }: AttributeAst): boolean => name.text === "id";
  return model.parts.some(
    (part) =>
      part.brokenNames.length > 0 ||
      part.attributes.some(isId) ||
      part.fields.some((field) => field.attributes.some(isId)),
  );
}

function reportNoKey(context: CheckContext, keys: Keys, model: BoundModel): void {
  const optional = keys
    .declarationsOf(model)
    .filter((declaration) => declaration.kind === "unique")
    .flatMap((declaration) => declaration.entries.map((entry) => entry.name))
    .filter((name) => isOptional(memberNamed(model, name)));
  context.reporter.report("noKey", model.ast.name.span, {
    model: model.name,
    optional: optional.slice(0, 6),
    isView: false,
  });
}

function isOptional(member: BoundMember | "broken" | undefined): boolean {
  if (member === undefined || member === "broken") return false;
  return member.kind === "relation" ? member.arity === "optional" : member.nullable;
}
