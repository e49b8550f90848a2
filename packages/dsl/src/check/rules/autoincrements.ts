/** `autoincrement()`: how many columns of a table may count up, and which. */
import type { CheckContext } from "../bound.ts";
import type { Table } from "../table.ts";

/** PostgreSQL counts up any column. */
export function checkAutoincrements(context: CheckContext, tables: Iterable<Table>): void {
  const { provider } = context.settings;
  if (provider === "postgresql" || provider === "cockroachdb") return;
  for (const table of tables) {
    const counting = table.columns.filter(
      (column) => column.default?.kind === "autoincrement" && column.embedded === null,
    );
    const [first, ...others] = counting;
    if (!first || table.primaryKey === null || table.model.kind === "view") continue;
    for (const column of counting) {
      if (column.model !== table.model) continue;
      const span = column.attributes.get("default")?.ast.span ?? column.span;
      const key = table.primaryKey.columns;
      const isKey = key.length === 1 && key[0] === column.name && table.keyConstraint === "primary";
      if (provider === null) {
        if (!isKey) context.reporter.report("autoincrementOnSqlite", span, { field: column.name });
      } else if (provider === "sqlite") {
        if (!isKey) context.reporter.report("misplacedAutoincrement", span, { field: column.name });
      } else if (!beginsIndex(table, column.name)) {
        context.reporter.report("unindexedAutoincrement", span, { field: column.name });
      }
    }
    if (provider === null) continue;
    for (const other of others) {
      context.reporter.report("secondAutoincrement", other.span, { field: other.name, other: first.name });
    }
  }
}

function beginsIndex(table: Table, column: string): boolean {
  const keys = [...(table.primaryKey ? [table.primaryKey] : []), ...table.uniques].map((key) => key.columns);
  return [...keys, ...table.indexes.map((index) => index.columns.map((part) => part.name))].some(
    (list) => list[0] === column,
  );
}
