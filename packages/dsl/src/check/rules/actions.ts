/** `onDelete` and `onUpdate`. */
import type { ReferentialAction } from "../../ir/ir.ts";
import type { Name } from "../../syntax/ast.ts";
import { booleanArgument, wordArgument } from "../arguments.ts";
import type { BoundRelation, CheckContext } from "../bound.ts";
import type { ForeignKeyDraft } from "../keys.ts";

type ActionArgument = "onDelete" | "onUpdate";

const actions = {
  Cascade: true,
  Restrict: true,
  NoAction: true,
  SetNull: true,
  SetDefault: true,
} satisfies Record<ReferentialAction, true>;

/**
 * What the database does. Prisma's defaults: deleting the target of a required key is refused, of an optional one clears it; a changed
 * key is followed. A key counts as required as soon as one of its columns is, since none but all can be cleared.
 */
export function referentialActions(
  context: CheckContext,
  draft: ForeignKeyDraft,
): { readonly onDelete: ReferentialAction; readonly onUpdate: ReferentialAction } {
  const isNullable = draft.columns.every((column) => column.nullable);
  return {
    onDelete: action(context, draft, "onDelete") ?? (isNullable ? "SetNull" : "Restrict"),
    onUpdate: action(context, draft, "onUpdate") ?? "Cascade",
  };
}

/** Whether the database holds the key together. */
export function hasConstraint(context: CheckContext, draft: ForeignKeyDraft): boolean {
  if (draft.model.kind === "view" || draft.target.kind === "view") return false;
  const given = booleanArgument(draft.owner?.attributes.get("relation"), "foreignKey");
  return given ?? context.settings.foreignKeys;
}

/** As `hasConstraint`, for both foreign keys of a join table; either list may say so. */
export function hasJoinConstraint(
  context: CheckContext,
  sides: { readonly left: BoundRelation; readonly right: BoundRelation },
): boolean {
  const given = [sides.left, sides.right].map((side) => booleanArgument(side.attributes.get("relation"), "foreignKey"));
  return given.includes(false) ? false : context.settings.foreignKeys;
}

function action(context: CheckContext, draft: ForeignKeyDraft, argument: ActionArgument): ReferentialAction | null {
  const word = wordArgument(draft.owner?.attributes.get("relation"), argument);
  if (word === null) return null;
  const known = knownActions(context);
  if (!isAction(word.text) || !known.includes(word.text)) {
    const suggestion = context.reporter.suggest(word.text, known);
    context.reporter.report("unknownWord", word.span, { attribute: argument, word: word.text, known, suggestion });
    return null;
  }
  if (word.text === "SetDefault" && context.settings.provider === "mysql") {
    context.reporter.report("setDefaultOnMysql", word.span, { argument });
  }
  return word.text === "SetNull" && !canSetNull(context, draft, argument, word) ? null : word.text;
}

/** Without foreign keys the client stands in for the database, and Prisma's carries out only some of the actions. */
export function knownActions({ settings }: CheckContext): ReferentialAction[] {
  const all = Object.keys(actions).filter(isAction);
  if (settings.foreignKeys) return all;
  const hasNoAction = settings.provider === "mysql" || settings.provider === "cockroachdb";
  return all.filter((name) => name !== "SetDefault" && (name !== "NoAction" || hasNoAction));
}

function canSetNull(context: CheckContext, draft: ForeignKeyDraft, argument: ActionArgument, word: Name): boolean {
  const required = draft.columns.find((column) => !column.nullable);
  if (!required) return true;
  const { provider, foreignKeys } = context.settings;
  if (provider === "postgresql" && foreignKeys) {
    context.reporter.report("setNullFails", word.span, { argument, column: required.name });
    return true;
  }
  const { name: column, inferred } = required;
  context.reporter.report("setNullOnRequired", word.span, { argument, column, inferred });
  return false;
}

function isAction(word: string): word is ReferentialAction {
  return Object.hasOwn(actions, word);
}
