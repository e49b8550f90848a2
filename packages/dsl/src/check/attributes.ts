/** The reading of attributes against their specification: which are known, where they may stand, what their arguments are. */
import type { ArgumentAst, AttributeAst } from "../syntax/ast.ts";
import {
  type AttributeSpec,
  blockAttributes,
  fieldAttributes,
  foreignAttributes,
  isBlockPlace,
  type Parameter,
  type Place,
  placeNames,
  takesNativeType,
} from "./attribute-specs.ts";
import type { CheckContext } from "./bound.ts";
import { describeMisfit, describeValue, fits, type ArgumentType } from "./arguments.ts";

/** An attribute whose name and arguments are known to be right in form. */
export interface ReadAttribute {
  /** With its `@` or `@@`. */
  readonly label: string;
  /** `native` for a native type, whatever it is called. */
  readonly name: string;
  readonly ast: AttributeAst;
  readonly arguments: ReadonlyMap<string, ArgumentAst>;
  /** The arguments of an attribute that takes words. */
  readonly words: readonly ArgumentAst[];
}

type AttributeContext = Pick<CheckContext, "reporter">;

/** The well-formed attributes among those of one place, in order. */
export function readAttributes(
  context: AttributeContext,
  attributes: readonly AttributeAst[],
  place: Place,
): ReadAttribute[] {
  if (attributes.length === 0) return [];
  const isBlock = isBlockPlace(place);
  const table = isBlock ? blockAttributes : fieldAttributes;
  const sign = isBlock ? "@@" : "@";
  const seen = new Map<string, AttributeAst>();
  const read: ReadAttribute[] = [];
  for (const ast of attributes) {
    const isNative = !isBlock && ast.name.text.includes(".");
    const name = isNative ? "native" : ast.name.text;
    const label = `${sign}${ast.name.text}`;
    const spec = isNative ? nativeSpec : Object.hasOwn(table, name) ? table[name] : undefined;
    if (!spec) {
      reportUnknownAttribute(context, ast, isBlock);
      continue;
    }
    const first = seen.get(name);
    if (first && !spec.repeatable) {
      context.reporter.report("duplicateAttribute", ast.span, { attribute: label }, [
        { message: "given first here", span: first.span },
      ]);
      continue;
    }
    seen.set(name, ast);
    if (isNative ? !takesNativeType(place) : !spec.places.includes(place)) {
      const allowed = spec.places.map((item) => placeNames[item]).join(" or ");
      context.reporter.report("misplacedAttribute", ast.span, { attribute: label, place: placeNames[place], allowed });
      continue;
    }
    const attribute = isNative
      ? { label, name, ast, arguments: noArguments, words: [] }
      : readArguments(context, ast, label, spec);
    if (attribute !== null) read.push(attribute);
  }
  return read;
}

const noArguments: ReadonlyMap<string, ArgumentAst> = new Map();
/** What a native type takes is known by the native types themselves. */
const nativeSpec: AttributeSpec = { places: ["column", "typeField", "scalar"], parameters: [] };

function reportUnknownAttribute(context: AttributeContext, ast: AttributeAst, isBlock: boolean): void {
  const [table, other] = isBlock ? [blockAttributes, fieldAttributes] : [fieldAttributes, blockAttributes];
  const name = ast.name.text;
  const sign = isBlock ? "@@" : "@";
  const otherSign = isBlock ? "@" : "@@";
  const foreign = isBlock ? undefined : foreignAttributes.get(name.toLowerCase());
  if (foreign !== undefined) {
    context.reporter.report("unknownAttribute", ast.span, { attribute: `${sign}${name}`, suggestion: foreign });
    return;
  }
  const suggestion = Object.hasOwn(other, name) ? name : context.reporter.suggest(name, Object.keys(table));
  const suggestedSign = Object.hasOwn(other, name) ? otherSign : sign;
  context.reporter.report("unknownAttribute", ast.span, {
    attribute: `${sign}${name}`,
    suggestion: suggestion === null ? null : `${suggestedSign}${suggestion}`,
  });
}

function readArguments(
  context: AttributeContext,
  ast: AttributeAst,
  label: string,
  spec: AttributeSpec,
): ReadAttribute | null {
  const name = ast.name.text;
  if (spec.words) return { label, name, ast, arguments: noArguments, words: ast.arguments };
  const found = new Map<string, ArgumentAst>();
  const positional = ast.arguments.length === 0 ? [] : spec.parameters.filter((parameter) => parameter.positional);
  let position = 0;
  let complete = true;
  for (const argument of ast.arguments) {
    const parameter = argument.name
      ? spec.parameters.find((candidate) => candidate.name === argument.name?.text)
      : positional[position++];
    if (!parameter) {
      const open = spec.parameters.flatMap((candidate) =>
        candidate.withoutEffect || found.has(candidate.name) ? [] : [candidate.name],
      );
      reportUnknown(context, label, argument, open);
    } else if (found.has(parameter.name)) {
      context.reporter.report("duplicateArgument", argument.span, { attribute: label, argument: parameter.name });
    } else if (argument.sort !== null || !fits(argument.value, parameter.type)) {
      reportWrong(context, label, parameter, argument);
      if (parameter.required) complete = false;
    } else {
      found.set(parameter.name, argument);
    }
  }
  const missing = spec.parameters.find((parameter) => parameter.required && !found.has(parameter.name));
  if (missing && complete) {
    if (!ast.isBroken) {
      context.reporter.report("missingArgument", ast.span, { attribute: label, argument: missing.name });
    }
    return null;
  }
  return complete ? { label, name, ast, arguments: found, words: [] } : null;
}

function reportUnknown(
  context: AttributeContext,
  label: string,
  argument: ArgumentAst,
  known: readonly string[],
): void {
  if (argument.name === null) {
    context.reporter.report("tooManyArguments", argument.span, { attribute: label, known });
    return;
  }
  const name = argument.name.text;
  const suggestion = context.reporter.suggest(name, known);
  context.reporter.report("unknownArgument", argument.name.span, {
    attribute: label,
    argument: name,
    suggestion,
    known,
  });
}

const typeNames = {
  string: "a text",
  sql: "a text",
  condition: "SQL as a text, or columns and values in { }",
  strings: "a list of texts",
  boolean: "true or false",
  number: "a whole number",
  fields: "a list of fields",
  names: "a list of fields",
  word: "a word",
  value: "a value",
} satisfies Record<ArgumentType, string>;

function reportWrong(context: AttributeContext, label: string, parameter: Parameter, argument: ArgumentAst): void {
  context.reporter.report("wrongArgument", argument.span, {
    attribute: label,
    argument: parameter.name,
    expected: typeNames[parameter.type],
    found: argument.sort
      ? `${describeValue(argument.value)} and "${argument.sort.text}"`
      : describeMisfit(argument.value, parameter.type),
  });
}
