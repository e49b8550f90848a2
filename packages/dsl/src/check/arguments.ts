/** Values of arguments, by the type that their parameter has. */
import type { Sort } from "../ir/ir.ts";
import type { ArgumentAst, Name, ValueAst } from "../syntax/ast.ts";
import type { Span } from "../text/span.ts";
import type { ReadAttribute } from "./attributes.ts";
import type { CheckContext } from "./bound.ts";
import { unreachable } from "./unreachable.ts";

/** `names` are fields without more, `fields` may have arguments in parentheses, `sql` is a text that may stand in Prisma's
 * `raw(…)`, a `condition` such a text or an object of columns. */
export type ArgumentType =
  "string" | "sql" | "condition" | "strings" | "boolean" | "number" | "names" | "fields" | "word" | "value";

export function fits(value: ValueAst, type: ArgumentType): boolean {
  switch (type) {
    case "string":
      return value.kind === "string";
    case "sql":
      return rawText(value) !== null;
    case "condition":
      return value.kind === "object" || rawText(value) !== null;
    case "strings":
    case "names":
    case "fields":
      return misfitItem(value, type) === null;
    case "boolean":
      return value.kind === "name" && (value.text === "true" || value.text === "false");
    case "number":
      return value.kind === "number" && wholeNumber(value) !== null;
    case "word":
      return value.kind === "name";
    case "value":
      return true;
    default:
      return unreachable(type);
  }
}

/** What the items of lists are. A single field needs no brackets. */
const itemKinds: Readonly<Partial<Record<ArgumentType, readonly ValueAst["kind"][]>>> = {
  strings: ["string"],
  names: ["name"],
  fields: ["name", "call"],
};

/** The first value that is no item of a list of the type; null where all of them are. */
function misfitItem(value: ValueAst, type: ArgumentType): ValueAst | null {
  const kinds = itemKinds[type] ?? [];
  if (value.kind !== "list") return type !== "strings" && kinds.includes(value.kind) ? null : value;
  return value.items.find((item) => !kinds.includes(item.kind)) ?? null;
}

/** A value that does not fit the type, as an error message speaks of it: of a list, the item that is wrong. */
export function describeMisfit(value: ValueAst, type: ArgumentType): string {
  const item = value.kind === "list" && itemKinds[type] ? misfitItem(value, type) : null;
  return item === null ? describeValue(value) : `a list with ${describeValue(item)}`;
}

/** A whole number that is not negative, of up to nine digits; null for any other value. */
export function wholeNumber(value: ValueAst): number | null {
  return value.kind === "number" && /^[0-9]{1,9}$/.test(value.text) ? Number(value.text) : null;
}

/** A value as an error message speaks of it. */
export function describeValue(value: ValueAst): string {
  switch (value.kind) {
    case "string":
      return "a text";
    case "number":
      return `the number ${value.text.slice(0, 30)}`;
    case "name":
      return value.text === "true" || value.text === "false" ? value.text : `the word "${value.text.slice(0, 60)}"`;
    case "call":
      return `${value.name.text.slice(0, 60)}(…)`;
    case "list":
      return "a list";
    case "object":
      return "an object";
    default:
      return unreachable(value);
  }
}

export function stringArgument(attribute: ReadAttribute | undefined, name: string): Name | null {
  const value = attribute?.arguments.get(name)?.value;
  return value?.kind === "string" ? { text: value.text, span: value.span } : null;
}

/** The texts of a list; null where it is not given. */
export function stringsArgument(attribute: ReadAttribute | undefined, name: string): string[] | null {
  const value = attribute?.arguments.get(name)?.value;
  if (value?.kind !== "list") return null;
  return value.items.flatMap((item) => (item.kind === "string" ? [item.text] : []));
}

export function wordArgument(attribute: ReadAttribute | undefined, name: string): Name | null {
  const value = attribute?.arguments.get(name)?.value;
  return value?.kind === "name" ? { text: value.text, span: value.span } : null;
}

/** Null where it is not given. */
export function booleanArgument(attribute: ReadAttribute | undefined, name: string): boolean | null {
  const word = wordArgument(attribute, name);
  return word === null ? null : word.text === "true";
}

/** A name in the database: a text that is not empty. */
export function databaseName(
  context: Pick<CheckContext, "reporter">,
  attribute: ReadAttribute | undefined,
  argument: string,
): Name | null {
  const name = stringArgument(attribute, argument);
  if (name === null || name.text !== "") return name;
  context.reporter.report("emptyName", name.span, { attribute: attribute?.label ?? "" });
  return null;
}

/** The text of `"…"` or `raw("…")`; null for any other value. */
export function rawText(value: ValueAst): Name | null {
  if (value.kind === "string") return { text: value.text, span: value.span };
  const [only, second] = value.kind === "call" && value.name.text === "raw" ? value.arguments : [];
  return only?.value.kind === "string" && only.name === null && !second ? rawText(only.value) : null;
}

/** SQL in the schema: a text that says something. */
export function sqlArgument(
  context: Pick<CheckContext, "reporter">,
  attribute: ReadAttribute | undefined,
  argument: string,
): string | null {
  const value = attribute?.arguments.get(argument)?.value;
  const sql = value ? rawText(value) : null;
  if (sql === null || sql.text.trim() !== "") return sql?.text ?? null;
  context.reporter.report("emptySql", sql.span, { attribute: attribute?.label ?? "" });
  return null;
}

/** A field that a key, an index or a relation names. What stands in its parentheses is null where it is not given. */
export interface FieldEntry {
  readonly name: string;
  readonly sort: Written<Sort> | null;
  readonly length: Written<number> | null;
  readonly ops: OperatorClass | null;
  readonly span: Span;
}

export interface Written<T> {
  readonly value: T;
  readonly span: Span;
}

/** `ops: JsonbPathOps`, or `ops: raw("jsonb_path_ops")`. */
export interface OperatorClass {
  readonly text: string;
  readonly isRaw: boolean;
  readonly span: Span;
}

/** What an entry of each attribute takes in its parentheses. */
const entryArguments: Readonly<Record<string, readonly string[]>> = {
  "@@id": ["sort", "length"],
  "@@unique": ["sort", "length", "ops"],
  "@@index": ["sort", "length", "ops"],
  "@@fulltext": ["sort", "length", "ops"],
};

/** The fields that an argument lists; null where it is not given. */
export function fieldsArgument(
  context: CheckContext,
  attribute: ReadAttribute | undefined,
  name: string,
): FieldEntry[] | null {
  const value = attribute?.arguments.get(name)?.value;
  if (!attribute || !value) return null;
  const items = value.kind === "list" ? value.items : [value];
  return items.flatMap((item) => {
    if (item.kind === "name") return [plainEntry(item.text, item.span)];
    return item.kind === "call" ? [readEntry(context, attribute, item)] : [];
  });
}

export function plainEntry(name: string, span: Span): FieldEntry {
  return { name, sort: null, length: null, ops: null, span };
}

function readEntry(
  context: CheckContext,
  attribute: ReadAttribute,
  call: Extract<ValueAst, { kind: "call" }>,
): FieldEntry {
  const known = entryArguments[attribute.label] ?? [];
  const label = `${call.name.text}(…) in ${attribute.label}`;
  let entry = plainEntry(call.name.text, call.name.span);
  for (const argument of call.arguments) {
    const name = argument.name?.text;
    const isKnown = name !== undefined && known.includes(name);
    if (context.settings.profile === "prisma" && (!isKnown || isIdleClass(context, attribute, argument))) {
      // Prisma reads past what it does not know here.
      const described = name ?? (argument.value.kind === "name" ? argument.value.text : describeValue(argument.value));
      context.reporter.report("argumentWithoutEffect", argument.span, { attribute: label, argument: described });
    } else if (name === undefined) {
      context.reporter.report("tooManyArguments", argument.span, { attribute: label, known });
    } else if (!known.includes(name)) {
      const suggestion = context.reporter.suggest(name, known);
      const span = argument.name?.span ?? argument.span;
      context.reporter.report("unknownArgument", span, { attribute: label, argument: name, suggestion, known });
    } else if (name === "sort") {
      entry = { ...entry, sort: readSort(context, label, argument) };
    } else if (name === "length") {
      entry = { ...entry, length: readLength(context, label, argument) };
    } else {
      entry = { ...entry, ops: readOps(context, label, argument) };
    }
  }
  return entry;
}

/** In Prisma's meaning an index takes a raw operator class where the engine has none, and nothing comes of it. */
function isIdleClass({ settings }: CheckContext, { label }: ReadAttribute, { name, value }: ArgumentAst): boolean {
  if (settings.provider === null || settings.provider === "postgresql" || label !== "@@index") return false;
  return name?.text === "ops" && value.kind === "call" && value.name.text === "raw";
}

export function readSort(
  context: Pick<CheckContext, "reporter">,
  attribute: string,
  argument: ArgumentAst,
): Written<Sort> | null {
  const { value } = argument;
  if (value.kind !== "name") {
    const parameters = { attribute, argument: "sort", expected: "Asc or Desc", found: describeValue(value) };
    context.reporter.report("wrongArgument", argument.span, parameters);
    return null;
  }
  if (value.text === "Asc" || value.text === "Desc") {
    return { value: value.text === "Asc" ? "asc" : "desc", span: argument.span };
  }
  const known = ["Asc", "Desc"];
  const suggestion = context.reporter.suggest(value.text, known);
  context.reporter.report("unknownWord", value.span, { attribute, word: value.text, known, suggestion });
  // What is meant, so that the index is not taken for another one.
  return suggestion === null ? null : { value: suggestion === "Asc" ? "asc" : "desc", span: argument.span };
}

export function readLength(
  context: Pick<CheckContext, "reporter">,
  attribute: string,
  argument: ArgumentAst,
): Written<number> | null {
  const length = wholeNumber(argument.value);
  if (length !== null && length > 0) return { value: length, span: argument.span };
  const found = describeValue(argument.value);
  const parameters = { attribute, argument: "length", expected: "a whole number from 1 on", found };
  context.reporter.report("wrongArgument", argument.span, parameters);
  return null;
}

function readOps(
  context: Pick<CheckContext, "reporter">,
  attribute: string,
  argument: ArgumentAst,
): OperatorClass | null {
  const { value } = argument;
  if (value.kind === "name") return { text: value.text, isRaw: false, span: value.span };
  const [only, second] = value.kind === "call" && value.name.text === "raw" ? value.arguments : [];
  if (only?.value.kind === "string" && only.value.text !== "" && !second) {
    return { text: only.value.text, isRaw: true, span: value.span };
  }
  const expected = `an operator class, or raw("…")`;
  const parameters = { attribute, argument: "ops", expected, found: describeValue(value) };
  context.reporter.report("wrongArgument", argument.span, parameters);
  return null;
}
