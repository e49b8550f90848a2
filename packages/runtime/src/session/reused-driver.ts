/**
 * One open driver for each URL, for programs whose modules are imported anew while they run (`connect(url, { reuse: true })`). A development
 * server runs `connect` again with every change; without this it would open pool after pool, and a database in memory would begin empty.
 *
 * The registry stands under a global symbol, where a second copy of this file finds it too. The newest `connect` owns the driver. Those before
 * it go on working, for requests may be under way in them, until they are closed; closing them closes only themselves.
 */
import { ConnectionClosed } from "../errors.ts";
import type { Colour, Colours, Connection, Demand, Driver, PoolStatistics } from "../io/connection.ts";
import type { Purpose } from "../io/request.ts";
import { shareCommits } from "../io/snapshot.ts";
import type { ConnectOptions } from "./database.ts";

/** Its shape is agreed on with other copies: another shape takes another symbol. */
interface Entry {
  readonly driver: unknown;
  /** Who closes it. */
  owner: object;
}

const key = Symbol.for("joinery.openDrivers.1");

function registry(): Map<string, Entry> {
  const holder = globalThis as { [key]?: Map<string, Entry> }; // the symbol is ours
  return (holder[key] ??= new Map());
}

/** The driver that `open` makes; with `reuse`, the one that is open already for the URL and the options that it was opened with. */
export function reuseDriver<C extends Colour>(
  colour: C,
  url: string,
  options: ConnectOptions,
  open: () => Driver<C>,
): Driver<C> {
  if (options.reuse !== true) return open();
  const { busyTimeout, connectTimeout, statementCache, pool, tls } = options;
  const name = JSON.stringify([
    colour,
    url,
    options.driver?.name,
    busyTimeout,
    connectTimeout,
    statementCache,
    pool,
    tls,
  ]);
  const drivers = registry();
  const known = drivers.get(name);
  const driver = known === undefined ? open() : (known.driver as Driver<C>); // the name begins with its colour
  const entry: Entry = known ?? { driver, owner: driver };
  drivers.set(name, entry);
  return new ReusedDriver(driver, {
    take: (owner) => (entry.owner = owner),
    give: (owner) => entry.owner === owner && drivers.delete(name),
  });
}

interface Ownership {
  take(owner: object): void;
  /** @returns whether it was the owner, and no other will be */
  give(owner: object): boolean;
}

class ReusedDriver<C extends Colour> implements Driver<C> {
  readonly #driver: Driver<C>;
  readonly #ownership: Ownership;
  #isClosed = false;

  constructor(driver: Driver<C>, ownership: Ownership) {
    this.#driver = driver;
    this.#ownership = ownership;
    ownership.take(this);
    shareCommits(this, driver);
  }

  get dialect(): Driver<C>["dialect"] {
    return this.#driver.dialect;
  }

  get hasOneConnection(): boolean {
    return this.#driver.hasOneConnection;
  }

  get pool(): PoolStatistics {
    return this.#driver.pool;
  }

  acquire(purpose: Purpose, demand?: Demand): Colours<Connection<C>>[C] {
    if (this.#isClosed) throw new ConnectionClosed("the database is closed: open it again with connect()");
    return this.#driver.acquire(purpose, demand);
  }

  release(connection: Connection<C>, purpose: Purpose): void {
    this.#driver.release(connection, purpose);
  }

  close(): Colours<void>[C] {
    const isOwner = !this.#isClosed && this.#ownership.give(this);
    this.#isClosed = true;
    // Nothing to wait for is nothing to await: undefined does in both colours.
    return isOwner ? this.#driver.close() : (undefined as Colours<void>[C]);
  }
}
