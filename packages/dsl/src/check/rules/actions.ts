/** `onDelete` and `onUpdate`. */
import type { ReferentialAction } from "../../ir/ir.ts";
import { wordArgument } from "../arguments.ts";
import type { CheckContext } from "../bound.ts";
import type { ForeignKeyDraft } from "../keys.ts";

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

function action(
  context: CheckContext,
  draft: ForeignKeyDraft,
  argument: "onDelete" | "onUpdate",
): ReferentialAction | null {
  const word = wordArgument(draft.owner?.attributes.get("relation"), argument);
  if (word === null) return null;
  if (!isAction(word.text)) {
    const known = Object.keys(actions);
    const suggestion = context.reporter.suggest(word.text, known);
    context.reporter.report("unknownWord", word.span, { attribute: argument, word: word.text, known, suggestion });
    return null;
  }
  const required = draft.columns.find((column) => !column.nullable);
  if (word.text === "SetNull" && required) {
    const { name: column, inferred } = required;
    context.reporter.report("setNullOnRequired", word.span, { argument, column, inferred });
    return null;
  }
  return word.text;
}

function isAction(word: string): word is ReferentialAction {
  return Object.hasOwn(actions, word);
}
