export { type Compilation, compile, type CompileOptions, type InputFile, type Naming } from "./compile.ts";
export type { Diagnostic, RelatedPlace, Severity } from "./diagnostics/diagnostic.ts";
export { diagnosticsToGithub } from "./diagnostics/github.ts";
export { diagnosticsToJson, type JsonDiagnostic, type JsonPlace, type JsonPosition } from "./diagnostics/json.ts";
export { renderDiagnostics, type RenderOptions } from "./diagnostics/render.ts";
export { formatSchema } from "./format/format.ts";
export { importPrisma } from "./import/import-prisma.ts";
export {
  type Cascade,
  type Column,
  type ColumnType,
  type Default,
  type Enum,
  type EnumMember,
  type ForeignKey,
  type Index,
  irVersion,
  type JoinSide,
  type JoinTable,
  type Key,
  type LiteralValue,
  type LoadStrategy,
  type Model,
  type ReferentialAction,
  type Relation,
  type ScalarType,
  type Schema,
} from "./ir/ir.ts";
export { schemaToJson } from "./ir/json.ts";
export { schemaImports } from "./syntax/schema-imports.ts";
export type { Span } from "./text/span.ts";
