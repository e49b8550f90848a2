/** Columns and fields of value types: their native types and defaults, where Prisma's and Joinery's silence differ. */
import { signatureOf } from "../check/native-types/provider-types.ts";
import { isInteger } from "../check/scalars.ts";
import type { Column, Model, NativeType } from "../ir/ir.ts";
import type { FieldAst } from "../syntax/ast.ts";
import { argumentNamed, type ImportContext, namedOrFirst } from "./import-context.ts";
import { attributeNamed, nativeAttribute } from "./prisma-source.ts";

export function writeColumns(context: ImportContext): void {
  const { models, views, types } = context.schema;
  // A field of an abstract model is a column of every model that mixes it in.
  const seen = new Set<FieldAst>();
  const once = (span: Column["span"], write: (field: FieldAst) => void): void => {
    const field = context.source.fieldAt(span);
    if (!field || seen.has(field)) return;
    seen.add(field);
    write(field);
  };
  for (const owner of [...models, ...views]) {
    for (const column of owner.columns) {
      if (column.embedded !== null) continue;
      once(column.span, (field) => {
        writeNative(context, field, column);
        if ("primaryKey" in owner) writeDefault(context, field, owner, column);
      });
    }
  }
  for (const type of types)
    for (const part of type.fields) once(part.span, (field) => writeNative(context, field, part));
}

function writeNative(
  { rewrite, reporter, settings }: ImportContext,
  field: FieldAst,
  { native, scalar }: { readonly native: NativeType | null; readonly scalar: string | null },
): void {
  const attribute = nativeAttribute(field);
  if (!attribute) {
    if (native !== null && scalar === null) rewrite.addAttribute(field, nativeText(native));
    return;
  }
  if (native === null) return;
  if (settings.provider === "cockroachdb" && signatureOf("postgresql", native.name) === null) {
    const label = `@${attribute.name.text}`;
    reporter.report("nativeTypeLost", attribute.span, { label, reason: "PostgreSQL has no such type" });
    rewrite.dropAttribute(attribute);
  } else if (attribute.name.text !== `db.${native.name}`) {
    rewrite.replaceAttribute(attribute, nativeText(native));
  }
}

export function nativeText({ name, arguments: values }: NativeType): string {
  return `@db.${name}${values.length > 0 ? `(${values.join(", ")})` : ""}`;
}

function writeDefault(context: ImportContext, field: FieldAst, model: Model, column: Column): void {
  const { rewrite, reporter } = context;
  const attribute = attributeNamed(field, "default");
  const value = namedOrFirst(attribute, "value")?.value;
  const isCounted = countsUp(model, column) && attributeNamed(field, "id") !== undefined;
  if (!attribute && isCounted && column.default === null) rewrite.addAttribute(field, "@default(none)");
  if (!attribute || value?.kind !== "call") return;
  const isShort = isCounted && context.shortens(model) && argumentNamed(attribute, "map") === undefined;
  if (value.name.text === "autoincrement" && isShort) rewrite.dropAttribute(attribute);
  if (value.name.text !== "sequence") return;
  if (value.arguments.length > 0) reporter.report("sequenceOptionsLeftOut", value.span, {});
  if (isShort) rewrite.dropAttribute(attribute);
  else rewrite.replaceAttribute(attribute, "@default(autoincrement())");
}

/** Whether Joinery would count the column up without a word. */
function countsUp(model: Model, column: Column): boolean {
  const [key, second] = model.primaryKey.columns;
  if (key !== column.name || second !== undefined || !isInteger(column.type) || column.list) return false;
  return !model.foreignKeys.some((foreignKey) => foreignKey.columns.includes(column.name));
}
