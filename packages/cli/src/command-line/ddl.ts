import { type DdlDialect, ddlDialects } from "@joinery/codegen/ddl";
import { type Command, Option } from "commander";
import type { TextFlags } from "../text-result.ts";
import type { Host } from "../host.ts";
import { type Ended, jsonOption, path, schemaHelp } from "./options.ts";

export function addDdl(program: Command, host: Host, ended: Ended): void {
  program
    .command("ddl")
    .description("print the statements that create the tables of a schema")
    .addOption(
      new Option("--dialect <name>", "the database that is to run them").choices(ddlDialects).makeOptionMandatory(),
    )
    .option("--schema <path>", schemaHelp, path)
    .option("-o, --output <path>", "the file to write (default: standard output)", path)
    .option("--force", "replace the file even if joinery ddl did not write it")
    .addOption(jsonOption())
    .addHelpText("after", examples)
    .action(async ({ dialect, json, ...flags }: TextFlags & { readonly dialect: DdlDialect; readonly json?: true }) => {
      const { ddl } = await import("../commands/ddl.ts");
      ended(await ddl(host, dialect, { ...flags, format: json ? "json" : "text" }));
    });
}

const examples = `
Exit code 0: done; 1: the schema has errors, and nothing was given; 2: it is not there, or the output is.

Examples:
  joinery ddl --dialect sqlite | sqlite3 app.db
  joinery ddl --dialect postgresql -o db/schema.sql
`;
