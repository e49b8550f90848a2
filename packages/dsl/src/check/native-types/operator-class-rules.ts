/** R062 and R063: every column of a Gin, Gist, SpGist or Brin index has an operator class, its own or a given one that fits. */
import type { CheckContext } from "../bound.ts";
import { describeType, type IndexedColumn, type IndexShape, type OperatorClassUse } from "./index-types.ts";
import { type Provider, providerNames } from "./native-type-set.ts";
import {
  hasDefaultClass,
  isClassified,
  type OperatorClass,
  operatorClassNamed,
  operatorClassNames,
} from "./operator-classes.ts";
import { defaultNativeType, typesFor } from "./provider-types.ts";

/** Reports operator classes that are missing, unknown, or do not fit. `raw("…")` is taken at its word. */
export function checkOperatorClasses(context: CheckContext, provider: Provider | null, index: IndexShape): void {
  for (const column of index.columns) {
    if (column.ops) checkGiven(context, provider, index, column, column.ops);
    else checkDefault(context, provider, index, column);
  }
  if (provider === "cockroachdb" && index.type === "Gin") checkInverted(context, index);
}

function checkGiven(
  context: CheckContext,
  provider: Provider | null,
  index: IndexShape,
  column: IndexedColumn,
  ops: OperatorClassUse,
): void {
  const { type } = index;
  if (provider !== null && provider !== "postgresql") {
    const who = `an index of ${providerNames[provider]}`;
    context.reporter.report("misplacedOperatorClass", ops.span, { who });
    return;
  }
  if (index.kind !== "index") {
    context.reporter.report("misplacedOperatorClass", ops.span, { who: index.label });
    return;
  }
  if (ops.raw) return;
  const operatorClass = operatorClassNamed(ops.name);
  if (operatorClass === null) {
    const known = operatorClassNames(isClassified(type) ? type : null);
    const suggestion = context.reporter.suggest(ops.name, known);
    context.reporter.report("unknownOperatorClass", ops.span, { name: ops.name, suggestion });
  } else if (!operatorClass.indexTypes.some((one) => one === type)) {
    const parameters = { name: ops.name, type, indexTypes: operatorClass.indexTypes };
    context.reporter.report("operatorClassOfOtherIndex", ops.span, parameters);
  } else if (!isOn(operatorClass, provider, column)) {
    const { on } = operatorClass;
    const { field, scalar } = column;
    const holding = scalar === null || scalar === "Unsupported" ? [] : typesFor("postgresql", scalar);
    const declarable = on === "list" || column.native || column.list ? [] : on.filter((one) => holding.includes(one));
    const notation = declarable[0] === undefined ? null : `${scalar} @db.${declarable[0]}`;
    const parameters = { name: ops.name, field, type: describeType(column), on, notation };
    context.reporter.report("operatorClassMisfit", ops.span, parameters);
  }
}

function isOn(operatorClass: OperatorClass, provider: Provider | null, column: IndexedColumn): boolean {
  if (column.scalar === "Unsupported") return true;
  if (operatorClass.on === "list") return column.list;
  const on: readonly string[] = operatorClass.on;
  return !column.list && nativesOf(provider, column).some((native) => on.includes(native));
}

function checkDefault(
  context: CheckContext,
  provider: Provider | null,
  index: IndexShape,
  column: IndexedColumn,
): void {
  const { type } = index;
  if (!isClassified(type) || column.scalar === "Unsupported") return;
  if (column.list) {
    if (type === "Gin") return;
  } else {
    if (hasDefaultClass(type, nativesOf(provider, column))) return;
    // The extension `btree_gist` gives a text a class in GiST; Prisma takes it without asking, and schemas count on that.
    if (type === "Gist" && column.scalar === "String" && column.native === null) return;
  }
  const parameters = { type, field: column.field, fieldType: describeType(column) };
  const canBeGiven = provider !== "cockroachdb";
  context.reporter.report("noOperatorClass", column.span, { ...parameters, canBeGiven });
}

/**
 * The native types that a column may have: the declared one, else the default. Without a provider a DateTime is read as Joinery's
 * `timestamptz` or, in a Prisma schema whose datasource is elsewhere, as Prisma's `timestamp`.
 */
function nativesOf(provider: Provider | null, { scalar, native }: IndexedColumn): readonly string[] {
  if (native !== null) return [native.name];
  if (scalar === null || scalar === "Unsupported") return [];
  const name = defaultNativeType(provider ?? "postgresql", scalar)?.name;
  if (name === undefined) return [];
  return provider === null && name === "Timestamp" ? [name, "Timestamptz"] : [name];
}

/** CockroachDB inverts the last column only; the ones before it are ordered, which JSON is not. */
function checkInverted(context: CheckContext, index: IndexShape): void {
  for (const column of index.columns.slice(0, -1)) {
    if (column.scalar === "Json" && !column.list) {
      context.reporter.report("jsonNotLast", column.span, { field: column.field });
    }
  }
}
