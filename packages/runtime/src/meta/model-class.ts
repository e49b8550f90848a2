/** Generated classes, which stand for their models in every call. */
import { QueryError } from "../errors.ts";
import type { Model } from "./model.ts";
import { model as modelKey } from "./symbols.ts";

/** A model's class, in the place of the model. */
export type ModelClass<M> = abstract new (...args: never[]) => M;

/** The model of a generated class. @throws QueryError for anything else */
export function modelOf(modelClass: ModelClass<unknown>): Model {
  const model = modelIn(modelClass);
  if (model === undefined)
    throw new QueryError("a class of the generated client is wanted here, as in session.query(User)");
  return model;
}

/** The same, undefined for what is no generated class. */
export function modelIn(value: unknown): Model | undefined {
  if (typeof value !== "function") return undefined;
  const prototype = value.prototype as { readonly [modelKey]?: Model } | undefined; // whatever function it is
  return prototype?.[modelKey];
}
