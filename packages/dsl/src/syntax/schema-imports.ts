import { createReporter } from "../diagnostics/reporter.ts";
import { createSourceFile } from "../text/source-file.ts";
import { outline } from "./outline.ts";
import { isClosedString, readString } from "./string-literal.ts";
import { StringLiteral, tokenize } from "./tokens.ts";

/**
 * The paths that a file of a schema imports, as written and in order: what has to be read before the schema can be compiled.
 * What is wrong with an import is said by `compile`.
 */
export function schemaImports(text: string): string[] {
  // Most files import nothing, and need not be cut into tokens to know it.
  if (!text.includes("import")) return [];
  const context = { source: createSourceFile("", text), reporter: createReporter() };
  return outline(tokenize(text)).flatMap((item) => {
    if (item.kind === "block") return [];
    const [keyword, path] = item.tokens;
    if (keyword?.image !== "import" || path?.tokenType !== StringLiteral || !isClosedString(path.image)) return [];
    return [readString(context, path)];
  });
}
