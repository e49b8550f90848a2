/** The laws of ARCHITECTURE.md that a script can see, as data. A wall that the code shows to be wrong is moved here and there alike. */

export interface PackageLaw {
  /** The name in its package.json. */
  readonly name: string;
  /**
   * Folders and files (without `.ts`) of src, from the bottom up. A file may import what stands on a lower line or in its own entry;
   * entries of one line do not know each other. Null: no order is set.
   */
  readonly layers: readonly (readonly string[])[] | null;
  /** Modules from outside, each with the part of src that may import it (`""`: all). A trailing `*` stands for anything. */
  readonly outside: readonly { readonly module: string; readonly within: string }[];
}

export const packageLaws: Readonly<Record<string, PackageLaw>> = {
  dsl: {
    name: "@joinery/dsl",
    layers: [
      ["text"],
      // The IR's types are the vocabulary of checks as well; lowering to it stands above them.
      ["ir/ir"],
      ["diagnostics"],
      ["syntax"],
      ["check", "format"],
      ["ir"],
      ["compile"],
      ["import", "service"],
      ["index"],
    ],
    outside: [{ module: "chevrotain", within: "" }],
  },
  codegen: {
    name: "@joinery/codegen",
    layers: null,
    outside: [
      { module: "@joinery/dsl", within: "" },
      { module: "@joinery/runtime", within: "" },
      { module: "@joinery/runtime/contract", within: "" },
      { module: "ts-morph", within: "" },
      { module: "@jridgewell/gen-mapping", within: "emit/declaration-map" },
      { module: "prettier*", within: "" },
      { module: "node:path*", within: "" },
    ],
  },
  runtime: {
    name: "@joinery/runtime",
    layers: [
      ["errors", "io/request"],
      ["meta"],
      // What a dialect is: facts that drivers and expressions state as well. The dialects themselves stand above.
      ["dialect/live-schema"],
      ["dialect/dialect"],
      ["io"],
      ["events", "dialect", "expr"],
      ["sql"],
      ["state"],
      ["load", "flush"],
      ["schema"],
      // How a database is named and opened, which sessions begin with; the adapters themselves stand above.
      ["driver/url"],
      ["driver/driver-module"],
      ["session"],
      // Values from outside, by what the models say.
      ["input"],
      ["driver"],
      ["contract"],
      ["index", "testing"],
    ],
    outside: [
      { module: "node:*", within: "" },
      { module: "better-sqlite3", within: "driver/better-sqlite3" },
      { module: "better-sqlite3", within: "driver/sqlite-connection" },
      { module: "@electric-sql/pglite", within: "driver/pglite" },
      { module: "mysql2", within: "driver/mysql" },
      { module: "mariadb", within: "driver/mysql" },
      { module: "pg", within: "driver/pg" },
    ],
  },
  cli: {
    name: "joinery",
    layers: null,
    outside: [
      { module: "@joinery/dsl", within: "" },
      { module: "@joinery/codegen", within: "" },
      // Without the generator, which takes its time to load.
      { module: "@joinery/codegen/ddl", within: "" },
      { module: "@joinery/codegen/erd", within: "" },
      { module: "@joinery/runtime", within: "" },
      { module: "commander", within: "main" },
      { module: "commander", within: "command-line" },
      { module: "picocolors", within: "report" },
      { module: "zod", within: "config-shape" },
      { module: "jsonc-parser", within: "init" },
      { module: "package-manager-detector/commands", within: "init" },
      { module: "node:path", within: "" },
      { module: "node:crypto", within: "manifest" },
      { module: "node:*", within: "host" },
      { module: "@clack/prompts", within: "host/prompter" },
      { module: "get-tsconfig", within: "host/project" },
      { module: "package-manager-detector", within: "host/project" },
      { module: "chokidar", within: "host" },
      { module: "jiti", within: "host" },
      { module: "vite", within: "vite" },
      { module: "get-tsconfig", within: "host" },
    ],
  },
};

/** What a generated client may import beside its own files: the contract, and the adapters of the drivers. */
export const generatedMayImport = [
  "@joinery/runtime/contract",
  "@joinery/runtime/better-sqlite3",
  "@joinery/runtime/mysql",
  "@joinery/runtime/node-sqlite",
  "@joinery/runtime/pg",
  "@joinery/runtime/pglite",
];

/** Words that say nothing about what is in a file. */
export const emptyNames = ["utils", "util", "helpers", "helper", "misc", "manager", "common", "base", "info", "impl"];
