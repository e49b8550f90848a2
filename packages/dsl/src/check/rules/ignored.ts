/** `@ignore` and `@@ignore`: what the client leaves out. */
import type { BoundModel, CheckContext } from "../bound.ts";

export function checkIgnored(context: CheckContext, models: readonly BoundModel[]): void {
  for (const model of models) {
    for (const field of model.fields) {
      const attribute = field.attributes.get("ignore");
      if (attribute && model.ignored) {
        const reason = `the whole of "${model.name}" is`;
        context.reporter.report("ignoredTwice", attribute.ast.span, { field: field.name, reason });
      } else if (attribute && field.kind === "column" && field.type.kind === "unsupported") {
        const reason = "its type is Unsupported";
        context.reporter.report("ignoredTwice", attribute.ast.span, { field: field.name, reason });
      } else if (field.kind === "relation" && field.target.ignored && !attribute && !model.ignored) {
        const parameters = { field: field.name, target: field.target.name };
        context.reporter.report("ignoredTarget", field.span, parameters, [
          { message: "left out here", span: field.target.ast.name.span },
        ]);
      }
    }
  }
}
