/**
 * Relations that own a key: what Prisma does without a word is written (`index: false`, `foreignKey: false`, names that it cuts
 * differently), and what Joinery would do anyway goes.
 */
import { setKey } from "../check/table.ts";
import type { ForeignKey, Model } from "../ir/ir.ts";
import type { ArgumentAst, AttributeAst, FieldAst } from "../syntax/ast.ts";
import { type GeneratedName, generatedNames, writeConstraintName } from "./constraint-names.ts";
import { argumentNamed, type ImportContext, quoted } from "./import-context.ts";
import { shortenKeys } from "./key-columns.ts";
import { attributeNamed } from "./prisma-source.ts";

export function writeRelations(context: ImportContext): void {
  for (const model of context.schema.models) {
    const isCovered = coverage(model);
    const nameOf = generatedNames(model);
    const taken = new Set<string>();
    for (const foreignKey of model.foreignKeys) {
      const field = context.source.fieldAt(foreignKey.span);
      const attribute = field && attributeNamed(field, "relation");
      if (!field || !attribute) continue;
      writeActions(context, model, foreignKey, attribute);
      writeName(context, nameOf, foreignKey, attribute, taken);
      // No database refers to a view.
      const isOfView = !context.models.has(foreignKey.target);
      writeFlag(context, attribute, "foreignKey", foreignKey.constraint || isOfView);
      writeFlag(context, attribute, "index", isCovered(foreignKey));
    }
    if (context.shortens(model)) shortenKeys(context, model, nameOf);
  }
}

/** Whether a key or index begins with the foreign key's columns, in whatever order; Joinery makes an index where none does. */
function coverage(model: Model): (foreignKey: ForeignKey) => boolean {
  const whole = model.uniques.filter((unique) => unique.where === null);
  const ordered = model.indexes.filter(({ where, type }) => where === null && (type === null || type === "BTree"));
  const lists = [
    model.primaryKey.columns,
    ...whole.map((unique) => unique.columns),
    ...ordered.map((index) => index.columns.map((part) => part.name)),
  ];
  const lengths = new Set(model.foreignKeys.map((foreignKey) => foreignKey.columns.length));
  const covered = new Set<string>();
  for (const list of lists) {
    for (const length of lengths) if (list.length >= length) covered.add(setKey(list.slice(0, length)));
  }
  return (foreignKey) => covered.has(setKey(foreignKey.columns));
}

function writeFlag({ rewrite }: ImportContext, attribute: AttributeAst, name: string, value: boolean): void {
  const given = argumentNamed(attribute, name);
  if (value && given) rewrite.dropArgument(attribute, given);
  else if (!value) rewrite.setArgument(attribute, given, `${name}: false`);
}

function writeName(
  context: ImportContext,
  nameOf: GeneratedName,
  foreignKey: ForeignKey,
  attribute: AttributeAst,
  taken: Set<string>,
): void {
  const generated = nameOf(foreignKey.columns, "fkey");
  // SQLite keeps no names of foreign keys, so that two over the same columns are told apart here alone.
  if (context.settings.provider !== "sqlite") {
    writeConstraintName(context, attribute, foreignKey.name, generated);
  } else if (taken.has(generated)) {
    const name = nameOf([...foreignKey.columns, String(taken.size + 1)], "fkey");
    context.rewrite.setArgument(attribute, undefined, `map: ${quoted(name)}`);
  }
  taken.add(generated);
}

function writeActions(context: ImportContext, model: Model, foreignKey: ForeignKey, attribute: AttributeAst): void {
  const { rewrite, reporter, settings } = context;
  const required = foreignKey.columns.find((name) => !isNullable(model, name));
  const defaults = { onDelete: required === undefined ? "SetNull" : "Restrict", onUpdate: "Cascade" } as const;
  for (const argument of ["onDelete", "onUpdate"] as const) {
    const given = argumentNamed(attribute, argument);
    const action = foreignKey[argument];
    if (!given) continue;
    if (action === "SetNull" && required !== undefined) {
      reporter.report("setNullLeftOut", given.span, { argument, column: required, instead: "Restrict" });
      writeRestrict(context, attribute, given, argument);
    } else if (action === defaults[argument] && context.shortens(model)) {
      rewrite.dropArgument(attribute, given);
    }
    if (!settings.foreignKeys && !isCarriedOut(argument, action, required === undefined)) {
      reporter.report("emulatedActionLeftOut", given.span, { argument, action });
    }
  }
}

/** Whether the session does in the database's place what there is no foreign key for; nothing has to be done for NoAction. */
function isCarriedOut(argument: "onDelete" | "onUpdate", action: ForeignKey["onDelete"], isOptional: boolean): boolean {
  return (
    action === "NoAction" || action === "Cascade" || (argument === "onDelete" && action === "SetNull" && isOptional)
  );
}

function writeRestrict(
  { rewrite }: ImportContext,
  attribute: AttributeAst,
  given: ArgumentAst,
  argument: "onDelete" | "onUpdate",
): void {
  // The default of a required key.
  if (argument === "onDelete") rewrite.dropArgument(attribute, given);
  else rewrite.setArgument(attribute, given, "onUpdate: Restrict");
}

function isNullable(model: Model, name: string): boolean {
  return model.columns.find((column) => column.name === name)?.nullable ?? false;
}

/**
 * Names of relations that pair without: the only two fields between two models, of a model with itself one of them a list. The name
 * of a many-to-many goes as well, since `@joinTable` names its table.
 */
export function dropRelationNames(context: ImportContext): void {
  const { models, views } = context.schema;
  const groups = new Map<string, { readonly owner: string; readonly field: FieldAst; readonly target: string }[]>();
  for (const owner of [...models, ...views]) {
    for (const { target, span } of owner.relations) {
      const field = context.source.fieldAt(span);
      if (!field) continue;
      const key = [owner.name, target].toSorted().join(" ");
      const group = groups.get(key) ?? [];
      group.push({ owner: owner.name, field, target });
      groups.set(key, group);
    }
  }
  for (const [first, second, third] of groups.values()) {
    if (!first || !second || third || ![first.owner, second.owner].every((name) => context.shortens({ name })))
      continue;
    const lists = [first, second].filter(({ field }) => field.type.arity === "list").length;
    if (first.owner === first.target ? lists !== 1 : first.owner === second.owner) continue;
    for (const { field } of [first, second]) {
      const attribute = attributeNamed(field, "relation");
      const name = attribute && nameArgument(attribute);
      if (name) context.rewrite.dropArgument(attribute, name);
    }
  }
}

function nameArgument(attribute: AttributeAst): ArgumentAst | undefined {
  return argumentNamed(attribute, "name") ?? attribute.arguments.find((argument) => argument.name === null);
}
