/** The unique keys of a model, as programs name them. */
import { ArgumentError, kindOf } from "../errors.ts";
import { Column } from "../expr/column.ts";
import type { ColumnMeta, Model } from "../meta/model.ts";

/** The primary key and every other unique key, as row indices. */
export function uniqueKeys({ primaryKey, uniques }: Model): readonly (readonly number[])[] {
  return [primaryKey, ...uniques];
}

/** `["email"] or ["id"]`, for errors. */
export function keysText(model: Model): string {
  const names = uniqueKeys(model).map((key) => `[${key.map((index) => `"${model.columns[index]?.name}"`).join(", ")}]`);
  return names.join(" or ");
}

/**
 * The unique key that is made of these columns, in whatever order they are named.
 *
 * @param by a column, or several: names or handles
 * @throws ArgumentError where no unique key is made of them
 */
export function uniqueKeyOf(model: Model, by: unknown, call: string): readonly number[] {
  const given = (Array.isArray(by) ? by : [by]).map((one: unknown) => columnOf(model, one, call).index);
  const found = uniqueKeys(model).find(
    (key) => key.length === given.length && key.every((index) => given.includes(index)),
  );
  if (found !== undefined) return found;
  const names = given.map((index) => `"${model.columns[index]?.name}"`);
  throw new ArgumentError(
    `[${names.join(", ")}] is no unique key of "${model.name}", and ${call} goes by one: ${keysText(model)}`,
  );
}

function columnOf(model: Model, one: unknown, call: string): ColumnMeta {
  const name = one instanceof Column ? one.name : one;
  const known = typeof name === "string" ? model.byName(name) : undefined;
  if (known !== undefined && !("many" in known) && (!(one instanceof Column) || known === one)) return known;
  throw new ArgumentError(
    `${call} takes columns of "${model.name}", as by: "${model.columns[0]?.name}" or by: ${model.name}.${model.columns[0]?.name}, and was given ${shown(one)}`,
  );
}

function shown(one: unknown): string {
  if (one instanceof Column) return `"${one.model.name}.${one.name}"`;
  return typeof one === "string" ? `"${one}"` : kindOf(one);
}
