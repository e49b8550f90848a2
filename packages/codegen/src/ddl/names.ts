/**
 * Names of keys, indexes and constraints within an engine's limit. The schema's own names are within all limits; those of a schema that
 * was written for another engine need not be, and an engine would refuse them, or cut them until two are one. A name that is too long is cut
 * and gets a hash of what it was, so that the same schema always gives the same names; and where constraints of all tables share one
 * set of names, a second of the same name gets its table's behind it.
 *
 * Tables, columns and types keep their names, since statements name them: PostgreSQL cuts those in the same way wherever it
 * meets them, and MySQL refuses them.
 */
import { shortenName } from "@joinery/dsl";
import type { EngineTable } from "./ddl.ts";

export interface NameLimit {
  readonly fits: (name: string) => boolean;
  /** Which names of foreign keys and checks must differ: those of one table, or of all. */
  readonly constraints: "table" | "database";
}

export function withShortNames(tables: readonly EngineTable[], { fits, constraints }: NameLimit): EngineTable[] {
  const taken = new Set(tables.flatMap(namesOf).map((name) => name.toLowerCase()));
  const shorten = (name: string): string => {
    for (let long = name; ; long += "_") {
      const short = shortenName(long);
      if (!taken.has(short.toLowerCase())) {
        taken.add(short.toLowerCase());
        return short;
      }
    }
  };
  const fit = (name: string): string => (fits(name) ? name : shorten(name));
  const foreignKeys = new Set<string>();
  const checks = new Set<string>();
  const alone = (name: string, { name: table }: EngineTable, others: Set<string>): string => {
    const isFirst = constraints === "table" || !others.has(name.toLowerCase());
    others.add(name.toLowerCase());
    return isFirst ? fit(name) : shorten(`${name}_${table}`);
  };
  return tables.map((table) => ({
    ...table,
    primaryKey: table.primaryKey && { ...table.primaryKey, name: table.primaryKey.name && fit(table.primaryKey.name) },
    indexes: table.indexes.map((index) => ({ ...index, name: fit(index.name) })),
    foreignKeys: table.foreignKeys.map((key) => ({ ...key, name: alone(key.name, table, foreignKeys) })),
    checks: table.checks.map((check) => ({ ...check, name: alone(check.name, table, checks) })),
  }));
}

function namesOf({ primaryKey, indexes, foreignKeys, checks }: EngineTable): string[] {
  const key = primaryKey?.name ?? null;
  return [...(key === null ? [] : [key]), ...[...indexes, ...foreignKeys, ...checks].map(({ name }) => name)];
}
