/** INSERT of rows some of which may be there already: by a unique key, what is there is changed or left alone. */
import type { Dialect } from "../dialect/dialect.ts";
import type { Row } from "../io/request.ts";
import type { ColumnMeta, Model } from "../meta/model.ts";
import { type Assignment, writeAssigned, writeReturning } from "./bulk-statements.ts";
import type { Compiled } from "./compile.ts";
import type { Scope } from "./conditions.ts";
import { insertedRows, partOf, rowKinds, rowParameters, rowShape } from "./parameter-rows.ts";
import { SqlWriter } from "./writer.ts";

/** What a row that is there gets: what the statement's own row has for the column, or something of its own. */
export type Merged = Assignment | { readonly kind: "given"; readonly column: ColumnMeta };

export interface Upsert {
  readonly model: Model;
  /** Row indices: what is sent. */
  readonly columns: readonly number[];
  /** Row indices: the unique key. */
  readonly key: readonly number[];
  /** Nothing: the row that is there stays as it is. */
  readonly merged: readonly Merged[];
  /** For an engine whose INSERT is asked for them. */
  readonly returning: readonly ColumnMeta[];
}

export function compileUpsert(upsert: Upsert, rows: readonly Row[], dialect: Dialect): Compiled {
  const { model, columns, merged } = upsert;
  const writer = new SqlWriter(dialect);
  const part = partOf(model, rows, columns);
  const shape = rowShape(dialect, rows.length);
  const kinds = rowKinds(part.types, shape);
  const metas = columnsOf(model, columns);
  for (const [at, cell] of rowParameters(dialect, [part], 0, rows.length).entries())
    writer.push(cell, kinds[at] ?? "text", metas[at % metas.length]?.secret ?? false);
  const { conflictTarget } = dialect.supports;
  const alias = conflictTarget ? writer.nextAlias() : writer.table(model);
  const names = metas.map(({ column }) => dialect.quote(column));
  writer.text = `INSERT INTO ${writer.table(model)}${conflictTarget ? ` AS ${alias}` : ""} (${names.join(", ")}) `;
  writer.text += `${insertedRows(dialect, part.types, shape)} `;
  const key = columnsOf(model, upsert.key).map(({ column }) => dialect.quote(column));
  const scope: Scope = { alias, model, outer: null, isTable: true };
  const assigned = assignments(writer, scope, key, merged);
  writer.text += dialect.onConflict(key, assigned);
  writeReturning(writer, upsert.returning, "");
  return writer.finish(model.name);
}

const columnsOf = (model: Model, indices: readonly number[]): ColumnMeta[] =>
  indices.map((index) => model.columns[index] as ColumnMeta); // row indices come from the model itself

/** Written one by one, since their parameters follow in order. */
function assignments(writer: SqlWriter, scope: Scope, key: readonly string[], merged: readonly Merged[]): string[] {
  const { dialect } = writer;
  return merged.map((one) => {
    const name = dialect.quote(one.column.column);
    const before = writer.text;
    writer.text = "";
    if (one.kind === "given") writer.text = dialect.excluded(name);
    else writeAssigned(writer, scope, one);
    const expression = writer.text;
    writer.text = before;
    return `${name} = ${dialect.ifSameKey(key, name, expression)}`;
  });
}
