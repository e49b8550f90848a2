/** The modules of custom scalars' codecs, which a client imports: one that is not there is told before anything is written. */
import { dirname, join } from "node:path";
import type { Schema } from "@joinery/dsl";
import type { Host } from "./host.ts";
import { Misuse } from "./misuse.ts";
import { moduleFiles } from "./module-files.ts";
import { shownPath } from "./report.ts";

/**
 * @param root the directory that the schema's files are named from
 * @throws Misuse `CODEC_NOT_FOUND` for the first scalar whose codec is a file that is not there; what packages hold nobody looks up
 */
export function checkCodecs(host: Host, root: string, { scalars }: Schema): void {
  for (const { name, codec, span } of scalars) {
    if (!/^\.{1,2}\//.test(codec)) continue;
    const path = join(root, dirname(span.file), codec);
    if (moduleFiles(path).some((candidate) => host.kindOf(candidate) === "file")) continue;
    throw new Misuse(
      "CODEC_NOT_FOUND",
      `the codec of the scalar "${name}" is not there: "${shownPath(host, path)}"`,
      `Write it, beginning with: export default defineScalar({ decode: …, encode: … }); or change the path in ${span.file}, line ${span.line}.`,
    );
  }
}

/** The files that a schema's text names as codecs, as they stand there. In a comment too: whoever watches one too many misses nothing. */
export function namedCodecs(text: string): string[] {
  return Array.from(text.matchAll(/\bcodec\s*:\s*"(\.{1,2}\/[^"\n]+)"/g), ([, path = ""]) => path);
}
