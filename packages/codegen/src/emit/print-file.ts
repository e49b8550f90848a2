/** What one source is written as: a `.ts`, or the `.js`, `.d.ts` and `.d.ts.map` that are derived from it. */
import type { GeneratedFile } from "../files.ts";
import { declarationMap, type Origins } from "./declaration-map.ts";
import { type Declarations, declarationsOf, namesOf } from "./declarations.ts";
import { formatCode, parseSource, printSource, type Source, type SourceStructure } from "./project.ts";
import { stripTypes } from "./strip-types.ts";
import { declaredWithBrokenLists, withBrokenLists } from "./wide-lists.ts";

export type EmitKind = "js" | "ts";

/** All but the map, which changes with every line that moves in the schema. */
export type PrintedSource =
  | { readonly kind: "ts"; readonly text: string }
  | { readonly kind: "js"; readonly script: string; readonly declarations: Declarations };

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
  const source = await printSource(`${name}.ts`, header, structure);
  if (emit === "ts") return { kind: "ts", text: source.text };
  return { kind: "js", script: await scriptOf(source), declarations: await formattedDeclarations(name, source) };
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

async function formattedDeclarations(name: string, source: Source): Promise<Declarations> {
  const declarations = declarationsOf(source);
  if (source.hasBrokenLists) return declaredWithBrokenLists(declarations);
  if (!source.isReformatted) return declarations;
  const text = await formatCode(declarations.text, "typescript");
  return { text, names: namesOf(parseSource(`${name}.d.ts`, text)) };
}

/** What was too wide as TypeScript may fit without its types. */
async function scriptOf(source: Source): Promise<string> {
  const stripped = stripTypes(source);
  const script = source.hasBrokenLists
    ? withBrokenLists(stripped)
    : source.isReformatted
      ? await formatCode(stripped, "babel")
      : stripped;
  const firstEnd = script.indexOf("\n") + 1;
  return `${script.slice(0, firstEnd)}${uncheckedMark}${script.slice(firstEnd)}`;
}

/** For projects with `checkJs`: a script without its types is full of what they would explain. */
const uncheckedMark = "// @ts-nocheck The types stand in the declarations.\n";
