/** Prisma's names of join tables, their columns and indexes, which are not Joinery's. */
import { byteLength, constraintName, longestName } from "../check/constraint-names.ts";
import type { JoinTable } from "../ir/ir.ts";
import type { FieldAst } from "../syntax/ast.ts";
import { type ImportContext, quoted } from "./import-context.ts";
import { attributeNamed } from "./prisma-source.ts";

export function writeJoinTables(context: ImportContext): void {
  const { rewrite } = context;
  const lists = listsByTable(context);
  for (const table of context.schema.joinTables) {
    const fields = lists.get(keyOf(table.table, table.left.model, table.right.model)) ?? [];
    const given = fields.find((field) => attributeNamed(field, "joinTable"));
    const field = given ?? fields[0];
    if (!field) continue;
    const attribute = attributeNamed(field, "joinTable");
    const text = joinTableText(context, field, table);
    if (attribute) rewrite.replaceAttribute(attribute, text);
    else rewrite.addAttribute(field, text);
    if (table.left.constraint && table.right.constraint) continue;
    const relation = attributeNamed(field, "relation");
    if (relation) rewrite.setArgument(relation, undefined, "foreignKey: false");
    else rewrite.addAttribute(field, "@relation(foreignKey: false)");
  }
}

/** The lists of every join table, in source order, by the table and the models of its sides. */
function listsByTable({ schema, source }: ImportContext): ReadonlyMap<string, FieldAst[]> {
  const lists = new Map<string, FieldAst[]>();
  for (const model of schema.models) {
    for (const { joinTable, joinSide, target, span } of model.relations) {
      const field = source.fieldAt(span);
      if (joinTable === null || !field) continue;
      const [left, right] = joinSide === "left" ? [model.name, target] : [target, model.name];
      const key = keyOf(joinTable, left, right);
      lists.set(key, [...(lists.get(key) ?? []), field]);
    }
  }
  return lists;
}

function keyOf(table: string, left: string, right: string): string {
  return [left, right, table].join(" ");
}

function joinTableText(
  { models, reporter }: ImportContext,
  field: FieldAst,
  { table, schema: own, left, right }: JoinTable,
): string {
  const list = (items: readonly string[]): string => `[${items.map(quoted).join(", ")}]`;
  const parts = [quoted(table), `columns: ${list([...left.columns, ...right.columns])}`];
  if (right.index !== null) {
    const bytes = byteLength(right.index);
    const generated = constraintName(table, right.columns, "idx");
    if (bytes <= longestName) parts.push(`index: ${quoted(right.index)}`);
    else reporter.report("constraintNameLost", field.name.span, { name: right.index, found: bytes, generated });
  }
  const ofLeft = models.get(left.model)?.schema ?? null;
  if (own !== null && own !== ofLeft) parts.push(`schema: ${quoted(own)}`);
  return `@joinTable(${parts.join(", ")})`;
}
