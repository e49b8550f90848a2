/**
 * PGlite for tests, from a data directory that is made once: a new one takes three seconds of the processor, a copy less than one.
 *
 * What was made stays in `node_modules/.cache` for the next run, a file for each version of PGlite. Whoever finds none makes one beside it
 * and renames that, so that nobody reads half of one; of several at the same time any may win.
 *
 * Tests of how a program opens PGlite do without: they write `pglite::memory:`.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite, type PGliteOptions } from "@electric-sql/pglite";
import { pgliteDriver } from "../src/driver/pglite.ts";
import type { Driver } from "../src/io/connection.ts";

const cache = fileURLToPath(new URL("../../../node_modules/.cache/joinery/", import.meta.url));
const manifest = new URL("../package.json", import.meta.resolve("@electric-sql/pglite"));

let dump: Promise<Blob> | undefined;

/** A new empty database in memory. */
export async function newPglite(options: PGliteOptions = {}): Promise<PGlite> {
  return PGlite.create("memory://", { ...options, loadDataDir: await (dump ??= findDump()) });
}

/** The same behind a driver, to whom it belongs. */
export async function newPgliteDriver(): Promise<Driver<"async">> {
  return pgliteDriver(await newPglite(), true);
}

let shared: Promise<PGlite> | undefined;

/**
 * A driver of the one PGlite that test files share, emptied: whoever had it before is done with it. A new one takes a second, and a suite
 * that only wants an empty database need not wait for it.
 */
export async function emptyPgliteDriver(): Promise<Driver<"async">> {
  const instance = await (shared ??= newPglite());
  await instance.exec("ROLLBACK");
  await instance.exec("DISCARD ALL");
  await instance.exec(emptied);
  return pgliteDriver(instance);
}

const emptied = `DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT quote_ident(nspname) FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
    EXECUTE 'DROP SCHEMA ' || name || ' CASCADE';
  END LOOP;
END $$; CREATE SCHEMA public`;

/** What a program gives to `connect`, as its text: a URL, but for `pglite::memory:` a driver of such a database. */
export function targetText(url: string): string {
  return url === "pglite::memory:"
    ? `{ driver: await (await import("${import.meta.url}")).newPgliteDriver() }`
    : JSON.stringify(url);
}

async function findDump(): Promise<Blob> {
  // The shape is that of every package.json.
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string };
  const path = join(cache, `pglite-${version}.tar`);
  try {
    return new Blob([readFileSync(path)]);
  } catch {
    return makeDump(path);
  }
}

async function makeDump(path: string): Promise<Blob> {
  const instance = await PGlite.create("memory://");
  const made = await instance.dumpDataDir("none");
  await instance.close();
  mkdirSync(cache, { recursive: true });
  const own = `${path}.${process.pid}`;
  writeFileSync(own, await made.bytes());
  renameSync(own, path);
  return made;
}
