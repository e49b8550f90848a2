import { join } from "node:path";
import type { ImportExtension } from "./config.ts";
import type { Host } from "./host.ts";
import type { Settings } from "./settings.ts";

/**
 * How generated imports name TypeScript files: as the config says, else as the compiler that sees them allows, else `.ts`, which Node.js
 * and bundlers run as it is.
 *
 * @throws Misuse `TSCONFIG_FAILED`
 */
export async function importExtension(
  host: Host,
  { importExtension: configured, emit, output }: Pick<Settings, "importExtension" | "emit" | "output">,
): Promise<ImportExtension> {
  if (configured !== null) return configured;
  const options = await host.compilerOptions(join(output, `index.${emit === "ts" ? "ts" : "d.ts"}`));
  if (options === null) return ".ts";
  const { allowImportingTsExtensions, rewriteRelativeImportExtensions, noEmit } = options;
  // Generated JavaScript is not what the compiler would complain of; only one that writes the user's files anew makes `.js` of their names.
  const isFree = emit === "js" && noEmit === true;
  return allowImportingTsExtensions === true || rewriteRelativeImportExtensions === true || isFree ? ".ts" : ".js";
}
