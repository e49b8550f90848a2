/** What one source is written as: a `.ts`, or a `.js`, a `.d.ts` and a `.d.ts.map`. */
import type { GeneratedFile } from "../files.ts";
import { declarationMap, type Origins } from "./declaration-map.ts";
import { declaredNames } from "./declared-names.ts";
import { formatCode } from "./format-code.ts";
import { type PrintedText, printSource } from "./print-source.ts";
import type { SourceStructure } from "./source.ts";
import { printWidth } from "./text.ts";
import { declaredWithBrokenLists, isListOfOne, withBrokenLists } from "./wide-lists.ts";

export type EmitKind = "js" | "ts";

/** All but the map, which changes with every line that moves in the schema. */
export type PrintedSource =
  | { readonly kind: "ts"; readonly text: string }
  | { readonly kind: "js"; readonly script: string; readonly declarations: PrintedText };

/**
 * @param name the file's, without extension
 * @param header the file's first line, without its comment marker
 */
export async function printAs(
  emit: EmitKind,
  name: string,
  header: string,
  structure: SourceStructure,
): Promise<PrintedSource> {
  if (emit === "ts") return { kind: "ts", text: await sourceText(header, structure) };
  return {
    kind: "js",
    script: await scriptText(header, structure),
    declarations: await declarations(name, header, structure),
  };
}

/** The files of a printed source. @param schemaPath gives the path of a schema's file as seen from the output directory */
export function filesOf(
  name: string,
  printed: PrintedSource,
  origins: Origins | null,
  schemaPath: (file: string) => string,
): GeneratedFile[] {
  if (printed.kind === "ts") return [{ path: `${name}.ts`, text: printed.text }];
  const script = { path: `${name}.js`, text: printed.script };
  const path = `${name}.d.ts`;
  if (origins === null) return [script, { path, text: printed.declarations.text }];
  return [
    script,
    { path, text: `${printed.declarations.text}//# sourceMappingURL=${path}.map\n` },
    { path: `${path}.map`, text: declarationMap(path, printed.declarations, origins, schemaPath) },
  ];
}

async function sourceText(header: string, structure: SourceStructure): Promise<string> {
  const { text } = printSource(header, structure, "ts");
  // What looks like a list within the SQL of a final text is none.
  if (structure.layout === "final") return text;
  const broken = withBrokenLists(text);
  return structure.layout === "rough" || isTooWide(broken) ? formatCode(text, "typescript") : broken;
}

/** What is rough are types, of which a script has none. */
async function scriptText(header: string, structure: SourceStructure): Promise<string> {
  const { text } = printSource(header, structure, "js");
  const broken = structure.layout === "final" ? text : withBrokenLists(text);
  const isFormatted = structure.layout !== "final" && isTooWide(broken);
  const script = isFormatted ? await formatCode(text, "babel") : broken;
  const firstEnd = script.indexOf("\n") + 1;
  return `${script.slice(0, firstEnd)}${uncheckedMark}${script.slice(firstEnd)}`;
}

/** For projects with `checkJs`: a script without its types is full of what they would explain. */
const uncheckedMark = "// @ts-nocheck The types stand in the declarations.\n";

async function declarations(name: string, header: string, structure: SourceStructure): Promise<PrintedText> {
  const printed = printSource(header, structure, "dts");
  if (structure.layout === "final") return printed;
  const broken = declaredWithBrokenLists(printed);
  if (structure.layout !== "rough" && !isTooWide(broken.text)) return broken;
  const text = await formatCode(printed.text, "typescript");
  return { text, names: await declaredNames(`${name}.d.ts`, text) };
}

/** Comments do not count: Prettier leaves them where they are. */
function isTooWide(text: string): boolean {
  for (let start = 0; start < text.length;) {
    const found = text.indexOf("\n", start);
    const end = found === -1 ? text.length : found;
    if (end - start > printWidth && isWideLine(text.slice(start, end))) return true;
    start = end + 1;
  }
  return false;
}

function isWideLine(line: string): boolean {
  return line.replace(comment, "").length > printWidth && !isListOfOne(line);
}

const comment = /^\s*(\*|\/\*\*).*$| \/\/ [^"`]*$/;
