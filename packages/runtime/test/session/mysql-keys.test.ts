/** Keys that a server without RETURNING counts: each entity gets its own, however many write at once. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, Project, Seat } from "../../../../fixtures/company/generated-async/index.ts";
import type { AsyncDb } from "../../src/index.ts";
import { mariadb, type Place } from "../servers.ts";

const isThere = mariadb.answers;

describe.skipIf(!isThere)(`keys of MySQL${isThere ? "" : ", which no server answers for"}`, () => {
  let place: Place;
  let db: AsyncDb;
  const seen: string[] = [];
  beforeAll(async () => {
    place = await mariadb.fresh();
    db = connect(place.url);
    await db.createAll();
    db.onStatement(({ sql }) => void seen.push(sql));
  });
  afterAll(async () => {
    await db.close();
    await place.drop();
  });

  test("sessions that insert at once get the keys of their own rows", async () => {
    const writers = Array.from({ length: 6 }, async (_, writer) => {
      const projects = Array.from({ length: 130 }, (__, at) => new Project({ title: `${writer}/${at}` }));
      await db.transaction((tx) => tx.addAll(projects));
      return projects;
    });
    const known = new Map((await Promise.all(writers)).flat().map(({ id, title }) => [id, title]));
    expect(known.size).toBe(780);
    await using session = db.session();
    for (const { id, title } of await session.query(Project).all()) expect(title).toBe(known.get(id));
  });

  test("a batch is one INSERT and no SELECT, and a key that was given is kept, 0 too", async () => {
    await using session = db.session({ discard: "silent" });
    session.addAll([new Project({ title: "a" }), new Project({ title: "b" })]);
    seen.length = 0;
    await session.flush();
    expect(seen.filter((sql) => /^(INSERT|SELECT|UPDATE)/.test(sql))).toEqual([
      "INSERT INTO `Project` (`title`, `budget`) VALUES (?, CAST(? AS DECIMAL(65,30))), (?, CAST(? AS DECIMAL(65,30)))",
    ]);
    const zero = new Project({ id: 0, title: "zero" });
    session.addAll([zero, new Seat({ floor: 0, number: 0 })]);
    await session.flush();
    session.expire(zero);
    expect((await session.getOne(Project, 0)).title).toBe("zero");
  });
});
