/** `@default(…)`: whether the value fits the column, and what it becomes in the IR. */
import type { Default } from "../../ir/ir.ts";
import type { ValueAst } from "../../syntax/ast.ts";
import { describeValue } from "../arguments.ts";
import type { BoundColumn, BoundEnum, CheckContext } from "../bound.ts";
import { isInteger, typeName } from "../scalars.ts";
import { isRefusedList } from "./columns.ts";
import { readFunction } from "./default-functions.ts";
import { readLiteral } from "./default-literals.ts";

export interface DefaultContext extends CheckContext {
  readonly enums: ReadonlyMap<string, BoundEnum>;
  /** The single column that is the model's primary key; null where the key has several, undefined where its error is reported. */
  readonly onlyKey: string | null | undefined;
  /** The names of the model's foreign key columns. */
  readonly foreignKeyColumns: ReadonlySet<string>;
}

/** An error lists the members of an enum up to this number; of more it names the nearest at most. */
const mostListed = 8;

/** What the default of a field depends on, whether it is a column or a part of a value. */
export type DefaultedField = Pick<BoundColumn, "name" | "type" | "list" | "attributes">;

/** The field's default: written, or inferred for a key that the database counts up. Null where there is none. */
export function columnDefault(context: DefaultContext, column: DefaultedField): Default | null {
  const attribute = column.attributes.get("default");
  if (!attribute) return countsUp(context, column) ? { kind: "autoincrement" } : null;
  if (isRefusedList(context, column)) return null;
  const map = attribute.arguments.get("map");
  if (map) context.reporter.report("namedDefault", map.span, { attribute: attribute.label });
  const value = attribute.arguments.get("value")?.value;
  if (!value || isNone(context, column, value)) return null;
  return readDefault(context, column, value);
}

function countsUp(context: DefaultContext, column: DefaultedField): boolean {
  return (
    context.settings.profile === "model" &&
    context.onlyKey === column.name &&
    isInteger(column.type) &&
    !column.list &&
    !context.foreignKeyColumns.has(column.name) &&
    column.attributes.has("id")
  );
}

/** `@default(none)` switches inference off; an enum may have a member of that name. */
function isNone(context: DefaultContext, { type }: DefaultedField, value: ValueAst): boolean {
  if (value.kind !== "name" || value.text !== "none" || context.settings.profile === "prisma") return false;
  return type.kind !== "enum" || !context.enums.get(type.enum)?.names.has("none");
}

function readDefault(context: DefaultContext, column: DefaultedField, value: ValueAst): Default | null {
  if (value.kind === "call") return readFunction(context, column, value);
  if (column.type.kind === "unsupported") {
    context.reporter.report("unsupportedDefault", value.span, { field: column.name });
    return null;
  }
  if (column.type.kind === "value") {
    context.reporter.report("valueDefault", value.span, { field: column.name, list: column.list });
    return null;
  }
  if (value.kind === "list") {
    if (!column.list) {
      context.reporter.report("listDefault", value.span, { list: false });
      return null;
    }
    const values = value.items.map((item) => readElement(context, column, item));
    const found = values.filter((item) => item !== null);
    return found.length === values.length ? { kind: "list", values: found } : null;
  }
  if (column.list) {
    context.reporter.report("listDefault", value.span, { list: true });
    return null;
  }
  const literal = readElement(context, column, value);
  return literal === null ? null : { kind: "literal", value: literal };
}

function readElement(
  context: DefaultContext,
  column: DefaultedField,
  value: ValueAst,
): string | number | boolean | null {
  if (column.type.kind === "scalar") return readLiteral(context, column.type.scalar, value);
  if (column.type.kind !== "enum") return null;
  const declared = context.enums.get(column.type.enum);
  if (value.kind !== "name") {
    const first = declared?.members[0];
    const expected = `a member of the enum${first ? `, such as ${first.name}` : ""}`;
    const isQuoted = value.kind === "string" && declared?.names.has(value.text);
    const wayOut = isQuoted ? "write it without quotes" : null;
    const parameters = { type: typeName(column.type), expected, found: describeValue(value), wayOut };
    context.reporter.report("wrongDefault", value.span, parameters);
    return null;
  }
  if (declared?.names.has(value.text)) return value.text;
  // `Role.admin`, as TypeScript has it.
  const name = value.text.slice(value.text.lastIndexOf(".") + 1);
  const suggestion = context.reporter.suggest(name, () => [...(declared?.names ?? [])]);
  const members = declared?.members ?? [];
  const isShort = members.length > 0 && members.length <= mostListed;
  const known = isShort ? members.map((member) => member.name) : null;
  context.reporter.report("unknownMember", value.span, {
    member: value.text,
    enum: column.type.enum,
    suggestion,
    known,
  });
  return null;
}
