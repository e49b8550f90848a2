export { leftOut, notGenerated, type SchemaPart } from "./client-schema.ts";
export { dependencyOrder } from "./dependency-order.ts";
export { ddl, type DdlDialect, ddlText } from "./ddl/ddl.ts";
export { type GeneratedFile, generatorVersion, headerMark } from "./files.ts";
export { createGenerator, generate, type GenerateOptions, type Generator } from "./generate.ts";
