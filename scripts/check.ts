/**
 * `pnpm check`: whether the tree is good. Runs every step, also after one that failed, and ends with what failed and how to mend it.
 *
 * Steps that wait for the disk as much as they compute run beside the tests, one after the other. What one of them prints is held back
 * until the tests have ended, so that no two are mixed.
 *
 * The last line counts vitest's tests and each other step as one more test. It is left in `reportPath` too, for a continuous
 * integration that wants it at the very end of its own log.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { summarise, type StepResult, type TestReport } from "./check-summary.ts";
import { root } from "./source-files.ts";

interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** What to do where it fails. */
  readonly wayOut: string;
}

const cache = join(root, "node_modules", ".cache", "joinery");
const reportPath = join(cache, "check.txt");
const testReportPath = join(cache, "vitest.json");

/** In this order: the others need the clients. */
const before: readonly Step[] = [
  {
    name: "clients",
    command: ["node", "scripts/clients.ts"],
    wayOut: "Look at what changed in the examples' generated clients, and commit it if it is wanted.",
  },
  {
    name: "layers",
    command: ["node", "scripts/layers.ts"],
    wayOut: "Move the code or the import; the laws are in ARCHITECTURE.md and scripts/layers/laws.ts.",
  },
  {
    name: "reference",
    command: ["node", "scripts/diagnostics-page.ts", "--check"],
    wayOut: "Run `pnpm reference`, and commit docs/diagnostics.md.",
  },
];

/** None writes what another reads, or a test: `packages` packs into directories of its own, from `dist`, which nothing here imports. */
const beside: readonly Step[] = [
  {
    name: "types",
    command: ["node", "scripts/types.ts"],
    wayOut: "Mend the places above; `pnpm types` checks them alone.",
  },
  { name: "lint", command: ["oxlint"], wayOut: "Run `pnpm lint --fix`, and mend by hand what it leaves." },
  {
    name: "packages",
    command: ["node", "scripts/packages.ts"],
    wayOut: "Mend what is above; `pnpm packages` checks the tarballs alone.",
  },
  { name: "format", command: ["prettier", "--check", "--log-level", "warn", "."], wayOut: "Run `pnpm format`." },
];

const tests: Step = {
  name: "tests",
  command: ["vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${testReportPath}`],
  wayOut:
    "Run one file with `pnpm test PATH`. If a golden differs and the new one is wanted: `UPDATE_GOLDEN=1 pnpm test`, and read the diff.",
};

rmSync(reportPath, { force: true });
rmSync(testReportPath, { force: true });

const results: StepResult[] = [];
for (const step of before) {
  print(step);
  results.push({ ...step, passed: await passes(step) });
}
print(tests);
const held = runHeld(beside);
const testsPassed = await passes(tests);
for (const { step, text, passed } of await held) {
  print(step);
  process.stdout.write(text);
  results.push({ ...step, passed });
}
const summary = summarise(results, { ...tests, passed: testsPassed }, readTestReport());

mkdirSync(dirname(reportPath), { recursive: true });
writeFileSync(reportPath, `${summary.count}\n`);
console.log(`\n${summary.text}`);
process.exitCode = summary.passed ? 0 : 1;

function print({ name }: Step): void {
  console.log(`\n--- ${name}`);
}

interface Held {
  readonly step: Step;
  readonly passed: boolean;
  /** What it printed. */
  readonly text: string;
}

/** One after the other. */
async function runHeld(steps: readonly Step[]): Promise<Held[]> {
  const ended: Held[] = [];
  for (const step of steps) {
    let text = "";
    const passed = await passes(step, (more) => (text += more));
    ended.push({ step, passed, text });
  }
  return ended;
}

/** @param take is given what it prints; to the terminal itself where absent */
function passes({ command: [program, ...args] }: Step, take?: (text: string) => void): Promise<boolean> {
  const output = take === undefined ? "inherit" : "pipe";
  const child = spawn(program, args, {
    cwd: root,
    stdio: ["ignore", output, output],
    shell: process.platform === "win32",
  });
  if (take !== undefined)
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", take);
  return new Promise((resolve) => {
    child.once("error", (error) => {
      const text = `cannot start ${program} (${error.message}); run this as: pnpm check\n`;
      (take ?? ((complaint) => void process.stderr.write(complaint)))(text);
      resolve(false);
    });
    child.once("close", (code) => resolve(code === 0));
  });
}

function readTestReport(): TestReport | null {
  if (!existsSync(testReportPath)) return null;
  const report: unknown = JSON.parse(readFileSync(testReportPath, "utf8"));
  // Written by vitest a moment ago, in Jest's format.
  return report as TestReport;
}
