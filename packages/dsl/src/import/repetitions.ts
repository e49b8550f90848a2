/** What says nothing goes: parentheses with nothing in them, `raw(…)` around a condition, and a `@map` that repeats the name. */
import { rawText } from "../check/arguments.ts";
import type { AttributeAst } from "../syntax/ast.ts";
import { argumentNamed, type ImportContext, namedOrFirst, quoted } from "./import-context.ts";
import { attributeNamed } from "./prisma-source.ts";

export function dropRepetitions(context: ImportContext): void {
  for (const record of context.source.records.values()) {
    if (!context.shortens({ name: record.name.text })) continue;
    for (const owner of [record, ...record.fields]) {
      for (const attribute of owner.attributes) {
        if (attribute.arguments.length === 0) context.rewrite.dropParentheses(attribute);
        const where = argumentNamed(attribute, "where");
        const condition = where?.value.kind === "call" ? rawText(where.value) : null;
        if (condition) context.rewrite.setArgument(attribute, where, `where: ${quoted(condition.text)}`);
      }
      const map = attributeNamed(owner, "map");
      if (map && repeats(map, owner.name.text)) context.rewrite.dropAttribute(map);
    }
  }
}

function repeats(map: AttributeAst, name: string): boolean {
  const value = namedOrFirst(map, "name")?.value;
  return value?.kind === "string" && value.text === name;
}
