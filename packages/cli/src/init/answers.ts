/**
 * What a new project is to be like. Each question is answered by its flag; where there is none, by the person at the terminal, or with
 * `--yes` by what the project itself suggests.
 */
import { join, relative, resolve } from "node:path";
import { type ClientKind, type EmitKind, emitKinds } from "../config.ts";
import type { CompilerOptions } from "../host/project.ts";
import type { Choice } from "../host/prompter.ts";
import type { Host } from "../host.ts";
import { Misuse } from "../misuse.ts";
import { isSchemaFile } from "../schema.ts";
import { conventionalSchemas } from "../settings.ts";
import { type Provider, providerFacts, providers } from "./providers.ts";

export interface InitFlags {
  readonly provider?: Provider | undefined;
  readonly client?: ClientKind | undefined;
  readonly schema?: string | undefined;
  readonly output?: string | undefined;
  readonly emit?: EmitKind | undefined;
  /** False where packages are not to be installed. */
  readonly install: boolean;
  /** Whether nothing is asked. */
  readonly yes?: true | undefined;
}

export interface Answers {
  readonly provider: Provider;
  readonly client: ClientKind;
  /** Paths are relative to the working directory, `/` between segments. */
  readonly schema: string;
  readonly output: string;
  readonly emit: EmitKind;
}

/** @throws Misuse `NO_TERMINAL` where nobody can be asked; `FLAGS_CONFLICT`; `NOT_A_SCHEMA`. @throws Interrupted */
export async function initAnswers(host: Host, flags: InitFlags): Promise<Answers> {
  const prompter = flags.yes ? null : host.prompter;
  if (!flags.yes && prompter === null) throw noTerminal();
  const provider = flags.provider ?? (await prompter?.choose("Which database?", providerChoices)) ?? "sqlite";
  const { clients, title } = providerFacts[provider];
  if (flags.client !== undefined && !clients.includes(flags.client)) {
    throw new Misuse(
      "FLAGS_CONFLICT",
      `there is no ${flags.client} client for ${title}`,
      `Leave --client out, or give --client ${clients.join(" or ")}. Nothing was written.`,
    );
  }
  const choices = clientChoices.filter(({ value }) => clients.includes(value));
  const client = flags.client ?? (choices.length > 1 ? await prompter?.choose("Which client?", choices) : undefined);
  const schema =
    flags.schema ??
    (await prompter?.ask("Where is the schema?", usualSchema(host), schemaProblem)) ??
    usualSchema(host);
  const problem = schemaProblem(schema);
  if (problem !== null)
    throw new Misuse("NOT_A_SCHEMA", `"${schema}" is no schema: ${problem}`, "Nothing was written.");
  const output =
    flags.output ??
    (await prompter?.ask("Where does the client go?", usualOutput(host), emptyProblem)) ??
    usualOutput(host);
  return {
    provider,
    client: client ?? clients[0],
    schema: fromProject(host, schema),
    output: fromProject(host, output),
    emit: flags.emit ?? usualEmit(await host.compilerOptions(join(host.cwd, "index.ts"))),
  };
}

const providerChoices: readonly Choice<Provider>[] = providers.map((value) => ({
  value,
  label: providerFacts[value].title,
  hint: providerFacts[value].driver,
}));

const clientChoices: readonly Choice<ClientKind>[] = [
  { value: "sync", label: "synchronous", hint: "calls return values" },
  { value: "async", label: "asynchronous", hint: "calls return promises" },
];

/** One that is there is used, and stays as it is. */
function usualSchema(host: Host): string {
  return conventionalSchemas.find((name) => host.kindOf(join(host.cwd, name)) === "file") ?? "schema.model";
}

function usualOutput(host: Host): string {
  return host.kindOf(join(host.cwd, "src")) === "directory" ? "src/generated" : "generated";
}

/** Where the compiler writes the project's JavaScript elsewhere, only what it compiles gets there. */
function usualEmit(options: CompilerOptions | null): EmitKind {
  const [javascript, typescript] = emitKinds;
  const { noEmit, emitDeclarationOnly, allowJs } = options ?? { noEmit: true };
  return noEmit === true || emitDeclarationOnly === true || allowJs === true ? javascript : typescript;
}

function schemaProblem(path: string): string | null {
  const name = path.split(/[\\/]/).at(-1) ?? "";
  return isSchemaFile(name) ? null : 'its name has to end with ".model", or with ".prisma"';
}

function emptyProblem(path: string): string | null {
  return path.trim() === "" ? "a directory is needed" : null;
}

function fromProject(host: Host, path: string): string {
  return relative(host.cwd, resolve(host.cwd, path)).replaceAll("\\", "/") || ".";
}

function noTerminal(): Misuse {
  return new Misuse(
    "NO_TERMINAL",
    "there is no terminal to ask on",
    "Add --yes: what no flag says is then as the project suggests.\n" +
      `The flags are --provider (${providers.join(", ")}), --client, --schema, --output, --emit and --no-install.`,
  );
}
