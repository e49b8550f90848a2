/** Required foreign keys in a circle: no row of any of the tables could be the first. */
import type { CheckContext } from "../bound.ts";
import { findCycles } from "../cycles.ts";
import type { ForeignKeyDraft } from "../keys.ts";
import { hasConstraint } from "./actions.ts";

/**
 * A model that requires itself is left alone: its first row may refer to itself. So is a key that the database does not check, and a
 * schema in Prisma's meaning: its database exists, and may check the keys at the end of a transaction, which such a schema cannot say.
 */
export function checkRequiredCycles(context: CheckContext, drafts: readonly ForeignKeyDraft[]): void {
  if (context.settings.profile === "prisma") return;
  const required = new Map<string, ForeignKeyDraft[]>();
  for (const draft of drafts) {
    if (draft.model === draft.target || draft.columns.some((column) => column.nullable)) continue;
    if (!hasConstraint(context, draft)) continue;
    const others = required.get(draft.model.name);
    if (others) others.push(draft);
    else required.set(draft.model.name, [draft]);
  }
  const targets = (model: string): string[] => (required.get(model) ?? []).map((draft) => draft.target.name);
  for (const cycle of findCycles(required.keys(), targets)) {
    const keys = cycle.flatMap((model, index) => {
      const next = cycle[(index + 1) % cycle.length];
      return required.get(model)?.find((draft) => draft.target.name === next) ?? [];
    });
    const [first, ...rest] = keys;
    if (!first) continue;
    const path = keys.map((draft) => `${draft.model.name}.${draft.owner?.name ?? ""}`);
    context.reporter.report(
      "requiredCycle",
      first.span,
      { path: [...path.slice(0, 8), ...(path.length > 8 ? ["…"] : []), first.model.name] },
      rest.slice(0, 7).map((draft) => ({ message: "and requires it here", span: draft.span })),
    );
  }
}
