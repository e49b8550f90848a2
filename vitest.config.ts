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
    // Several suites start child processes or embedded databases, which a busy machine runs slowly.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
