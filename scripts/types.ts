/**
 * `pnpm types`: checks every project of the workspace with `tsc --noEmit`, side by side. The type tests are among them: plain files
 * whose `@ts-expect-error` says what must not compile.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { directoriesIn, root } from "./source-files.ts";

const projects = [
  "tsconfig.json",
  ...[...directoriesIn("packages"), ...directoriesIn("examples"), "fixtures", "bench"].map(
    (path) => `${path}/tsconfig.json`,
  ),
].filter((path) => existsSync(join(root, path)));

const results = await Promise.all(projects.map(checkProject));
const failed = results.filter((passed) => !passed).length;
console.error(`types: ${projects.length} projects, ${failed === 0 ? "no error" : `${failed} with errors`}`);
process.exitCode = failed === 0 ? 0 : 1;

function checkProject(project: string): Promise<boolean> {
  const tsc = spawn("tsc", ["--noEmit", "--pretty", "false", "-p", project], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  return new Promise((resolve) => {
    tsc.once("error", (error) => {
      console.error(`cannot start tsc (${error.message}); run this as: pnpm types`);
      resolve(false);
    });
    tsc.once("close", (code) => resolve(code === 0));
  });
}
