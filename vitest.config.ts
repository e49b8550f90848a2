import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "packages/*/test/**/*.test.ts",
      "examples/*/test/**/*.test.ts",
      "bench/test/**/*.test.ts",
      "scripts/test/**/*.test.ts",
    ],
    globalSetup: "scripts/compile-cache.ts",
    // Loading the generator and its libraries anew for each file is half of the time that many take. So a file leaves nothing behind that
    // another could see: environment, working directory, and what a module remembers beyond what it may remember in a program.
    isolate: false,
    // Several suites start child processes or embedded databases, which a busy machine runs slowly.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
