/**
 * Which columns hold a model's key: the model's own key of one column, and whatever refers to it, over any number of steps. A key that is itself
 * a reference (a profile that has its user's key) is that of the model at the end; the heirs of a model share its key.
 */
import type { Model } from "@joinery/dsl";

/** What it must know of a model. */
type Keyed = Pick<Model, "name" | "columns" | "primaryKey" | "foreignKeys" | "inheritance">;

/** By model and column, the model whose key the column holds. One step for each column of a key. */
export function idColumns(models: readonly Keyed[]): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const byName = new Map(models.map((model) => [model.name, model]));
  const found = new Map(models.map(({ name }) => [name, new Map<string, string | null>()]));

  const idOf = (model: Keyed, column: string): string | null => {
    const known = found.get(model.name);
    const answer = known?.get(column);
    if (answer !== undefined || known === undefined) return answer ?? null;
    known.set(column, null); // for the keys of a circle, which lead nowhere
    const id = referredId(model, column) ?? inheritedId(model, column) ?? ownId(model, column);
    known.set(column, id);
    return id;
  };
  const referredId = ({ foreignKeys }: Keyed, column: string): string | null => {
    for (const { target, columns, targetColumns } of foreignKeys) {
      const referred = targetColumns[columns.indexOf(column)];
      const holder = byName.get(target);
      const id = referred === undefined || holder === undefined ? null : idOf(holder, referred);
      if (id !== null) return id;
    }
    return null;
  };
  // A base's own table has the constraint, and the key.
  const inheritedId = ({ inheritance }: Keyed, column: string): string | null => {
    const base = byName.get(inheritance?.base ?? "");
    return base === undefined ? null : idOf(base, column);
  };
  const ownId = ({ name, primaryKey, inheritance }: Keyed, column: string): string | null => {
    const isKey = primaryKey.columns.length === 1 && primaryKey.columns[0] === column;
    return isKey && (inheritance?.base ?? null) === null ? name : null;
  };

  for (const model of models) for (const { name } of model.columns) idOf(model, name);
  return new Map(
    [...found].map(([model, columns]) => [
      model,
      new Map([...columns].flatMap(([column, id]) => (id === null ? [] : [[column, id] as const]))),
    ]),
  );
}
