/** Views: read as models are, and never written. */
import { inspect } from "node:util";
import { expect, test } from "vitest";
import * as asynchronous from "../../../../fixtures/views/generated-async/index.ts";
import * as synchronous from "../../../../fixtures/views/generated/index.ts";
import { isLoaded, joinedload, QueryError, ReadOnlyError, selectinload, SessionStateError } from "../../src/index.ts";
import { forEachClientOf } from "./clients.ts";

// The sync client's values are the async one's without the promise: awaiting them is what every test here does.
const clients = { sync: synchronous as unknown as typeof asynchronous, async: asynchronous };

forEachClientOf(clients, ({ models, db, inSession, statements }) => {
  const { ActiveUser, Author, Mention, Post, PostCount, User, Yearly } = models;

  /** Ann with three posts, Bob with none, Eve who may not log in and has one. */
  async function seed(): Promise<void> {
    await inSession(async (session) => {
      const ann = new User({ name: "ann", settings: { theme: ["dark"] } });
      const eve = new User({ name: "eve", isActive: false });
      session.addAll([ann, new User({ name: "bob" }), eve]);
      session.addAll(
        [2024, 2024, 2025].map((year, at) => new Post({ title: `${at}: ann, bob and ann`, year, author: ann })),
      );
      session.add(new Post({ title: "eve", year: 2025, author: eve }));
      await session.commit();
    });
    statements();
  }

  test("views are made with the tables, each after those that it reads, and once", async () => {
    await db.createAll();
    await seed();
    await db.createAll();
    await inSession(async (session) => {
      expect((await session.query(Author).all()).map(({ name }) => name)).toEqual(["ann"]);
      expect((await session.query(Yearly).orderBy(Yearly.year).all()).map(({ posts }) => posts)).toEqual([2n, 2n]);
    });
  });

  test("a view's rows are entities that conditions and orders apply to", async () => {
    await seed();
    await inSession(async (session) => {
      const active = await session
        .query(ActiveUser)
        .filter(ActiveUser.name.ne("x"))
        .orderBy(ActiveUser.name.desc())
        .all();
      expect(active.map(({ name }) => name)).toEqual(["bob", "ann"]);
      expect(active.every((one) => one instanceof ActiveUser)).toBe(true);
      expect(await session.query(ActiveUser).filterBy({ name: "ann" }).count()).toBe(1);
      expect(await session.query(ActiveUser).filter(ActiveUser.name.eq("eve")).exists()).toBe(false);
      expect(JSON.parse(JSON.stringify(active[1]))).toEqual({ id: 1, name: "ann", settings: { theme: ["dark"] } });
      expect(inspect(active[0])).toMatch(/^ActiveUser \{\s+id: 2,\s+name: 'bob'/);
    });
  });

  test("a view with a key is one object for each row", async () => {
    await seed();
    await inSession(async (session) => {
      const ann = await session.getOne(ActiveUser, 1);
      expect(await session.get(ActiveUser, 1)).toBe(ann);
      expect(statements()).toHaveLength(1);
      expect((await session.query(ActiveUser).orderBy(ActiveUser.id).all())[0]).toBe(ann);
      const count = await session.getOne(PostCount, { userId: 1, year: 2024 });
      expect([count.count, await session.get(PostCount, { userId: 1, year: 1999 })]).toEqual([2n, null]);
      expect(await session.get(PostCount, { userId: 1, year: 2024 })).toBe(count);
    });
  });

  test("a view's row that was read before a commit is refreshed by the next query and by get", async () => {
    await seed();
    await inSession(async (session) => {
      const [count, ann] = [await session.getOne(PostCount, { userId: 1, year: 2024 }), await session.getOne(User, 1)];
      session.add(new Post({ title: "another", year: 2024, author: ann }));
      await session.commit();
      statements();
      expect(count.count).toBe(2n);
      expect(await session.get(PostCount, { userId: 1, year: 2024 })).toBe(count);
      expect([count.count, statements().length]).toEqual([3n, 1]);
      await session.refresh(count);
      expect([count.count, statements().length]).toEqual([3n, 1]);
    });
  });

  test("each row of a view without a key is an entity of its own", async () => {
    await seed();
    await inSession(async (session) => {
      const mentions = await session.query(Mention).orderBy(Mention.userId, Mention.title).all();
      expect(mentions.map(({ userId }) => userId)).toEqual([1, 1, 1, 2, 2, 2, 3]);
      expect(new Set(mentions).size).toBe(7);
      const [again] = await session.query(Mention).orderBy(Mention.userId, Mention.title).all();
      expect(again).not.toBe(mentions[0]);
      expect(again).toEqual(mentions[0]);
      expect(inspect(await session.query(User).options(selectinload(User.mentions)).first())).toContain("Mention");
    });
  });

  test("a view without a key has no get and no refresh", async () => {
    await seed();
    await inSession(async (session) => {
      const [mention] = await session.query(Mention).all();
      statements();
      const get = async () => session.get(Mention, 1 as never); // what a JavaScript program may do
      await expect(get()).rejects.toThrow(QueryError);
      await expect(get()).rejects.toThrow('"Mention" is a view without a key: find its rows by session.query(Mention)');
      const refresh = async () => session.refresh(mention as InstanceType<typeof Mention>);
      await expect(refresh()).rejects.toThrow(SessionStateError);
      await expect(refresh()).rejects.toThrow('a "Mention" cannot be refreshed');
      expect(statements()).toEqual([]);
    });
  });

  test("an expression with a query of its own is read with each row of a view without a key", async () => {
    await seed();
    await inSession(async (session) => {
      const mentions = session.query(Mention).orderBy(Mention.userId, Mention.title);
      statements();
      const all = await mentions.all();
      expect(statements()).toHaveLength(1);
      const years = new Map((await session.query(Post).all()).map(({ title, year }) => [title, year]));
      expect(all.map(({ year, shout }) => [year, shout])).toEqual(
        all.map(({ title }) => [years.get(title), title.toUpperCase()]),
      );
      const [first] = all;
      const same = mentions.filter(Mention.year.eq(first?.year ?? 0));
      expect((await same.all()).every(({ year }) => year === first?.year)).toBe(true);
      expect(await same.count()).toBe(all.filter(({ year }) => year === first?.year).length);
      expect((await session.query(Mention).orderBy(Mention.year.desc(), Mention.title).limit(1).all())[0]?.year).toBe(
        Math.max(...all.map(({ year }) => year)),
      );
      const users = await session.query(User).options(joinedload(User.mentions)).orderBy(User.id).limit(1).all();
      const ofFirst = await users[0]?.mentions;
      expect(ofFirst?.map(({ year, title }) => [year, title])).toEqual(
        ofFirst?.map(({ title }) => [years.get(title), title]),
      );
      const [selected] = await session.query(User).options(selectinload(User.mentions)).orderBy(User.id).all();
      expect((await selected?.mentions)?.every(({ year, title }) => year === years.get(title))).toBe(true);
      const [limited] = await session.query(Mention).options(joinedload(Mention.user)).limit(1).all();
      expect(limited?.year).toBe(years.get(limited?.title ?? ""));
    });
  });

  test("a view's relation to a model is loaded on access, by a join and by select-in", async () => {
    await seed();
    const byYear = [PostCount.userId, PostCount.year] as const;
    await inSession(async (session) => {
      const counts = await session
        .query(PostCount)
        .orderBy(...byYear)
        .all();
      for (const count of counts) expect((await count.user).name).toBe(count.userId === 1 ? "ann" : "eve");
      expect(statements()).toHaveLength(3); // the query, one user, the others
    });
    await inSession(async (session) => {
      const [joined] = await session
        .query(PostCount)
        .orderBy(...byYear)
        .options(joinedload(PostCount.user))
        .all();
      expect([joined?.user.name, statements().length]).toEqual(["ann", 1]);
    });
    await inSession(async (session) => {
      const [first] = await session
        .query(PostCount)
        .orderBy(...byYear)
        .options(selectinload(PostCount.user))
        .all();
      expect([first?.user.name, statements().length]).toEqual(["ann", 2]);
      expect((await session.getOne(User, 1)) === first?.user).toBe(true);
      expect(statements()).toEqual([]);
    });
  });

  test("a model's relations to views are loaded on access, by a join and by select-in, in their order", async () => {
    await seed();
    const years = (counts: Iterable<{ year: number }>) => Array.from(counts, ({ year }) => year);
    await inSession(async (session) => {
      const [ann, bob, eve] = await session.query(User).orderBy(User.id).all();
      expect(years((await ann?.counts) ?? [])).toEqual([2025, 2024]);
      expect(years((await bob?.counts) ?? [])).toEqual([]);
      expect((await ann?.active)?.name).toBe("ann");
      expect(await eve?.active).toBeNull();
      expect(statements()).toHaveLength(5); // the query, and one and the others of each
    });
    for (const load of [joinedload, selectinload] as const) {
      await inSession(async (session) => {
        const users = await session.query(User).orderBy(User.id).options(load(User.counts)).all();
        expect(users.map(({ counts }) => years(counts))).toEqual([[2025, 2024], [], [2025]]);
        expect(statements()).toHaveLength(load === joinedload ? 1 : 2);
        expect((await users[0]?.counts[0]?.user) === users[0]).toBe(true);
        expect(statements()).toEqual([]);
      });
    }
  });

  test("rows that nothing tells apart have a statement of their own where a join was asked for", async () => {
    await seed();
    await inSession(async (session) => {
      const query = session.query(User).orderBy(User.id).options(joinedload(User.mentions), joinedload(User.posts));
      const users = await query.all();
      expect(users.map(({ mentions, posts }) => [mentions.length, posts.length])).toEqual([
        [3, 3],
        [3, 0],
        [1, 1],
      ]);
      expect(statements()).toHaveLength(2);
    });
    await inSession(async (session) => {
      const mentions = await session.query(Mention).limit(4).options(joinedload(Mention.user)).all();
      expect([mentions.length, statements().length]).toEqual([4, 2]);
      expect(mentions.every((one) => isLoaded(one, Mention.user))).toBe(true);
    });
  });

  test("conditions lead to views and from them", async () => {
    await seed();
    await inSession(async (session) => {
      const names = async (condition: ReturnType<typeof User.counts.any>) =>
        (await session.query(User).filter(condition).orderBy(User.id).all()).map(({ name }) => name);
      expect(await names(User.counts.any(PostCount.count.gt(1n)))).toEqual(["ann"]);
      expect(await names(User.mentions.none())).toEqual([]);
      expect(await names(User.active.has())).toEqual(["ann", "bob"]);
      const ofAnn = await session
        .query(PostCount)
        .filter(PostCount.user.has(User.name.eq("ann")))
        .count();
      expect(ofAnn).toBe(2);
    });
  });

  test("a view's entity is neither made, added nor deleted", async () => {
    await seed();
    await inSession(async (session) => {
      const [ann] = await session.query(ActiveUser).all();
      const view = ann as InstanceType<typeof ActiveUser>; // there are two
      const calls = [
        () => new ActiveUser({ id: 7, name: "x" } as never),
        () => session.add(view),
        () => session.addAll([view]),
        async () => session.delete(view),
      ];
      for (const call of calls) {
        await expect(async () => call()).rejects.toThrow(ReadOnlyError);
        await expect(async () => call()).rejects.toThrow(
          /^"ActiveUser" is a view, so (new |session)\S+ does not apply/,
        );
      }
      expect(() => Object.assign(view, { name: "x" })).toThrow(TypeError);
      expect([session.new, session.dirty, session.deleted, session.isModified(view)]).toEqual([[], [], [], false]);
      statements();
      await session.flush();
      expect(statements()).toEqual([]);
    });
  });

  test("a document of a view is a copy at each read", async () => {
    await seed();
    await inSession(async (session) => {
      const ann = await session.getOne(ActiveUser, 1);
      (ann.settings as { theme: string[] }).theme.push("light");
      expect(ann.settings).toEqual({ theme: ["dark"] });
      expect([session.dirty, session.isModified(ann)]).toEqual([[], false]);
    });
  });

  test("a collection of a view's rows is not changed", async () => {
    await seed();
    await inSession(async (session) => {
      const ann = await session.getOne(User, 1);
      const counts = await ann.counts;
      const count = counts[0] as InstanceType<typeof PostCount>; // ann has two
      expect(counts.has(count)).toBe(true);
      const calls: [string, unknown[]][] = [
        ...["add", "push", "unshift", "remove", "clear", "pop", "shift"].map((name): [string, unknown[]] => [
          name,
          [count],
        ]),
        ["splice", [0, 1]],
        ["replace", [[count]]],
      ];
      for (const [change, given] of calls)
        expect(() => Reflect.apply(Reflect.get(counts, change), counts, given)).toThrow(
          '"User.counts" leads to the view "PostCount" and is only read: change the models that the view reads',
        );
      expect(() => Object.assign(ann, { counts: [] })).toThrow(TypeError);
      expect(() => Object.assign(ann, { active: null })).toThrow(TypeError);
      expect(() => new User({ name: "x", counts: [] } as never)).toThrow('"counts"');
      expect(counts).toHaveLength(2);
      const others = (await session.getOne(User, 2)).counts; // loaded in a sync client, a Lazy in an async one
      expect(() => Reflect.apply(Reflect.get(others, "add"), others, [count])).toThrow(ReadOnlyError);
    });
  });

  test("a model refers to a view's row, and the view's list follows", async () => {
    await seed();
    await inSession(async (session) => {
      const [ann, bob] = await session.query(User).orderBy(User.id).all();
      const idol = await session.getOne(ActiveUser, 1);
      expect([...(await idol.fans)]).toEqual([]);
      if (bob !== undefined) bob.idol = idol;
      expect([...(await idol.fans)]).toEqual([bob]);
      const fans = await idol.fans;
      expect(() => Reflect.apply(Reflect.get(fans, "add"), fans, [ann])).toThrow('set "User.idol" instead');
      statements();
      await session.commit();
      expect(statements()).toHaveLength(1);
      expect(session.dirty).toEqual([]);
    });
    await inSession(async (session) => {
      const bob = await session.getOne(User, 2);
      expect([bob.idolId, (await bob.idol)?.name]).toEqual([1, "ann"]);
      expect(
        await session
          .query(User)
          .filter(User.idol.has(ActiveUser.name.eq("ann")))
          .count(),
      ).toBe(1);
      bob.idol = null;
      await session.rollback();
      expect(bob.idolId).toBe(1);
    });
  });

  test("a view's entity is let go of and outlives its session", async () => {
    await seed();
    const ann = await inSession(async (session) => {
      const kept = await session.getOne(ActiveUser, 1);
      session.expunge(kept);
      expect(session.has(kept)).toBe(false);
      expect(await session.get(ActiveUser, 1)).not.toBe(kept);
      return kept;
    });
    expect(ann.name).toBe("ann");
  });

  test("a view's row that has gone is no row", async () => {
    await seed();
    await inSession(async (session) => {
      const ann = await session.getOne(ActiveUser, 1);
      (await session.getOne(User, 1)).isActive = false;
      await session.commit();
      expect(await session.get(ActiveUser, 1)).toBeNull();
      expect(session.has(ann)).toBe(false);
    });
  });
});
