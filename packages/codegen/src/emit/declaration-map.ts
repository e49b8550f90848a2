/**
 * The map beside a `.d.ts` that leads each declared name back to the schema, so that "go to definition" lands in the `.model` file.
 * Editors follow declaration maps and nothing else.
 */
import type { Span } from "@joinery/dsl";
import { addMapping, GenMapping, toEncodedMap } from "@jridgewell/gen-mapping";
import type { PrintedText } from "./print-source.ts";

/** Where the names of one file were declared in the schema. */
export interface Origins {
  /** The model or enum itself, for the names of its declarations. */
  readonly declaration: Span;
  /** By member name: columns and relations, or an enum's members. */
  readonly members: ReadonlyMap<string, Span>;
}

/** @param schemaPath gives the path of a schema's file as seen from the output directory */
export function declarationMap(
  file: string,
  { text, names }: PrintedText,
  { declaration, members }: Origins,
  schemaPath: (file: string) => string,
): string {
  const map = new GenMapping({ file });
  const lines = lineStarts(text);
  let line = 0;
  for (const { name, kind, start, end } of names) {
    const span = kind === "declaration" ? declaration : members.get(name);
    if (span === undefined) continue;
    while ((lines[line + 1] ?? Infinity) <= start) line++;
    const column = start - (lines[line] ?? 0);
    const source = schemaPath(span.file);
    // A map's lines count from one, its columns from zero. The end is mapped too, so that editors mark the name and no more.
    const places = [
      { generated: column, original: span.column - 1 },
      { generated: column + (end - start), original: span.column - 1 + (span.end - span.start) },
    ];
    for (const { generated, original } of places) {
      addMapping(map, {
        generated: { line: line + 1, column: generated },
        source,
        original: { line: span.line, column: original },
      });
    }
  }
  // Without the fields that are optional and say nothing.
  const { version, sources, names: none, mappings } = toEncodedMap(map);
  return `${JSON.stringify({ version, file, sources, names: none, mappings })}\n`;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
