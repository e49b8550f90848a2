/** The pages of docs/engines and docs/observability.md: their programs run, and their table of options has every option. */
import { readFileSync } from "node:fs";
import { beforeEach, expect, test } from "vitest";
import { connect, Department } from "../../../fixtures/company/generated-async/index.ts";
import { nodeSqliteAsync } from "../src/driver/node-sqlite.ts";
import { parseUrl } from "../src/driver/url.ts";
import { connectOptions } from "../src/session/shared.ts";

const page = (name: string): string => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), "utf8");

/** The program of a page, as a function of what stands around it. */
async function runProgram(name: string, given: Readonly<Record<string, unknown>>): Promise<void> {
  const [, program = ""] = /^```ts run\n(.*?)^```$/ms.exec(page(name)) ?? [];
  expect(program).not.toBe("");
  const AsyncFunction = (async () => undefined).constructor as new (
    ...texts: string[]
  ) => (...values: unknown[]) => Promise<void>; // every async function's
  const body = program.replace(/await import\("@joinery\/runtime\/node-sqlite"\)/, "nodeSqlite");
  await new AsyncFunction(...Object.keys(given), `${body}; await db.close();`)(...Object.values(given));
}

let lines: unknown[] = [];
beforeEach(() => void (lines = []));

test("the program of docs/engines/README.md runs", async () => {
  await runProgram("engines/README.md", { connect, nodeSqlite: { nodeSqliteAsync } });
});

test("the program of docs/observability.md runs", async () => {
  await runProgram("observability.md", { connect, lines });
  expect(lines.length).toBeGreaterThan(5);
});

test("the program of docs/engines/replicas.md runs", async () => {
  const open = async () => {
    const driver = nodeSqliteAsync(parseUrl("sqlite::memory:", ["sqlite"]));
    await connect({ driver }).createAll();
    return driver;
  };
  const [primary, replicaOne, replicaTwo] = [await open(), await open(), await open()];
  await runProgram("engines/replicas.md", { connect, Author: Department, primary, replicaOne, replicaTwo });
});

test("docs/engines/README.md has every option of connect", () => {
  const [, table = ""] = page("engines/README.md").split("## Options");
  const named = [...table.matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name);
  expect(new Set(named)).toEqual(new Set(Object.keys(connectOptions)));
});
