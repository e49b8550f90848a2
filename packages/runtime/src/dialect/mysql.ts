/** The SQL of MySQL, and of MariaDB where it has more. */
import type { Dialect } from "./dialect.ts";
import { mysqlLiveSchema } from "./live-schema.ts";
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
  // Its repeatable read writes over what others have committed since; serializable locks what it reads.
  conflictLevel: "serializable",
  quote: quoted,
  liveSchema: mysqlLiveSchema,
};

export const mariadb: Dialect = { ...mysql };
