/** The modules of custom scalars' codecs, which a client imports: one that is not there is told before anything is written. */
import { dirname, join } from "node:path";
import type { Schema } from "@joinery/dsl";
import type { Host } from "./host.ts";
import { Misuse } from "./misuse.ts";
import { shownPath } from "./report.ts";

/** What a module of JavaScript is compiled from. */
const sourceEndings = { ".js": [".ts", ".tsx"], ".mjs": [".mts"], ".cjs": [".cts"] } as const;

/**
 * @param root the directory that the schema's files are named from
 * @throws Misuse `CODEC_NOT_FOUND` for the first scalar whose codec is a file that is not there; what packages hold nobody looks up
 */
export function checkCodecs(host: Host, root: string, { scalars }: Schema): void {
  for (const { name, codec, span } of scalars) {
    if (!/^\.{1,2}\//.test(codec)) continue;
    const path = join(root, dirname(span.file), codec);
    if (candidates(path).some((candidate) => host.kindOf(candidate) === "file")) continue;
    throw new Misuse(
      "CODEC_NOT_FOUND",
      `the codec of the scalar "${name}" is not there: "${shownPath(host, path)}"`,
      `Write it, beginning with: export default defineScalar({ decode: …, encode: … }); or change the path in ${span.file}, line ${span.line}.`,
    );
  }
}

function candidates(path: string): string[] {
  for (const [ending, sources] of Object.entries(sourceEndings))
    if (path.endsWith(ending)) return [path, ...sources.map((source) => path.slice(0, -ending.length) + source)];
  return [path];
}
