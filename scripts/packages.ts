/**
 * `pnpm packages`: what is published works where the repository is not. Packs the packages, lets publint and "are the types wrong" look at
 * the tarballs, installs them with npm beside a copy of the blog example in a folder of its own, and there runs what a user would: the
 * generator, the compiler and the application.
 *
 * The packages are ESM for Node 22 and later. A CommonJS program may `require` them there, which "are the types wrong" reports of every
 * ESM package; that finding, and what concerns resolution from before `exports`, is left out.
 */
import { checkPackage, createPackageFromTarballData, type Problem } from "@arethetypeswrong/core";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { root } from "./source-files.ts";

const names = ["dsl", "runtime", "codegen", "cli"] as const;
const directory = mkdtempSync(join(tmpdir(), "joinery-packages-"));
const findings: string[] = [];
const leftOut: ReadonlySet<Problem["kind"]> = new Set(["CJSResolvesToESM"]);

try {
  const tarballs = names.map((name) => pack(name));
  for (const tarball of tarballs) {
    findings.push(...(await publintFindings(tarball)), ...(await typeFindings(tarball)));
  }
  if (findings.length === 0) runApplication(tarballs);
} catch (error) {
  findings.push(error instanceof Error ? error.message : String(error));
} finally {
  rmSync(directory, { recursive: true, force: true });
}

for (const finding of findings) console.error(finding);
console.log(`packages: ${names.length} packed, ${findings.length} findings`);
process.exitCode = findings.length === 0 ? 0 : 1;

/** The tarball's path. */
function pack(name: string): string {
  const before = new Set(readdirSync(directory));
  run("pnpm", ["--silent", "--dir", join(root, "packages", name), "pack", "--pack-destination", directory], root);
  const tarball = readdirSync(directory).find((file) => !before.has(file));
  if (tarball === undefined) throw new Error(`packages: "${name}" gave no tarball`);
  return join(directory, tarball);
}

async function publintFindings(tarball: string): Promise<string[]> {
  const bytes = readFileSync(tarball);
  // A buffer of Node may be a view into a bigger one.
  const data = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball: data } });
  return messages.map((message) => `publint: ${String(pkg["name"])}: ${formatMessage(message, pkg) ?? message.code}`);
}

async function typeFindings(tarball: string): Promise<string[]> {
  const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(tarball))));
  if (!analysis.types) return [`are the types wrong: ${analysis.packageName} has none`];
  return analysis.problems
    .filter((problem) => !leftOut.has(problem.kind))
    .filter((problem) => !("resolutionKind" in problem && problem.resolutionKind === "node10"))
    .map((problem) => `are the types wrong: ${analysis.packageName}: ${JSON.stringify(problem)}`);
}

/** The blog, as somebody has it who has never seen this repository. */
function runApplication(tarballs: readonly string[]): void {
  const application = join(directory, "blog");
  const source = join(root, "examples", "blog");
  const isOurs = (path: string): boolean => !/(?:node_modules|generated|generated-async|test)$/.test(path);
  cpSync(source, application, { recursive: true, filter: isOurs });
  cpSync(join(root, "tsconfig.base.json"), join(application, "tsconfig.base.json"));
  writeFileSync(
    join(application, "tsconfig.json"),
    // The declarations of what is installed are compiled with the application's own.
    JSON.stringify({ extends: "./tsconfig.base.json", compilerOptions: { skipLibCheck: false }, include: ["src"] }),
  );
  const description = JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };
  description.dependencies = fromRegistry(description.dependencies);
  description.devDependencies = fromRegistry(description.devDependencies);
  writeFileSync(join(application, "package.json"), JSON.stringify(description, null, 2));
  const { typescript, "@types/node": nodeTypes } = devDependencies();
  run(
    "npm",
    ["install", "--no-audit", "--no-fund", "--prefer-offline", "--save-dev", ...tarballs].concat(
      `typescript@${typescript}`,
      `@types/node@${nodeTypes}`,
      "@types/better-sqlite3@*",
    ),
    application,
  );
  const bin = join(application, "node_modules", ".bin");
  run(join(bin, "joinery"), ["gen"], application);
  run(join(bin, "joinery"), ["gen", "--client", "async", "--output", join("src", "generated-async")], application);
  run(join(bin, "tsc"), ["-p", "."], application);
  run(process.execPath, [join("src", "main.ts")], application);
  if (existsSync(join(application, "node_modules", "@joinery", "runtime", "src")))
    throw new Error("packages: the sources are in a tarball");
}

/** Without what comes from the tarballs. */
function fromRegistry(dependencies: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(dependencies).filter(([, version]) => !version.startsWith("workspace:")));
}

function devDependencies(): Record<string, string> {
  const description: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  // Our own package.json.
  return (description as { readonly devDependencies: Record<string, string> }).devDependencies;
}

/** @throws Error with what the command said, where it fails */
function run(command: string, args: readonly string[], cwd: string): void {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    shell: process.platform === "win32",
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (status === 0) return;
  const name = command.split(sep).at(-1);
  throw new Error(
    `packages: \`${name} ${args.join(" ")}\` failed${error ? ` (${error.message})` : ""}\n${stdout}${stderr}`,
  );
}
