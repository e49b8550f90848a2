/** `map:` of keys, indexes and foreign keys: written where the name is not the one that Joinery would give. */
import { byteLength, constraintName, type ConstraintSuffix, longestName } from "../check/constraint-names.ts";
import type { Model } from "../ir/ir.ts";
import type { AttributeAst } from "../syntax/ast.ts";
import { argumentNamed, type ImportContext, quoted } from "./import-context.ts";

/** @param oldWord Whether the attribute takes `name:` in the place of `map:`. */
export function writeConstraintName(
  context: ImportContext,
  attribute: AttributeAst,
  name: string,
  generated: string,
  oldWord = false,
): void {
  const { rewrite, reporter, refused } = context;
  const old = oldWord ? argumentNamed(attribute, "name") : undefined;
  const given = argumentNamed(attribute, "map") ?? old;
  const isLost = refused.has(attribute);
  const bytes = byteLength(name);
  if (bytes > longestName && !isLost) {
    reporter.report("constraintNameLost", given?.span ?? attribute.span, { name, found: bytes, generated });
  }
  if (name === generated || isLost || bytes > longestName) {
    if (given) rewrite.dropArgument(attribute, given);
  } else if (!given || given === old) {
    rewrite.setArgument(attribute, given, `map: ${quoted(name)}`);
  }
}

/** The name that Joinery gives a constraint over these columns, by property name. */
export type GeneratedName = (columns: readonly string[], suffix: ConstraintSuffix) => string;

export function generatedNames(model: Model): GeneratedName {
  const databaseNames = new Map(model.columns.map((column) => [column.name, column.column]));
  return (columns, suffix) => {
    const names = columns.map((name) => databaseNames.get(name) ?? name);
    return constraintName(model.table, names, suffix);
  };
}
