/** What programs over `fixtures/fleet` found, each as the smallest program that shows it. */
import { afterAll, describe, expect, test } from "vitest";
import * as asynchronous from "../../../../../fixtures/fleet/generated-async/index.ts";
import * as synchronous from "../../../../../fixtures/fleet/generated/index.ts";

type Models = typeof asynchronous;
// The sync client's values are the async one's without the promise: awaiting them is what every test here does.
const clients: [string, Models][] = [
  ["sync", synchronous as unknown as Models],
  ["async", asynchronous],
];

describe.each(clients)("%s", (_, { connect, Crate, Ship }) => {
  const db = connect("sqlite::memory:");
  afterAll(() => db.close());

  test("what has no owner is no orphan when it is told so again; what loses one is", async () => {
    await db.createAll();
    const session = db.session();
    const [pending, kept, lost] = ["pending", "kept", "lost"].map((label) => new Crate({ label })) as [
      InstanceType<typeof Crate>,
      InstanceType<typeof Crate>,
      InstanceType<typeof Crate>,
    ];
    const ship = new Ship({ name: "Anna" });
    lost.ship = ship;
    session.addAll([kept, lost]);
    await session.commit();
    session.add(pending);
    for (const crate of [pending, kept]) crate.ship = null;
    await session.commit();
    expect([session.has(pending), session.has(kept)]).toEqual([true, true]);
    await session.close();

    const other = db.session();
    const again = await other.getOne(Crate, lost.id); // its owner is not in memory
    again.ship = null;
    await other.commit();
    expect(await other.query(Crate).orderBy(Crate.id).all()).toMatchObject([{ label: "kept" }, { label: "pending" }]);
    await other.close();
  });
});
