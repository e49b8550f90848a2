import { withPlainLineEnds } from "./manifest.ts";
import type { WritePlan } from "./write-plan.ts";

/** How a file in the output directory differs from what `gen` would leave there. */
export type DifferenceKind = "missing" | "outdated" | "edited" | "stale";

export interface OutputDifference {
  /** Absolute. */
  readonly path: string;
  readonly kind: DifferenceKind;
}

export const differenceTexts = {
  missing: "missing",
  outdated: "out of date",
  edited: "changed since it was generated",
  stale: "no longer generated",
} as const satisfies Record<DifferenceKind, string>;

/** In path order. Line ends do not count: git changes them where it is told to. */
export function differenceOf({ changed, edited, stale }: WritePlan): readonly OutputDifference[] {
  const isEdited = new Set(edited);
  const differences = [
    ...changed
      .filter(({ text, before }) => before === null || withPlainLineEnds(before) !== withPlainLineEnds(text))
      .map(({ path, before }) => ({ path, kind: kindOf(before, isEdited.has(path)) })),
    ...stale.map((path) => ({ path, kind: "stale" as const })),
  ];
  return differences.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function kindOf(before: string | null, isEdited: boolean): DifferenceKind {
  if (before === null) return "missing";
  return isEdited ? "edited" : "outdated";
}
