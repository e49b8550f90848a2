/**
 * AST to bound schema: declares every top-level name, resolves what models extend and mix in, then the type of every field, and reads
 * every attribute.
 */
import type { FieldAst, Name, RecordAst } from "../syntax/ast.ts";
import type { Span } from "../text/span.ts";
import { readAttributes } from "./attributes.ts";
import { bindField } from "./bind-field.ts";
import { bindScalars } from "./bind-scalar.ts";
import type { BoundSchema, BoundScalar, BoundValueType, CheckContext } from "./bound.ts";
import { chainDepths, deepestChain } from "./chain-depths.ts";
import { type Declarations, declare, openModel, type OpenModel } from "./declare.ts";
import { isModel } from "./names.ts";
import { resolveBases } from "./inheritance.ts";
import { bindValueTypes } from "./value-types.ts";

/** What fields are bound against. */
export interface BindContext extends CheckContext {
  readonly declarations: Declarations;
  readonly scalars: ReadonlyMap<string, BoundScalar>;
  readonly types: ReadonlyMap<string, BoundValueType>;
}

/** @param wanted The models and views to bind; all of them when absent. */
export function bind(check: CheckContext, wanted?: ReadonlySet<string>): BoundSchema {
  const declarations = declare(check, wanted);
  resolveBases(check, declarations);
  const scalars = bindScalars(check, declarations);
  const types = bindValueTypes({ ...check, declarations, scalars, types: new Map() });
  const context: BindContext = { ...check, declarations, scalars, types };
  const tooDeep = findDeepMixins(context);
  for (const model of declarations.models.values()) model.parts = [model.ast, ...mixinsOf(context, model, tooDeep)];
  for (const model of declarations.models.values()) model.parts = withoutInherited(model);
  for (const model of declarations.models.values()) bindModel(context, model);
  const unmixed = bindUnmixed(context, tooDeep);
  return { models: [...declarations.models.values()], unmixed, enums: declarations.enums, types, scalars };
}

/** Reads all abstract models, so that each one's mistakes are found, and gives those that are checked in no other model. */
function bindUnmixed(context: BindContext, tooDeep: ReadonlySet<RecordAst>): OpenModel[] {
  const mixed = new Set<string>();
  for (const declaration of context.names.values()) {
    if ("mixins" in declaration) for (const { text } of declaration.mixins) mixed.add(text);
  }
  return Array.from(context.declarations.abstracts.values(), (ast) => {
    const model = openModel(context, ast, "model");
    model.parts = [ast, ...mixinsOf(context, model, tooDeep)];
    bindModel(context, model);
    model.isPartial = true;
    return model;
  }).filter(({ name }) => !mixed.has(name));
}

function bindModel(context: BindContext, model: OpenModel): void {
  const first = new Map<string, Span>();
  bindFields(context, model, model.ast.fields, first);
  for (const name of model.ast.brokenNames) if (!model.byName.has(name)) model.byName.set(name, "broken");
  for (const mixin of model.parts.slice(1)) {
    bindFields(context, model, mixin.fields, first);
    for (const attribute of readAttributes(context, mixin.attributes, "abstract")) model.attributes.push(attribute);
    for (const name of mixin.brokenNames) if (!model.byName.has(name)) model.byName.set(name, "broken");
  }
}

function bindFields(context: BindContext, model: OpenModel, fields: readonly FieldAst[], first: Map<string, Span>) {
  for (const ast of fields) {
    const { text, span } = ast.name;
    const earlier = first.get(text) ?? inheritedSpan(model, text);
    if (earlier) {
      context.reporter.report("duplicateField", span, { field: text, model: model.name }, [
        { message: "declared first here", span: earlier },
      ]);
      continue;
    }
    first.set(text, span);
    const bound = bindField(context, model, ast);
    const [member] = bound;
    model.byName.set(text, member ?? "broken");
    for (const part of bound) {
      if (part.kind === "embedded") model.embeddeds.push(part);
      else if (part.kind === "expression") model.expressions.push(part);
      else model.fields.push(part);
      if (part.name !== text) model.byName.set(part.name, part);
    }
  }
}

/** Where a base model declares a field of this name. */
function inheritedSpan(model: OpenModel, name: string): Span | null {
  for (let base = model.base; base !== null; base = base.base) {
    const found = base.parts.flatMap((part) => part.fields).find((field) => field.name.text === name);
    if (found) return found.name.span;
  }
  return null;
}

/**
 * The abstract models that a record mixes in, and those that they mix in, each once, in order of first mention. What is no abstract
 * model is reported.
 */
function mixinsOf(context: BindContext, model: OpenModel, tooDeep: ReadonlySet<RecordAst>): RecordAst[] {
  const record = model.ast;
  const found = new Set<RecordAst>();
  const visit = (owner: RecordAst): void => {
    if (tooDeep.has(owner)) {
      model.isPartial = true;
      return;
    }
    for (const name of owner.mixins) {
      const mixin = context.declarations.abstracts.get(name.text);
      if (!mixin) {
        model.isPartial = true;
        reportNoMixin(context, owner, name);
      } else if (mixin === record) context.reporter.report("mixinCycle", name.span, { model: record.name.text });
      else if (!found.has(mixin)) {
        found.add(mixin);
        visit(mixin);
      }
    }
  };
  visit(record);
  return [...found];
}

/** The abstract models whose mixins are left out, since they lead through too many others. */
function findDeepMixins({ declarations, reporter }: BindContext): ReadonlySet<RecordAst> {
  const { abstracts } = declarations;
  const tooDeep = new Set<RecordAst>();
  const depths = chainDepths(abstracts.values(), ({ mixins }) =>
    mixins.flatMap(({ text }) => abstracts.get(text) ?? []),
  );
  for (const [record, depth] of depths) {
    if (depth <= deepestChain) continue;
    tooDeep.add(record);
    // What stands on it is too deep as a consequence.
    if (depth > deepestChain + 1) continue;
    const parameters = { model: record.name.text, limit: deepestChain, word: "mix in" } as const;
    reporter.report("chainTooDeep", record.mixins[0]?.span ?? record.name.span, parameters);
  }
  return tooDeep;
}

/** What a base has mixed in, its heirs have already. */
function withoutInherited(model: OpenModel): RecordAst[] {
  const inherited = new Set<RecordAst>();
  for (let base = model.base; base !== null; base = base.base) for (const part of base.parts) inherited.add(part);
  return model.parts.filter((part) => !inherited.has(part));
}

function reportNoMixin(context: BindContext, owner: RecordAst, name: Name): void {
  const { declarations, reporter } = context;
  const declaration = context.names.get(name.text);
  if (declaration?.kind === "unknown") return;
  const model = declaration && isModel(declaration) ? declaration : null;
  const suggestion = reporter.suggest(name.text, [...declarations.abstracts.keys()]);
  const parameters = { model: owner.name.text, name: name.text, isModel: model !== null, suggestion };
  const related = model ? [{ message: "declared here", span: model.name.span }] : [];
  reporter.report("unknownMixin", name.span, parameters, related);
}
