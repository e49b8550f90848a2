/**
 * Prepared statements by their text, the least recently used dropped. Two generations instead of an order: a hit in the young one, which
 * is nearly every hit, is one look-up and moves nothing. When the young generation is full it becomes the old one, and what is not asked
 * for before that happens again is gone. So between `size` and twice as many are kept.
 *
 * Where a server keeps what was prepared, it is told of those that are gone.
 */
export class StatementCache<T> {
  readonly #size: number;
  readonly #drop: ((prepared: T) => void) | null;
  #young = new Map<string, T>();
  #old = new Map<string, T>();

  /** @param drop is given what is not kept any longer. */
  constructor(size: number, drop: ((prepared: T) => void) | null = null) {
    this.#size = size;
    this.#drop = drop;
  }

  get(sql: string): T | undefined {
    return this.#young.get(sql) ?? this.#survivor(sql);
  }

  set(sql: string, prepared: T): void {
    if (this.#young.size >= this.#size) {
      if (this.#drop !== null) for (const old of this.#old.values()) this.#drop(old);
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(sql, prepared);
  }

  /** Drops all. */
  clear(): void {
    if (this.#drop !== null) for (const kept of [...this.#young.values(), ...this.#old.values()]) this.#drop(kept);
    this.#young = new Map();
    this.#old = new Map();
  }

  #survivor(sql: string): T | undefined {
    const prepared = this.#old.get(sql);
    if (prepared === undefined) return undefined;
    this.#old.delete(sql);
    this.set(sql, prepared);
    return prepared;
  }
}
