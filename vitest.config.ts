import { defineConfig } from "vitest/config";

/**
 * Where test files share what they load: to load the compiler or the generator and its libraries anew for each file is half of the time
 * that many take. Such a file leaves nothing behind that another could see: environment, working directory, and what a module of the tests
 * remembers, which is made once and not once for each file, with its `afterAll`.
 */
const sharing = [
  "packages/dsl/test/**/*.test.ts",
  "packages/codegen/test/**/*.test.ts",
  "packages/runtime/test/session/**/*.test.ts",
];

export default defineConfig({
  test: {
    globalSetup: "scripts/compile-cache.ts",
    // Vitest leaves one processor alone where it is not told; of two that is half.
    maxWorkers: "100%",
    // Several suites start child processes or embedded databases, which a busy machine runs slowly.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      { test: { name: "sharing", include: sharing, isolate: false } },
      {
        test: {
          name: "alone",
          include: [
            "packages/*/test/**/*.test.ts",
            "examples/*/test/**/*.test.ts",
            "bench/test/**/*.test.ts",
            "scripts/test/**/*.test.ts",
          ],
          exclude: ["**/node_modules/**", ...sharing],
        },
      },
    ],
  },
});
