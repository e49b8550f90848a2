import { type Command, Option } from "commander";
import { clientKinds, emitKinds } from "../config.ts";
import type { Host } from "../host.ts";
import type { InitFlags } from "../init/answers.ts";
import { providers } from "../init/providers.ts";
import { type Ended, jsonOption, path } from "./options.ts";

export function addInit(program: Command, host: Host, ended: Ended): void {
  program
    .command("init")
    .description("begin a project: a schema, a config, a script, the client and the packages")
    .addOption(new Option("--provider <name>", "the database to begin with (default: sqlite)").choices(providers))
    .addOption(
      new Option("--client <kind>", "whether calls return values or promises (default: sync where it can be)").choices(
        clientKinds,
      ),
    )
    .option("--schema <path>", "the schema; one that is there stays as it is (default: schema.model)", path)
    .option("--output <dir>", "where the client goes (default: src/generated, or generated without src)", path)
    .addOption(
      new Option(
        "--emit <kind>",
        "JavaScript with declarations, or TypeScript (default: as tsconfig.json has it)",
      ).choices(emitKinds),
    )
    .option("--no-install", "install nothing, and print what would")
    .option("-y, --yes", "ask nothing: what no flag says is as the project suggests")
    .addOption(jsonOption())
    .addHelpText("after", examples)
    .action(async ({ json, ...flags }: InitFlags & { readonly json?: true }) => {
      const { init } = await import("../commands/init.ts");
      ended(await init(host, flags, json ? "json" : "text"));
    });
}

const examples = `
Asks what no flag says. Without a terminal, or in a script, --yes is needed.
Files that are there stay; package.json gets the script "gen", .gitignore the database's files.
Exit code 0: done; 1: the schema has errors, or a package could not be installed; 2: it cannot begin here;
3: somebody said no; 130: interrupted. After 2, 3 and 130 nothing was written.

Examples:
  joinery init
  joinery init --yes
  joinery init --yes --provider postgresql --output src/db --no-install
`;
