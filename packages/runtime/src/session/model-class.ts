/** A model's class, in the place of the model. */
import { QueryError } from "../errors.ts";
import type { Model } from "../meta/model.ts";
import { model as modelKey } from "../meta/symbols.ts";
import type { Entity } from "../state/entity.ts";

/** A model's class, in the place of the model. */
export type ModelClass<M> = abstract new (...args: never[]) => M;

/** The model of a generated class. @throws QueryError for anything else */
export function modelOf(modelClass: ModelClass<unknown>): Model {
  const model = (modelClass?.prototype as Entity | undefined)?.[modelKey];
  if (model === undefined)
    throw new QueryError("a class of the generated client is wanted here, as in session.query(User)");
  return model;
}
