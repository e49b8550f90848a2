/** Relations that lead through a model: read in every way, changed by the rows of the model between. */
import { expect, test } from "vitest";
import * as asynchronous from "../../../../fixtures/through/generated-async/index.ts";
import * as synchronous from "../../../../fixtures/through/generated/index.ts";
import { joinedload, lazyload, ReadOnlyError, selectinload, sql } from "../../src/index.ts";
import { forEachClientOf } from "./clients.ts";

// The sync client's values are the async one's without the promise: awaiting them is what every test here does.
const clients = { sync: synchronous as unknown as typeof asynchronous, async: asynchronous };

forEachClientOf(clients, ({ models, colour, inSession, statements }) => {
  const { Follow, Friendship, Guest, Post, PostTag, Room, Season, Stay, Tag, User } = models;
  const { Bond, Captaincy, Club, Loan, Marriage, Membership, Player } = models;
  type Player = InstanceType<typeof Player>;
  const names = (items: Iterable<{ name: string }>): string[] => Array.from(items, ({ name }) => name);

  /** Three tags; a first post with "red" and "blue", a second one with "red". */
  async function seedPosts(): Promise<void> {
    await inSession(async (session) => {
      const [red, blue, green] = [new Tag({ name: "red" }), new Tag({ name: "blue" }), new Tag({ name: "green" })];
      const [first, second] = [new Post({ title: "first" }), new Post({ title: "second" })];
      session.addAll([red, blue, green, first, second]);
      for (const [post, tag] of [
        [first, red],
        [first, blue],
        [second, red],
      ] as const)
        session.add(new PostTag({ post, tag }));
      await session.commit();
    });
    statements();
  }

  test("the targets are loaded with the query where the schema says so, in their order", async () => {
    await seedPosts();
    await inSession(async (session) => {
      const posts = await session.query(Post).orderBy(Post.id).all();
      expect(statements()).toHaveLength(2);
      expect(await Promise.all(posts.map(async ({ tags }) => names(await tags)))).toEqual([["blue", "red"], ["red"]]);
      expect(statements()).toEqual([]);
    });
  });

  test("the targets are loaded by a join, on access without N+1, and from the other side", async () => {
    await seedPosts();
    await inSession(async (session) => {
      const posts = await session.query(Post).orderBy(Post.id).options(joinedload(Post.tags)).all();
      expect(posts.map(({ tags }) => names(tags))).toEqual([["blue", "red"], ["red"]]);
      expect(statements()).toHaveLength(1);
      const limited = await session.query(Post).orderBy(Post.id.desc()).limit(1).options(joinedload(Post.tags)).all();
      expect(limited.map(({ tags }) => names(tags))).toEqual([["red"]]);
    });
    statements();
    await inSession(async (session) => {
      const posts = await session.query(Post).orderBy(Post.id).options(lazyload(Post.tags)).all();
      const read: string[][] = [];
      for (const { tags } of posts) read.push(names(await tags));
      expect(read).toEqual([["blue", "red"], ["red"]]);
      expect(statements()).toHaveLength(3);
      const tags = await session.query(Tag).orderBy(Tag.id).options(selectinload(Tag.posts)).all();
      expect(tags.map((tag) => tag.posts.map(({ title }) => title).toSorted())).toEqual([
        ["first", "second"],
        ["first"],
        [],
      ]);
      expect(statements()).toHaveLength(2);
    });
  });

  test("conditions lead through the model between", async () => {
    await seedPosts();
    await inSession(async (session) => {
      const red = await session.query(Tag).filterBy({ name: "red" }).one();
      const blue = await session.query(Tag).filterBy({ name: "blue" }).one();
      expect(await session.query(Post).filter(Post.tags.contains(red)).count()).toBe(2);
      expect(await session.query(Post).filter(Post.tags.contains(red), Post.tags.contains(blue)).count()).toBe(1);
      expect(
        await session
          .query(Post)
          .filter(Post.tags.any(Tag.name.eq("blue")))
          .count(),
      ).toBe(1);
      expect(
        await session
          .query(Post)
          .filter(Post.tags.none(Tag.name.eq("blue")))
          .count(),
      ).toBe(1);
      expect(names(await session.query(Tag).filter(Tag.posts.none()).all())).toEqual(["green"]);
      expect(
        await session
          .query(Tag)
          .filter(Tag.posts.any(Post.tags.any(Tag.name.eq("blue"))))
          .count(),
      ).toBe(2);
    });
  });

  test("each target stands once in a collection, however many rows lead to it", async () => {
    await inSession(async (session) => {
      const [ann, bob, eve] = [new User({ name: "ann" }), new User({ name: "bob" }), new User({ name: "eve" })];
      session.addAll([ann, bob, eve]);
      for (const other of [bob, bob, eve, bob]) session.add(new Friendship({ one: ann, other }));
      await session.commit();
      const id = ann.id;
      statements();
      for (const load of [selectinload, joinedload] as const) {
        await inSession(async (again) => {
          const [found] = await again.query(User).filter(User.id.eq(id)).options(load(User.friends)).all();
          expect(names(found?.friends ?? [])).toEqual(["eve", "bob"]);
        });
      }
      await inSession(async (again) => {
        expect(names(await (await again.getOne(User, id)).friends)).toEqual(["eve", "bob"]);
        expect(await again.query(User).filter(User.friends.any()).count()).toBe(1);
      });
    });
  });

  test("a model leads to itself by either side", async () => {
    await inSession(async (session) => {
      const [ann, bob, eve] = [new User({ name: "ann" }), new User({ name: "bob" }), new User({ name: "eve" })];
      session.addAll([new Follow({ follower: ann, followed: bob }), new Follow({ follower: eve, followed: bob })]);
      session.add(new Follow({ follower: bob, followed: ann }));
      await session.commit();
    });
    await inSession(async (session) => {
      const query = session.query(User).orderBy(User.name);
      const users = await query.options(selectinload(User.following), joinedload(User.followers)).all();
      expect(users.map((user) => [names(user.following), names(user.followers).toSorted()])).toEqual([
        [["bob"], ["bob"]],
        [["ann"], ["ann", "eve"]],
        [["bob"], []],
      ]);
      const ann = await session.query(User).filterBy({ name: "ann" }).one();
      const bob = await session.query(User).filterBy({ name: "bob" }).one();
      expect(names(await session.query(User).filter(User.following.contains(bob)).orderBy(User.name).all())).toEqual([
        ...["ann", "eve"],
      ]);
      expect(names(await session.query(User).filter(User.followers.contains(ann)).all())).toEqual(["bob"]);
    });
  });

  test("compound keys lead through the model between, by a join that the schema asks for", async () => {
    await inSession(async (session) => {
      const [low, high] = [new Room({ floor: 1, number: 1 }), new Room({ floor: 1, number: 2 })];
      const [ann, bob] = [new Guest({ name: "ann" }), new Guest({ name: "bob" })];
      session.addAll([low, high, ann, bob]);
      for (const [room, guest] of [
        [low, ann],
        [high, ann],
        [high, bob],
        [high, bob],
      ] as const)
        session.add(new Stay({ room, guest }));
      await session.commit();
    });
    statements();
    await inSession(async (session) => {
      const guests = await session.query(Guest).orderBy(Guest.id).all();
      expect(statements()).toHaveLength(1);
      const rooms = await Promise.all(
        guests.map(async (guest) => (await guest.rooms).map(({ number }) => number).toSorted((a, b) => a - b)),
      );
      expect([rooms, statements()]).toEqual([[[1, 2], [2]], []]);
    });
    await inSession(async (session) => {
      const rooms = await session.query(Room).orderBy(Room.number).all();
      const read: string[][] = [];
      for (const room of rooms) read.push(names(await room.guests).toSorted());
      expect(read).toEqual([["ann"], ["ann", "bob"]]);
      expect(statements()).toHaveLength(3);
      const low = await session.getOne(Room, { floor: 1, number: 1 });
      expect(names(await session.query(Guest).filter(Guest.rooms.contains(low)).all())).toEqual(["ann"]);
      expect(
        names(
          await session
            .query(Guest)
            .filter(Guest.rooms.none(Room.number.eq(1)))
            .all(),
        ),
      ).toEqual(["bob"]);
    });
  });

  test("a model that the client is without leads on all the same", async () => {
    await seedPosts();
    await inSession(async (session) => {
      session.add(new User({ name: "ann" }));
      await session.flush();
      await session.execute(sql`INSERT INTO "Vote" ("id", "userId", "postId") VALUES (1, 1, 2), (2, 1, 2)`);
      await session.commit();
      const ann = await session.getOne(User, 1);
      const liked = await ann.liked;
      expect(liked.map(({ title }) => title)).toEqual(["second"]);
      expect(() => Reflect.apply(Reflect.get(liked, "add"), liked, [])).toThrow(
        '"User.liked" leads through the table "Vote" and is only read: this client has no model of it',
      );
    });
  });

  test("what changes is the list of associations, and the error says so", async () => {
    await seedPosts();
    await inSession(async (session) => {
      const first = await session.getOne(Post, 1);
      const green = await session.query(Tag).filterBy({ name: "green" }).one();
      const unloaded = first.tags;
      const loaded = await first.tags;
      const message =
        '"Post.tags" leads through "PostTag" and is only read: add to "Post.postTags" and remove from it instead';
      for (const [target, change] of [
        ...["add", "push", "remove", "replace", "clear", "pop", "shift", "unshift"].map(
          (name) => [loaded, name] as const,
        ),
        ...(colour === "async" ? ["add", "remove", "replace"].map((name) => [unloaded, name] as const) : []),
      ]) {
        const call = () =>
          Reflect.apply(Reflect.get(target, change), target, change === "replace" ? [[green]] : [green]);
        expect(call).toThrow(ReadOnlyError);
        expect(call).toThrow(message);
      }
      expect(() => Object.assign(first, { tags: [green] })).toThrow(TypeError);
      expect(() => new Post({ title: "x", tags: [green] } as never)).toThrow('"tags"');
      const posts = await green.posts;
      expect(() => Reflect.apply(Reflect.get(posts, "add"), posts, [first])).toThrow(
        'add and delete entities of "PostTag" instead',
      );
      expect([names(loaded), session.dirty]).toEqual([["blue", "red"], []]);
    });
  });

  test("a flush of associations makes the collections of their owners stale, and no others", async () => {
    await seedPosts();
    await inSession(async (session) => {
      await session.query(Post).orderBy(Post.id).all();
      const [first, second] = [await session.getOne(Post, 1), await session.getOne(Post, 2)];
      const green = await session.query(Tag).filterBy({ name: "green" }).one();
      const greenPosts = await green.posts;
      const [tags, others] = [await first.tags, await second.tags];
      session.add(new PostTag({ post: first, tag: green }));
      expect(names(tags)).toEqual(["blue", "red"]);
      await session.flush();
      statements();
      // A sync client loads on access. In an async one what was loaded stays readable, and a query that asks for it loads it anew.
      const expected = colour === "sync" ? [["blue", "green", "red"], 1] : [["blue", "red"], 0];
      expect([names(await first.tags), statements().length]).toEqual(expected);
      await session.query(Post).options(selectinload(Post.tags)).all();
      await session.query(Tag).options(selectinload(Tag.posts)).all();
      expect([names(await first.tags), Array.from(await green.posts)]).toEqual([["blue", "green", "red"], [first]]);
      expect((await first.tags) === tags).toBe(true);
      expect(greenPosts).toHaveLength(1);
      statements();
      expect(names(others)).toEqual(["red"]);
      expect(names(await second.tags)).toEqual(["red"]);
      expect(statements()).toEqual([]);
    });
  });

  test("an association that was deleted or moved is no member after the flush", async () => {
    await seedPosts();
    await inSession(async (session) => {
      await session.query(Post).orderBy(Post.id).all();
      const [first, second] = [await session.getOne(Post, 1), await session.getOne(Post, 2)];
      await first.tags;
      await second.tags;
      await session.delete(await session.getOne(PostTag, { postId: first.id, tagId: 1 }));
      (await session.getOne(PostTag, { postId: first.id, tagId: 2 })).post = second;
      await session.commit();
      await session.query(Post).options(selectinload(Post.tags)).all();
      expect([names(await first.tags), names(await second.tags)]).toEqual([[], ["blue", "red"]]);
    });
  });

  test("an entity that is deleted leaves the collections at once", async () => {
    await inSession(async (session) => {
      const [ann, bob] = [new User({ name: "ann" }), new User({ name: "bob" })];
      const friendship = new Friendship({ one: ann, other: bob });
      session.add(friendship);
      await session.commit();
      await session.query(User).options(selectinload(User.friends)).all();
      expect(names(await ann.friends)).toEqual(["bob"]);
      await session.delete(friendship);
      await session.delete(bob);
      await session.flush();
      expect(names(await ann.friends)).toEqual([]);
      await session.rollback();
      expect(names(await ann.friends)).toEqual(["bob"]);
    });
  });

  test("rows that the database deletes with another model make the collections stale", async () => {
    await inSession(async (session) => {
      const season = new Season({});
      const guest = new Guest({ name: "ann" });
      session.add(new Stay({ room: new Room({ floor: 1, number: 1 }), guest, season }));
      await session.commit();
      const [ann] = await session.query(Guest).all();
      expect(await ann?.rooms).toHaveLength(1);
      await session.delete(await session.getOne(Season, season.id));
      await session.flush();
      const [again] = await session.query(Guest).options(selectinload(Guest.rooms)).all();
      expect([again === ann, (await again?.rooms)?.length]).toEqual([true, 0]);
    });
  });

  test("a rollback puts a collection back that was loaded within the transaction", async () => {
    await seedPosts();
    await inSession(async (session) => {
      await session.query(Post).orderBy(Post.id).all();
      const first = await session.getOne(Post, 1);
      const green = await session.query(Tag).filterBy({ name: "green" }).one();
      expect(names(await first.tags)).toEqual(["blue", "red"]);
      session.add(new PostTag({ post: first, tag: green }));
      await session.flush();
      await session.query(Post).options(selectinload(Post.tags)).all();
      expect(names(await first.tags)).toEqual(["blue", "green", "red"]);
      await session.rollback();
      expect(names(await first.tags)).toEqual(["blue", "red"]);
    });
  });

  test("a new owner has an empty collection until its associations are flushed", async () => {
    await seedPosts();
    await inSession(async (session) => {
      const post = new Post({ title: "new" });
      expect(Array.from(await post.tags)).toEqual([]);
      const red = await session.query(Tag).filterBy({ name: "red" }).one();
      post.postTags.add(new PostTag({ post, tag: red }));
      session.add(post);
      await session.commit();
      const found = await session.query(Post).filterBy({ title: "new" }).options(selectinload(Post.tags)).one();
      expect([found === post, names(found.tags)]).toEqual([true, ["red"]]);
      expect(JSON.parse(JSON.stringify(found))).toMatchObject({ title: "new", tags: [{ name: "red" }] });
    });
  });

  // ---- by what the model between inherits

  /** Ajax with Ann as captain and Bob, who Inter has lent to it; Ann and Bob are married, Eve is a friend of Ann's. */
  async function seedClubs() {
    const keys = await inSession(async (session) => {
      const [ajax, inter] = [new Club({ name: "Ajax" }), new Club({ name: "Inter" })];
      const [ann, bob, eve] = ["ann", "bob", "eve"].map((name) => new Player({ name })) as [Player, Player, Player];
      session.addAll([ajax, inter, ann, bob, eve]);
      session.addAll([
        new Captaincy({ club: ajax, player: ann, since: 2020 }),
        new Loan({ club: ajax, player: bob, lender: inter }),
        new Membership({ club: inter, player: eve }),
        new Marriage({ one: ann, other: bob }),
        new Bond({ one: ann, other: eve }),
      ]);
      await session.commit();
      return { ajax: ajax.id, ann: ann.id, bob: bob.id };
    });
    statements();
    return keys;
  }

  test("rows of a base lead as well as those of what extends it, and an heir's lead alone", async () => {
    const keys = await seedClubs();
    // Each takes any relation; what it says of the loaded type is of no use here.
    const ways = [lazyload, selectinload as typeof lazyload, joinedload as typeof lazyload];
    for (const load of ways) {
      await inSession(async (session) => {
        const all = session.query(Club).orderBy(Club.id);
        const clubs = await all.options(load(Club.players), load(Club.captains)).all();
        const read: string[][][] = [];
        for (const { players, captains } of clubs) read.push([names(await players).toSorted(), names(await captains)]);
        expect(read).toEqual([
          [["ann", "bob"], ["ann"]],
          [["eve"], []],
        ]);
        const ann = await session.query(Player).filterBy({ name: "ann" }).options(load(Player.bonds)).one();
        expect(names(await ann.bonds).toSorted()).toEqual(["bob", "eve"]);
        expect(names(await ann.spouses)).toEqual(["bob"]);
        expect([names(await ann.captainOf), names(await ann.lenders)]).toEqual([["Ajax"], []]);
        const bob = await session.query(Player).filterBy({ name: "bob" }).options(load(Player.lenders)).one();
        expect([names(await bob.clubs), names(await bob.lenders)]).toEqual([["Ajax"], ["Inter"]]);
      });
    }
    await inSession(async (session) => {
      const clubs = session.query(Club).orderBy(Club.id);
      const ann = await session.getOne(Player, keys.ann);
      expect(names(await clubs.filter(Club.captains.any(Player.name.eq("ann"))).all())).toEqual(["Ajax"]);
      expect(names(await clubs.filter(Club.captains.none()).all())).toEqual(["Inter"]);
      expect(names(await clubs.filter(Club.captains.contains(ann)).all())).toEqual(["Ajax"]);
      const players = session.query(Player).orderBy(Player.id);
      expect(names(await players.filter(Player.lenders.any()).all())).toEqual(["bob"]);
      expect(names(await players.filter(Player.spouses.any()).all())).toEqual(["ann"]);
      expect(names(await players.filter(Player.captainOf.any(Club.captains.any())).all())).toEqual(["ann"]);
    });
  });

  test("a collection is stale once a row that leads by inherited columns was written", async () => {
    const keys = await seedClubs();
    await inSession(async (session) => {
      const ajax = await session
        .query(Club)
        .options(selectinload(Club.captains), selectinload(Club.players))
        .filterBy({ id: keys.ajax })
        .one();
      const bob = await session.query(Player).filterBy({ id: keys.bob }).options(selectinload(Player.bonds)).one();
      const eve = await session.query(Player).filterBy({ name: "eve" }).one();
      session.add(new Captaincy({ club: ajax, player: bob, since: 2021 }));
      session.add(new Marriage({ one: bob, other: eve }));
      await session.flush();
      const captains = async () =>
        names(
          await (
            await session.query(Club).filterBy({ id: keys.ajax }).options(selectinload(Club.captains)).one()
          ).captains,
        );
      expect(await captains()).toEqual(["ann", "bob"]);
      const bonds = await session.query(Player).filterBy({ id: keys.bob }).options(selectinload(Player.bonds)).one();
      expect(names(await bonds.bonds)).toEqual(["eve"]);
      const captaincy = await session.query(Captaincy).filterBy({ since: 2020 }).one();
      captaincy.player = eve;
      await session.flush();
      expect(await captains()).toEqual(["bob", "eve"]);
      await session.delete(captaincy);
      await session.flush();
      expect(await captains()).toEqual(["bob"]);
    });
  });
});
