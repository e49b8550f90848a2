import { Command, CommanderError, Option } from "commander";
import { addDdl } from "./command-line/ddl.ts";
import { addErd } from "./command-line/erd.ts";
import { addInit } from "./command-line/init.ts";
import {
  asksForJson,
  chosenFormat,
  type Ended,
  type FormatChoice,
  formatOption,
  jsonOption,
  path,
  paths,
  schemaHelp,
} from "./command-line/options.ts";
import type { FormatFlags } from "./commands/format.ts";
import type { ImportFlags } from "./commands/import-prisma.ts";
import { clientKinds, emitKinds } from "./config.ts";
import { type Host, nodeHost } from "./host.ts";
import type { ExitCode } from "./misuse.ts";
import { reportFailure } from "./report.ts";
import { usageReport } from "./run-report.ts";
import type { Flags } from "./settings.ts";

/** Runs the command that the process was started with, and sets its exit code. */
export async function main(): Promise<void> {
  const host = nodeHost();
  host.guardProcess((error) => reportFailure(host, error));
  host.end(await run(host, host.args));
}

/** Runs one command. Never throws: every failure is reported and becomes an exit code. */
export async function run(host: Host, args: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = createProgram(host, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    // Commander has said already what is wrong; help and version come this way too, with 0.
    if (error instanceof CommanderError) {
      if (error.code === "commander.excessArguments" && takesSchemaFlag(args[0])) {
        host.err("(a schema is named by its flag: --schema PATH)\n");
      }
      if (error.exitCode === 0) return 0;
      if (asksForJson(args)) host.out(usageReport(commandIn(program, args), error.message.replace(/^error: /, "")));
      return 2;
    }
    return reportFailure(host, error);
  }
}

function commandIn(program: Command, args: readonly string[]): string | null {
  return program.commands.find((command) => command.name() === args[0])?.name() ?? null;
}

function takesSchemaFlag(command: string | undefined): boolean {
  return command === "gen" || command === "check";
}

/** The commands load what they need when they run: `joinery --help` and `joinery check` do not wait for the generator. */
export function createProgram(host: Host, ended: Ended): Command {
  const program = new Command("joinery")
    .description("Turns a .model or .prisma schema into a typed client.")
    .version(host.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.out(text),
      writeErr: (text) => host.err(text),
      getErrHasColors: () => host.color,
    })
    .showHelpAfterError("(joinery --help shows all commands and options)");

  addInit(program, host, ended);

  program
    .command("gen")
    .description("write the typed client of a schema")
    .option("--schema <path>", schemaHelp, path)
    .option("--output <dir>", "where the client goes (default: generated, beside the schema)", path)
    .addOption(
      new Option("--client <kind>", "whether calls return values or promises (default: sync)").choices(clientKinds),
    )
    .addOption(
      new Option("--emit <kind>", "JavaScript with declarations, or TypeScript (default: js)").choices(emitKinds),
    )
    .addOption(new Option("--watch", "run again whenever the schema or the config changes").conflicts("check"))
    .option("--check", "write nothing, list the files that differ from what would be written, and end with 1 for any")
    .addOption(formatOption())
    .addOption(jsonOption())
    .addHelpText("after", genExamples)
    .action(async ({ watch, check, format, json, ...flags }: GenChoice, command: Command) => {
      const { gen, genChecking, genWatching } = await import("./commands/gen.ts");
      const run = watch ? genWatching : check ? genChecking : gen;
      ended(await run(host, flags, chosenFormat({ format, json }, command)));
    });

  program
    .command("check")
    .description("report what is wrong in a schema, writing nothing")
    .option("--schema <path>", schemaHelp, path)
    .addOption(formatOption())
    .addOption(jsonOption())
    .addHelpText("after", checkExamples)
    .action(async ({ format, json, ...flags }: Pick<Flags, "schema"> & FormatChoice, command: Command) => {
      const { check } = await import("./commands/check.ts");
      ended(await check(host, flags, chosenFormat({ format, json }, command)));
    });

  program
    .command("format")
    .description("give the files of a schema their form: aligned columns, even blanks")
    .argument("[paths...]", "files, or directories of them (default: the files of the schema)", paths)
    .option("--schema <path>", "the schema whose files to format, with what they import (default: schema.model)", path)
    .option("--check", "write nothing, list the files that would change, and end with 1 where there are any")
    .option("--stdin", "format standard input to standard output")
    .addOption(jsonOption())
    .addHelpText("after", formatExamples)
    .action(async (paths: readonly string[], { json, ...flags }: FormatFlags & JsonChoice, command: Command) => {
      if (flags.stdin && paths.length > 0) command.error("error: option '--stdin' cannot be used with paths");
      if (flags.schema && (flags.stdin || paths.length > 0)) {
        command.error("error: option '--schema' cannot be used with paths or '--stdin'");
      }
      const { format } = await import("./commands/format.ts");
      ended(await format(host, paths, { ...flags, format: json ? "json" : "text" }));
    });

  program
    .command("import")
    .description("make a .model file of another schema")
    .command("prisma")
    .description("make a .model file of a schema of Prisma; what cannot be kept is reported")
    .argument("<schema>", "the .prisma file, or a directory of them", path)
    .option(
      "-o, --output <path>",
      "the file to write, - for standard output (default: the schema's name with .model)",
      path,
    )
    .option("--force", "replace the file if it is there already")
    .addOption(formatOption())
    .addOption(jsonOption())
    .addHelpText("after", importExamples)
    .action(async (schema: string, { json, ...flags }: ImportFlags & JsonChoice, command: Command) => {
      const format = chosenFormat({ format: flags.format, json }, command);
      if (flags.output === "-" && format === "github") {
        command.error("error: option '--output -' cannot be used with '--format github': both go to standard output");
      }
      const { importPrismaSchema } = await import("./commands/import-prisma.ts");
      ended(await importPrismaSchema(host, schema, { ...flags, format }));
    });

  addDdl(program, host, ended);
  addErd(program, host, ended);

  return program;
}

type GenChoice = Flags & FormatChoice & { readonly watch?: true; readonly check?: true };
type JsonChoice = Pick<FormatChoice, "json">;

const genExamples = `
Every option but --watch, --check, --format and --json is also a setting of joinery.config.ts, under the same name. The
setting "naming" has no option: how tables and columns are called belongs to the project.

Exit code 0: done; 1: the schema has errors and nothing was written, or with --check, the client is not up to
date; 2: it cannot be carried out, and nothing was written.

Examples:
  joinery gen
  joinery gen --schema db/schema.model --output src/generated
  joinery gen --client async --watch
  joinery gen --check
`;

const checkExamples = `
Exit code 0: no errors; 1: errors, all listed; 2: there is no such schema.
With --json one line of JSON goes to standard output, with --format github one command a finding.

Examples:
  joinery check
  joinery check --schema db/
  joinery check --json
`;

const formatExamples = `
Lists the files that changed on standard output. A part with errors stays as it is.
Exit code 0: done; 1: with --check, there are files that would change; 2: there is no such file.

Examples:
  joinery format
  joinery format --check
  joinery format db/ shared/money.model
  joinery format --stdin < schema.model
`;

const importExamples = `
Exit code 0: written; 1: the schema has errors, and nothing was written; 2: it is not there, or the output is.

Examples:
  joinery import prisma prisma/schema.prisma -o schema.model
  joinery import prisma schema.prisma -o -
`;
