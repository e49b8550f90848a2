/** Ends the connections of a server's users from outside, as an administrator, a proxy or a crash does. */
import { createConnection, type RowDataPacket } from "mysql2/promise";
import pg from "pg";

interface Administrator {
  /** Ends all connections that work in the place, but the administrator's own; gives how many. */
  end(): Promise<number>;
  leave(): Promise<void>;
}

/**
 * Ends connections every 150 ms until `work` is done.
 *
 * @param name what the connections to PostgreSQL call themselves (`application_name`)
 * @returns how many were ended
 */
export async function interruptions(url: string, name: string, work: Promise<void>): Promise<number> {
  const administrator = url.startsWith("postgres") ? await ofPostgresql(url, name) : await ofMariadb(url);
  let isDone = false;
  const done = work.finally(() => (isDone = true));
  done.catch(() => undefined); // awaited below
  let ended = 0;
  try {
    while (!isDone) {
      await new Promise((resolve) => setTimeout(resolve, 150));
      ended += await administrator.end();
    }
  } finally {
    await administrator.leave();
  }
  await done;
  return ended;
}

async function ofPostgresql(url: string, name: string): Promise<Administrator> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    async end() {
      const { rowCount } = await client.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()",
        [name],
      );
      return rowCount ?? 0;
    },
    leave: () => client.end(),
  };
}

async function ofMariadb(url: string): Promise<Administrator> {
  const connection = await createConnection(url);
  return {
    async end() {
      const [rows] = await connection.query(
        "SELECT ID AS id FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND ID <> CONNECTION_ID()",
      );
      const ids = (rows as RowDataPacket[]).map(({ id }) => Number(id)); // a SELECT gives rows
      const kill = (id: number): Promise<unknown> => connection.query(`KILL ${id}`).catch(() => undefined); // it may have gone
      for (const id of ids) await kill(id);
      return ids.length;
    },
    leave: () => connection.end(),
  };
}
