/** `@load`, `@cascade` and `@orderBy`: what the session does across a relation. */
import type { Cascade, LoadStrategy, Relation } from "../../ir/ir.ts";
import type { ArgumentAst } from "../../syntax/ast.ts";
import { describeValue, wordArgument } from "../arguments.ts";
import type { ReadAttribute } from "../attributes.ts";
import type { BoundModel, BoundRelation, CheckContext } from "../bound.ts";
import type { Keys } from "../keys.ts";
import { memberNamed } from "../member.ts";

const strategies = {
  lazy: true,
  joined: true,
  selectin: true,
  raise: true,
  writeonly: true,
} satisfies Record<LoadStrategy, true>;

const cascades = { save: true, merge: true, delete: true, deleteOrphan: true } satisfies Record<Cascade, true>;

/** SQLAlchemy's default. */
export const defaultCascade: readonly Cascade[] = ["save", "merge"];

export function readLoad(context: CheckContext, field: BoundRelation): LoadStrategy {
  const attribute = field.attributes.get("load");
  const word = wordArgument(attribute, "strategy");
  if (!attribute || word === null) return "lazy";
  if (!Object.hasOwn(strategies, word.text)) {
    reportUnknownWord(context, attribute, word, Object.keys(strategies));
    return "lazy";
  }
  if (word.text === "writeonly" && field.arity !== "list") {
    context.reporter.report("writeOnlyToOne", word.span, { field: field.name });
    return "lazy";
  }
  return word.text as LoadStrategy; // An own key of `strategies`.
}

/** In the order of the IR's union, whatever the order in the schema. */
export function readCascade(context: CheckContext, field: BoundRelation): readonly Cascade[] {
  const attribute = field.attributes.get("cascade");
  if (!attribute) return defaultCascade;
  const known = Object.keys(cascades) as Cascade[]; // Its keys are the union, by `satisfies`.
  const given = new Set<string>();
  for (const argument of attribute.words) {
    const word = argument.value.kind === "name" && isPlain(argument) ? argument.value : null;
    if (word === null) reportNotAWord(context, attribute, argument, "words such as save, delete");
    else if (!Object.hasOwn(cascades, word.text)) reportUnknownWord(context, attribute, word, known);
    else given.add(word.text);
  }
  return known.filter((cascade) => given.has(cascade));
}

export function readOrder(context: CheckContext, keys: Keys, field: BoundRelation): Relation["orderBy"] {
  const attribute = field.attributes.get("orderBy");
  const order: { column: string; sort: "asc" | "desc" }[] = [];
  for (const argument of attribute?.words ?? []) {
    const { value, sort, name } = argument;
    const direction = sort?.text ?? "asc";
    if (!attribute) continue;
    if (value.kind !== "name" || name !== null) {
      reportNotAWord(context, attribute, argument, "columns such as createdAt desc");
      continue;
    }
    if (direction !== "asc" && direction !== "desc") {
      reportUnknownWord(context, attribute, sort ?? value, ["asc", "desc"]);
      continue;
    }
    const column = keys.columnNamed(field.target, value.text);
    if (column === "broken") continue;
    if (column === null || column.list) {
      const suggestion =
        columnBehind(keys, field.target, value.text) ??
        context.reporter.suggest(value.text, () =>
          field.target.fields.flatMap((item) => (item.kind === "column" && !item.list ? [item.name] : [])),
        );
      const parameters = { column: value.text, model: field.target.name, suggestion };
      context.reporter.report("unknownOrderColumn", value.span, parameters);
    } else {
      order.push({ column: column.name, sort: direction });
    }
  }
  return order;
}

/** The single key column behind a relation of this name; null where there is no such relation or column. */
function columnBehind(keys: Keys, model: BoundModel, name: string): string | null {
  const member = memberNamed(model, name);
  if (member === undefined || member === "broken" || member.kind !== "relation") return null;
  const [only, second] = keys.columnsBehind(member) ?? [];
  return only && !second ? only.name : null;
}

function isPlain(argument: ArgumentAst): boolean {
  return argument.name === null && argument.sort === null;
}

function reportUnknownWord(
  context: CheckContext,
  attribute: ReadAttribute,
  word: { readonly text: string; readonly span: ArgumentAst["span"] },
  known: readonly string[],
): void {
  const suggestion = context.reporter.suggest(word.text, known);
  const parameters = { attribute: attribute.label, word: word.text, known, suggestion };
  context.reporter.report("unknownWord", word.span, parameters);
}

function reportNotAWord(
  context: CheckContext,
  attribute: ReadAttribute,
  argument: ArgumentAst,
  expected: string,
): void {
  const found = describeValue(argument.value);
  context.reporter.report("unexpectedArgument", argument.span, { attribute: attribute.label, expected, found });
}
