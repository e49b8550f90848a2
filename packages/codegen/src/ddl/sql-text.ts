/** Texts that are the same on every engine. */
import type { ReferentialAction } from "@joinery/dsl";

/** As the standard has it; what the schema itself says in SQL is quoted so on every engine. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function textLiteral(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

export const standardActions = {
  Cascade: "CASCADE",
  Restrict: "RESTRICT",
  NoAction: "NO ACTION",
  SetNull: "SET NULL",
  SetDefault: "SET DEFAULT",
} as const satisfies Record<ReferentialAction, string>;

/** The words of a query or a condition that may be names, without their quotes. It is not parsed: a word of the SQL itself is among them. */
export function wordsOf(sql: string): string[] {
  const words = sql.match(/'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|[\p{L}_][\p{L}\p{N}_$]*/gu) ?? [];
  return words.filter((word) => !word.startsWith("'")).map(unquoted);
}

function unquoted(word: string): string {
  const [quote = ""] = word;
  return quote === '"' || quote === "`" ? word.slice(1, -1).replaceAll(quote + quote, quote) : word;
}
