/** What the attributes of one column may say together, and what its type may be. */
import type { ReadAttribute } from "../attributes.ts";
import type { BoundColumn, BoundExpression, BoundModel, CheckContext } from "../bound.ts";
import { providerNames } from "../native-types/native-type-set.ts";
import { checkUnsupportedType } from "../native-types/unsupported-type.ts";
import { isInteger, typeName } from "../scalars.ts";

export function checkColumns(context: CheckContext, models: readonly BoundModel[]): void {
  for (const model of models) {
    const versions = inheritedVersions(model);
    for (const field of model.fields) {
      if (field.kind !== "column") continue;
      checkType(context, field);
      if (field.attributes.size === 0) continue;
      checkAttributes(context, field);
      if (model.kind === "view") checkViewColumn(context, field);
      if (field.attributes.has("version")) versions.push(field);
    }
    const [first, ...others] = versions;
    for (const other of others) {
      const parameters = { field: other.name, other: first?.name ?? "" };
      context.reporter.report("secondVersion", other.span, parameters);
    }
    for (const expression of model.expressions) checkExpression(context, expression);
  }
}

function inheritedVersions(model: BoundModel): BoundColumn[] {
  const versions: BoundColumn[] = [];
  for (let base = model.base; base !== null; base = base.base) {
    for (const field of base.fields)
      if (field.kind === "column" && field.attributes.has("version")) versions.push(field);
  }
  return versions.slice(-1);
}

/** What only a table has, beside the key. */
const stored = ["version", "check", "computed"];

function checkViewColumn(context: CheckContext, { attributes }: BoundColumn): void {
  for (const name of stored) {
    const attribute = attributes.get(name);
    if (!attribute) continue;
    const parameters = { attribute: attribute.label, place: "a column of a view", allowed: "a column of a model" };
    context.reporter.report("misplacedAttribute", attribute.ast.span, parameters);
  }
}

function checkType(context: CheckContext, column: BoundColumn): void {
  const { provider } = context.settings;
  const { type, list, name, span } = column;
  if (type.kind === "unsupported" && column.model.ast.kind !== "type") {
    checkUnsupportedType(context, provider, type.sql, span);
  }
  if (!list) return;
  if (provider !== null && isRefusedList(context, column)) {
    context.reporter.report("listsUnsupported", span, { field: name, provider: providerNames[provider] });
  } else if (provider === "cockroachdb" && type.kind === "scalar" && type.scalar === "Json") {
    context.reporter.report("jsonListUnsupported", span, { field: name });
  }
}

/** Whether the column is a list, and reported as one since the provider has none: nothing more is said about it then. */
export function isRefusedList({ settings }: CheckContext, { list }: Pick<BoundColumn, "list">): boolean {
  return list && (settings.provider === "sqlite" || settings.provider === "mysql");
}

/** Attributes that mean nothing beside a generated column, which the database alone writes. */
const writing: Readonly<Record<string, string>> = {
  id: "a key is given, and no database counts up what it computes",
  default: "the database computes the value",
  updatedAt: "the database computes the value",
  version: "the database computes the value",
};

function checkAttributes(context: CheckContext, column: BoundColumn): void {
  const { attributes, type, list } = column;
  const updatedAt = attributes.get("updatedAt");
  if (
    updatedAt &&
    !isRefusedList(context, column) &&
    !(type.kind === "scalar" && type.scalar === "DateTime" && !list)
  ) {
    context.reporter.report("updatedAtType", updatedAt.ast.span, { type: typeName(type) + (list ? "[]" : "") });
  }
  const version = attributes.get("version");
  if (version && (!isInteger(type) || list || column.nullable || attributes.has("id"))) {
    const mark = list ? "[]" : column.nullable ? "?" : "";
    const parameters = { field: column.name, type: attributes.has("id") ? "a part of the key" : typeName(type) + mark };
    context.reporter.report("versionType", version.ast.span, parameters);
  }
  checkTs(context, column);
  const computed = attributes.get("computed");
  if (computed) reportConflicts(context, computed, attributes, writing);
  const deferred = attributes.get("deferred");
  if (deferred) reportConflicts(context, deferred, attributes, { id: "a key is always loaded" });
}

/** `@ts` types what has no type in the language: a Json document. */
export function checkTs(
  { reporter }: Pick<CheckContext, "reporter">,
  { attributes, type }: Pick<BoundColumn, "attributes" | "type">,
): void {
  const attribute = attributes.get("ts");
  if (!attribute || (type.kind === "scalar" && type.scalar === "Json")) return;
  reporter.report("tsOnOther", attribute.ast.span, { type: typeName(type) });
}

/** Attributes of columns, which an expression is not. */
const storing: Readonly<Record<string, string>> = Object.fromEntries(
  ["id", "unique", "default", "map", "updatedAt", "version", "computed", "check", "embedded", "native", "ignore"].map(
    (name) => [name, "an expression is not stored"],
  ),
);

function checkExpression(context: CheckContext, expression: BoundExpression): void {
  const expr = expression.attributes.get("expr");
  if (expr) reportConflicts(context, expr, expression.attributes, storing);
  checkTs(context, expression);
}

function reportConflicts(
  context: CheckContext,
  attribute: ReadAttribute,
  attributes: ReadonlyMap<string, ReadAttribute>,
  excluded: Readonly<Record<string, string>>,
): void {
  for (const [name, reason] of Object.entries(excluded)) {
    const other = attributes.get(name);
    if (!other) continue;
    const parameters = { attribute: other.label, other: attribute.label, reason };
    context.reporter.report("attributeConflict", other.ast.span, parameters);
  }
}
