/** Artefacts of the fixtures, compared with what the repository keeps of them. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

export const fixturesDirectory = fileURLToPath(new URL("../../../fixtures/", import.meta.url));

const update = process.env["UPDATE_GOLDEN"] === "1";

/**
 * An artefact that a case does not have has no golden either.
 *
 * @param path Below fixtures/.
 */
export function expectGolden(path: string, actual: string | null): void {
  const golden = `${fixturesDirectory}${path}`;
  if (update && actual !== null) {
    mkdirSync(dirname(golden), { recursive: true });
    writeFileSync(golden, actual);
  } else if (update) {
    rmSync(golden, { force: true });
  }
  const expected = existsSync(golden) ? readFileSync(golden, "utf8") : null;
  expect(actual, `fixtures/${path} differs; if it should, run UPDATE_GOLDEN=1 vitest run packages/dsl`).toBe(expected);
}
