export { byteLength, longestName, shortenName } from "./check/constraint-names.ts";
export type { Naming } from "./check/naming.ts";
export {
  type Compilation,
  compile,
  type CompileOptions,
  type Compiler,
  createCompiler,
  type InputFile,
} from "./compile.ts";
export { clientDiagnostic, type ClientFinding, methodsDiagnostic } from "./diagnostics/client-diagnostic.ts";
export { compareDiagnostics } from "./diagnostics/diagnostic.ts";
export type { Diagnostic, RelatedPlace, Severity } from "./diagnostics/diagnostic.ts";
export { diagnosticsToGithub } from "./diagnostics/github.ts";
export { diagnosticsToJson, type JsonDiagnostic, type JsonPlace, type JsonPosition } from "./diagnostics/json.ts";
export { renderDiagnostics, type RenderOptions } from "./diagnostics/render.ts";
export { formatSchema } from "./format/format.ts";
export { importPrisma } from "./import/import-prisma.ts";
export {
  type Cascade,
  type Check,
  type Column,
  type ColumnType,
  type Computed,
  type CustomScalar,
  type Default,
  type Embedded,
  type Enum,
  type EnumMember,
  type Expression,
  type ForeignKey,
  type Index,
  type IndexPart,
  type IndexType,
  type Inheritance,
  irVersion,
  type JoinSide,
  type JoinTable,
  type Key,
  type LiteralValue,
  type LoadStrategy,
  type Model,
  type NativeType,
  type ReferentialAction,
  type Relation,
  type ScalarType,
  type Schema,
  type Sort,
  type Through,
  type Unique,
  type ValueField,
  type ValueType,
  type View,
} from "./ir/ir.ts";
export { schemaToJson } from "./ir/json.ts";
export { schemaImports } from "./syntax/schema-imports.ts";
export type { Span } from "./text/span.ts";
