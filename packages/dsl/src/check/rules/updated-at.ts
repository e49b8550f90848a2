/** `@updatedAt` is a point in time. */
import type { BoundSchema, CheckContext } from "../bound.ts";
import { typeName } from "../scalars.ts";

export function checkUpdatedAt(context: CheckContext, schema: BoundSchema): void {
  for (const model of schema.models) {
    for (const field of model.fields) {
      const attribute = field.attributes.get("updatedAt");
      if (field.kind === "relation" || !attribute) continue;
      if (typeName(field.type) === "DateTime" && field.type.kind === "scalar" && !field.list) continue;
      const type = typeName(field.type) + (field.list ? "[]" : "");
      context.reporter.report("updatedAtType", attribute.ast.span, { type });
    }
  }
}
