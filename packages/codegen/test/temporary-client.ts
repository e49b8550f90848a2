/** A generated client on disk, where its imports of the runtime resolve. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { GeneratedFile } from "../src/index.ts";

const parent = fileURLToPath(new URL("../node_modules/.clients/", import.meta.url));

export interface TemporaryClient extends Disposable {
  readonly directory: string;
  /** Runs a module beside the client's files in a process of its own; gives what it prints. @throws what it says on stderr */
  run(program: string): string;
}

export function writeClient(files: readonly GeneratedFile[]): TemporaryClient {
  mkdirSync(parent, { recursive: true });
  const directory = mkdtempSync(join(parent, "client-"));
  for (const { path, text } of files) writeFileSync(join(directory, path), text);
  writeFileSync(join(directory, "package.json"), `{ "type": "module" }\n`);
  let programs = 0;
  return {
    directory,
    run(program) {
      const path = join(directory, `program-${programs++}.js`);
      writeFileSync(path, program);
      const { status, stdout, stderr } = spawnSync(process.execPath, [path], { encoding: "utf8" });
      if (status !== 0) throw new Error(stderr);
      return stdout;
    },
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}
