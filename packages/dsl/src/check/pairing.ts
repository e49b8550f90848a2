/**
 * Which relation fields belong together, and which side owns the key.
 *
 *  1. Fields with the same `@relation("Name")` between the same two models pair.
 *  2. Of the unnamed ones between two models, one on each side pair (in a self-relation: one list and one that is none, but in Prisma's
 *     meaning none). More than that, with both sides taking part, is ambiguous. Prisma names an unnamed relation after its two models,
 *     `PostToUser`, so that another one with this name is ambiguous beside it.
 *  3. What is left stands alone: a to-one owns its key and has no other side; a list puts a hidden key into the other table. In
 *     Prisma's meaning nothing stands alone.
 *  4. Lists through a model of the schema (`@through`) take no part in this; they follow the relations of that model.
 *
 * A field that takes part in a reported mistake is in no association, so that nothing more is said about it.
 */
import type { BoundModel, BoundRelation, CheckContext } from "./bound.ts";
import { checkKeyArguments, reportMissingOpposite } from "./rules/prisma-relations.ts";
import { pairThrough, type ThroughAssociation } from "./through.ts";

export type Association =
  /** `owner` holds the key. `other` is the opposite field, if there is one. */
  | { readonly kind: "key"; readonly owner: BoundRelation; readonly other: BoundRelation | null }
  /** A list without opposite field: its target gets a hidden key. */
  | { readonly kind: "list"; readonly list: BoundRelation }
  | { readonly kind: "join"; readonly left: BoundRelation; readonly right: BoundRelation }
  | ThroughAssociation;

export function pairRelations(context: CheckContext, models: readonly BoundModel[]): Association[] {
  const associations: Association[] = [];
  for (const group of groupByModels(models)) {
    const alone: BoundRelation[] = [];
    if (context.settings.profile === "prisma") reportDefaultName(context, group);
    for (const fields of group.values()) {
      const named = fields[0]?.relationName !== null;
      const pair = named ? pairNamed(context, fields) : pairUnnamed(context, fields);
      if (pair === "alone") {
        for (const field of fields) alone.push(field);
      } else if (pair !== null) {
        associations.push(...associate(context, pair[0], pair[1]));
      }
    }
    const mismatched = reportMismatchedNames(context, alone);
    for (const field of alone) {
      if (mismatched.has(field)) continue;
      // A list alone puts a key into the other table, and a view has nothing that a key could refer to.
      const isListOfView = field.model.kind === "view" && field.arity === "list";
      const needsOther = context.settings.profile === "prisma" || isListOfView;
      // What could not be read there may be the other side.
      if ((needsOther || field.arity === "list") && hasBrokenMember(field.target)) continue;
      if (needsOther) reportMissingOpposite(context, field);
      else associations.push(standAlone(field));
    }
  }
  return [...associations, ...pairThrough(context, models)];
}

type Pair = readonly [BoundRelation, BoundRelation];

/** Per pair of models the relation fields between them, by relation name (the unnamed ones under null), all in source order. */
function groupByModels(models: readonly BoundModel[]): Map<string | null, BoundRelation[]>[] {
  const groups = new Map<string, Map<string | null, BoundRelation[]>>();
  for (const model of models) {
    for (const field of model.fields) {
      if (field.kind !== "relation" || field.attributes.has("through")) continue;
      const key = [model.name, field.target.name].toSorted().join(" ");
      const group = getOrAdd(groups, key, () => new Map<string | null, BoundRelation[]>());
      getOrAdd(group, field.relationName, () => []).push(field);
    }
  }
  return [...groups.values()];
}

/** What shares its name with the unnamed relation leaves the group, and so does that. */
function reportDefaultName(context: CheckContext, group: Map<string | null, BoundRelation[]>): void {
  const [unnamed] = group.get(null) ?? [];
  if (!unnamed) return;
  const name = [unnamed.model.name, unnamed.target.name].toSorted().join("To");
  const named = group.get(name)?.find((field) => group.get(null)?.some((other) => other.model === field.model));
  if (!named) return;
  const parameters = {
    fields: [unnamed.name, named.name],
    model: unnamed.model.name,
    target: unnamed.target.name,
    canStandAlone: false,
  };
  context.reporter.report("ambiguousRelation", unnamed.span, parameters, [
    { message: `the relation without a name is called "${name}" as well`, span: named.span },
  ]);
  group.delete(null);
  group.delete(name);
}

function pairNamed(context: CheckContext, fields: readonly BoundRelation[]): Pair | "alone" | null {
  const [first, second, third] = fields;
  if (!first || !second) return "alone";
  const name = first.relationName ?? "";
  const target = first.target.name;
  if (third) {
    const related = [first, second].map((field) => ({ message: "one of the two is here", span: field.span }));
    context.reporter.report("relationNameTwice", third.span, { name, target }, related);
    return null;
  }
  if (first.model === second.model && first.target !== first.model) {
    context.reporter.report("relationNameSameSide", second.span, { name, model: first.model.name, target }, [
      { message: "the other one is here", span: first.span },
    ]);
    return null;
  }
  return [first, second];
}

function pairUnnamed(context: CheckContext, fields: readonly BoundRelation[]): Pair | "alone" | null {
  const [first, second] = fields;
  if (!first || !second) return "alone";
  const isSelf = first.model === first.target;
  const sides = isSelf ? fields.some((f) => f.arity === "list") : fields.some((field) => field.model !== first.model);
  if (!isSelf && !sides) return "alone";
  const canPair =
    !isSelf || (context.settings.profile === "model" && (first.arity === "list") !== (second.arity === "list"));
  if (fields.length === 2 && canPair) return [first, second];
  const names = fields.map((field) => field.name);
  const canStandAlone =
    isSelf && context.settings.profile === "model" && fields.every((field) => field.arity !== "list");
  const parameters = {
    fields: names.slice(0, 6),
    model: first.model.name,
    target: first.target.name,
    canStandAlone,
  };
  context.reporter.report(
    "ambiguousRelation",
    first.span,
    parameters,
    fields.slice(1, 6).map((field) => ({ message: "another one is here", span: field.span })),
  );
  return null;
}

/**
 * Two fields that stand alone between the same models, with different names, are as a rule one relation whose name is misspelt or
 * forgotten on one side. Two named to-ones are not: `father` and `mother` need no other side.
 */
function reportMismatchedNames(context: CheckContext, alone: readonly BoundRelation[]): ReadonlySet<BoundRelation> {
  const first = alone[0];
  const second = alone.find(
    (field) => field !== first && (field.model !== first?.model || field.target === field.model),
  );
  if (!first || !second) return new Set();
  const unnamed = first.relationName === null ? first : second.relationName === null ? second : null;
  const hasList = first.arity === "list" || second.arity === "list";
  if (unnamed === null && !hasList) return new Set();
  const wrong = unnamed ?? second;
  const other = wrong === first ? second : first;
  context.reporter.report(
    "relationNameMissing",
    wrong.span,
    { field: wrong.name, other: other.name, name: other.relationName },
    [{ message: "the other one is here", span: other.span }],
  );
  return new Set([wrong, other]);
}

function hasBrokenMember(model: BoundModel): boolean {
  for (const member of model.byName.values()) if (member === "broken") return true;
  return model.isPartial;
}

function standAlone(field: BoundRelation): Association {
  return field.arity === "list" ? { kind: "list", list: field } : { kind: "key", owner: field, other: null };
}

function associate(context: CheckContext, a: BoundRelation, b: BoundRelation): Association[] {
  if (a.arity === "list" && b.arity === "list") {
    const inOrder = a.model === b.model ? a.name < b.name : a.model.name < b.model.name;
    return [{ kind: "join", left: inOrder ? a : b, right: inOrder ? b : a }];
  }
  if (a.arity === "list" || b.arity === "list") {
    const [owner, other] = a.arity === "list" ? [b, a] : [a, b];
    return checkKeyArguments(context, owner, other) ? [{ kind: "key", owner, other }] : [];
  }
  if (!checkKeyArguments(context, a, b)) return [];
  const owner = ownerOf(context, a, b);
  if (owner === null) return [];
  const other = owner === a ? b : a;
  if (other.arity === "required") {
    context.reporter.report("requiredWithoutKey", other.span, { field: other.name, target: other.target.name });
  }
  return [{ kind: "key", owner, other }];
}

/** In a one-to-one: the side that says so, else the required one. */
function ownerOf(context: CheckContext, a: BoundRelation, b: BoundRelation): BoundRelation | null {
  const says = (field: BoundRelation, argument: string): boolean =>
    field.attributes.get("relation")?.arguments.has(argument) ?? false;
  for (const argument of ["fields", "references"]) {
    if (says(a, argument) && says(b, argument)) {
      context.reporter.report("keysOnBothSides", b.span, { field: a.name, other: b.name }, [
        { message: "the other side is here", span: a.span },
      ]);
      return null;
    }
    if (says(a, argument)) return a;
    if (says(b, argument)) return b;
  }
  if (a.arity !== b.arity) return a.arity === "required" ? a : b;
  context.reporter.report("unclearOwner", b.span, { field: a.name, other: b.name, required: a.arity === "required" }, [
    { message: "the other side is here", span: a.span },
  ]);
  return null;
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
