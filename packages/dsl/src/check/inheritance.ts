/**
 * `extends`: which model builds on which, in what way their rows are kept, and what tells them apart. The tables follow SQLAlchemy's
 * single-table and joined-table inheritance.
 */
import type { Inheritance } from "../ir/ir.ts";
import { wordArgument } from "./arguments.ts";
import type { BoundModel, BoundSchema, CheckContext } from "./bound.ts";
import { chainDepths, deepestChain } from "./chain-depths.ts";
import { findCycles } from "./cycles.ts";
import { type Declarations, find, type OpenModel } from "./declare.ts";
import { readDiscriminator, readValue } from "./discriminator.ts";
import { mentions } from "./member.ts";
import { modelNames } from "./names.ts";

/** Sets what each model extends; one that cannot be extended is reported and left out. */
export function resolveBases(context: CheckContext, declarations: Declarations): void {
  const heirs: OpenModel[] = [];
  for (const model of declarations.models.values()) {
    const name = model.ast.base;
    if (name === null) continue;
    const base = declarations.models.get(name.text);
    if (base?.kind === "model") {
      model.base = base;
      heirs.push(model);
      continue;
    }
    model.isPartial = true;
    if (context.names.get(name.text)?.kind !== "unknown") {
      const isAbstract = declarations.abstracts.has(name.text);
      const suggestion = context.reporter.suggest(name.text, () =>
        modelNames(context.names).filter((other) => other !== model.name),
      );
      context.reporter.report("unknownBase", name.span, {
        model: model.name,
        base: name.text,
        isAbstract,
        suggestion,
      });
    }
  }
  for (const cycle of findCycles(heirs, (model) => (model.base === null ? [] : [model.base]))) {
    const [first] = cycle;
    if (!first?.ast.base) continue;
    const path = [...cycle, first].slice(0, 8).map((model) => model.name);
    context.reporter.report("inheritanceCycle", first.ast.base.span, { path });
    for (const model of cycle) withoutBase(model);
  }
  cutDeepChains(context, heirs);
  for (const model of heirs) {
    const root = rootOf(model);
    const isOwn = find(model.attributes, "map") !== undefined;
    if (root === model) continue;
    // Without the class that it extends there is none of the heir either.
    for (let base = model.base; base !== null; base = base.base) if (base.ignored) model.ignored = true;
    if (strategyOf(root) !== "joined" && !isOwn) model.table = root.table;
    if (!find(model.attributes, "schema")) model.schema = root.schema;
  }
}

/** Each model has the columns of all that it stands on, so that a chain without bound would take time quadratic in it. */
function cutDeepChains(context: CheckContext, heirs: readonly OpenModel[]): void {
  for (const [model, depth] of chainDepths(heirs, ({ base }) => (base === null ? [] : [base]))) {
    if (depth <= deepestChain) continue;
    withoutBase(model);
    if (depth > deepestChain + 1) continue;
    const parameters = { model: model.name, limit: deepestChain, word: "extend" } as const;
    context.reporter.report("chainTooDeep", model.ast.base?.span ?? model.ast.name.span, parameters);
  }
}

function withoutBase(model: OpenModel): void {
  model.base = null;
  model.isPartial = true;
}

export function rootOf<M extends BoundModel>(model: M): M {
  let root = model;
  // A base is opened in the same way as its heir.
  for (let base = model.base; base !== null; base = base.base) root = base as M;
  return root;
}

/** As the root says it, whether it is a word of the language or not; null where it says none. */
export function strategyOf(root: BoundModel): string | null {
  return wordArgument(find(root.attributes, "inherit"), "strategy")?.text ?? null;
}

/** The place of each model that extends another or is extended. */
export function readInheritance(context: CheckContext, schema: BoundSchema): Map<BoundModel, Inheritance> {
  const families = new Map<BoundModel, BoundModel[]>();
  for (const model of schema.models) {
    const root = rootOf(model);
    const family = families.get(root);
    if (family) family.push(model);
    else families.set(root, [model]);
  }
  const places = new Map<BoundModel, Inheritance>();
  for (const [root, family] of families) {
    const says = find(root.attributes, "inherit") ?? find(root.attributes, "discriminator");
    // What it meant to extend has been reported.
    if (root.ast.base !== null) continue;
    if (family.length > 1 || says) readFamily(context, schema, root, family, places);
  }
  return places;
}

function readFamily(
  context: CheckContext,
  schema: BoundSchema,
  root: BoundModel,
  family: readonly BoundModel[],
  places: Map<BoundModel, Inheritance>,
): void {
  const strategy = readStrategy(context, root, family.length > 1);
  // A discriminator of no family is as a rule that of an heir that does not say what it extends.
  if (strategy === null && family.length === 1) return;
  const discriminator = readDiscriminator(context, root);
  const values = new Map<string, BoundModel>();
  for (const model of family) {
    if (model !== root) checkHeir(context, model, strategy);
    if (strategy === null || discriminator === null) continue;
    const value = readValue(context, schema, model, discriminator, model === root ? "value" : "column");
    if (value === null) continue;
    const first = values.get(value.text);
    if (first) {
      const parameters = { value: value.text, model: model.name, other: first.name };
      context.reporter.report("discriminatorTwice", value.span, parameters, [
        { message: "the other model is here", span: first.ast.name.span },
      ]);
    }
    values.set(value.text, model);
    const base = model.base?.name ?? null;
    places.set(model, { strategy, base, discriminator: discriminator.name, value: value.text });
  }
}

const strategies = { single: true, joined: true } satisfies Record<Inheritance["strategy"], true>;

function readStrategy(context: CheckContext, root: BoundModel, isExtended: boolean): Inheritance["strategy"] | null {
  const attribute = find(root.attributes, "inherit");
  const word = wordArgument(attribute, "strategy");
  if (!attribute || word === null) {
    const isBroken = mentions(root, "inherit");
    if (!isBroken) context.reporter.report("inheritMissing", root.ast.name.span, { model: root.name, isExtended });
    return null;
  }
  if (Object.hasOwn(strategies, word.text)) return word.text as Inheritance["strategy"]; // An own key of `strategies`.
  const known = Object.keys(strategies);
  const suggestion = context.reporter.suggest(word.text, known);
  context.reporter.report("unknownWord", word.span, { attribute: attribute.label, word: word.text, known, suggestion });
  return null;
}

/** What belongs to the root alone. */
function checkHeir(context: CheckContext, model: BoundModel, strategy: Inheritance["strategy"] | null): void {
  for (const attribute of model.attributes) {
    const isKey = attribute.name === "id";
    const isTable = ["map", "schema", "strict"].includes(attribute.name) && strategy === "single";
    if (isKey || isTable || attribute.name === "inherit") {
      const parameters = { attribute: attribute.label, model: model.name, root: rootOf(model).name };
      context.reporter.report("belongsToRoot", attribute.ast.span, parameters);
    }
  }
  for (const field of model.fields) {
    const attribute = field.attributes.get("id");
    if (!attribute) continue;
    const parameters = { attribute: attribute.label, model: model.name, root: rootOf(model).name };
    context.reporter.report("belongsToRoot", attribute.ast.span, parameters);
  }
}
