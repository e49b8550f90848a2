/**
 * The compiler with a memory: each stage keeps what it made of the parts that have not changed since.
 *
 *  - Parsing: by file. An equal text gives the same tree, object for object.
 *  - Checking: by model. `check/affected.ts` finds those that an edit reaches; of all others the tables, relations and diagnostics stay.
 *  - Rules about the whole schema (names in the database, cycles) run every time; they are quick.
 *  - Lowering: by model.
 *
 * The result is the same as that of a compiler without memory. Where the way to it is not worth the thought (other settings, errors in
 * parts that several models share), everything is checked anew.
 */
import { type Affected, findAffected } from "./check/affected.ts";
import { bind } from "./check/bind.ts";
import type { CheckContext } from "./check/bound.ts";
import { type CheckedModel, type CheckedSchema, checkModels, checkWhole } from "./check/check.ts";
import { type JoinDraft, joinsInSourceOrder } from "./check/join-table.ts";
import { createMentionGraph, type MentionGraph } from "./check/mention-graph.ts";
import { collectNames, isModel, type NamedDeclaration, type Names } from "./check/names.ts";
import type { Naming } from "./check/naming.ts";
import { checkImports } from "./check/rules/imports.ts";
import { readSettings, type SchemaSettings } from "./check/settings.ts";
import { type Diagnostic, mergeDiagnostics } from "./diagnostics/diagnostic.ts";
import { createReporter } from "./diagnostics/reporter.ts";
import type { Schema } from "./ir/ir.ts";
import { lower, type LoweredModels } from "./ir/lower.ts";
import type { FileAst } from "./syntax/ast.ts";
import { parseFile } from "./syntax/parse.ts";
import { createSourceFile } from "./text/source-file.ts";

/** A file of a schema. `path` is relative to the schema's root, with `/` between its segments. */
export interface InputFile {
  readonly path: string;
  readonly text: string;
}

export interface CompileOptions {
  /** How names that the schema does not map become names in the database. A schema in Prisma's meaning knows none. */
  readonly naming?: Naming | undefined;
}

export interface Compilation {
  /** Null when there is an error among the diagnostics. */
  readonly schema: Schema | null;
  /** In source order, files in path order. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface Compiler {
  /** Compiles the files as they are now. Pass all of them each time; what has not changed costs next to nothing. */
  compile(files: readonly InputFile[], options?: CompileOptions): Compilation;
}

interface ParsedFile {
  readonly text: string;
  readonly ast: FileAst;
  readonly diagnostics: readonly Diagnostic[];
}

/** What the last compilation made of the models. */
interface CheckMemory {
  readonly settings: string;
  readonly names: Names;
  readonly graph: MentionGraph | null;
  readonly checked: CheckedSchema;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * A compiler for a schema that changes: in watch mode, in an editor. It holds the trees and the results of the last compilation.
 *
 * @example
 * const compiler = createCompiler();
 * compiler.compile(files);
 * compiler.compile(files.map((file) => (file.path === edited.path ? edited : file)));
 */
export function createCompiler(): Compiler {
  let parsed = new Map<string, ParsedFile>();
  let memory: CheckMemory | null = null;
  const lowered: LoweredModels = new WeakMap();

  return {
    compile(files, options = {}) {
      const ordered = files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
      parsed = new Map(ordered.map((file) => [file.path, parseOnce(parsed, file)]));
      const syntax = [...parsed.values()].flatMap((file) => file.diagnostics);
      const asts = Array.from(parsed.values(), (file) => file.ast);

      const reporter = createReporter();
      const settings = readSettings(reporter, asts, options.naming ?? {});
      if (settings === null) {
        // A schema for a database that is not served has one error that matters.
        memory = null;
        return { schema: null, diagnostics: reporter.diagnostics().filter(({ code }) => code === "JY7008") };
      }
      checkImports(reporter, asts);
      const names = collectNames(reporter, asts);
      memory = checkOnce(memory, settings, names);
      checkWhole({ reporter, settings, names }, memory.checked);

      const diagnostics = mergeDiagnostics([syntax, memory.diagnostics, reporter.diagnostics()]);
      const failed = diagnostics.some((diagnostic) => diagnostic.severity === "error");
      return { schema: failed ? null : lower(memory.checked, [...parsed.keys()], lowered), diagnostics };
    },
  };
}

/**
 * Compiles the files of one schema. Pure, and total: whatever the text, it returns. The order of the files does not matter.
 *
 * Where a file is a `.prisma` file or has a datasource, all of them are read as Prisma reads them. For a schema that is compiled again
 * and again as it changes, `createCompiler` is quicker.
 *
 * @example
 * const { schema, diagnostics } = compile([{ path: "blog.model", text: "model User { id Int @id }" }]);
 */
export function compile(files: readonly InputFile[], options: CompileOptions = {}): Compilation {
  return createCompiler().compile(files, options);
}

function parseOnce(known: ReadonlyMap<string, ParsedFile>, { path, text }: InputFile): ParsedFile {
  const found = known.get(path);
  if (found?.text === text) return found;
  const reporter = createReporter();
  const ast = parseFile({ source: createSourceFile(path, text), reporter });
  return { text, ast, diagnostics: reporter.diagnostics() };
}

function checkOnce(memory: CheckMemory | null, settings: SchemaSettings, names: Names): CheckMemory {
  const key = JSON.stringify(settings, (name, value: unknown) => (name === "span" ? undefined : value));
  const reporter = createReporter();
  const context: CheckContext = { reporter, settings, names };
  const graph = createMentionGraph(names);
  const affected = memory?.settings === key ? affectedSince(memory, names, graph) : null;
  if (memory === null || affected === null) {
    const checked = checkModels(context, bind(context));
    return { settings: key, names, graph, checked, diagnostics: reporter.diagnostics() };
  }
  const fresh = checkModels(context, bind(context, affected.context));
  const ownerBefore = ownerOf(memory.names);
  const ownerNow = ownerOf(names);
  const isKept = (name: string | null): boolean =>
    name !== null && names.get(name) === memory.names.get(name) && !affected.models.has(name);
  return {
    settings: key,
    names,
    graph,
    checked: mergeChecked(names, memory.checked, fresh, (name) => affected.models.has(name)),
    diagnostics: [
      ...memory.diagnostics.filter((diagnostic) => isKept(ownerBefore(diagnostic))),
      ...reporter.diagnostics().filter((diagnostic) => !isKept(ownerNow(diagnostic))),
    ],
  };
}

/** Null where it is not worth the thought. */
function affectedSince(memory: CheckMemory, names: Names, graph: MentionGraph | null): Affected | null {
  if (memory.graph === null || graph === null) return null;
  const owners = memory.diagnostics.map(ownerOf(memory.names));
  const reported = owners.filter((owner) => owner !== null);
  // What stands in a part that several models share, no single one of them answers for.
  if (reported.length < owners.length) return null;
  const affected = findAffected({ names: memory.names, graph: memory.graph }, { names, graph }, reported);
  return affected.context.size * 2 > names.size ? null : affected;
}

function mergeChecked(
  names: Names,
  kept: CheckedSchema,
  fresh: CheckedSchema,
  isFresh: (name: string) => boolean,
): CheckedSchema {
  const models = new Map<string, CheckedModel>();
  for (const [name, declaration] of names) {
    if (!isModel(declaration)) continue;
    const model = (isFresh(name) ? fresh : kept).models.get(name);
    if (model) models.set(name, model);
  }
  const touches = ({ table }: JoinDraft): boolean => isFresh(table.left.model) || isFresh(table.right.model);
  const joins = [
    ...kept.joinTables.filter((join) => !touches(join) && names.has(join.table.left.model)),
    ...fresh.joinTables.filter(touches),
  ];
  return { ...fresh, models, joinTables: joinsInSourceOrder(joins) };
}

/** The model or view that a diagnostic stands in; null where it stands in anything else. */
function ownerOf(names: Names): (diagnostic: Diagnostic) => string | null {
  const byFile = new Map<string, NamedDeclaration[]>();
  for (const declaration of names.values()) {
    const { file } = declaration.extent;
    const found = byFile.get(file);
    if (found) found.push(declaration);
    else byFile.set(file, [declaration]);
  }
  return ({ span }) => {
    const owner = lastFrom(byFile.get(span.file) ?? [], span.start);
    return owner && span.start <= owner.extent.end && isModel(owner) ? owner.name.text : null;
  };
}

/** The last declaration that begins at or before an offset, by binary search; they stand in source order. */
function lastFrom(declarations: readonly NamedDeclaration[], offset: number): NamedDeclaration | undefined {
  let low = 0;
  let high = declarations.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((declarations[middle]?.extent.start ?? offset) <= offset) low = middle + 1;
    else high = middle;
  }
  return declarations[low - 1];
}
