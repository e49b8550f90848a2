/**
 * A project of a user's on disk, outside of this workspace, with the runtime installed: Node.js strips no types within `node_modules`, and
 * takes modules for what the project's package.json says.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const packages = fileURLToPath(new URL("../../", import.meta.url));
const installed = fileURLToPath(new URL("../../../node_modules/", import.meta.url));

export interface TemporaryProject extends Disposable {
  readonly directory: string;
  write(files: Readonly<Record<string, string>>): void;
  /** Runs one of its files in a process of its own; gives what it prints. @throws what it says on stderr */
  run(path: string): string;
  /** What the compiler has to say of the project's own files. */
  compile(options: Readonly<Record<string, unknown>>): string;
}

export function createProject(files: Readonly<Record<string, string>>): TemporaryProject {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "joinery-project-")));
  mkdirSync(join(directory, "node_modules/@joinery"), { recursive: true });
  symlinkSync(join(packages, "runtime"), join(directory, "node_modules/@joinery/runtime"));
  mkdirSync(join(directory, "node_modules/@types"));
  symlinkSync(join(installed, "@types/node"), join(directory, "node_modules/@types/node"));
  const project: TemporaryProject = {
    directory,
    write(texts) {
      for (const [path, text] of Object.entries(texts)) {
        mkdirSync(dirname(join(directory, path)), { recursive: true });
        writeFileSync(join(directory, path), text);
      }
    },
    run(path) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(directory, path)], { encoding: "utf8" });
      if (status !== 0) throw new Error(stderr);
      return stdout;
    },
    compile(compilerOptions) {
      project.write({ "tsconfig.json": JSON.stringify({ compilerOptions }) });
      const { stdout } = spawnSync(join(installed, ".bin/tsc"), ["-p", directory, "--pretty", "false"], {
        cwd: directory,
        encoding: "utf8",
      });
      // The runtime's sources are checked under the flags of this repository, not under a user's.
      return stdout
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("../") && !line.startsWith(" "))
        .join("\n");
    },
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
  project.write({ "package.json": '{ "type": "module" }', ...files });
  return project;
}
