/**
 * The schemas that a page of documentation shows, as its fences tell of them. The word `prisma` is what highlights them; behind it may
 * stand what a test has to know:
 *
 *  - nothing: a whole schema, which is right;
 *  - `fragment`: lines of a model, which are right in one;
 *  - `wrong JY2001 …`: a whole schema of which exactly these codes are reported;
 *  - `same=name`: a whole schema that means the same as the others of the page with this name;
 *  - `loose`: not in the form that the formatter gives.
 *
 * A comment that is a path, `// shop/billing.model`, begins a file of that name.
 */
import { readFileSync } from "node:fs";
import type { InputFile } from "../src/index.ts";

export interface MarkdownSchema {
  readonly page: string;
  /** Where it begins, for the names of tests. */
  readonly place: string;
  /** What the fence holds. */
  readonly text: string;
  readonly files: readonly InputFile[];
  /** The codes that are reported of it, in order. */
  readonly codes: readonly string[];
  /** What it shares its meaning by; null for none. */
  readonly same: string | null;
  readonly isFragment: boolean;
  readonly isLoose: boolean;
}

const root = new URL("../../../", import.meta.url);

/** @param page Relative to the root of the repository. */
export function readPage(page: string): string {
  return readFileSync(new URL(page, root), "utf8");
}

export function schemasOf(page: string): MarkdownSchema[] {
  const text = readPage(page);
  return [...text.matchAll(/^```prisma([^\n]*)\n(.*?)^```$/gms)].map((match) => {
    const [, info = "", body = ""] = match;
    const words = info.trim().split(/\s+/);
    const line = text.slice(0, match.index).split("\n").length;
    const [same] = words.filter((word) => word.startsWith("same="));
    const isFragment = words.includes("fragment");
    return {
      page,
      place: `${page}:${line}`,
      text: body,
      files: filesOf(isFragment ? inModel(body) : body),
      codes: words.filter((word) => /^JY\d{4}$/.test(word)),
      same: same?.slice("same=".length) ?? null,
      isFragment,
      isLoose: words.includes("loose"),
    };
  });
}

function inModel(lines: string): string {
  const key = /@@?id\b/.test(lines) ? "" : "  key Int @id\n";
  return `model Fragment {\n${key}${lines}}\n`;
}

function filesOf(text: string): InputFile[] {
  const parts = text.split(/^\/\/ (\S+\.(?:model|prisma))$/m);
  const [first = "", ...rest] = parts;
  const files = first.trim() === "" ? [] : [{ path: "schema.model", text: first }];
  for (let index = 0; index < rest.length; index += 2) {
    files.push({ path: rest[index] ?? "", text: (rest[index + 1] ?? "").replace(/^\n/, "") });
  }
  return files;
}
