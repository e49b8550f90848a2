/**
 * Many-to-many relations through a model of the schema, SQLAlchemy's association object: `tags Tag[] @through(PostTag)` follows the two
 * relations of `PostTag`, the near one back to the list's own model and the far one on to its target.
 */
import type { Name } from "../syntax/ast.ts";
import { wordArgument } from "./arguments.ts";
import type { BoundField, BoundModel, BoundRelation, CheckContext } from "./bound.ts";
import { mayHaveMore } from "./member.ts";
import { modelNames } from "./names.ts";

export interface ThroughAssociation {
  readonly kind: "through";
  readonly list: BoundRelation;
  readonly model: BoundModel;
  readonly near: BoundRelation;
  readonly far: BoundRelation;
  /** The list of the target that goes the same way back; null where there is none. */
  readonly other: BoundRelation | null;
}

export function pairThrough(context: CheckContext, models: readonly BoundModel[]): ThroughAssociation[] {
  const found: ThroughAssociation[] = [];
  const byName = new Map<string, BoundModel>();
  for (const model of models) byName.set(model.name, model);
  for (const model of models) {
    for (const field of model.fields) {
      if (field.kind !== "relation" || !field.attributes.has("through")) continue;
      const association = resolve(context, byName, field);
      if (association !== null) found.push(association);
    }
  }
  return found.map((association) => ({ ...association, other: inverseOf(found, association)?.list ?? null }));
}

function resolve(
  context: CheckContext,
  models: ReadonlyMap<string, BoundModel>,
  list: BoundRelation,
): ThroughAssociation | null {
  const attribute = list.attributes.get("through");
  const name = wordArgument(attribute, "model");
  if (name === null) return null;
  const model = models.get(name.text);
  if (!model) {
    const suggestion = context.reporter.suggest(name.text, () => modelNames(context.names));
    context.reporter.report("unknownThrough", name.span, { model: name.text, suggestion });
    return null;
  }
  const near = side(context, list, model, list.model, name, wordArgument(attribute, "near"), null);
  if (near === null) return null;
  const far = side(context, list, model, list.target, name, wordArgument(attribute, "far"), near);
  return far === null ? null : { kind: "through", list, model, near, far, other: null };
}

/** The relation of the model between that leads to one end. */
function side(
  context: CheckContext,
  list: BoundRelation,
  between: BoundModel,
  end: BoundModel,
  name: Name,
  given: Name | null,
  taken: BoundRelation | null,
): BoundRelation | null {
  const candidates = fieldsOf(between).filter(
    (field): field is BoundRelation =>
      field.kind === "relation" && field.target === end && field.arity !== "list" && field !== taken,
  );
  const names = candidates.map((candidate) => candidate.name);
  const argument = taken === null ? "near" : "far";
  if (given !== null) {
    const chosen = candidates.find((candidate) => candidate.name === given.text);
    if (chosen) return chosen;
    const suggestion = context.reporter.suggest(given.text, names);
    const parameters = { relation: given.text, model: between.name, target: end.name, suggestion };
    context.reporter.report("unknownThroughRelation", given.span, parameters);
    return null;
  }
  const [only, second] = candidates;
  if (only && !second) return only;
  if (between.fields.length === 0 || between.ast.brokenNames.length > 0 || mayHaveMore(between)) return null;
  const parameters = { list: list.name, model: between.name, target: end.name, candidates: names, argument };
  context.reporter.report("unclearThrough", name.span, parameters);
  return null;
}

/** Those that it inherits too. */
function fieldsOf(model: BoundModel): BoundField[] {
  const fields = [...model.fields];
  for (let base = model.base; base !== null; base = base.base) fields.push(...base.fields);
  return fields;
}

function inverseOf(
  all: readonly ThroughAssociation[],
  { list, model, near, far }: ThroughAssociation,
): ThroughAssociation | undefined {
  return all.find((other) => other.list !== list && other.model === model && other.near === far && other.far === near);
}
