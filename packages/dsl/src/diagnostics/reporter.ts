import { compareDiagnostics, createDiagnostic, type Diagnostic, type Reporter } from "./diagnostic.ts";
import { closest } from "./closest.ts";

/**
 * How many name comparisons one run may spend on suggestions. Without a bound, a file of n unknown names against n declared ones
 * would cost n² comparisons; past it, errors are reported without a suggestion.
 */
const suggestionBudget = 200_000;

/** A reporter, and what it has collected in source order, one per code and place. */
export function createReporter(): Reporter & { readonly diagnostics: () => Diagnostic[] } {
  const collected: Diagnostic[] = [];
  const seen = new Set<string>();
  let budget = suggestionBudget;
  return {
    report(name, span, parameters, related) {
      const diagnostic = createDiagnostic(name, span, parameters, related);
      const place = `${span.file}:${span.start}:${diagnostic.code}`;
      if (seen.has(place)) return;
      seen.add(place);
      collected.push(diagnostic);
    },
    suggest(found, candidates) {
      if (budget <= 0) return null;
      const list = typeof candidates === "function" ? candidates() : candidates;
      budget -= list.length;
      return closest(found, list);
    },
    diagnostics: () => collected.toSorted(compareDiagnostics),
  };
}
