/** The imports of small schemas, side by side with what they become. */
import type { InputFile } from "../../src/compile.ts";
import { importPrisma, type ImportedSchema } from "../../src/import/import-prisma.ts";

export type Provider = "sqlite" | "postgresql" | "mysql" | "cockroachdb";

/** A schema of one file, with a datasource unless the provider is null. */
export function prismaFile(provider: Provider | null, text: string, settings = ""): InputFile {
  const url = provider === "sqlite" ? `"file:./dev.db"` : `env("DATABASE_URL")`;
  const datasource = `datasource db {\n  provider = "${provider}"\n  url      = ${url}\n${settings}}\n\n`;
  return { path: "schema.prisma", text: (provider === null ? "" : datasource) + unindented(text) };
}

/** What the import says, beside the datasource that every schema here has, as `code line: words`. */
export function saidBy({ diagnostics }: ImportedSchema): string[] {
  return diagnostics
    .filter(({ code }) => code !== "JY7201")
    .map(({ code, span, message }) => `${code} ${span.line}: ${message}`);
}

export function imported(provider: Provider | null, text: string, settings = ""): ImportedSchema {
  return importPrisma([prismaFile(provider, text, settings)]);
}

/** A template's lines less the indentation that they share, ending in one line end. */
export function unindented(text: string): string {
  const lines = text.replace(/^\n/, "").trimEnd().split("\n");
  const indents = lines.filter((line) => line.trim() !== "").map((line) => /^ */.exec(line)?.[0].length ?? 0);
  const shared = Math.min(...indents);
  return `${lines.map((line) => line.slice(shared)).join("\n")}\n`;
}

export interface Case {
  readonly title: string;
  /** Null for a schema without a datasource. */
  readonly provider: Provider | null;
  /** Further lines of the datasource. */
  readonly settings?: string;
  readonly prisma: string;
  readonly model: string;
  /** As of `saidBy`; nothing when absent. */
  readonly says?: readonly string[];
  /** The models whose IR differs; none when absent. */
  readonly loses?: readonly string[];
}
