/** The files of a Prisma schema as trees, with what is needed to find a part of the IR in its text again. */
import type { AttributeAst, Declaration, FieldAst, FileAst, RecordAst } from "../syntax/ast.ts";
import type { Piece } from "../format/pieces.ts";
import { readPieces } from "../format/pieces.ts";
import type { InputFile } from "../compile.ts";
import { createReporter } from "../diagnostics/reporter.ts";
import { parseFile } from "../syntax/parse.ts";
import { createSourceFile, type SourceFile } from "../text/source-file.ts";
import type { Span } from "../text/span.ts";

export interface PrismaFile {
  readonly source: SourceFile;
  readonly ast: FileAst;
  /** Every token and comment, in order. */
  readonly pieces: readonly Piece[];
}

export interface PrismaSource {
  /** In path order. */
  readonly files: readonly PrismaFile[];
  /** Models, views and value types by name. */
  readonly records: ReadonlyMap<string, RecordAst>;
  fileOf(span: Span): PrismaFile;
  /** The field whose name stands here. */
  fieldAt(span: Span): FieldAst | undefined;
  /** The attribute that begins here. */
  attributeAt(span: Span): AttributeAst | undefined;
  /** The attribute around this place, of a field or a block. */
  attributeAround(path: string, offset: number): AttributeAst | undefined;
}

/** Call it only for files that compile: whatever is wrong with them has been reported there. */
export function readPrismaSource(inputs: readonly InputFile[]): PrismaSource {
  const reporter = createReporter();
  const ordered = inputs.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const files = ordered.map(({ path, text }): PrismaFile => {
    const source = createSourceFile(path, text);
    return { source, ast: parseFile({ source, reporter }), pieces: readPieces(text).pieces };
  });
  const byPath = new Map(files.map((file) => [file.source.path, file]));
  const records = new Map<string, RecordAst>();
  const fields = new Map<string, FieldAst>();
  const attributes = new Map<string, AttributeAst>();
  for (const declaration of files.flatMap((file) => file.ast.declarations)) {
    for (const attribute of attributesIn(declaration)) attributes.set(placeOf(attribute.span), attribute);
    if (!isRecord(declaration)) continue;
    records.set(declaration.name.text, declaration);
    for (const field of declaration.fields) fields.set(placeOf(field.name.span), field);
  }
  return {
    files,
    records,
    fileOf(span) {
      const file = byPath.get(span.file);
      if (!file) throw new Error(`invariant: a span of the file ${span.file}, which is not of this schema`);
      return file;
    },
    fieldAt: (span) => fields.get(placeOf(span)),
    attributeAt: (span) => attributes.get(placeOf(span)),
    attributeAround: (path, offset) =>
      [...attributes.values()].find(({ span }) => span.file === path && span.start <= offset && offset < span.end),
  };
}

export function attributeNamed(field: FieldAst | RecordAst, name: string): AttributeAst | undefined {
  return field.attributes.find((attribute) => attribute.name.text === name);
}

/** `@db.VarChar(255)`. */
export function nativeAttribute(field: FieldAst): AttributeAst | undefined {
  return field.attributes.find((attribute) => attribute.name.text.includes("."));
}

function attributesIn(declaration: Declaration): AttributeAst[] {
  switch (declaration.kind) {
    case "model":
    case "view":
    case "type":
      return [...declaration.attributes, ...declaration.fields.flatMap((field) => field.attributes)];
    case "enum":
      return [...declaration.attributes, ...declaration.members.flatMap((member) => member.attributes)];
    case "scalar":
      return [...declaration.attributes];
    default:
      return [];
  }
}

function isRecord(declaration: Declaration): declaration is RecordAst {
  return declaration.kind === "model" || declaration.kind === "view" || declaration.kind === "type";
}

function placeOf({ file, start }: Span): string {
  return `${start} ${file}`;
}
