export interface StepResult {
  readonly name: string;
  readonly passed: boolean;
  readonly wayOut: string;
}

/** What is read of vitest's JSON report. */
export interface TestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

export interface Summary {
  readonly passed: boolean;
  /** `N passed, N failed`, and `, N skipped` where any is. */
  readonly count: string;
  /** One line for each step that failed, and the count last. */
  readonly text: string;
}

/**
 * Adds up a run. A test run that failed although no test did (a file that does not load, no report at all) counts as one failure more.
 *
 * @param report null where vitest did not come as far as writing one.
 */
export function summarise(steps: readonly StepResult[], tests: StepResult, report: TestReport | null): Summary {
  const failedSteps = steps.filter((step) => !step.passed);
  const failedTests = report?.numFailedTests ?? 0;
  const failed = failedSteps.length + failedTests + (!tests.passed && failedTests === 0 ? 1 : 0);
  const passed = steps.length - failedSteps.length + (report?.numPassedTests ?? 0);
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);

  const complaints = [...failedSteps, ...(tests.passed ? [] : [tests])].map(
    ({ name, wayOut }) => `${name} failed. ${wayOut}`,
  );
  const count = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
  return { passed: failed === 0, count, text: [...complaints, count].join("\n") };
}
