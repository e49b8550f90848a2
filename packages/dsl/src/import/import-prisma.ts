/**
 * A Prisma schema as `.model` text that means the same.
 *
 * The idea: the text is not printed anew but rewritten where the two languages differ, so that order, comments and blank lines stay
 * their author's. The rules read the IR of the original, and write at the places that it comes from:
 *
 *  1. The original is compiled as Prisma reads it. With errors there is nothing to import.
 *  2. What Prisma does without a word is written out; what Joinery infers goes.
 *  3. The text is compiled again and its IR compared with the original's. Equal: done, and formatted.
 *  4. Else the text is written in full, without any shortening. What is refused in it as a `.model` file goes and is reported; where
 *     the meaning differs in a way that no rule has reported, that is reported too. Then it is shortened where that changes nothing.
 *
 * So a rule that is wrong costs brevity or a warning, never a silent change of meaning.
 */
import { readSettings } from "../check/settings.ts";
import { compile } from "../compile.ts";
import type { InputFile } from "../compile.ts";
import { compareDiagnostics, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { createReporter } from "../diagnostics/reporter.ts";
import { formatSchema } from "../format/format.ts";
import type { Schema } from "../ir/ir.ts";
import type { ArgumentAst, AttributeAst } from "../syntax/ast.ts";
import type { Span } from "../text/span.ts";
import { spanBetween } from "../text/source-file.ts";
import { writeColumns } from "./columns.ts";
import { leaveOutSettings } from "./datasource.ts";
import { argumentNamed, type ImportContext } from "./import-context.ts";
import type { JoinedText } from "./joined-text.ts";
import { writeJoinTables } from "./join-tables.ts";
import { writeKeys } from "./keys.ts";
import { differences } from "./meaning.ts";
import { type PrismaSource, readPrismaSource } from "./prisma-source.ts";
import { dropRelationNames, writeRelations } from "./relations.ts";
import { dropRepetitions } from "./repetitions.ts";
import { createRewrite } from "./rewrite.ts";
import { writeStrictness } from "./strictness.ts";

export interface ImportedSchema {
  /** Formatted; null where the schema has errors. */
  readonly text: string | null;
  /** Those of the schema itself, and what the import cannot keep, at its place in the files. In source order. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Turns a Prisma schema into one `.model` text that means the same: shorter where Joinery infers, longer where Prisma does something
 * without a word. Pure, and total.
 *
 * @param files The files of one schema; they go into the text in the order of their paths.
 * @example
 * const { text, diagnostics } = importPrisma([{ path: "schema.prisma", text: source }]);
 */
export function importPrisma(files: readonly InputFile[]): ImportedSchema {
  const { schema, diagnostics } = compile(files);
  if (schema === null) return { text: null, diagnostics };
  const source = readPrismaSource(files);
  const asts = source.files.map((file) => file.ast);
  const settings = readSettings(createReporter(), asts, {});
  if (settings === null) return { text: null, diagnostics };
  const models = new Map(schema.models.map((model) => [model.name, model]));
  const { text, found } = convert({ source, schema, models, settings });
  return { text: formatSchema(text), diagnostics: [...diagnostics, ...found].toSorted(compareDiagnostics) };
}

type Original = Pick<ImportContext, "source" | "schema" | "models" | "settings">;

interface Draft {
  readonly joined: JoinedText;
  readonly found: readonly Diagnostic[];
  /** Null where it has errors. */
  readonly schema: Schema | null;
  readonly errors: readonly Diagnostic[];
}

function write(
  original: Original,
  refused: ReadonlyMap<AttributeAst, number>,
  shortens: ImportContext["shortens"],
): Draft {
  const reporter = createReporter();
  const rewrite = createRewrite(original.source);
  const context: ImportContext = { ...original, rewrite, reporter, refused, shortens };
  leaveOutSettings(context);
  writeColumns(context);
  writeKeys(context);
  writeRelations(context);
  dropRelationNames(context);
  writeJoinTables(context);
  writeStrictness(context);
  dropRepetitions(context);
  for (const [attribute, times] of refused) {
    if (times > 1 || !nameOf(attribute)) rewrite.dropAttribute(attribute);
  }
  const joined = rewrite.apply();
  const { schema, diagnostics } = compile([{ path: "schema.model", text: joined.text }]);
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  return { joined, found: reporter.diagnostics(), schema, errors };
}

/** The name of the constraint: it may be worth a try to leave it out alone. */
function nameOf(attribute: AttributeAst): ArgumentAst | undefined {
  return argumentNamed(attribute, "map") ?? argumentNamed(attribute, "name");
}

function differ({ settings }: Original, a: Schema, b: Schema): readonly string[] {
  return differences(a, b, { foreignKeyNames: settings.provider === "sqlite" });
}

interface Converted {
  readonly text: string;
  readonly found: readonly Diagnostic[];
}

function convert(original: Original): Converted {
  const short = write(original, new Map(), () => true);
  if (short.schema && differ(original, original.schema, short.schema).length === 0) {
    return { text: short.joined.text, found: short.found };
  }
  const refused = new Map<AttributeAst, number>();
  const reporter = createReporter();
  const full = writeInFull(original, refused, reporter);
  const found = (draft: Draft): Diagnostic[] => [...draft.found, ...reporter.diagnostics()];
  if (full.schema === null) {
    for (const error of full.errors) {
      const span = spanInSource(original.source, full.joined, error);
      reporter.report("refusedInModel", span, { reason: error.message });
    }
    return { text: full.joined.text, found: found(full) };
  }
  reportDifferences(original, full.schema, found(full), reporter);
  const { text } = shorten(original, refused, full, full.schema).joined;
  return { text, found: found(full) };
}

/** How often what is refused is left out before what is left stands as it is. */
const mostAttempts = 8;

function writeInFull(
  original: Original,
  refused: Map<AttributeAst, number>,
  reporter: ReturnType<typeof createReporter>,
) {
  let draft = write(original, refused, () => false);
  for (let attempt = 0; attempt < mostAttempts && draft.errors.length > 0; attempt++) {
    const before = [...refused.values()].reduce((sum, times) => sum + times, 0);
    const now = new Set<AttributeAst>();
    for (const error of draft.errors) {
      const { path, offset } = draft.joined.sourceAt(error.span.start);
      const attribute = original.source.attributeAround(path, offset);
      if (!attribute || now.has(attribute) || (refused.get(attribute) ?? 0) > 1) continue;
      now.add(attribute);
      const times = (refused.get(attribute) ?? 0) + 1;
      refused.set(attribute, times);
      const { span } = (times === 1 && nameOf(attribute)) || attribute;
      const { text } = original.source.fileOf(span).source;
      reporter.report("leftOutOfModel", span, { what: text.slice(span.start, span.end), reason: error.message });
    }
    if ([...refused.values()].reduce((sum, times) => sum + times, 0) === before) break;
    draft = write(original, refused, () => false);
  }
  return draft;
}

/** A model that means something else although nothing has been reported in it. */
function reportDifferences(
  original: Original,
  written: Schema,
  found: readonly Diagnostic[],
  reporter: ReturnType<typeof createReporter>,
): void {
  const { schema, source } = original;
  const declared = [...schema.models, ...schema.views, ...schema.enums, ...schema.types];
  for (const name of differ(original, schema, written)) {
    const place = declared.find((item) => item.name === name)?.span;
    const extent = source.records.get(name)?.extent;
    const isSaid = found.some(({ span }) => {
      const isWithin = extent !== undefined && span.start >= extent.start && span.end <= extent.end;
      return span.file === extent?.file && isWithin;
    });
    if (!place || isSaid) continue;
    reporter.report("leftOutOfModel", place, {
      what: `part of ${name}`,
      reason: "a .model file means something else by it",
    });
  }
}

/** As short as it gets without meaning anything else than the text in full. */
function shorten(original: Original, refused: ReadonlyMap<AttributeAst, number>, full: Draft, wanted: Schema): Draft {
  const kept = new Set<string>();
  for (let attempt = 0; attempt < 3; attempt++) {
    const draft = write(original, refused, ({ name }) => !kept.has(name));
    const differing = draft.schema === null ? null : differ(original, wanted, draft.schema);
    if (differing?.length === 0) return draft;
    if (differing === null) break;
    for (const name of differing) kept.add(name);
  }
  return full;
}

function spanInSource(source: PrismaSource, joined: JoinedText, { span }: Diagnostic): Span {
  const { path, offset } = joined.sourceAt(span.start);
  const file = source.files.find((item) => item.source.path === path) ?? source.files[0];
  if (!file) throw new Error("invariant: an error in the text of no file");
  return spanBetween(file.source, offset, Math.min(offset + (span.end - span.start), file.source.text.length));
}
