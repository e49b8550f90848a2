/** The project's package.json: what it says already, and the script that it gets. Its form stays as its owner has it. */
import { applyEdits, modify } from "jsonc-parser";
import { Misuse } from "../misuse.ts";

export interface PackageJson {
  /** With the script "gen". */
  readonly text: string;
  /** Whether there is a script "gen" of another kind, which stays. */
  readonly hasOtherScript: boolean;
  /** Whether `.js` files are modules of CommonJS, which those of a client are not. */
  readonly isCommonJs: boolean;
  /** The packages that it names already. */
  readonly dependencies: ReadonlySet<string>;
}

export const genScript = "joinery gen";

/** A new one, of a project whose directory has this name. */
export function newPackageJson(directory: string): PackageJson {
  const name =
    directory
      .toLowerCase()
      .replaceAll(/[^a-z0-9._-]+/g, "-")
      .replace(/^[._-]+/, "") || "app";
  const content = { name, private: true, type: "module", scripts: { gen: genScript } };
  return {
    text: `${JSON.stringify(content, null, 2)}\n`,
    hasOtherScript: false,
    isCommonJs: false,
    dependencies: new Set(),
  };
}

/** @throws Misuse `PROJECT_UNREADABLE` where the text is not that of a package. */
export function extendPackageJson(text: string): PackageJson {
  const content = parse(text);
  const script = recordAt(content, "scripts")["gen"];
  return {
    text: script === undefined ? withScript(text) : text,
    hasOtherScript: script !== undefined && script !== genScript,
    // Absent, Node looks at each file and finds that it is a module.
    isCommonJs: content["type"] === "commonjs",
    dependencies: new Set(
      ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"].flatMap((kind) =>
        Object.keys(recordAt(content, kind)),
      ),
    ),
  };
}

function withScript(text: string): string {
  const body = text.replace(/^\uFEFF/, "");
  const indent = /^([ \t]+)"/m.exec(body)?.[1] ?? "  ";
  const edits = modify(body, ["scripts", "gen"], genScript, {
    formattingOptions: {
      insertSpaces: !indent.startsWith("\t"),
      tabSize: indent.length,
      eol: body.includes("\r\n") ? "\r\n" : "\n",
    },
  });
  return text.slice(0, text.length - body.length) + applyEdits(body, edits);
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const content: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    if (isRecord(content)) return content;
  } catch {}
  throw new Misuse(
    "PROJECT_UNREADABLE",
    '"package.json" is not a JSON object',
    "Mend it and run joinery init again. Nothing was written.",
  );
}

function recordAt(content: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  const value = content[key];
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
