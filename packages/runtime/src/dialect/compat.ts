/** Engines that speak PostgreSQL's protocol, as PostgreSQL's dialect with other facts. */
import { ArgumentError } from "../errors.ts";
import type { Dialect } from "./dialect.ts";

export const compatEngines = ["citus", "cockroachdb", "yugabytedb"] as const;

/** An engine that speaks PostgreSQL's protocol and is another. */
export type Compat = (typeof compatEngines)[number];

/**
 * PostgreSQL's dialect, as the engine has it. On all three, rows lie on several nodes: keys that the database assigns do not ascend in the
 * order in which rows were sent, so nothing is concluded from their order. Rows go out as VALUES, which all three are known to take in each
 * kind of statement.
 */
export function compatDialect(postgresql: Dialect, engine: Compat): Dialect {
  const distributed: Dialect = {
    ...postgresql,
    arrays: null,
    supports: { ...postgresql.supports, assignsKeysInOrder: false },
  };
  if (engine !== "cockroachdb") return distributed;
  return {
    ...distributed,
    begin(purpose, shape) {
      if (shape.deferrable !== undefined)
        throw new ArgumentError('CockroachDB has no "deferrable" transactions: leave the option out');
      return postgresql.begin(purpose, shape);
    },
  };
}
