/**
 * How a session that looks for conflicts (`conflicts: "detect"`) knows that others have committed since it first read.
 *
 * Where several write at once, its transaction begins at the first read, at a level at which the engine itself refuses a write that
 * conflicts. Where there is one writer (SQLite), a transaction that has read cannot be made to write in a way that waits, so reads stay
 * outside of one, and a mark of the database's state is compared instead: taken before the first read, looked at when the writer's lock is
 * had. A file's mark is SQLite's `PRAGMA data_version`, which tells of all commits but those of the connection that asks; so the session
 * keeps one connection for its reads, which writes nothing. A database in memory has one connection for all, and its mark is a count of the
 * commits of this process: no other can reach it.
 */
import type { Dialect } from "../dialect/dialect.ts";
import { StaleSnapshotError } from "../errors.ts";
import type { Colour, Driver } from "./connection.ts";
import type { Row, Statement, TransactionShape } from "./request.ts";

/** The commits of this process to a database with one connection. */
export class Commits {
  count = 0;
}

const counts = new WeakMap<object, Commits>();

/** The one count of a driver. */
export function commitsOf(driver: Driver<Colour>): Commits {
  let commits = counts.get(driver);
  if (commits === undefined) counts.set(driver, (commits = new Commits()));
  return commits;
}

/** Makes a driver that stands for another share its count. */
export function shareCommits(driver: object, inner: Driver<Colour>): void {
  counts.set(driver, commitsOf(inner));
}

/** Whether the session's transaction begins with its first read. */
export function beginsAtRead(dialect: Dialect): boolean {
  return dialect.supports.concurrentWriters;
}

/** The level at which a transaction that began with a read is refused a write that conflicts. */
export function conflictShape(dialect: Dialect, shape: TransactionShape): TransactionShape {
  return { ...shape, isolationLevel: shape.isolationLevel ?? dialect.conflictLevel ?? "repeatable read" };
}

/** SQLite's word on who else has committed. */
export const dataVersion: Statement = { sql: "PRAGMA data_version", kinds: [] };

export function versionOf(rows: readonly Row[]): number {
  return Number(rows[0]?.[0] ?? 0);
}

/** @throws StaleSnapshotError where the mark has moved */
export function checkMark(before: number, now: number): void {
  if (before !== now) throw new StaleSnapshotError({ sql: dataVersion.sql });
}

/** Whether it is a read of the library's own, which does the same a second time. */
export function isRepeatable(statement: Statement): boolean {
  return statement.model !== undefined && !mayWrite(statement);
}

/** Whether a statement that gives rows may have changed some. What is no plain SELECT is taken for a change. */
export function mayWrite({ sql }: Statement): boolean {
  // The library's own begin so, and need no look.
  return !sql.startsWith("SELECT ") && !/^\s*SELECT\b/i.test(sql);
}
