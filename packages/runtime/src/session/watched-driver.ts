/** Drivers whose lending is told of, on the channel `joinery:acquire`. */
import type { Dialect } from "../dialect/dialect.ts";
import type { StatementEvents } from "../events.ts";
import type { Connection, Demand, Driver, PoolStatistics } from "../io/connection.ts";
import type { Purpose } from "../io/request.ts";
import { shareCommits } from "../io/snapshot.ts";

export function watchedSync(driver: Driver<"sync">, events: StatementEvents): Driver<"sync"> {
  const watched: Driver<"sync"> = {
    dialect: driver.dialect,
    get hasOneConnection(): boolean {
      return driver.hasOneConnection;
    },
    get pool(): PoolStatistics {
      return driver.pool;
    },
    acquire(purpose: Purpose, demand?: Demand): Connection<"sync"> {
      if (!events.watchesPool) return driver.acquire(purpose, demand);
      const start = performance.now();
      let failure: unknown;
      try {
        return driver.acquire(purpose, demand);
      } catch (error) {
        failure = error;
        throw error;
      } finally {
        events.acquired(purpose, performance.now() - start, driver.pool, failure);
      }
    },
    release: (connection, purpose) => driver.release(connection, purpose),
    close: () => driver.close(),
  };
  shareCommits(watched, driver);
  return watched;
}

/** @param dialect of the engine that is behind the driver, where that is another than the driver's own */
export function watchedAsync(
  driver: Driver<"async">,
  events: StatementEvents,
  dialect: Dialect = driver.dialect,
): Driver<"async"> {
  const told = async (purpose: Purpose, demand?: Demand): Promise<Connection<"async">> => {
    const start = performance.now();
    let failure: unknown;
    try {
      return await driver.acquire(purpose, demand);
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      events.acquired(purpose, performance.now() - start, driver.pool, failure);
    }
  };
  const watched: Driver<"async"> = {
    dialect,
    get hasOneConnection(): boolean {
      return driver.hasOneConnection;
    },
    get pool(): PoolStatistics {
      return driver.pool;
    },
    // Not `async` itself: while nobody listens, it adds no turn of the microtasks to a statement.
    acquire: (purpose, demand) => (events.watchesPool ? told(purpose, demand) : driver.acquire(purpose, demand)),
    release: (connection, purpose) => driver.release(connection, purpose),
    close: () => driver.close(),
  };
  shareCommits(watched, driver);
  return watched;
}
