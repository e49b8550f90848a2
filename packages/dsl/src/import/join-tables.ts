/** Prisma's names of join tables, their columns and indexes, which are not Joinery's. */
import { constraintName } from "../check/constraint-names.ts";
import type { JoinTable, Relation } from "../ir/ir.ts";
import type { FieldAst } from "../syntax/ast.ts";
import { type ImportContext, quoted } from "./import-context.ts";
import { attributeNamed } from "./prisma-source.ts";

export function writeJoinTables(context: ImportContext): void {
  const { rewrite } = context;
  for (const table of context.schema.joinTables) {
    const fields = fieldsOf(context, table);
    const given = fields.find((field) => attributeNamed(field, "joinTable"));
    const field = given ?? fields[0];
    if (!field) continue;
    const attribute = attributeNamed(field, "joinTable");
    const text = joinTableText(context, table);
    if (attribute) rewrite.replaceAttribute(attribute, text);
    else rewrite.addAttribute(field, text);
    if (table.left.constraint && table.right.constraint) continue;
    const relation = attributeNamed(field, "relation");
    if (relation) rewrite.setArgument(relation, undefined, "foreignKey: false");
    else rewrite.addAttribute(field, "@relation(foreignKey: false)");
  }
}

/** Its two lists, in source order. */
function fieldsOf({ schema, source }: ImportContext, table: JoinTable): FieldAst[] {
  const isOf = ({ joinTable, joinSide }: Relation, side: "left" | "right"): boolean =>
    joinTable === table.table && joinSide === side;
  return schema.models.flatMap((model) =>
    model.relations.flatMap((relation) => {
      const isLeft = table.left.model === model.name && relation.target === table.right.model && isOf(relation, "left");
      const isRight = table.right.model === model.name && relation.target === table.left.model && isOf(relation, "right");
      return isLeft || isRight ? (source.fieldAt(relation.span) ?? []) : [];
    }),
  );
}

function joinTableText({ schema }: ImportContext, { table, schema: own, left, right }: JoinTable): string {
  const list = (items: readonly string[]): string => `[${items.map(quoted).join(", ")}]`;
  const parts = [quoted(table), `columns: ${list([...left.columns, ...right.columns])}`];
  if (right.index !== null) parts.push(`index: ${quoted(right.index)}`);
  const sides = [left, right];
  const isNamed = sides.some((side) => side.foreignKey !== constraintName(table, side.columns, "fkey"));
  if (isNamed) parts.push(`foreignKeys: ${list(sides.map((side) => side.foreignKey))}`);
  const ofLeft = schema.models.find((model) => model.name === left.model)?.schema ?? null;
  if (own !== null && own !== ofLeft) parts.push(`schema: ${quoted(own)}`);
  return `@joinTable(${parts.join(", ")})`;
}
