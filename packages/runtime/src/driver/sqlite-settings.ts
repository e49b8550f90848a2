/** What every connection to SQLite is set to. */
import { sqliteCodeOf } from "../dialect/sqlite-codes.ts";

/** @param exec runs one statement */
export function useSettings(exec: (sql: string) => void, isMemory: boolean): void {
  // The first statement to read the file, so that one which is no database fails here.
  if (!isMemory) useWal(exec);
  exec("PRAGMA synchronous = NORMAL");
  exec("PRAGMA foreign_keys = ON");
}

/** What this user may not write to is read as it is, in the journal mode that it has; a write is refused when it comes. */
function useWal(exec: (sql: string) => void): void {
  try {
    exec("PRAGMA journal_mode = WAL");
  } catch (error) {
    if (sqliteCodeOf(error)?.startsWith("SQLITE_READONLY") !== true) throw error;
  }
}
