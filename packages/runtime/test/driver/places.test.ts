import { expect, test } from "vitest";
import { Places } from "../../src/driver/places.ts";
import { PoolTimeout } from "../../src/errors.ts";

test("places are given in the order in which they were asked for", async () => {
  const places = new Places(2);
  const order: number[] = [];
  const asked = [1, 2, 3, 4, 5].map((who) => places.take(10_000).then(() => order.push(who)));
  await asked[1];
  expect([places.taken, places.waiting, order]).toEqual([2, 3, [1, 2]]);
  for (const at of [2, 3, 4]) {
    places.give();
    await asked[at];
  }
  expect([places.taken, places.waiting, order]).toEqual([2, 0, [1, 2, 3, 4, 5]]);
  places.give();
  places.give();
  expect(places.taken).toBe(0);
});

test("who leaves the line, by a signal or for the time, is not given a place", async () => {
  const places = new Places(1);
  await places.take(10_000);
  const abort = new AbortController();
  const waits = [places.take(10_000, abort.signal), places.take(5), places.take(10_000)] as const;
  abort.abort("enough");
  await expect(waits[0]).rejects.toBe("enough");
  await expect(waits[1]).rejects.toThrow(PoolTimeout);
  await expect(places.take(1)).rejects.toMatchObject({ limit: 1, waiting: 1 });
  places.give();
  await waits[2];
  expect([places.taken, places.waiting]).toEqual([1, 0]);
});
