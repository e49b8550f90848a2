/** `@@discriminator`: the root's column that tells a family of models apart, and what each of them holds in it. */
import type { ValueAst } from "../syntax/ast.ts";
import { describeValue } from "./arguments.ts";
import type { ReadAttribute } from "./attributes.ts";
import type { BoundColumn, BoundMember, BoundModel, BoundSchema, CheckContext } from "./bound.ts";
import { find } from "./declare.ts";
import { mayHaveMore, mentions } from "./member.ts";

export function readDiscriminator(context: CheckContext, root: BoundModel): BoundColumn | null {
  const attribute = find(root.attributes, "discriminator");
  const value = attribute?.arguments.get("column")?.value;
  if (!attribute || value?.kind !== "name") {
    const isBroken = !attribute && mentions(root, "discriminator");
    if (!isBroken) reportNoDiscriminator(context, root, value);
    return null;
  }
  const member = root.byName.get(value.text) ?? (mayHaveMore(root) ? "broken" : undefined);
  if (member === "broken") return null;
  if (member !== undefined && canDiscriminate(member)) {
    return attribute && reportIdle(context, attribute, member) ? null : member;
  }
  const parameters = { model: root.name, column: value.text, isDeclared: member !== undefined };
  context.reporter.report("discriminatorColumn", value.span, parameters);
  return null;
}

/** A required text or member of an enum, with a column of its own, as the database has it. */
function canDiscriminate(member: BoundMember): member is BoundColumn {
  if (member.kind !== "column" || member.list || member.nullable) return false;
  if (member.embedded !== null || member.scalar !== null) return false;
  return member.type.kind === "enum" || (member.type.kind === "scalar" && member.type.scalar === "String");
}

/** What a discriminator cannot be besides. */
const notOfDiscriminators: Readonly<Record<string, string>> = {
  id: "all rows of a model have the same value in it",
  unique: "all rows of a model have the same value in it",
  ignore: "the client reads it to know what a row is",
  deferred: "the client reads it to know what a row is",
  computed: "the client writes it with every new row",
};

/** Gives whether there was anything to report. */
function reportIdle(context: CheckContext, attribute: ReadAttribute, column: BoundColumn): boolean {
  const found = [...column.attributes.values()].find(({ name }) => Object.hasOwn(notOfDiscriminators, name));
  if (!found) return false;
  const reason = notOfDiscriminators[found.name] ?? "";
  const parameters = { attribute: found.label, other: attribute.label, reason };
  context.reporter.report("attributeConflict", found.ast.span, parameters, [
    { message: "the discriminator is named here", span: attribute.ast.span },
  ]);
  return true;
}

/** Proposes a column that is there, or else a name that is free. */
function reportNoDiscriminator(context: CheckContext, root: BoundModel, value: ValueAst | undefined): void {
  const members = new Map(
    [...root.byName].map(([name, member]) => [name, member !== "broken" && canDiscriminate(member)]),
  );
  const quoted = value?.kind === "string" && members.get(value.text) ? value.text : null;
  const names = ["kind", "type", "discriminator"];
  const declared = quoted ?? names.find((name) => members.get(name)) ?? null;
  const column = declared ?? names.find((name) => !members.has(name)) ?? "discriminator";
  const parameters = { model: root.name, column, isDeclared: declared !== null, isGiven: value !== undefined };
  context.reporter.report("discriminatorMissing", value?.span ?? root.ast.name.span, parameters);
}

/** What the model's rows hold in the discriminator; where the model does not say, its own name. */
export function readValue(
  context: CheckContext,
  schema: BoundSchema,
  model: BoundModel,
  column: BoundColumn,
  argument: "column" | "value",
): { readonly text: string; readonly span: ValueAst["span"] } | null {
  const attribute: ReadAttribute | undefined = find(model.attributes, "discriminator");
  const value = attribute?.arguments.get(argument)?.value;
  const declared = column.type.kind === "enum" ? schema.enums.get(column.type.enum) : undefined;
  const span = value?.span ?? model.ast.name.span;
  const isText = value === undefined || value.kind === "string" || (declared !== undefined && value.kind === "name");
  if (!isText) {
    const expected = 'the value of its discriminator, such as "manager"';
    const parameters = { attribute: "@@discriminator", expected, found: describeValue(value) };
    context.reporter.report("unexpectedArgument", value.span, parameters);
    return null;
  }
  const text = value && "text" in value ? value.text : model.name;
  if (!declared || declared.names.has(text)) return { text, span };
  const names = [...declared.names];
  const suggestion = context.reporter.suggest(text, names);
  const parameters = { member: text, enum: declared.name, suggestion, known: names.length <= 8 ? names : null };
  const reason = "the discriminator is of this enum; without @@discriminator(…) a model's value in it is its own name";
  const related = value === undefined ? [{ message: reason, span: column.span }] : [];
  context.reporter.report("unknownMember", span, parameters, related);
  return null;
}
