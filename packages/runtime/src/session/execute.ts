/** Statements of the program's own. */
import { ReadOnlyTransaction } from "../errors.ts";
import type { SqlNode } from "../expr/predicate.ts";
import { type Op, query, type Row } from "../io/request.ts";
import { compileSql } from "../sql/compile.ts";
import type { SessionContext } from "./context.ts";
import { autoflush } from "./autoflush.ts";
import { readOnlyText } from "./flush.ts";

/** Runs a statement of the program's own, after an autoflush. @throws ReadOnlyTransaction */
export function* execute(session: SessionContext, node: SqlNode): Op<Row[]> {
  session.checkUsable();
  if (session.flushesFirst) yield* autoflush(session);
  const compiled = compileSql(node, session.dialect);
  if (session.shape.readOnly === true) checkReads(compiled.statement.sql);
  return yield* query(compiled.statement, compiled.params);
}

/** Not every engine refuses by itself what a transaction that only reads is told. @throws ReadOnlyTransaction */
function checkReads(text: string): void {
  const words = text.replaceAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*.*?\*\//gs, " ").trim();
  const isRead = /^\(*\s*(?:(?:SELECT|WITH|VALUES|TABLE|SHOW|EXPLAIN)\b|PRAGMA\b[^=]*$)/i.test(words);
  const writes =
    /\b(?:INSERT|REPLACE|MERGE)\s+(?:OR\s+\w+\s+)?INTO\b|\bUPDATE\b.*\bSET\b|\bDELETE\s+FROM\b|\bSELECT\b.*\bINTO\b/is;
  if (!isRead || writes.test(words))
    throw new ReadOnlyTransaction(`${readOnlyText}: leave out "readOnly", or the statement`);
}
