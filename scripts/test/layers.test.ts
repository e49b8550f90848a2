import { describe, expect, test } from "vitest";
import { checkLayers } from "../layers/check-layers.ts";
import { findCycles } from "../layers/find-cycles.ts";
import { importsOf } from "../layers/imports.ts";

function messagesFor(files: Record<string, string>): string[] {
  return checkLayers(new Map(Object.entries(files))).map(({ path, line, message }) => `${path}:${line}: ${message}`);
}

describe("importsOf", () => {
  test("tells type, value and dynamic imports apart, wherever they stand", () => {
    const text = `
      import type { A } from "a";
      import { type B } from "b";
      export * from "c";
      export type { D } from "d";
      import "e";
      const f = () => import("f");
      type G = import("g").G;
      const text = 'import { x } from "not-an-import"';
    `;
    expect(importsOf("x.ts", text).map(({ specifier, kind, line }) => `${line} ${kind} ${specifier}`)).toEqual([
      "2 type a",
      "3 value b",
      "4 value c",
      "5 type d",
      "6 value e",
      "7 dynamic f",
      "8 type g",
    ]);
  });
});

describe("checkLayers", () => {
  test("has nothing to say when imports point down", () => {
    expect(
      messagesFor({
        "packages/dsl/src/text/span.ts": "",
        "packages/dsl/src/syntax/parse.ts":
          'import type { Span } from "../text/span.ts"; import { Lexer } from "chevrotain";',
        "packages/runtime/src/io/request.ts": "",
        "packages/runtime/src/io/run-sync.ts": 'import type { Op } from "./request.ts";',
        "packages/codegen/src/generate.ts": 'import type { Schema } from "@joinery/dsl";',
      }),
    ).toEqual([]);
  });

  test("finds an import that points up, also of a type", () => {
    expect(messagesFor({ "packages/dsl/src/text/span.ts": 'import type { Ast } from "../syntax/ast.ts";' })).toEqual([
      'packages/dsl/src/text/span.ts:1: text imports "syntax/ast", which stands above it; imports point down',
    ]);
  });

  test("finds an import between entries of one line", () => {
    expect(
      messagesFor({ "packages/runtime/src/load/lazy.ts": 'import { flush } from "../flush/unit-of-work.ts";' }),
    ).toEqual([
      'packages/runtime/src/load/lazy.ts:1: load imports "flush/unit-of-work", which stands beside it; imports point down',
    ]);
  });

  test("finds a folder that has no layer", () => {
    expect(messagesFor({ "packages/dsl/src/magic/wand.ts": 'import "../text/span.ts";' })[0]).toContain(
      '"magic/wand" has no layer',
    );
  });

  test("finds a library where it may not be", () => {
    const messages = messagesFor({
      "packages/dsl/src/syntax/parse.ts": 'import { readFileSync } from "node:fs";',
      "packages/runtime/src/session/query.ts": 'import Database from "better-sqlite3";',
      "packages/runtime/src/driver/better-sqlite3.ts": 'import Database from "better-sqlite3";',
      "packages/cli/src/write.ts": 'import * as fs from "node:fs";',
    });
    expect(messages).toEqual([
      'packages/dsl/src/syntax/parse.ts:1: imports "node:fs"; @joinery/dsl may import chevrotain',
      'packages/runtime/src/session/query.ts:1: imports "better-sqlite3", which only src/driver/better-sqlite3 of @joinery/runtime may',
      'packages/cli/src/write.ts:1: imports "node:fs", which only src/host of joinery may',
    ]);
  });

  test("finds a package that is imported by its files, and one that imports its own index", () => {
    const messages = messagesFor({
      "packages/codegen/src/generate.ts": 'import type { Schema } from "../../dsl/src/ir/ir.ts"; import "./index.ts";',
    });
    expect(messages[0]).toContain("which is not in this package");
    expect(messages[1]).toContain("imports its own package's index");
  });

  test("finds generated code that imports more than the contract", () => {
    const messages = messagesFor({
      "examples/blog/generated/user.ts":
        'import * as j from "@joinery/runtime/contract"; import "./post.js"; import "@joinery/runtime";',
    });
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain('generated code imports "@joinery/runtime"');
  });

  test("finds files that load each other, but not files that only name each other's types", () => {
    const cycle = { "packages/cli/src/a.ts": 'import "./b.ts";', "packages/cli/src/b.ts": 'export * from "./a.ts";' };
    expect(messagesFor(cycle)[0]).toContain("packages/cli/src/a.ts → packages/cli/src/b.ts → packages/cli/src/a.ts");
    expect(messagesFor({ ...cycle, "packages/cli/src/b.ts": 'import type { A } from "./a.ts";' })).toEqual([]);
  });

  test("finds names that say nothing, and an index inside a package", () => {
    const messages = messagesFor({ "packages/cli/src/string-utils.ts": "", "packages/cli/src/commands/index.ts": "" });
    expect(messages[0]).toContain('the name "utils" says nothing');
    expect(messages[1]).toContain("only a package has an index.ts");
  });
});

describe("findCycles", () => {
  test("gives a shortest way round, one for each knot", () => {
    const edges = new Map([
      ["a", ["b", "c"]],
      ["b", ["d"]],
      ["c", ["a"]],
      ["d", ["a"]],
      ["e", ["e"]],
      ["f", ["a"]],
    ]);
    expect(findCycles(edges)).toEqual([["a", "c"], ["e"]]);
  });

  test("finds none in a tree", () => {
    expect(
      findCycles(
        new Map([
          ["a", ["b", "c"]],
          ["b", ["c"]],
        ]),
      ),
    ).toEqual([]);
  });
});
