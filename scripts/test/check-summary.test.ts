import { expect, test } from "vitest";
import { summarise } from "../check-summary.ts";

const good = { name: "layers", passed: true, wayOut: "" };
const bad = { name: "lint", passed: false, wayOut: "Run `pnpm lint --fix`." };
const tests = { name: "tests", passed: true, wayOut: "Run one file." };
const report = { numPassedTests: 40, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };

test("counts each step as one test more", () => {
  expect(summarise([good, good], tests, report)).toEqual({
    passed: true,
    count: "42 passed, 0 failed",
    text: "42 passed, 0 failed",
  });
});

test("says what failed and the way out, with the count last", () => {
  const summary = summarise(
    [good, bad],
    { ...tests, passed: false },
    { ...report, numFailedTests: 2, numPendingTests: 1 },
  );
  expect(summary.passed).toBe(false);
  expect(summary.text).toBe(
    ["lint failed. Run `pnpm lint --fix`.", "tests failed. Run one file.", "41 passed, 3 failed, 1 skipped"].join("\n"),
  );
});

test("counts a run that failed without a failed test, or without a report", () => {
  expect(summarise([good], { ...tests, passed: false }, report).count).toBe("41 passed, 1 failed");
  expect(summarise([good], { ...tests, passed: false }, null).count).toBe("1 passed, 1 failed");
});
