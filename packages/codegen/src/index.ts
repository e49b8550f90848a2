export { leftOut, notGenerated, type SchemaPart } from "./client-schema.ts";
export { dependencyOrder } from "./dependency-order.ts";
export { ddl, type DdlDialect, ddlDialects, ddlText } from "./ddl/ddl.ts";
export { contractVersion } from "./emit/wiring.ts";
export { type GeneratedFile, generatorVersion, headerMark } from "./files.ts";
export { generate, type GenerateOptions } from "./generate.ts";
