/** The defaults of value types' fields, which can be read once the enums are known. */
import type { Default } from "../ir/ir.ts";
import type { BoundColumn, BoundValueField, BoundValueType } from "./bound.ts";
import { columnDefault, type DefaultContext } from "./rules/defaults.ts";

export interface CheckedValueType {
  readonly type: BoundValueType;
  /** Pairwise with the type's fields. */
  readonly defaults: readonly (Default | null)[];
}

export function checkValueTypes(
  context: Omit<DefaultContext, "onlyKey" | "foreignKeyColumns">,
  types: Iterable<BoundValueType>,
): CheckedValueType[] {
  const defaults: DefaultContext = { ...context, onlyKey: null, foreignKeyColumns: new Set() };
  return Array.from(types, (type) => ({
    type,
    defaults: type.fields.map((field) => valueDefault(defaults, field)),
  }));
}

/** A value has no table whose rows could be counted. */
function valueDefault(context: DefaultContext, field: BoundValueField): Default | null {
  const found = columnDefault(context, asColumn(field));
  const attribute = field.attributes.get("default");
  if (found?.kind !== "autoincrement" || !attribute) return found;
  context.reporter.report("misplacedAutoincrement", attribute.ast.span, { field: field.name });
  return null;
}

function asColumn(field: BoundValueField): Pick<BoundColumn, "name" | "type" | "list" | "attributes" | "computed"> {
  return { name: field.name, type: field.type, list: field.list, attributes: field.attributes, computed: null };
}
