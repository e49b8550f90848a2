/**
 * The design names every rule that a Prisma-compatible compiler enforces; each that is ours to carry out is carried out by a
 * diagnostic, or stands in the list of those that are missing yet. The design lies beside the repository where we work on it, and is
 * not part of it; without it these tests are skipped.
 */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { catalog } from "../../src/diagnostics/catalog.ts";

/** Rules that no diagnostic carries out yet, in order. An id goes from here with the diagnostic that names it; none is ever added. */
const missing: readonly string[] = [];

const design = fileURLToPath(new URL("../../../../../shared/design/semantic-checks.md", import.meta.url));
/** `core` all databases, `pg` PostgreSQL, `lite` SQLite, `import` Prisma's files; `other` is understood but not checked. */
const ours = new Set(["core", "pg", "lite", "import"]);

const entries = Object.values(catalog);
const carriedOut = new Set(entries.flatMap((entry) => entry.rules));

describe.skipIf(!existsSync(design))("the rules of semantic-checks.md", () => {
  const scopes = existsSync(design) ? readScopes(readFileSync(design, "utf8")) : new Map<string, string>();
  const required = [...scopes].flatMap(([id, scope]) => (ours.has(scope) ? [id] : []));

  test("are found", () => expect(scopes.size).toBeGreaterThan(100));

  test("are each carried out by a diagnostic, but for those that are missing yet", () => {
    expect(required.filter((id) => !carriedOut.has(id) && !missing.includes(id))).toEqual([]);
  });

  test("are listed as missing only while they are", () => {
    expect(
      missing.filter((id) => carriedOut.has(id) || !required.includes(id)),
      "take these ids from the list `missing` of this file",
    ).toEqual([]);
  });

  test("exist where a diagnostic names one", () => {
    const unknown = entries.flatMap(({ code, rules }) =>
      rules.filter((id) => !scopes.has(id)).map((id) => `${code}: ${id}`),
    );
    expect(unknown).toEqual([]);
  });
});

/** Rows such as `| R001 | core | Top-level names … |`: the scope by id. */
function readScopes(markdown: string): Map<string, string> {
  return new Map(
    [...markdown.matchAll(/^\| (R\d{3}) \| (\w+) \|/gm)].map(([, id = "", scope = ""]) => [id, scope] as const),
  );
}
