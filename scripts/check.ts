/**
 * `pnpm check`: whether the tree is good. Runs every step, also after one that failed, and ends with what failed and how to mend it.
 *
 * The last line counts vitest's tests and each other step as one more test. It is left in `reportPath` too, for a continuous
 * integration that wants it at the very end of its own log.
 */
import { spawnSync } from "node:child_process";
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

const steps: readonly Step[] = [
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

const results: StepResult[] = steps.map((step) => ({ ...step, passed: passes(step) }));
const testsPassed = passes(tests);
const summary = summarise(results, { ...tests, passed: testsPassed }, readTestReport());

mkdirSync(dirname(reportPath), { recursive: true });
writeFileSync(reportPath, `${summary.count}\n`);
console.log(`\n${summary.text}`);
process.exitCode = summary.passed ? 0 : 1;

function passes({ name, command: [program, ...args] }: Step): boolean {
  console.log(`\n--- ${name}`);
  const { status, error } = spawnSync(program, args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (error) console.error(`cannot start ${program} (${error.message}); run this as: pnpm check`);
  return status === 0;
}

function readTestReport(): TestReport | null {
  if (!existsSync(testReportPath)) return null;
  const report: unknown = JSON.parse(readFileSync(testReportPath, "utf8"));
  // Written by vitest a moment ago, in Jest's format.
  return report as TestReport;
}
