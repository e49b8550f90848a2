/** The servers that tests run on, where one answers: each test file has a database of its own there. */
import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { createConnection } from "mysql2/promise";

/** A database that is made and dropped by the test that named it. */
export interface Place {
  readonly url: string;
  create(): Promise<void>;
  /** Takes the rows out of all its tables; counters begin anew. */
  empty(): Promise<void>;
  drop(): Promise<void>;
}

export interface Server {
  /** Whether it answers. */
  readonly isThere: boolean;
  readonly url: string;
  /** A database of a random name. @param scheme of its URL, where not the server's own */
  named(scheme?: string): Place;
  /** The same, created. */
  fresh(scheme?: string): Promise<Place>;
}

function answers(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port || 3306), timeout: 2000 });
    const end = (is: boolean) => (): void => {
      socket.destroy();
      resolve(is);
    };
    socket.once("connect", end(true)).once("error", end(false)).once("timeout", end(false));
  });
}

async function mariadbServer(): Promise<Server> {
  const url = process.env["JOINERY_MARIADB_URL"] ?? "mariadb://root@127.0.0.1:3306/test";
  const administer = async (sql: string): Promise<void> => {
    const connection = await createConnection(url.replace(/^mariadb:/, "mysql:"));
    await connection.query(sql);
    await connection.end();
  };
  const named = (scheme = "mariadb"): Place => {
    const name = `joinery_${randomUUID().replaceAll("-", "")}`;
    const own = new URL(url.replace(/^[a-z]+:/, `${scheme}:`));
    own.pathname = `/${name}`;
    const empty = async (): Promise<void> => {
      const connection = await createConnection(own.href.replace(/^mariadb:/, "mysql:"));
      await connection.query("SET foreign_key_checks = 0");
      const [tables] = await connection.query(
        "SELECT table_name AS name, auto_increment AS next FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'",
      );
      for (const { name: table, next } of tables as { name: string; next: number | null }[]) {
        await connection.query(`DELETE FROM \`${table}\``);
        if (next !== null && next > 1) await connection.query(`ALTER TABLE \`${table}\` AUTO_INCREMENT = 1`);
      }
      await connection.end();
    };
    return {
      empty,
      url: own.href,
      create: () => administer(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`),
      drop: () => administer(`DROP DATABASE IF EXISTS ${name}`),
    };
  };
  const fresh = async (scheme?: string): Promise<Place> => {
    const place = named(scheme);
    await place.create();
    return place;
  };
  return { isThere: await answers(url), url, named, fresh };
}

export const servers = { mariadb: await mariadbServer() };
