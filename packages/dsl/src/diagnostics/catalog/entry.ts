import type { Severity } from "../diagnostic.ts";

export interface CatalogEntry<P> {
  readonly code: string;
  /** An error when absent. */
  readonly severity?: Severity;
  /** A short noun phrase for the heading of the reference, such as `Unknown type`. */
  readonly title: string;
  /** One to three sentences that teach: the rule, why there is one, the way out. Code stands in backticks. */
  readonly explanation: string;
  /** The ids of the rules in semantic-checks.md that the diagnostic carries out, such as `R027`. */
  readonly rules: readonly string[];
  readonly message: (parameters: P) => string;
  /** The way out; null where there is none for these parameters. */
  readonly hint?: (parameters: P) => string | null;
}

/** Gives an entry its parameter type without repeating the catalog's. */
export function entry<P>(definition: CatalogEntry<P>): CatalogEntry<P> {
  return definition;
}

/** Longer names are cut, so that a file without line ends does not fill the screen. */
const longestShown = 60;

export function quote(name: string): string {
  return `"${name.length > longestShown ? `${name.slice(0, longestShown)}…` : name}"`;
}

/** Of more names the first are listed. */
export const mostListed = 24;

export function quoteAll(names: readonly string[]): string {
  return listOf(names, quote);
}

/** Names side by side, without quotes: as code, or where the catalog's own words are listed. */
export function listAll(names: readonly string[]): string {
  return listOf(names, (name) => quote(name).slice(1, -1));
}

function listOf(names: readonly string[], show: (name: string) => string): string {
  const shown = names.slice(0, mostListed).map(show);
  return [...shown, ...(names.length > mostListed ? ["…"] : [])].join(", ");
}

export function didYouMean(suggestion: string | null): string | null {
  return suggestion === null ? null : `did you mean ${quote(suggestion)}?`;
}
