/**
 * Prepared statements by their text, the least recently used dropped. Two generations instead of an order: a hit in the young one, which
 * is nearly every hit, is one look-up and moves nothing. When the young generation is full it becomes the old one, and what is not asked
 * for before that happens again is gone. So between `size` and twice as many are kept.
 */
export class StatementCache<T> {
  readonly #size: number;
  #young = new Map<string, T>();
  #old = new Map<string, T>();

  constructor(size: number) {
    this.#size = size;
  }

  get(sql: string): T | undefined {
    return this.#young.get(sql) ?? this.#survivor(sql);
  }

  set(sql: string, prepared: T): void {
    if (this.#young.size >= this.#size) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(sql, prepared);
  }

  #survivor(sql: string): T | undefined {
    const prepared = this.#old.get(sql);
    if (prepared !== undefined) this.set(sql, prepared);
    return prepared;
  }
}
