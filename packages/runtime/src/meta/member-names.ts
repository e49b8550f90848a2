import type { Model } from "./model.ts";

/** The names that a model's values go by: of columns, embedded values and relations. */
export function memberNames({ columns, embeddeds, relations }: Model): string[] {
  const visible = [...columns, ...relations].filter(({ hidden }) => !hidden);
  const names = visible.map(({ name }) => name);
  names.splice(columns.filter(({ hidden }) => !hidden).length, 0, ...embeddeds.map(({ name }) => name));
  return names;
}
