/** Before anything is timed: a contender gives every value that was stored, and stores every value that it was given. */
import { deepStrictEqual } from "node:assert";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Contender } from "./contender.ts";
import type { Engine } from "./engine.ts";
import { people, personAt, plain, withoutId } from "./person.ts";

/** Not a multiple of any contender's batches. */
const count = 1234;

/** @throws AssertionError with the first difference */
export async function verify(engine: Engine, contender: Contender): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "joinery-bench-"));
  const place = engine.place(directory, "verify");
  const expected = engine.place(directory, "expected");
  await engine.create(place, count);
  await engine.create(expected, 2 * count);
  const client = await contender.open(place);
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
      await engine.contentOf(place),
      await engine.contentOf(expected),
      `${contender.name}: what insert stores`,
    );

    const visited = people(2 * count).map((person) => ({ ...person, visits: person.visits + 1 }));
    deepStrictEqual((await client.visitAll()).map(plain), visited, `${contender.name}: update`);
    deepStrictEqual((await client.all()).map(plain), visited, `${contender.name}: what update stores`);
  } finally {
    await client.close();
    await engine.leave(directory);
    rmSync(directory, { recursive: true });
  }
}
