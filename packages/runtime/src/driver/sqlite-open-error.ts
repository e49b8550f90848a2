/** Why SQLite cannot open a file. It says CANTOPEN for most of the reasons, and each wants another remedy: so the file is looked at. */
import { closeSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { wrapSqliteError } from "../dialect/database-errors.ts";
import { DatabaseOpenError } from "../errors.ts";

/**
 * @param path absolute, or `:memory:`
 * @param shown as the user wrote it
 */
export function sqliteOpenError(path: string, shown: string, cause: unknown): DatabaseOpenError {
  const wrapped = wrapSqliteError(cause);
  const code = "driverCode" in wrapped && typeof wrapped.driverCode === "string" ? wrapped.driverCode : undefined;
  const reason =
    code === "SQLITE_NOTADB"
      ? "it is a file, but not an SQLite database: name another file, or move this one away"
      : ((path === ":memory:" ? undefined : fileProblem(path, shown)) ?? wrapped.message);
  return new DatabaseOpenError(`cannot open "${shown}": ${reason}`, { cause, driverCode: code });
}

/** What is wrong with the file itself; undefined where nothing is. By trying, since permissions alone do not tell what is allowed. */
function fileProblem(path: string, shown: string): string | undefined {
  const directory = dirname(shown);
  const found = tried(() => statSync(dirname(path)));
  if (found === "ENOENT") return `its directory "${directory}" does not exist: create it first`;
  if (found === "ENOTDIR" || (typeof found === "object" && !found.isDirectory()))
    return `"${directory}" is no directory: name a file in one`;
  const file = tried(() => statSync(path));
  if (file === "EACCES") return `this user may not enter its directory "${directory}": give the permission`;
  if (file === "ENOENT")
    return `it does not exist, and this user may not create a file in its directory "${directory}": give the permission, or create the file first`;
  if (typeof file === "object" && file.isDirectory())
    return `it is a directory: name a file in it, such as "sqlite:${shown.replace(/[\\/]$/, "")}/app.db"`;
  const opened = tried(() => openSync(path, "r"));
  if (typeof opened === "number") closeSync(opened);
  return opened === "EACCES" ? "this user may not read it: give the permission to read and write it" : undefined;
}

/** What a call gives, or the code of the system's error that it throws. */
function tried<T>(call: () => T): T | string {
  try {
    return call();
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : "";
  }
}
