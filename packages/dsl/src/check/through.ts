/**
 * Many-to-many relations through a model of the schema, SQLAlchemy's association object: `tags Tag[] @through(PostTag)` follows the two
 * relations of `PostTag`, the near one back to the list's own model and the far one on to its target.
 */
import type { Name } from "../syntax/ast.ts";
import { wordArgument } from "./arguments.ts";
import type { BoundField, BoundMember, BoundModel, BoundRelation, CheckContext } from "./bound.ts";
import { mayHaveMore, memberNamed } from "./member.ts";
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
  const inverseOf = inverses(found);
  return found.map((association) => ({ ...association, other: inverseOf(association) }));
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
  const leads = (field: BoundMember | "broken" | undefined): field is BoundRelation =>
    typeof field === "object" &&
    field.kind === "relation" &&
    field.target === end &&
    field.arity !== "list" &&
    field !== taken;
  const argument = taken === null ? "near" : "far";
  if (given !== null) {
    const chosen = memberNamed(between, given.text);
    if (leads(chosen)) return chosen;
    const suggestion = context.reporter.suggest(given.text, () => namesOf(fieldsOf(between).filter(leads)));
    const parameters = { relation: given.text, model: between.name, target: end.name, suggestion };
    context.reporter.report("unknownThroughRelation", given.span, parameters);
    return null;
  }
  const candidates = fieldsOf(between).filter(leads);
  const [only, second] = candidates;
  if (only && !second) return only;
  if (between.fields.length === 0 || between.ast.brokenNames.length > 0 || mayHaveMore(between)) return null;
  const parameters = {
    list: list.name,
    model: between.name,
    target: end.name,
    candidates: namesOf(candidates),
    argument,
  };
  context.reporter.report("unclearThrough", name.span, parameters);
  return null;
}

/** Those that it inherits too. */
function fieldsOf(model: BoundModel): BoundField[] {
  const fields = [...model.fields];
  for (let base = model.base; base !== null; base = base.base) fields.push(...base.fields);
  return fields;
}

function namesOf(fields: readonly BoundRelation[]): string[] {
  return fields.map((field) => field.name);
}

/** Gives the list that goes the other way through the same two relations. */
function inverses(all: readonly ThroughAssociation[]): (association: ThroughAssociation) => BoundRelation | null {
  const byWay = new Map<BoundRelation, Map<BoundRelation, BoundRelation[]>>();
  for (const { list, near, far } of all) {
    const byFar = byWay.get(near) ?? new Map<BoundRelation, BoundRelation[]>();
    const lists = byFar.get(far) ?? [];
    // Two are enough, since at most one of them is the list itself.
    if (lists.length < 2) lists.push(list);
    byWay.set(near, byFar.set(far, lists));
  }
  return ({ list, near, far }) =>
    byWay
      .get(far)
      ?.get(near)
      ?.find((other) => other !== list) ?? null;
}
