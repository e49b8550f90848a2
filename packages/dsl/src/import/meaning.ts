/** Whether two schemas mean the same, as the IR has it. */
import type { Schema } from "../ir/ir.ts";

/**
 * The IR less where things stand in files, and whether a column is written or inferred: the column is the same.
 *
 * @param value The IR or a part of it.
 */
export function meaningOf(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    return key === "span" || key === "files" || key === "inferred" ? undefined : inner;
  });
}

/** What the comparison passes over. */
export interface Indifference {
  /** SQLite keeps no names of foreign keys. */
  readonly foreignKeyNames?: boolean;
}

/** The names of the models, views, enums and types that differ, and of the models whose join tables do. */
export function differences(first: Schema, second: Schema, indifference: Indifference = {}): readonly string[] {
  const differing = new Set<string>();
  const [a, b] = indifference.foreignKeyNames ? [withoutNames(first), withoutNames(second)] : [first, second];
  const compare = (left: readonly { readonly name: string }[], right: readonly { readonly name: string }[]): void => {
    const others = new Map(right.map((item) => [item.name, meaningOf(item)]));
    for (const item of left) if (others.get(item.name) !== meaningOf(item)) differing.add(item.name);
  };
  for (const kind of ["models", "views", "enums", "types", "scalars"] as const) compare(a[kind], b[kind]);
  for (const [index, table] of a.joinTables.entries()) {
    if (meaningOf(table) === meaningOf(b.joinTables[index])) continue;
    differing.add(table.left.model);
  }
  return [...differing];
}

function withoutNames(schema: Schema): Schema {
  const models = schema.models.map((model) => ({
    ...model,
    foreignKeys: model.foreignKeys.map((foreignKey) => ({ ...foreignKey, name: "" })),
  }));
  const joinTables = schema.joinTables.map(({ left, right, ...table }) => ({
    ...table,
    left: { ...left, foreignKey: "" },
    right: { ...right, foreignKey: "" },
  }));
  return { ...schema, models, joinTables };
}
