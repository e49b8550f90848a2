/** `pnpm layers`: says which imports and names break the laws of ARCHITECTURE.md. Exit code 1 where any does. */
import { checkLayers } from "./layers/check-layers.ts";
import { filesBelow, readFromRoot } from "./source-files.ts";

const paths = ["packages", "examples", "fixtures", "scripts"].flatMap((directory) => filesBelow(directory, ".ts"));
const violations = checkLayers(new Map(paths.map((path) => [path, readFromRoot(path)])));

for (const { path, line, message } of violations) {
  console.error(`${path}${line === null ? "" : `:${line}`}  ${message}`);
}
console.error(
  violations.length === 0 ? `layers: ${paths.length} files, no violation` : `layers: ${violations.length} violations`,
);
process.exitCode = violations.length === 0 ? 0 : 1;
