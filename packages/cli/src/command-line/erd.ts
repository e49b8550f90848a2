import type { Command } from "commander";
import type { Host } from "../host.ts";
import type { TextFlags } from "../text-result.ts";
import { type Ended, jsonOption, path, schemaHelp } from "./options.ts";

export function addErd(program: Command, host: Host, ended: Ended): void {
  program
    .command("erd")
    .description("print the entity-relationship diagram of a schema, for Mermaid")
    .option("--schema <path>", schemaHelp, path)
    .option("-o, --output <path>", "the file to write (default: standard output)", path)
    .option("--force", "replace the file even if joinery erd did not write it")
    .addOption(jsonOption())
    .addHelpText("after", examples)
    .action(async ({ json, ...flags }: TextFlags & { readonly json?: true }) => {
      const { erd } = await import("../commands/erd.ts");
      ended(await erd(host, { ...flags, format: json ? "json" : "text" }));
    });
}

const examples = `
Exit code 0: done; 1: the schema has errors, and nothing was given; 2: it is not there, or the output is.

Examples:
  joinery erd
  joinery erd -o docs/schema.mmd
`;
