/**
 * The ts-morph project in which generated sources are put together: in memory, kept warm between calls, one structure a file in one
 * call. What is printed is what Prettier would print; only a file with a line too long for that goes through Prettier.
 */
import { format } from "prettier";
import { IndentationText, Project, type StatementStructures, ts } from "ts-morph";
import { applyEdits, type Edit } from "./edits.ts";
import { printWidth } from "./text.ts";
import { isListOfOne, withBrokenLists } from "./wide-lists.ts";

export interface SourceStructure {
  readonly statements: (string | StatementStructures)[];
  /**
   * Whether the text is laid out: `final` is whatever its width, `rough` is not at all, and otherwise it is where no line is too long.
   */
  readonly layout?: "final" | "rough";
}

/** A generated TypeScript source, parsed. */
export interface Source {
  readonly text: string;
  /** Parsed before its layout was repaired, so that it is parsed once. */
  readonly tree: ts.SourceFile;
  /** What `text` has and `tree` has not. */
  readonly repairs: readonly Edit[];
  /** Whether what is derived from it has to be formatted anew: some line was too long for the emitters' own layout. */
  readonly isReformatted: boolean;
  /** Whether `text` has lists of imports or exports broken that are whole in `tree`; what is derived from it may have other ones to break. */
  readonly hasBrokenLists: boolean;
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
    { statements: [`// ${header}`, ...structure.statements] },
    { overwrite: true },
  );
  const tree = file.compilerNode;
  const repairs = layoutRepairs(tree);
  const whole = applyEdits(tree.text, repairs);
  // What looks like one within the SQL of a final text is none.
  const text = structure.layout === "final" ? whole : withBrokenLists(whole);
  file.forget();
  const isRough = structure.layout === "rough" || (structure.layout !== "final" && isTooWide(text));
  if (!isRough) return { text, tree, repairs, isReformatted: false, hasBrokenLists: text !== whole };
  const formatted = await formatCode(text, "typescript");
  return {
    text: formatted,
    tree: parseSource(path, formatted),
    repairs: [],
    isReformatted: true,
    hasBrokenLists: false,
  };
}

/** Prettier with the repository's settings. */
export function formatCode(text: string, parser: "typescript" | "babel"): Promise<string> {
  return format(text, { ...formatting, parser });
}

export function parseSource(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
}

/** Comments do not count: Prettier leaves them where they are. */
function isTooWide(text: string): boolean {
  return text
    .split("\n")
    .some((line) => line.length > printWidth && line.replace(comment, "").length > printWidth && !isListOfOne(line));
}

const comment = /^\s*(\*|\/\*\*).*$| \/\/ [^"`]*$/;

/**
 * Where ts-morph's layout is not Prettier's: it puts a blank line between a getter and its setter, and indents what follows the first
 * line of a property once more.
 */
function layoutRepairs(file: ts.SourceFile): Edit[] {
  const members = file.statements.filter(ts.isClassDeclaration).flatMap((declaration) => [...declaration.members]);
  return members.flatMap((member) => {
    if (ts.isSetAccessor(member)) return [{ start: member.pos, end: member.getStart(file), text: "\n  " }];
    return ts.isPropertyDeclaration(member) ? hangingLines(member, file) : [];
  });
}

function hangingLines(node: ts.Node, file: ts.SourceFile): Edit[] {
  const start = node.getStart(file);
  const breaks = file.text.slice(start, node.end).matchAll(/ ?\n {2}/g);
  return Array.from(breaks, ({ index, 0: { length } }) => ({
    start: start + index,
    end: start + index + length,
    text: "\n",
  }));
}
