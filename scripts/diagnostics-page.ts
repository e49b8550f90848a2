/**
 * `pnpm reference`: writes docs/diagnostics.md, one page from the catalog of diagnostics and the fixture of each. `--check` writes
 * nothing, and fails where the page is not what would be written.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { catalog } from "../packages/dsl/src/diagnostics/catalog.ts";
import { readPrinted, readSchema } from "../packages/dsl/test/diagnostics/cases.ts";
import { renderPage } from "./diagnostics-page/render-page.ts";
import { readFromRoot, root } from "./source-files.ts";

const path = "docs/diagnostics.md";

const entries = Object.values(catalog).map(({ code, severity, title, explanation }) => ({
  code,
  severity: severity ?? "error",
  title,
  explanation,
  wrong: readSchema(code, "wrong"),
  printed: readPrinted(code) ?? "",
  right: readSchema(code, "right"),
}));
const page = renderPage(entries);

if (!process.argv.includes("--check")) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), page);
  console.error(`reference: ${path} has ${entries.length} diagnostics`);
} else if (existsSync(join(root, path)) && readFromRoot(path) === page) {
  console.error(`reference: ${path} is up to date`);
} else {
  console.error(`reference: ${path} is out of date; run \`pnpm reference\``);
  process.exitCode = 1;
}
