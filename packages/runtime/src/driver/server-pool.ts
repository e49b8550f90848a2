/**
 * The connections to one server: opened when they are asked for, up to a limit, kept while they are of use.
 *
 * Whoever asks stands in one line, and connections are given to its head: one that nobody uses, or else one that is opened for it. So an
 * asker that gives up (its time is over, its signal aborts) leaves nothing behind: the connection that was being opened goes to the next, or
 * waits to be asked for. A connection that cannot be opened is told to the head of the line; a broken one is replaced when somebody waits.
 */
import { ConnectionClosed, PoolTimeout } from "../errors.ts";
import type { PoolStatistics } from "../io/connection.ts";
import type { PoolOptions } from "./driver-module.ts";

/** How connections are made and ended. */
export interface Opening<T> {
  /** @throws what is told to who asked */
  open(): Promise<T>;
  /** Ends one, and never throws. */
  close(connection: T): Promise<void>;
  /** Whether one that nobody uses may still be lent: servers end those that are silent for long. */
  isUsable(connection: T): boolean;
  /** Lets the process end while nobody uses it, or keeps it from ending while somebody does. */
  holdProcess?(connection: T, isHeld: boolean): void;
}

interface Waiter<T> {
  readonly give: (connection: T) => void;
  readonly refuse: (error: unknown) => void;
}

interface Idle<T> {
  readonly connection: T;
  readonly timer: ReturnType<typeof setTimeout> | undefined;
}

export class ServerPool<T> {
  readonly #opening: Opening<T>;
  readonly #max: number;
  readonly #waitTimeout: number;
  readonly #idleTimeout: number;
  readonly #lifetime: number;
  /** The last used first: the others grow old and are closed. */
  readonly #idle: Idle<T>[] = [];
  readonly #waiting: Waiter<T>[] = [];
  /** When each open connection was opened. */
  readonly #openedAt = new Map<T, number>();
  #beingOpened = 0;
  #isClosed = false;

  constructor(opening: Opening<T>, options: PoolOptions = {}) {
    const { max = 10, waitTimeout = 10_000, idleTimeout = 30_000, lifetime = 0 } = options;
    this.#opening = opening;
    this.#max = max;
    this.#waitTimeout = waitTimeout;
    this.#idleTimeout = idleTimeout;
    this.#lifetime = lifetime;
  }

  get statistics(): PoolStatistics {
    return {
      open: this.#openedAt.size + this.#beingOpened,
      idle: this.#idle.length,
      waiting: this.#waiting.length,
      limit: this.#max,
    };
  }

  /**
   * @param isFresh what nobody uses now is thrown away, since it seems to be broken
   * @throws PoolTimeout, ConnectionClosed, the signal's reason, and what opening throws
   */
  lend(signal?: AbortSignal, isFresh = false): Promise<T> {
    if (this.#isClosed)
      return Promise.reject(new ConnectionClosed("the database is closed: open it again with connect()"));
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error); // whatever the program aborts with
    if (isFresh) void Promise.all(this.#discardIdle());
    const found = this.#takeIdle();
    if (found !== undefined) return Promise.resolve(found);
    return new Promise<T>((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
      };
      const waiter: Waiter<T> = {
        give(connection) {
          leave();
          resolve(connection);
        },
        refuse(error) {
          leave();
          reject(error);
        },
      };
      const giveUp = (error: unknown): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        waiter.refuse(error);
      };
      const onAbort = (): void => giveUp(signal?.reason);
      const timer = setTimeout(
        () => giveUp(new PoolTimeout(this.#waitTimeout, this.#max, this.#waiting.length - 1, this.#beingOpened)),
        this.#waitTimeout,
      );
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#waiting.push(waiter);
      this.#openForWaiting();
    });
  }

  /** Takes one back. @param isBroken it is thrown away */
  takeBack(connection: T, isBroken: boolean): void {
    const age = performance.now() - (this.#openedAt.get(connection) ?? 0);
    if (isBroken || this.#isClosed || (this.#lifetime > 0 && age > this.#lifetime)) {
      void this.#discard(connection);
      this.#openForWaiting();
      return;
    }
    this.#offer(connection);
  }

  /** Refuses who waits, and closes what nobody uses; what is lent is closed when it comes back. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const waiter of this.#waiting.splice(0)) waiter.refuse(new ConnectionClosed("the database was closed"));
    await Promise.all(this.#discardIdle());
  }

  #discardIdle(): Promise<void>[] {
    return this.#idle.splice(0).map(({ connection, timer }) => {
      clearTimeout(timer);
      return this.#discard(connection);
    });
  }

  #takeIdle(): T | undefined {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      clearTimeout(idle.timer);
      if (this.#opening.isUsable(idle.connection)) {
        this.#opening.holdProcess?.(idle.connection, true);
        return idle.connection;
      }
      void this.#discard(idle.connection);
    }
    return undefined;
  }

  /** To the head of the line, or to those that nobody uses. */
  #offer(connection: T): void {
    const waiter = this.#waiting.shift();
    if (waiter !== undefined) return waiter.give(connection);
    const close = (): void => {
      this.#idle.splice(
        this.#idle.findIndex((idle) => idle.connection === connection),
        1,
      );
      void this.#discard(connection);
    };
    const timer = this.#idleTimeout === 0 ? undefined : setTimeout(close, this.#idleTimeout);
    timer?.unref();
    this.#opening.holdProcess?.(connection, false);
    this.#idle.push({ connection, timer });
  }

  #discard(connection: T): Promise<void> {
    this.#openedAt.delete(connection);
    return this.#opening.close(connection);
  }

  #openForWaiting(): void {
    while (this.#beingOpened < this.#waiting.length && this.#openedAt.size + this.#beingOpened < this.#max) {
      this.#beingOpened++;
      void this.#open();
    }
  }

  async #open(): Promise<void> {
    let connection: T;
    try {
      connection = await this.#opening.open();
    } catch (error) {
      this.#beingOpened--;
      this.#waiting.shift()?.refuse(error);
      // Those behind it may have better luck: each is told by an attempt of its own.
      this.#openForWaiting();
      return;
    }
    this.#beingOpened--;
    this.#openedAt.set(connection, performance.now());
    this.takeBack(connection, false);
  }
}
