/** Checked schema to IR. Nothing is decided here; the checked parts only lose what later stages must not depend on. */
import type { BoundColumn, BoundEnum } from "../check/bound.ts";
import type { CheckedSchema } from "../check/check.ts";
import { type Column, type Enum, irVersion, type Model, type Schema } from "./ir.ts";

/** Call it only for a schema without errors. */
export function lower(checked: CheckedSchema, files: readonly string[]): Schema {
  return {
    version: irVersion,
    files,
    models: checked.tables.map((table): Model => {
      const { model, primaryKey, uniques, indexes, foreignKeys } = table;
      if (primaryKey === null) throw new Error(`invariant: model ${model.name} was checked but has no key`);
      return {
        name: model.name,
        table: model.table,
        doc: model.ast.doc,
        span: model.ast.name.span,
        columns: table.columns.map(lowerColumn),
        relations: checked.relations.get(model) ?? [],
        primaryKey,
        uniques,
        indexes,
        foreignKeys,
      };
    }),
    enums: checked.enums.map(lowerEnum),
    joinTables: checked.joinTables.map((draft) => draft.table),
  };
}

function lowerColumn(column: BoundColumn): Column {
  return {
    name: column.name,
    column: column.column,
    type: column.type,
    list: column.list,
    nullable: column.nullable,
    default: column.default,
    updatedAt: column.attributes.has("updatedAt"),
    inferred: column.inferred,
    hidden: column.hidden,
    doc: column.doc,
    span: column.span,
  };
}

function lowerEnum(declared: BoundEnum): Enum {
  const { name, type, ast, members } = declared;
  return { name, type, members, doc: ast.doc, span: ast.name.span };
}
