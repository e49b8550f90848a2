import { describe, expect, test } from "vitest";
import { catalog, type CatalogEntry } from "../../src/diagnostics/catalog.ts";

// Each entry has parameters of its own; what is read here needs none.
const entries = Object.values(catalog) as readonly Omit<CatalogEntry<never>, "message" | "hint">[];
const codes = entries.map((entry) => entry.code);

test("gives every diagnostic a code of its own", () => {
  expect(codes.toSorted()).toEqual([...new Set(codes)].toSorted());
  for (const code of codes) expect(code).toMatch(/^JY[1-9]\d{3}$/);
});

test("gives every diagnostic a title of its own", () => {
  const titles = entries.map((entry) => entry.title);
  expect(titles.toSorted()).toEqual([...new Set(titles)].toSorted());
});

describe.each(entries)("$code", ({ title, explanation, rules }) => {
  test("has a title that is a short phrase, and an explanation of one to three sentences", () => {
    expect(title).toMatch(/^[^a-z].{4,60}[^.]$/);
    expect(explanation).toMatch(/^\S.{20,}\.$/);
    // What stands in backticks is code, whose full stops end nothing; each piece of code is closed.
    const prose = explanation.replace(/`[^`]+`/g, "code");
    expect(prose).not.toContain("`");
    expect(prose.split(/(?<=[.?]) /).length).toBeLessThanOrEqual(3);
  });

  test("names rules by their ids, each once", () => {
    for (const rule of rules) expect(rule).toMatch(/^R\d{3}$/);
    expect(rules).toEqual([...new Set(rules)].toSorted());
  });
});
