/** The condition of a partial index: SQL as it is, or an object of columns and values, as Prisma has it. */
import type { Name, ValueAst } from "../../syntax/ast.ts";
import { describeValue, sqlArgument } from "../arguments.ts";
import type { ReadAttribute } from "../attributes.ts";
import type { BoundModel, CheckContext } from "../bound.ts";
import { memberNamed } from "../member.ts";

/** As SQL that every engine understands; null where there is none or it has been reported. */
export function readCondition(context: CheckContext, model: BoundModel, attribute: ReadAttribute): string | null {
  const value = attribute.arguments.get("where")?.value;
  if (value?.kind !== "object") return sqlArgument(context, attribute, "where");
  if (value.entries.length === 0) {
    context.reporter.report("emptySql", value.span, { attribute: attribute.label });
    return null;
  }
  const parts = value.entries.map((entry) => readComparison(context, model, attribute, entry.name, entry.value));
  return parts.includes(null) ? null : parts.join(" AND ");
}

function readComparison(
  context: CheckContext,
  model: BoundModel,
  attribute: ReadAttribute,
  name: Name,
  value: ValueAst,
): string | null {
  const member = memberNamed(model, name.text);
  if (member === "broken") return null;
  if (member?.kind !== "column") {
    const suggestion = context.reporter.suggest(name.text, [...model.byName.keys()]);
    const parameters = { attribute: attribute.label, field: name.text, model: model.name, suggestion };
    context.reporter.report("unknownKeyField", name.span, parameters);
    return null;
  }
  const column = `"${member.column.replaceAll('"', '""')}"`;
  const [only, second] = value.kind === "object" ? value.entries : [];
  const isNegated = only?.name.text === "not" && second === undefined;
  const operand = isNegated ? only.value : value;
  const literal = literalOf(operand);
  if (literal === null) {
    const expected = "a text, a number, true, false, null or { not: … }";
    const parameters = { attribute: `${name.text} in ${attribute.label}`, expected, found: describeValue(operand) };
    context.reporter.report("unexpectedArgument", operand.span, parameters);
    return null;
  }
  if (literal === "NULL") return `${column} IS ${isNegated ? "NOT " : ""}NULL`;
  return `${column} ${isNegated ? "<>" : "="} ${literal}`;
}

/** The value in SQL; null where it has none. A text is the only one whose letters mean anything, and they are quoted. */
function literalOf(value: ValueAst): string | null {
  if (value.kind === "string") return `'${value.text.replaceAll("'", "''")}'`;
  if (value.kind === "number") return value.text;
  if (value.kind === "name" && ["true", "false", "null"].includes(value.text)) return value.text.toUpperCase();
  return null;
}
