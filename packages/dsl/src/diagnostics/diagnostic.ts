import type { Span } from "../text/span.ts";
import { catalog, type CatalogEntry, type DiagnosticName, type ParametersOf } from "./catalog.ts";

/** An error keeps the schema from being used; a warning does not; an info tells what happens, and asks for nothing. */
export type Severity = "error" | "warning" | "info";

/** Something that is wrong with a schema, and where. */
export interface Diagnostic {
  /** Stable: `JY1…` syntax, `JY2…` names and types, `JY3…` attributes, `JY4…` keys and indexes, `JY5…` relations. */
  readonly code: string;
  readonly severity: Severity;
  /** What was found and what was expected, without a full stop. */
  readonly message: string;
  readonly span: Span;
  /** The way out; null where none is certain enough. */
  readonly hint: string | null;
  /** The other places that the message speaks of. */
  readonly related: readonly RelatedPlace[];
}

export interface RelatedPlace {
  readonly message: string;
  readonly span: Span;
}

/** Collects the diagnostics of one run. */
export interface Reporter {
  report<K extends DiagnosticName>(
    name: K,
    span: Span,
    parameters: ParametersOf<K>,
    related?: readonly RelatedPlace[],
  ): void;
  /** The candidate that was probably meant; null where none is close. A function is called only where there is time to compare. */
  suggest(found: string, candidates: readonly string[] | (() => readonly string[])): string | null;
}

/** Builds the diagnostic that the catalog describes. */
export function createDiagnostic<K extends DiagnosticName>(
  name: K,
  span: Span,
  parameters: ParametersOf<K>,
  related: readonly RelatedPlace[] = [],
): Diagnostic {
  // The entry of K takes ParametersOf<K> by the type's definition; the checker does not follow the index through.
  const entry = catalog[name] as unknown as CatalogEntry<ParametersOf<K>>;
  return {
    code: entry.code,
    severity: entry.severity ?? "error",
    message: entry.message(parameters),
    span,
    hint: entry.hint?.(parameters) ?? null,
    related,
  };
}

/** Source order: by file, then by place; at one place by code, so that equal runs give equal lists. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  if (a.span.file !== b.span.file) return a.span.file < b.span.file ? -1 : 1;
  if (a.span.start !== b.span.start) return a.span.start - b.span.start;
  return a.code < b.code ? -1 : a.code > b.code ? 1 : 0;
}

/** Several lists as one in source order, of equal diagnostics at one place the first. */
export function mergeDiagnostics(lists: readonly (readonly Diagnostic[])[]): Diagnostic[] {
  const places = new Set<string>();
  const merged = lists.flat().filter(({ code, span }) => {
    const place = `${span.file}:${span.start}:${code}`;
    if (places.has(place)) return false;
    places.add(place);
    return true;
  });
  return merged.toSorted(compareDiagnostics);
}
