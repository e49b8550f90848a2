/** The relations whose keys refer to a model's rows, found once per schema. */
import { isKindOf } from "../meta/inheritance.ts";
import type { Model, RelationMeta } from "../meta/model.ts";

const known = new WeakMap<readonly Model[], Map<Model, readonly RelationMeta[]>>();

/** Every relation that holds a key and may lead to an entity of exactly this model; each once, as its declaring model has it. */
export function referencesTo(model: Model, models: readonly Model[]): readonly RelationMeta[] {
  let byModel = known.get(models);
  if (byModel === undefined) known.set(models, (byModel = new Map()));
  let found = byModel.get(model);
  if (found === undefined) {
    const all = models.filter(({ isView }) => !isView).flatMap(({ relations }) => relations);
    found = [...new Set(all)].filter(({ key, target }) => key === "local" && isKindOf(model, target));
    byModel.set(model, found);
  }
  return found;
}
