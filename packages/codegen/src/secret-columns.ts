/**
 * Which columns hold a secret: those that the schema marks, and the keys that refer to one of them, since they hold the same value. What is
 * printed of a row must not give away by its foreign key what the row that it refers to hides.
 */
import type { Model } from "@joinery/dsl";

/** By model, the names of its columns. One step for each column that refers to another. */
export function secretColumns(models: readonly Model[]): ReadonlyMap<string, ReadonlySet<string>> {
  const secret = new Map(models.map(({ name }) => [name, new Set<string>()]));
  const referring = referringColumns(models);
  const found = models.flatMap(({ name, columns }) =>
    columns.filter((column) => column.secret).map((column) => ({ model: name, column: column.name })),
  );
  // Grows while it is walked: a key that refers to a secret may be referred to itself.
  for (const { model, column } of found) {
    const known = secret.get(model);
    if (known === undefined || known.has(column)) continue;
    known.add(column);
    found.push(...(referring.get(model)?.get(column) ?? []));
  }
  return secret;
}

interface Place {
  readonly model: string;
  readonly column: string;
}

/** By model and column, the columns of foreign keys that refer to it. */
function referringColumns(models: readonly Model[]): ReadonlyMap<string, ReadonlyMap<string, readonly Place[]>> {
  const referring = new Map(models.map(({ name }) => [name, new Map<string, Place[]>()]));
  for (const model of models) {
    for (const { target, columns, targetColumns } of model.foreignKeys) {
      const ofTarget = referring.get(target);
      for (const [place, column] of columns.entries()) {
        const referred = targetColumns[place];
        if (referred === undefined || ofTarget === undefined) continue;
        const others = ofTarget.get(referred);
        if (others === undefined) ofTarget.set(referred, [{ model: model.name, column }]);
        else others.push({ model: model.name, column });
      }
    }
  }
  return referring;
}
