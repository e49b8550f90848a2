/** Whether two schemas mean the same, as the IR has it. */
import type { Schema } from "../ir/ir.ts";

/**
 * The IR less where things stand in files, and whether a column is written or inferred: the column is the same.
 *
 * @param value The IR or a part of it.
 */
export function meaningOf(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (key === "span" || key === "files") return undefined;
    return key === "inferred" && inner === true ? undefined : key === "inferred" ? undefined : inner;
  });
}

/** The names of the models, views, enums and types that differ, and of the models whose join tables do. */
export function differences(a: Schema, b: Schema): readonly string[] {
  const differing = new Set<string>();
  const compare = (left: readonly { readonly name: string }[], right: readonly { readonly name: string }[]): void => {
    const others = new Map(right.map((item) => [item.name, meaningOf(item)]));
    for (const item of left) if (others.get(item.name) !== meaningOf(item)) differing.add(item.name);
  };
  for (const kind of ["models", "views", "enums", "types", "scalars"] as const) compare(a[kind], b[kind]);
  for (const [index, table] of a.joinTables.entries()) {
    if (meaningOf(table) === meaningOf(b.joinTables[index])) continue;
    differing.add(table.left.model).add(table.right.model);
  }
  return [...differing];
}
