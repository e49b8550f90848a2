/** Values of arguments, by the type that their parameter has. */
import type { Name, ValueAst } from "../syntax/ast.ts";
import type { Span } from "../text/span.ts";
import type { ReadAttribute } from "./attributes.ts";
import type { CheckContext } from "./bound.ts";
import { unreachable } from "./unreachable.ts";

export type ArgumentType = "string" | "boolean" | "fields" | "word" | "value";

export function fits(value: ValueAst, type: ArgumentType): boolean {
  switch (type) {
    case "string":
      return value.kind === "string";
    case "boolean":
      return value.kind === "name" && (value.text === "true" || value.text === "false");
    case "word":
      return value.kind === "name";
    case "fields":
      return isField(value) || (value.kind === "list" && value.items.every(isField));
    case "value":
      return true;
    default:
      return unreachable(type);
  }
}

function isField(value: ValueAst): boolean {
  return value.kind === "name" || value.kind === "call";
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
    default:
      return unreachable(value);
  }
}

function stringArgument(attribute: ReadAttribute | undefined, name: string): Name | null {
  const value = attribute?.arguments.get(name)?.value;
  return value?.kind === "string" ? { text: value.text, span: value.span } : null;
}

export function wordArgument(attribute: ReadAttribute | undefined, name: string): Name | null {
  const value = attribute?.arguments.get(name)?.value;
  return value?.kind === "name" ? { text: value.text, span: value.span } : null;
}

/** A name in the database: a text that is not empty. */
export function databaseName(
  context: CheckContext,
  attribute: ReadAttribute | undefined,
  argument: string,
): Name | null {
  const name = stringArgument(attribute, argument);
  if (name === null || name.text !== "") return name;
  context.reporter.report("emptyName", name.span, { attribute: attribute?.label ?? "" });
  return null;
}

/** A field that a key, an index or a relation names. */
export interface FieldEntry {
  readonly name: string;
  readonly sort: "asc" | "desc";
  readonly span: Span;
}

/** The fields that an argument lists; null where it is not given. */
export function fieldsArgument(
  context: CheckContext,
  attribute: ReadAttribute | undefined,
  name: string,
): FieldEntry[] | null {
  const value = attribute?.arguments.get(name)?.value;
  if (!attribute || !value) return null;
  const items = value.kind === "list" ? value.items : [value];
  return items.flatMap((item) => toEntry(context, attribute, item));
}

function toEntry(context: CheckContext, attribute: ReadAttribute, item: ValueAst): FieldEntry[] {
  if (item.kind === "name") return [{ name: item.text, sort: "asc", span: item.span }];
  if (item.kind !== "call") return [];
  let sort: "asc" | "desc" = "asc";
  for (const argument of item.arguments) {
    const word = argument.value.kind === "name" ? argument.value.text : "";
    if (argument.name?.text === "sort" && (word === "Asc" || word === "Desc") && attribute.label === "@@index") {
      sort = word === "Asc" ? "asc" : "desc";
    } else if (["sort", "length", "ops"].includes(argument.name?.text ?? "")) {
      context.reporter.report("notSupportedYet", argument.span, {
        what: `"${argument.name?.text}" in ${attribute.label}`,
      });
    } else {
      const known = ["sort"];
      context.reporter.report("tooManyArguments", argument.span, { attribute: `${item.name.text}(…)`, known });
    }
  }
  return [{ name: item.name.text, sort, span: item.name.span }];
}
