/**
 * Which columns hold a secret: those that the schema marks, the keys that refer to one of them, since they hold the same value, and what the
 * database makes of one (`@computed`, `@expr`). What is
 * printed of a row must not give away by its foreign key what the row that it refers to hides.
 */
import type { Model } from "@joinery/dsl";
import { mentionedNames } from "./sql-tokens.ts";

/** By model, the names of its columns and expressions. One step for each column that refers to another, or is made of it. */
export function secretColumns(models: readonly Model[]): ReadonlyMap<string, ReadonlySet<string>> {
  const secret = new Map(models.map(({ name }) => [name, new Set<string>()]));
  const referring = referringColumns(models);
  const made = madeColumns(models);
  const found: Place[] = models.flatMap(({ name, columns, expressions }) =>
    [...columns, ...expressions]
      .filter((column) => column.secret)
      .map((column) => ({ model: name, column: column.name })),
  );
  const names = new Map(
    models.map(({ name, columns }) => [name, new Map(columns.map((one) => [one.name, one.column]))]),
  );
  // Grows while it is walked: a key that refers to a secret may be referred to itself.
  for (const { model, column } of found) {
    const known = secret.get(model);
    if (known === undefined || known.has(column)) continue;
    known.add(column);
    found.push(...(referring.get(model)?.get(column) ?? []));
    const name = names.get(model)?.get(column)?.toLowerCase();
    for (const one of made) {
      const mayReach = one.model === model || one.mentions.has("select");
      if (name !== undefined && mayReach && one.mentions.has(name)) found.push(one);
    }
  }
  return secret;
}

interface Place {
  readonly model: string;
  readonly column: string;
}

interface MadeColumn extends Place {
  /** The names in its SQL, in lower case. */
  readonly mentions: ReadonlySet<string>;
}

/** What the database makes of columns. One with a query of its own may reach those of every model. */
function madeColumns(models: readonly Model[]): readonly MadeColumn[] {
  return models.flatMap(({ name: model, columns, expressions }) => [
    ...columns.flatMap(({ name: column, computed }) =>
      computed === null ? [] : [{ model, column, mentions: mentionedNames(computed.sql) }],
    ),
    ...expressions.map(({ name: column, sql }) => ({ model, column, mentions: mentionedNames(sql) })),
  ]);
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
