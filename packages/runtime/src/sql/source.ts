/** Where statements that read a model find its rows. What writes goes to the model's own table. */
import type { Dialect } from "../dialect/dialect.ts";
import type { Model } from "../meta/model.ts";

/** What stands in FROM and JOIN before the alias. */
export function sourceOf(model: Model, dialect: Dialect): string {
  return dialect.table({ schema: model.schema, name: model.table });
}
