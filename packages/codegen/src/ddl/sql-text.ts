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
