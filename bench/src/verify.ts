/** Before anything is timed: a contender gives every value that was stored, and stores every value that it was given. */
import { deepStrictEqual } from "node:assert";
import type { Awaitable, Contender } from "./contender.ts";
import { people, personAt, plain, withoutId } from "./person.ts";

/** Not a multiple of any contender's batches. */
const count = 1234;

/** Where databases are made. */
export interface Store {
  /** Makes a database with persons 1 to `count`; gives where it is. */
  make(count: number): Awaitable<string>;
  /** Every row, as the engine has it. */
  contentOf(at: string): Awaitable<unknown[]>;
  /** Removes all that were made. */
  drop(): Awaitable<void>;
}

/** @throws AssertionError with the first difference */
export async function verify(contender: Contender, store: Store): Promise<void> {
  const file = await store.make(count);
  const expected = await store.make(2 * count);
  const client = await contender.open(file);
  try {
    deepStrictEqual(plain(await client.one(7)), personAt(7), `${contender.name}: one`);
    deepStrictEqual((await client.all()).map(plain), people(count), `${contender.name}: all`);

    const added = people(2 * count).slice(count);
    const keys = (await client.insert(added.map(withoutId))).map(({ id }) => id);
    deepStrictEqual(
      keys,
      added.map(({ id }) => id),
      `${contender.name}: the keys of insert`,
    );
    deepStrictEqual(
      await store.contentOf(file),
      await store.contentOf(expected),
      `${contender.name}: what insert stores`,
    );

    const visited = people(2 * count).map((person) => ({ ...person, visits: person.visits + 1 }));
    deepStrictEqual((await client.visitAll()).map(plain), visited, `${contender.name}: update`);
    deepStrictEqual((await client.all()).map(plain), visited, `${contender.name}: what update stores`);
  } finally {
    await client.close();
    await store.drop();
  }
}
