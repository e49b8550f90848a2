/** The SQL of MySQL, and of MariaDB where it has more. */
import type { Dialect } from "./dialect.ts";
import { sqlite } from "./sqlite.ts";

const quoted = (name: string): string => `\`${name.replaceAll("`", "``")}\``;

export const mysql: Dialect = {
  ...sqlite,
  name: "mysql",
  supports: {
    concurrentWriters: true,
    statementRollback: true,
    returningAlias: false,
    offsetWithoutLimit: false,
    escapesInStrings: true,
  },
  quote: quoted,
};

export const mariadb: Dialect = { ...mysql };
