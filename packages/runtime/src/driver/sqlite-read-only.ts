/**
 * Why SQLite refuses a write. It says READONLY both where this user may not write the file and where the connection only reads: one that was
 * opened so, or told so by `PRAGMA query_only`. The remedies differ; so the file is asked.
 */
import { accessSync, constants } from "node:fs";
import { wrapSqliteError } from "../dialect/database-errors.ts";
import { sqliteCodeOf } from "../dialect/sqlite-codes.ts";
import { type JoineryError, ReadOnlyTransaction } from "../errors.ts";

/** As `wrapSqliteError`. @param path gives that of the database's file; `:memory:`, empty or null where it has none */
export function wrapErrorAt(path: () => string | null, cause: unknown, sql: string): JoineryError {
  const driverCode = sqliteCodeOf(cause);
  if (driverCode !== "SQLITE_READONLY" || !mayBeWritten(path())) return wrapSqliteError(cause, sql);
  return new ReadOnlyTransaction(
    "a write on a connection to SQLite that only reads: write on one that was not opened so, and without PRAGMA query_only",
    { driverCode, sql, cause },
  );
}

function mayBeWritten(path: string | null): boolean {
  if (path === null || path === "" || path === ":memory:") return true;
  // The system tells the rights of the real user alone. (To open the file and look would be wrong: closing it again drops SQLite's locks.)
  if (process.geteuid?.() !== process.getuid?.()) return false;
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
