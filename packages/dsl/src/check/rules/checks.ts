/** `@check` and `@@check`: CHECK constraints. */
import type { Check } from "../../ir/ir.ts";
import { databaseName, sqlArgument } from "../arguments.ts";
import type { ReadAttribute } from "../attributes.ts";
import type { BoundModel, CheckContext } from "../bound.ts";

/**
 * Named after their column; those of the table after their place among the model's checks.
 *
 * @param owner What else tells them from those of other models that share the table.
 */
export function readChecks(
  context: CheckContext,
  model: BoundModel,
  nameConstraint: (columns: readonly string[], suffix: "check") => string,
  owner: readonly string[],
): Check[] {
  const checks: Check[] = [];
  const add = (attribute: ReadAttribute, columns: readonly string[]): void => {
    const sql = sqlArgument(context, attribute, "sql");
    if (sql === null) return;
    const map = databaseName(context, attribute, "map")?.text;
    checks.push({ name: map ?? nameConstraint(columns, "check"), sql, span: attribute.ast.span });
  };
  for (const field of model.fields) {
    const attribute = field.attributes.get("check");
    if (attribute) add(attribute, [field.name]);
  }
  const blocks = model.attributes.filter((attribute) => attribute.name === "check");
  for (const [index, attribute] of blocks.entries()) {
    add(attribute, [...owner, ...(blocks.length > 1 ? [String(index + 1)] : [])]);
  }
  return checks;
}
