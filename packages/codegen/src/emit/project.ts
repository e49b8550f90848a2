/**
 * The ts-morph project in which generated sources are put together: in memory, kept warm between calls, one structure a file in one
 * call. What is printed is what Prettier would print; only a file with a line too long for that goes through Prettier.
 */
import { format } from "prettier";
import { IndentationText, Project, type SourceFileStructure, type StatementStructures, ts } from "ts-morph";
import { applyEdits, type Edit } from "./edits.ts";
import { printWidth } from "./text.ts";

export interface SourceStructure extends Omit<SourceFileStructure, "kind" | "statements"> {
  readonly statements: (string | StatementStructures)[];
}

/** A generated TypeScript source, parsed. */
export interface Source {
  readonly text: string;
  readonly tree: ts.SourceFile;
  /** Whether what is derived from it has to be formatted anew: some line was too long for the emitters' own layout. */
  readonly isReformatted: boolean;
}

/** How every generated file is formatted. */
const formatting = { printWidth } as const;

let warm: Project | undefined;

function project(): Project {
  warm ??= new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    manipulationSettings: { indentationText: IndentationText.TwoSpaces },
  });
  return warm;
}

/** @param header the file's first line, without its comment marker */
export async function printSource(path: string, header: string, structure: SourceStructure): Promise<Source> {
  const file = project().createSourceFile(
    path,
    { ...structure, statements: [`// ${header}`, ...structure.statements] },
    { overwrite: true },
  );
  const printed = file.compilerNode;
  const text = applyEdits(printed.text, pairedAccessors(printed));
  file.forget();
  const isReformatted = isTooWide(text);
  const formatted = isReformatted ? await formatCode(text, "typescript") : text;
  return { text: formatted, tree: parse(path, formatted), isReformatted };
}

/** Prettier with the repository's settings. */
export function formatCode(text: string, parser: "typescript" | "babel"): Promise<string> {
  return format(text, { ...formatting, parser });
}

function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
}

function isTooWide(text: string): boolean {
  return text.split("\n").some((line) => line.length > printWidth && !/^\s*(\*|\/\*\*|\/\/)/.test(line));
}

/** A setter stands right under its getter; ts-morph puts a blank line between them. */
function pairedAccessors(file: ts.SourceFile): Edit[] {
  return file.statements
    .filter(ts.isClassDeclaration)
    .flatMap(({ members }) =>
      members
        .filter(ts.isSetAccessor)
        .map((setter) => ({ start: setter.pos, end: setter.getStart(file), text: "\n  " })),
    );
}
