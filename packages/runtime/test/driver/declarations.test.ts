import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const directory = mkdtempSync(join(tmpdir(), "joinery-"));
afterAll(() => rmSync(directory, { recursive: true }));

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The packages that a declaration and all those that it leads to are written with. */
function packagesOf(entry: string): Set<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const open = [join(directory, entry)];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const [, name = ""] of readFileSync(file, "utf8").matchAll(/(?:from|import)\s*\(?"([^"]+)"/g)) {
      if (name.startsWith(".")) open.push(join(dirname(file), name.replace(/\.ts$/, ".d.ts")));
      else packages.add(name);
    }
  }
  return packages;
}

test("who uses a driver's declarations need not check those of the database's package", () => {
  const tsc = join(root, "../../node_modules/.bin/tsc");
  execFileSync(tsc, ["-p", join(root, "tsconfig.build.json"), "--emitDeclarationOnly", "--outDir", directory]);
  for (const entry of [
    "driver/mysql.d.ts",
    "driver/pg.d.ts",
    "driver/pglite.d.ts",
    "driver/better-sqlite3.d.ts",
    "driver/node-sqlite.d.ts",
    "index.d.ts",
    "contract.d.ts",
  ])
    expect([entry, ...packagesOf(entry)]).toEqual([entry]);
}, 60_000);
