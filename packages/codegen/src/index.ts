export { leftOut, notGenerated, type SchemaPart } from "./client-limits.ts";
export { dependencyOrder } from "./dependency-order.ts";
export { ddl, type DdlDialect, ddlDialects, ddlText } from "./ddl/ddl.ts";
export { exportsName, extensionFiles, type ExtensionNames, extensionNames } from "./extension-names.ts";
export { contractVersion } from "./emit/contract.ts";
export { type GeneratedFile, generatorVersion, headerMark } from "./files.ts";
export { createGenerator, generate, type GenerateOptions, type Generator } from "./generate.ts";
