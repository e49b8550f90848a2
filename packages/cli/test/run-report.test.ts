import type { Diagnostic, Severity } from "@joinery/dsl";
import { expect, test } from "vitest";
import { summaryOf } from "../src/run-report.ts";

const span = { file: "a.model", start: 0, end: 1, line: 1, column: 1 };

test.each([
  [[], "no problems"],
  [["info"], "1 note"],
  [["warning", "info", "error", "info", "error"], "2 errors, 1 warning, 2 notes"],
] as const)("%j is said as %s", (severities: readonly Severity[], words) => {
  const diagnostics = severities.map((severity): Diagnostic => ({
    code: "JY1001",
    severity,
    message: "",
    hint: null,
    related: [],
    span,
  }));
  expect(summaryOf(diagnostics)).toBe(words);
});
