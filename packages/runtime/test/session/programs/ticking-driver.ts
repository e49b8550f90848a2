/** A driver over a real one whose connections let the program do something before and after each statement, as one whose answers take their time does. */
import type { Connection, Driver } from "../../../src/io/connection.ts";

export interface Ticking {
  readonly driver: Driver<"async">;
  /** Called around each statement, while the session waits for it. */
  during: ((sql: string, when: "before" | "after") => Promise<void>) | null;
  /** The connection that was lent last, while it is; for a look past the session. */
  readonly held: Connection<"async"> | undefined;
}

export function ticking(driver: Driver<"async">): Ticking {
  const inner = new WeakMap<Connection<"async">, Connection<"async">>();
  const around = async <T>(sql: string, work: () => Promise<T>): Promise<T> => {
    await result.during?.(sql, "before");
    const answer = await work();
    await result.during?.(sql, "after");
    return answer;
  };
  const wrap = (connection: Connection<"async">): Connection<"async"> => {
    const insert = connection.insert?.bind(connection);
    const wrapped: Connection<"async"> = {
      get isUntried() {
        return connection.isUntried === true;
      },
      get isInTransaction() {
        return connection.isInTransaction;
      },
      query: (statement, params, limits) => around(statement.sql, () => connection.query(statement, params, limits)),
      run: (statement, params, limits) => around(statement.sql, () => connection.run(statement, params, limits)),
      exec: (sql, limits) => around(sql, () => connection.exec(sql, limits)),
      ...(insert === undefined
        ? {}
        : {
            insert: (...[statement, params, limits]: Parameters<typeof insert>) =>
              around(statement.sql, () => insert(statement, params, limits)),
          }),
    };
    inner.set(wrapped, connection);
    return wrapped;
  };
  let held: Connection<"async"> | undefined;
  const result: Ticking = {
    during: null,
    get held() {
      return held;
    },
    driver: {
      dialect: driver.dialect,
      get hasOneConnection() {
        return driver.hasOneConnection;
      },
      get pool() {
        return driver.pool;
      },
      async acquire(purpose, demand) {
        held = await driver.acquire(purpose, demand);
        return wrap(held);
      },
      release(connection, purpose) {
        const own = inner.get(connection) ?? connection;
        if (held === own) held = undefined;
        driver.release(own, purpose);
      },
      close: () => driver.close(),
    },
  };
  return result;
}
