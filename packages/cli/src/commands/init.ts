/**
 * Begins a project in the working directory, or takes one up that is there: a schema, a config, a script, the client, the packages.
 *
 * What can fail for reasons of the project comes first, the answers last before anything is written. The files are written all or none;
 * those that are there stay, but for a script in package.json and lines in .gitignore. Packages come last: without a network, the
 * project is complete but for them.
 */
import { basename, join } from "node:path";
import { configNames } from "../config.ts";
import type { ProgramCommand } from "../host/project.ts";
import type { Host } from "../host.ts";
import { type Answers, initAnswers, type InitFlags } from "../init/answers.ts";
import { commandText, installCommands, scriptCommand } from "../init/install.ts";
import { nextSteps } from "../init/next-steps.ts";
import { extendPackageJson, newPackageJson, type PackageJson } from "../init/package-json.ts";
import { configText, firstSchema, ignoreText } from "../init/project-texts.ts";
import { providerFacts } from "../init/providers.ts";
import { Declined, type ExitCode, Misuse } from "../misuse.ts";
import type { ReportFormat } from "../report.ts";
import { reportedRun, type RunReport, type RunResult } from "../run-report.ts";
import { type FileChange, requireWritable, writeAll } from "../write.ts";
import { generateClient } from "./gen.ts";

export function init(host: Host, flags: InitFlags, format: Exclude<ReportFormat, "github">): Promise<ExitCode> {
  return reportedRun(host, { command: "init", format }, (report) => beginProject(host, flags, report));
}

async function beginProject(host: Host, flags: InitFlags, report: RunReport): Promise<RunResult> {
  requireNoConfig(host);
  const packageText = readHere(host, "package.json");
  const description = packageText === null ? newPackageJson(basename(host.cwd)) : extendPackageJson(packageText);
  const answers = await initAnswers(host, flags);
  const manager = await host.packageManager(host.cwd);
  const changes = projectChanges(host, answers, description);
  const commands = installCommands(manager, answers.provider, host.version, description.dependencies);
  requireWritable(host, changes);
  if (!flags.yes) await requireConsent(host, changes, flags.install ? commands : []);

  writeAll(host, changes);
  const { code, outcome, result } = await generateClient(host, {}, report).catch((error: unknown) => {
    // As where a file of the user's is in the client's place, which says that nothing was written.
    takeBack(host, changes);
    throw error;
  });
  const failed = code === 0 && flags.install ? await firstFailing(host, report, commands) : null;
  const isInstalled = flags.install && failed === null && code === 0;
  const written = changes.map(({ path }) => basenameHere(host, path));
  const advice = nextSteps({
    answers,
    ownSchema: !written.includes(answers.schema),
    description,
    options: await host.compilerOptions(join(host.cwd, "index.ts")),
    gen: commandText(
      description.hasOtherScript ? { command: "npx", args: ["joinery", "gen"] } : scriptCommand(manager, "gen"),
    ),
    pending: isInstalled ? [] : commands.map(commandText),
    hasFindings: code !== 0,
  });
  const wrote = `wrote ${written.join(", ")}; ${outcome}`;
  return {
    code: code === 0 && failed !== null ? 1 : code,
    outcome: failed === null ? wrote : `${wrote}; "${commandText(failed)}" failed`,
    result: {
      ...answers,
      written,
      generated: result,
      packageManager: manager,
      installed: isInstalled,
      install: commands.map(commandText),
    },
    advice,
  };
}

/** @throws Misuse `PROJECT_READY` */
function requireNoConfig(host: Host): void {
  const name = configNames.find((candidate) => host.kindOf(join(host.cwd, candidate)) !== null);
  if (name === undefined) return;
  throw new Misuse(
    "PROJECT_READY",
    `"${name}" is there already: this project has been set up`,
    "Change that file by hand, or move it away to begin anew. Nothing was written.",
  );
}

function projectChanges(host: Host, answers: Answers, description: PackageJson): readonly FileChange[] {
  const change = (name: string, text: string | null): FileChange[] => {
    const path = join(host.cwd, name);
    const before = readHere(host, name);
    // A link stays a link, and what it leads to is written.
    return text === null || text === before
      ? []
      : [{ path: before === null ? path : host.realPath(path), text, before }];
  };
  const hasSchema = host.kindOf(join(host.cwd, answers.schema)) !== null;
  const hasGit = [".git", ".gitignore"].some((name) => host.kindOf(join(host.cwd, name)) !== null);
  return [
    ...(hasSchema ? [] : change(answers.schema, firstSchema)),
    ...change("joinery.config.ts", configText(answers)),
    ...change("package.json", description.text),
    ...(hasGit
      ? change(".gitignore", ignoreText(readHere(host, ".gitignore"), providerFacts[answers.provider].ignored))
      : []),
  ];
}

function takeBack(host: Host, changes: readonly FileChange[]): void {
  for (const { path, before } of changes) if (before === null) host.removeFile(path);
  writeAll(
    host,
    changes.flatMap(({ path, text, before }) => (before === null ? [] : [{ path, text: before, before: text }])),
  );
}

function readHere(host: Host, name: string): string | null {
  return host.readText(join(host.cwd, name));
}

function basenameHere(host: Host, path: string): string {
  return path.startsWith(host.cwd) ? path.slice(host.cwd.length + 1).replaceAll("\\", "/") : path;
}

/** @throws Declined */
async function requireConsent(
  host: Host,
  changes: readonly FileChange[],
  commands: readonly ProgramCommand[],
): Promise<void> {
  const lines = [
    ...changes.map(({ path, before }) => `${before === null ? "write" : "change"} ${basenameHere(host, path)}`),
    ...commands.map((command) => `run ${commandText(command)}`),
  ];
  host.err(`\nThis will\n${lines.map((line) => `  ${line}\n`).join("")}\n`);
  // `initAnswers` has been here before, and needs one.
  if (!(await host.prompter?.confirm("Go ahead?"))) throw new Declined();
}

async function firstFailing(
  host: Host,
  report: RunReport,
  commands: readonly ProgramCommand[],
): Promise<ProgramCommand | null> {
  for (const command of commands) {
    report.say(`running ${commandText(command)}`);
    if ((await host.runProgram(command)) !== 0) return command;
  }
  return null;
}
