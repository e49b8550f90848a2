/** What says nothing goes: parentheses with nothing in them, and a `@map` that repeats the name. */
import type { AttributeAst } from "../syntax/ast.ts";
import { type ImportContext, namedOrFirst } from "./import-context.ts";
import { attributeNamed } from "./prisma-source.ts";

export function dropRepetitions(context: ImportContext): void {
  for (const record of context.source.records.values()) {
    if (!context.shortens({ name: record.name.text })) continue;
    for (const owner of [record, ...record.fields]) {
      for (const attribute of owner.attributes) {
        if (attribute.arguments.length === 0) context.rewrite.dropParentheses(attribute);
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
