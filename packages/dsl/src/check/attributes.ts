/** The attributes of the language as one table, and the reading of an attribute's arguments against it. */
import type { ArgumentAst, AttributeAst } from "../syntax/ast.ts";
import type { CheckContext } from "./bound.ts";
import { describeValue, fits, type ArgumentType } from "./arguments.ts";

/** Where an attribute stands. */
export type Place = "column" | "toOne" | "toMany" | "member" | "model" | "enum";

interface Parameter {
  readonly name: string;
  readonly type: ArgumentType;
  /** May be given without its name, in the order of the table. */
  readonly positional?: true;
  readonly required?: true;
  /** Accepted for Prisma's sake, or for a later version. */
  readonly status?: "withoutEffect" | "later";
}

interface AttributeSpec {
  readonly places: readonly Place[];
  readonly parameters: readonly Parameter[];
  /** Takes any number of words instead of parameters. */
  readonly words?: true;
  readonly repeatable?: true;
}

/** An attribute whose name and arguments are known to be right in form. */
export interface ReadAttribute {
  /** With its `@` or `@@`. */
  readonly label: string;
  readonly name: string;
  readonly ast: AttributeAst;
  readonly arguments: ReadonlyMap<string, ArgumentAst>;
  /** The arguments of an attribute that takes words. */
  readonly words: readonly ArgumentAst[];
}

const map: Parameter = { name: "map", type: "string" };
const mappedName: Parameter = { name: "name", type: "string", positional: true, required: true };
const fieldList: Parameter = { name: "fields", type: "fields", positional: true, required: true };
const clientName: Parameter = { name: "name", type: "string", status: "withoutEffect" };
const sortLater: Parameter = { name: "sort", type: "word", status: "later" };
const whereLater: Parameter = { name: "where", type: "string", status: "later" };
const typeLater: Parameter = { name: "type", type: "word", status: "later" };

const fieldAttributes: Readonly<Record<string, AttributeSpec>> = {
  id: { places: ["column", "toOne"], parameters: [map, sortLater] },
  unique: { places: ["column", "toOne"], parameters: [map, sortLater] },
  default: {
    places: ["column", "toOne", "toMany"],
    parameters: [
      { name: "value", type: "value", positional: true, required: true },
      { ...map, status: "withoutEffect" },
    ],
  },
  map: { places: ["column", "toOne", "toMany", "member"], parameters: [mappedName] },
  updatedAt: { places: ["column"], parameters: [] },
  relation: {
    places: ["toOne", "toMany"],
    parameters: [
      { name: "name", type: "string", positional: true },
      { name: "fields", type: "fields" },
      { name: "references", type: "fields" },
      { name: "onDelete", type: "word" },
      { name: "onUpdate", type: "word" },
      map,
      { name: "index", type: "boolean" },
    ],
  },
  load: {
    places: ["toOne", "toMany"],
    parameters: [{ name: "strategy", type: "word", positional: true, required: true }],
  },
  cascade: { places: ["toOne", "toMany"], parameters: [], words: true },
  orderBy: { places: ["toMany"], parameters: [], words: true },
};

const blockAttributes: Readonly<Record<string, AttributeSpec>> = {
  id: { places: ["model"], parameters: [fieldList, map, clientName] },
  unique: { places: ["model"], parameters: [fieldList, map, clientName, whereLater], repeatable: true },
  index: { places: ["model"], parameters: [fieldList, map, clientName, whereLater, typeLater], repeatable: true },
  map: { places: ["model", "enum"], parameters: [mappedName] },
};

const laterFieldAttributes = new Set(
  "version secret expr deferred computed check through embedded ts ignore shardKey".split(" "),
);
const laterBlockAttributes = new Set(
  "check inherit discriminator extend schema ignore fulltext sql shardKey".split(" "),
);

const placeNames = {
  column: "a column",
  toOne: "a relation to one",
  toMany: "a list of a relation",
  member: "a member of an enum",
  model: "a model",
  enum: "an enum",
} satisfies Record<Place, string>;

/** The well-formed attributes among those of one place, in order. */
export function readAttributes(
  context: CheckContext,
  attributes: readonly AttributeAst[],
  place: Place,
): ReadAttribute[] {
  const isBlock = place === "model" || place === "enum";
  const table = isBlock ? blockAttributes : fieldAttributes;
  const sign = isBlock ? "@@" : "@";
  const later = isBlock ? laterBlockAttributes : laterFieldAttributes;
  const seen = new Map<string, AttributeAst>();
  const read: ReadAttribute[] = [];
  for (const ast of attributes) {
    const name = ast.name.text;
    const label = `${sign}${name}`;
    const spec = Object.hasOwn(table, name) ? table[name] : undefined;
    if (!spec) {
      if (later.has(name) || (!isBlock && name.includes("."))) {
        context.reporter.report("notSupportedYet", ast.span, { what: label, instead: "leave it out" });
      } else {
        const suggestion = context.reporter.suggest(name, Object.keys(table));
        const attribute = suggestion === null ? null : `${sign}${suggestion}`;
        context.reporter.report("unknownAttribute", ast.span, { attribute: label, suggestion: attribute });
      }
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
    if (!spec.places.includes(place)) {
      const allowed = spec.places.map((item) => placeNames[item]).join(" or ");
      context.reporter.report("misplacedAttribute", ast.span, { attribute: label, place: placeNames[place], allowed });
      continue;
    }
    const attribute = readArguments(context, ast, label, spec);
    if (attribute !== null) read.push(attribute);
  }
  return read;
}

function readArguments(
  context: CheckContext,
  ast: AttributeAst,
  label: string,
  spec: AttributeSpec,
): ReadAttribute | null {
  const name = ast.name.text;
  if (spec.words) return { label, name, ast, arguments: new Map(), words: ast.arguments };
  const found = new Map<string, ArgumentAst>();
  const positional = spec.parameters.filter((parameter) => parameter.positional);
  const known = spec.parameters
    .filter((parameter) => parameter.status === undefined)
    .map((parameter) => parameter.name);
  let position = 0;
  let complete = true;
  for (const argument of ast.arguments) {
    const parameter = argument.name
      ? spec.parameters.find((candidate) => candidate.name === argument.name?.text)
      : positional[position++];
    if (!parameter) {
      const open = known.filter((candidate) => !found.has(candidate));
      reportUnknown(context, label, argument, open);
    } else if (found.has(parameter.name)) {
      context.reporter.report("duplicateArgument", argument.span, { attribute: label, argument: parameter.name });
    } else if (parameter.status === "later") {
      context.reporter.report("notSupportedYet", argument.span, { what: `"${parameter.name}" in ${label}` });
      complete = false;
    } else if (argument.sort !== null || !fits(argument.value, parameter.type)) {
      reportWrong(context, label, parameter, argument);
      if (parameter.required) complete = false;
    } else {
      if (parameter.status === "withoutEffect") {
        context.reporter.report("argumentWithoutEffect", argument.span, { attribute: label, argument: parameter.name });
      }
      found.set(parameter.name, argument);
    }
  }
  const missing = spec.parameters.find((parameter) => parameter.required && !found.has(parameter.name));
  if (missing && complete) {
    context.reporter.report("missingArgument", ast.span, { attribute: label, argument: missing.name });
    return null;
  }
  return complete ? { label, name, ast, arguments: found, words: [] } : null;
}

function reportUnknown(context: CheckContext, label: string, argument: ArgumentAst, known: readonly string[]): void {
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
  boolean: "true or false",
  fields: "a list of fields",
  word: "a word",
  value: "a value",
} satisfies Record<ArgumentType, string>;

function reportWrong(context: CheckContext, label: string, parameter: Parameter, argument: ArgumentAst): void {
  context.reporter.report("wrongArgument", argument.span, {
    attribute: label,
    argument: parameter.name,
    expected: typeNames[parameter.type],
    found: argument.sort
      ? `${describeValue(argument.value)} and "${argument.sort.text}"`
      : describeValue(argument.value),
  });
}
