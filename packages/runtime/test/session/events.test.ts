/** Handlers of sessions and entities: what they are told and when, what they may change, and what goes on where they fail. */
import { expect, test } from "vitest";
import * as asynchronous from "../../../../fixtures/events/generated-async/index.ts";
import * as synchronous from "../../../../fixtures/events/generated/index.ts";
import {
  ArgumentError,
  AsyncFunctionError,
  type AsyncSession,
  FlushLoopError,
  type Session,
  SessionFailedError,
  SessionStateError,
  selectinload,
  sql,
} from "../../src/index.ts";
import { forEachClientOf } from "./clients.ts";

// The sync client's values are the async one's without the promise: awaiting them is what every test here does.
const clients = { sync: synchronous as unknown as typeof asynchronous, async: asynchronous };

forEachClientOf(clients, ({ models, db, colour, inSession, statements }) => {
  const { Account, Action, AuditEntry, Post, SavingsAccount, Tag, User } = models;
  type User = InstanceType<typeof User>;
  const user = (email: string) => new User({ email });
  /** Its author is whoever it is put into the posts of. */
  const newPost = (title: string) => new Post({ title } as never);

  const rejection = async (work: () => unknown): Promise<unknown> => {
    try {
      await work();
    } catch (error) {
      return error;
    }
    return undefined;
  };

  /** Takes handlers off when a test is done, so that no other hears of them. */
  const listening = async (takeOffs: readonly Disposable[], work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } finally {
      for (const one of takeOffs) one[Symbol.dispose]();
    }
  };

  const seed = async (...emails: string[]): Promise<void> => {
    await inSession(async (session) => {
      for (const email of emails) session.add(new User({ email, posts: [newPost(`of ${email}`)] }));
      await session.commit();
    });
    statements();
  };

  test("tells a flush, its rows and its transaction in order, of what they are", async () => {
    await seed("ann", "bob");
    const log: string[] = [];
    const say =
      (what: string) =>
      (one: object): void =>
        void log.push("email" in one ? `${what} ${(one as User).email}` : what);
    const rows = ["beforeInsert", "afterInsert", "beforeUpdate", "afterUpdate", "beforeDelete", "afterDelete"] as const;
    const steps = ["beforeCommit", "beforeFlush", "afterBegin", "afterCommit"] as const;
    const takeOffs = [
      ...rows.map((event) => db.on(event, User, say(event))),
      ...steps.map((event) => db.on(event, say(event))),
      db.on("afterFlush", (_, told) => {
        const emails = (entities: readonly object[]) =>
          entities.map((one) => ("email" in one ? one.email : "-")).join();
        log.push(`afterFlush +${emails(told.new)} ~${emails(told.dirty)} -${emails(told.deleted)}`);
      }),
    ];
    await listening(takeOffs, async () => {
      await inSession(async (session) => {
        const [ann, bob] = (await session.query(User).orderBy(User.email).all()) as [User, User];
        session.add(user("cid"));
        ann.name = "Ann";
        bob.name = "Bob";
        bob.name = null; // set back: no change
        await session.delete(bob);
        await session.commit();
        expect(log.splice(0)).toEqual([
          "beforeCommit",
          "beforeFlush",
          "beforeInsert cid",
          "beforeUpdate ann",
          "beforeDelete bob",
          "afterBegin",
          "afterInsert cid",
          "afterUpdate ann",
          "afterDelete bob",
          "afterFlush +cid ~ann --,bob",
          "afterCommit",
        ]);
        // What was set back is told to nobody, and where nothing is to be written no flush is.
        ann.name = "Anna";
        ann.name = "Ann";
        await session.commit();
        expect(log.splice(0)).toEqual(["beforeCommit", "afterCommit"]);
      });
    });
    await inSession(async (session) => {
      session.add(user("dan"));
      await session.commit();
    });
    expect(log).toEqual([]);
  });

  test("tells rollbacks, of savepoints too, and where a session ends with an open transaction", async () => {
    const log: boolean[] = [];
    await listening([db.on("afterRollback", (_, { isSavepoint }) => void log.push(isSavepoint))], async () => {
      await inSession(async (session) => {
        session.add(user("ann"));
        const savepoint = await session.beginNested();
        session.add(user("bob"));
        await savepoint.rollback();
        expect(log.splice(0)).toEqual([true]);
        await session.rollback();
        expect(log.splice(0)).toEqual([false]);
        session.add(user("ann"));
        await session.flush();
      });
      expect(log.splice(0)).toEqual([false]);
      const reason = new Error("no");
      const fails = (): never => {
        throw reason;
      };
      expect(await rejection(() => db.transaction(fails))).toBe(reason);
      expect(log.splice(0)).toEqual([false]);
      await db.transaction((tx) => tx.add(user("ann")));
      expect(log).toEqual([]);
    });
  });

  test("hears by class, heirs with their base, in the order in which handlers were put on", async () => {
    const log: string[] = [];
    const session = db.session({ discard: "silent" });
    const takeOffs = [
      db.on("beforeInsert", Account, (account) => void log.push(`account ${account.owner}`)),
      session.on("beforeInsert", () => void log.push("any")),
      db.on("beforeInsert", SavingsAccount, ({ rate }) => void log.push(`savings ${rate}`)),
    ];
    await listening(takeOffs, async () => {
      session.add(new Account({ owner: "a" }));
      session.add(new SavingsAccount({ owner: "b", rate: 3 }));
      await session.commit();
      expect(log.splice(0)).toEqual(["account a", "any", "account b", "any", "savings 3"]);
      // Another session does not hear of this one's, and one that was taken off is silent.
      takeOffs[0]?.();
      await inSession(async (other) => {
        other.add(new SavingsAccount({ owner: "c" }));
        await other.commit();
      });
      expect(log).toEqual(["savings 1"]);
    });
    await session.close();
  });

  test("writes what handlers change before the plan, and tells of what they add", async () => {
    await seed("ann");
    const log: string[] = [];
    const takeOffs = [
      db.on("beforeFlush", async (session) => {
        for (const one of session.new) if (one instanceof User) one.name ??= "from beforeFlush";
      }),
      db.on("beforeInsert", User, (one, { session }) => {
        log.push(one.email);
        one.email = `${one.email}@example.org`;
        if (one.email.startsWith("a")) session.add(user("b"));
      }),
      db.on("beforeInsert", Post, (post) => void log.push(`post ${post.title}`)),
      db.on("beforeUpdate", User, (one, { changes, session }) => {
        log.push(JSON.stringify(changes));
        one.tenantId = 7;
        session.add(new Post({ title: "of an update", author: one }));
      }),
    ];
    if (colour === "sync") {
      // A handler that waits is for an async client.
      takeOffs.shift()?.();
      takeOffs.push(
        db.on("beforeFlush", (session) => {
          for (const one of session.new) if (one instanceof User) one.name ??= "from beforeFlush";
        }),
      );
    }
    await listening(takeOffs, async () => {
      await inSession(async (session) => {
        const ann = await session.query(User).one();
        ann.name = "Ann";
        session.add(user("a"));
        statements();
        await session.commit();
        // One INSERT for both users, one for the post, one UPDATE.
        expect(statements()).toHaveLength(3);
        expect(log).toEqual(["a", '{"name":{"old":null,"new":"Ann"}}', "b", "post of an update"]);
      });
    });
    await inSession(async (session) => {
      const all = await session.query(User).orderBy(User.email).all();
      expect(all.map(({ email, name, tenantId }) => [email, name, tenantId])).toEqual([
        ["a@example.org", "from beforeFlush", null],
        ["ann", "Ann", 7],
        ["b@example.org", null, null],
      ]);
    });
  });

  test("gives up where handlers go on for ever, with nothing sent; the changes stay", async () => {
    const endless = db.on("beforeInsert", User, (one, { session }) => session.add(user(`${one.email}+`)));
    await inSession(async (session) => {
      session.add(user("a"));
      expect(await rejection(() => session.flush())).toBeInstanceOf(FlushLoopError);
      expect(statements()).toEqual([]);
      endless();
      await session.commit();
      expect(await session.query(User).count()).toBeGreaterThan(50);
    });
    const after = db.on("afterInsert", User, (one, { session }) => session.add(user(`${one.email}-`)));
    await listening([after], () =>
      inSession(async (session) => {
        session.add(user("b"));
        expect(await rejection(() => session.commit())).toBeInstanceOf(FlushLoopError);
        await session.rollback();
      }),
    );
  });

  test("a handler that throws before leaves the changes pending, one that throws after fails the flush", async () => {
    const reason = new Error("not now");
    let isRefusing = true;
    const refuse = (): void => {
      if (isRefusing) throw reason;
    };
    for (const event of ["beforeFlush", "beforeInsert", "afterBegin", "beforeCommit"] as const) {
      isRefusing = true;
      const off = event === "beforeInsert" ? db.on(event, User, refuse) : db.on(event, refuse);
      await listening([off], () =>
        inSession(async (session) => {
          const ann = user("ann");
          session.add(ann);
          statements();
          expect(await rejection(() => session.commit())).toBe(reason);
          expect(statements()).toEqual([]);
          expect(session.new).toEqual([ann]);
          isRefusing = false;
          await session.flush();
          expect(ann.id).toBeTypeOf("number");
        }),
      );
    }
    for (const event of ["afterInsert", "afterFlush"] as const) {
      isRefusing = true;
      const off = event === "afterInsert" ? db.on(event, refuse) : db.on(event, refuse);
      await listening([off], () =>
        inSession(async (session) => {
          session.add(user("ann"));
          expect(await rejection(() => session.commit())).toBe(reason);
          expect(await rejection(() => session.flush())).toBeInstanceOf(SessionFailedError);
          await session.rollback();
          expect(await session.query(User).count()).toBe(0);
        }),
      );
    }
    // What is committed stays, whatever is thrown then.
    isRefusing = true;
    await listening([db.on("afterCommit", refuse)], () =>
      inSession(async (session) => {
        session.add(user("ann"));
        expect(await rejection(() => session.commit())).toBe(reason);
        await session.rollback();
        expect(await session.query(User).count()).toBe(1);
      }),
    );
  });

  test("refuses what a handler may not do, and promises where nobody waits", async () => {
    await seed("ann");
    const found: unknown[] = [];
    const attempts: readonly ((session: AsyncSession) => unknown)[] = [
      (session) => session.flush(),
      (session) => session.commit(),
      (session) => session.rollback(),
      (session) => session.beginNested(),
      (session) => session.close(),
    ];
    const trying =
      colour === "sync"
        ? db.on("beforeFlush", (session) => {
            for (const attempt of attempts) {
              try {
                void attempt(session);
              } catch (error) {
                found.push(error);
              }
            }
          })
        : db.on("beforeFlush", async (session) => {
            for (const attempt of attempts) found.push(await rejection(() => attempt(session)));
          });
    await listening([trying], () =>
      inSession(async (session) => {
        session.add(user("bob"));
        await session.commit();
        expect(found).toHaveLength(5);
        for (const error of found) expect(error).toBeInstanceOf(SessionStateError);
      }),
    );
    const late = (): Promise<void> => Promise.reject(new Error("late"));
    await listening([db.on("load", User, late as () => void)], () =>
      inSession(async (session) => {
        expect(await rejection(() => session.query(User).all())).toBeInstanceOf(AsyncFunctionError);
      }),
    );
    // A sync client waits for nobody; an async one hears how it ended.
    await listening([db.on("beforeInsert", User, late)], () =>
      inSession(async (session) => {
        session.add(user("cid"));
        statements();
        const error = await rejection(() => session.flush());
        expect((error as Error).name).toBe(colour === "sync" ? "AsyncFunctionError" : "Error");
        expect(statements()).toEqual([]);
      }),
    );
    for (const wrong of [
      () => db.on("beforeInsrt" as "beforeInsert", () => undefined),
      () => db.on("beforeInsert", User, undefined as never),
      () => db.on("beforeInsert", User as never),
      () => db.on("beforeFlush" as "load", User, () => undefined),
      () => db.on("statement", undefined as never),
    ])
      expect(await rejection(wrong)).toBeInstanceOf(ArgumentError);
    expect(await rejection(() => db.on("x" as "load", () => undefined))).toMatchObject({
      message: expect.stringContaining('"beforeFlush", "afterFlush"') as string,
    });
  });

  test("a handler uses its session while others wait; its queries flush nothing", async () => {
    await seed("ann", "bob");
    const log: string[] = [];
    await inSession(async (session) => {
      const look = async (_: unknown, { session: mine }: { session: AsyncSession }): Promise<void> => {
        const bob = await mine.query(User).filter(User.email.eq("bob")).one();
        const [again, posts, count] = await Promise.all([mine.get(User, bob.id), bob.posts, mine.query(User).count()]);
        log.push(`${again === bob} ${Array.from(posts).length} ${count}`);
      };
      const lookNow = (_: unknown, event: { session: AsyncSession }): void => {
        const mine = event.session as unknown as Session;
        const bob = mine.query(synchronous.User).filter(synchronous.User.email.eq("bob")).one();
        log.push(
          `${mine.get(synchronous.User, bob.id) === bob} ${bob.posts.length} ${mine.query(synchronous.User).count()}`,
        );
      };
      const off = session.on("beforeInsert", User, colour === "sync" ? lookNow : look);
      const afterwards = session.on("afterInsert", User, colour === "sync" ? lookNow : look);
      session.add(user("cid"));
      const ann = await session.query(User).filter(User.email.eq("ann")).first(); // an autoflush
      expect(ann?.email).toBe("ann");
      // In the transaction the row is there.
      expect(log.splice(0)).toEqual(["true 1 2", "true 1 3"]);
      session.add(user("dan"));
      const flushed = session.flush();
      const counted = session.query(User).count(); // from elsewhere: in its turn
      await flushed;
      expect(await counted).toBe(4);
      off();
      afterwards();
      await session.rollback();
    });
  });

  test("what a handler asks for needs no turn, in a transaction's function and across sessions", async () => {
    await seed("ann", "bob");
    const log: unknown[] = [];
    const takeOff = db.on("afterBegin", (session) => {
      const rows = session.execute(sql`SELECT 2`);
      return rows instanceof Promise ? rows.then((found) => void log.push(Number(found[0]?.[0]))) : void log.push(2);
    });
    await listening([takeOff], () =>
      inSession(async (session) => {
        const [ann, bob] = (await session.query(User).orderBy(User.email).all()) as [User, User];
        const lazily = async (): Promise<void> => void log.push(Array.from(await bob.posts).length);
        const now = (): void => void log.push(Array.from(bob.posts as unknown as Iterable<unknown>).length);
        session.on("beforeUpdate", User, colour === "sync" ? now : lazily);
        ann.name = "Ann";
        // The program asks for the same relation in the same tick, and waits for the flush; the handler must not wait with it.
        const flushed = session.flush();
        const posts = ann.posts;
        await flushed;
        expect(Array.from(await posts)).toHaveLength(1);
        expect(log).toEqual([1, 2]);
      }),
    );
    // @ts-expect-error a handler's entity is of the class
    db.on("beforeInsert", User, ({ title }) => void title)();
    // @ts-expect-error and so are its changes
    db.on("beforeInsert", User, (_, { changes }) => void changes.title)();
  });

  test("tells which rows became entities and which were read again, once for each", async () => {
    await seed("ann", "bob");
    const log: string[] = [];
    const takeOffs = [
      db.on("load", User, (one, { session }) => void log.push(`load ${one.email} ${session.has(one)}`)),
      db.on("load", Post, (post) => void log.push(`load ${post.title}`)),
      db.on("refresh", User, ({ email }) => void log.push(`refresh ${email}`)),
    ];
    await listening(takeOffs, () =>
      inSession(async (session) => {
        const all = await session.query(User).orderBy(User.email).options(selectinload(User.posts)).all();
        expect(log.splice(0)).toEqual(["load ann true", "load bob true", "load of ann", "load of bob"]);
        await session.query(User).all();
        expect(log).toEqual([]);
        await session.refresh(all[0] as User);
        expect(log.splice(0)).toEqual(["refresh ann"]);
        await session.rollback();
        await session.query(User).orderBy(User.email).all();
        expect(log.splice(0)).toEqual(["refresh ann", "refresh bob"]);
      }),
    );
  });

  test("tells of attributes before they change, on both sides of a relation; throwing refuses", async () => {
    await seed("ann", "bob");
    const log: unknown[] = [];
    const key = (one: unknown): unknown => (one instanceof User ? one.email : one instanceof Post ? one.title : one);
    const reason = new Error("never");
    const takeOffs = [
      db.on("set", (one, { attribute, value, old }) => {
        log.push([key(one), attribute, key(value), key(old)]);
        if (value === "refused") throw reason;
        if (one instanceof User && attribute === "email" && typeof value === "string" && value !== value.toLowerCase())
          one.email = value.toLowerCase();
      }),
      db.on("append", (one, { attribute, value }) => void log.push(["+", key(one), attribute, key(value)])),
      db.on("remove", User, (one, { attribute, value }) => void log.push(["-", one.email, attribute, key(value)])),
    ];
    await listening(takeOffs, () =>
      inSession(async (session) => {
        const all = await session.query(User).orderBy(User.email).options(selectinload(User.posts)).all();
        const [ann, bob] = all as User[] as [User, User];
        new User({ email: "nobody hears of what is in no session" });
        ann.name = "Ann";
        ann.name = "Ann";
        expect(log.splice(0)).toEqual([["ann", "name", "Ann", null]]);
        expect(await rejection(() => (ann.name = "refused"))).toBe(reason);
        expect(ann.name).toBe("Ann");
        log.length = 0;
        ann.email = "ANN";
        expect(ann.email).toBe("ann");
        log.length = 0;
        ann.email = "Ann@x";
        expect(ann.email).toBe("ann@x");
        expect(log.splice(0)).toEqual([
          ["ann", "email", "Ann@x", "ann"],
          ["ann", "email", "ann@x", "ann"],
        ]);
        const post = await session.query(Post).filter(Post.title.eq("of ann")).one();
        post.author = bob;
        expect(log.splice(0)).toEqual([
          ["of ann", "author", "bob", "ann@x"],
          ["-", "ann@x", "posts", "of ann"],
          ["+", "bob", "posts", "of ann"],
        ]);
        (await bob.posts).remove(post);
        expect(log.splice(0)).toEqual([
          ["-", "bob", "posts", "of ann"],
          ["of ann", "author", null, "bob"],
        ]);
        ann.posts = [post];
        expect(log.splice(0)).toEqual([
          ["+", "ann@x", "posts", "of ann"],
          ["of ann", "author", "ann@x", null],
        ]);
        post.authorId = bob.id;
        expect(log.splice(0)).toEqual([["of ann", "authorId", bob.id, ann.id]]);
        post.labels = ["x"];
        expect(log.splice(0)).toEqual([["of ann", "labels", ["x"], []]]);
        const red = new Tag({ name: "red" });
        post.tags = [red];
        // The tag comes into the session by this: until then nobody hears of it.
        expect(log.splice(0)).toEqual([["+", "of ann", "tags", red]]);
        // What a flush does to memory is nobody's set.
        await session.commit();
        await session.delete(post);
        await session.commit();
        expect(log).toEqual([]);
      }),
    );
  });

  test("takes back a deletion where a handler adds the entity again", async () => {
    await seed("ann", "bob");
    const takeOff = db.on("beforeFlush", (session) => {
      for (const one of session.deleted) session.add(one);
    });
    await listening([takeOff], () =>
      inSession(async (session) => {
        const all = await session.query(User).orderBy(User.email).all();
        const [ann, bob] = all as [User, User];
        await session.delete(ann);
        bob.name = "Bob";
        statements();
        await session.commit();
        expect(statements()).toEqual([expect.stringContaining("UPDATE")]);
        expect(session.has(ann)).toBe(true);
        expect(await session.query(User).count()).toBe(2);
        expect(await session.query(Post).count()).toBe(2);
      }),
    );
  });

  // ---- as the docs show them

  test("an audit log has each change with old and new, in the transaction of the change", async () => {
    type Told = { readonly session: AsyncSession; readonly model: string; readonly changes: object };
    const entry =
      (action: (typeof Action)[keyof typeof Action]) =>
      (one: object, { session, model, changes }: Told): void => {
        if (one instanceof AuditEntry || !("id" in one)) return;
        session.add(
          new AuditEntry({
            action,
            model,
            key: String(one.id),
            changes: JSON.parse(JSON.stringify(changes)) as never,
          }),
        );
      };
    const takeOffs = [
      db.on("afterInsert", entry("INSERT")),
      db.on("afterUpdate", entry("UPDATE")),
      db.on("afterDelete", entry("DELETE")),
    ];
    await listening(takeOffs, () =>
      inSession(async (session) => {
        const ann = new User({ email: "ann", password: "hush" });
        session.add(ann);
        statements();
        await session.commit();
        expect(statements()).toHaveLength(2);
        ann.name = "Ann";
        ann.password = "hush!";
        await session.flush();
        await session.rollback();
        ann.name = "Anna";
        await session.commit();
        const { id } = ann;
        await session.delete(ann);
        await session.commit();
        const entries = await session.query(AuditEntry).orderBy(AuditEntry.id).all();
        expect(entries.map(({ action, model, key, changes }) => [action, model, key, changes])).toEqual([
          ["INSERT", "User", String(id), expect.objectContaining({ id: { new: id }, email: { new: "ann" } })],
          ["UPDATE", "User", String(id), { name: { old: null, new: "Anna" } }],
          ["DELETE", "User", String(id), expect.objectContaining({ email: { old: "ann" }, name: { old: "Anna" } })],
        ]);
        expect(JSON.stringify(entries)).not.toContain("hush");
      }),
    );
    await inSession(async (session) => {
      // A secret is there for who asks for it by its name.
      let seen: unknown;
      session.on("beforeInsert", User, (_, { changes }) => void (seen = changes.password));
      session.add(new User({ email: "bob", password: "hush" }));
      await session.flush();
      expect(seen).toEqual({ old: undefined, new: "hush" });
    });
  });

  test("a soft delete marks the row, and deletes nothing", async () => {
    await seed("ann", "bob");
    const takeOff = db.on("beforeDelete", User, (one, { session }) => {
      session.add(one);
      one.deletedAt = new Date(0);
    });
    const keepPosts = db.on("beforeDelete", Post, (post, { session }) => session.add(post));
    await listening([takeOff, keepPosts], () =>
      inSession(async (session) => {
        const ann = await session.query(User).filter(User.email.eq("ann")).one();
        await session.delete(ann);
        statements();
        await session.commit();
        expect(statements()).toEqual([expect.stringContaining("UPDATE")]);
        expect(await session.query(User).filter(User.deletedAt.isNull()).count()).toBe(1);
        expect(await session.query(Post).count()).toBe(2);
      }),
    );
  });

  test("tenancy stamps new rows, and refuses those of another tenant", async () => {
    const tenantId = 1;
    const check = (one: User): void => {
      one.tenantId ??= tenantId;
      if (one.tenantId !== tenantId) throw new Error("a row of another tenant");
    };
    await inSession(async (session) => {
      session.add(new User({ email: "other", tenantId: 2 }));
      await session.commit();
    });
    await inSession(async (session) => {
      for (const event of ["beforeInsert", "beforeUpdate", "beforeDelete"] as const) session.on(event, User, check);
      const ann = user("ann");
      session.add(ann);
      await session.commit();
      expect(ann.tenantId).toBe(1);
      const other = await session.query(User).filter(User.email.eq("other")).one();
      other.name = "taken";
      statements();
      expect(await rejection(() => session.commit())).toMatchObject({ message: "a row of another tenant" });
      expect(statements()).toEqual([]);
      await session.rollback();
      expect(other.name).toBeNull();
    });
  });

  test("tells of statements as onStatement does", async () => {
    const seen: (string | undefined)[] = [];
    using off = db.on("statement", ({ model }) => void seen.push(model));
    await inSession((session) => Promise.resolve(session.query(User).all()));
    off();
    await inSession((session) => Promise.resolve(session.query(User).all()));
    expect(seen).toEqual(["User"]);
  });

  test("a handler may write in bulk: what called it flushes the rest, once", async () => {
    await seed("ann");
    const action = { model: "User", key: "1", changes: {} };
    const bulk = async (session: AsyncSession): Promise<void> => {
      await session.insert(Tag, [{ name: "new" }]);
      await session.update(Tag).set({ name: "changed" }).run();
      await session.upsert(Tag, [{ name: "changed" }], { by: "name" });
      const { created } = await session.findOrCreate(Tag, { name: "changed" });
      expect(created).toBe(false);
      await session.delete(Tag).run();
      await session.insert(AuditEntry, [{ ...action, action: Action.UPDATE }]);
    };
    // What a sync client's calls give is there at once, and awaiting it in a handler is what it refuses.
    const work = (session: AsyncSession): void | Promise<void> => {
      if (colour === "async") return bulk(session);
      void session.insert(Tag, [{ name: "new" }]);
      void session.update(Tag).set({ name: "changed" }).run();
      void session.upsert(Tag, [{ name: "changed" }], { by: "name" });
      void session.findOrCreate(Tag, { name: "changed" });
      void session.delete(Tag).run();
      void session.insert(AuditEntry, [{ ...action, action: Action.UPDATE }]);
    };
    for (const event of ["beforeUpdate", "afterUpdate"] as const) {
      await inSession(async (session) => {
        const ann = await session.query(User).filterBy({ email: "ann" }).one();
        const before = await session.query(AuditEntry).count();
        session.on(event, User, (_, { session: own }) => work(own));
        ann.name = event;
        statements();
        await session.flush();
        expect(statements().filter((text) => text.startsWith('UPDATE "User"'))).toHaveLength(1);
        expect(await session.query(AuditEntry).count()).toBe(before + 1);
        await session.rollback();
      });
    }
  });

  test("a handler that puts what is set into its normal form comes to an end, and the last value is told", async () => {
    await inSession(async (session) => {
      const log: string[] = [];
      session.on("set", User, (ann, { attribute, value }) => {
        if (attribute === "email") ann.email = String(value).trim();
      });
      session.on("set", User, (_, { value }) => log.push(String(value)));
      const ann = user("ann");
      session.add(ann);
      ann.email = "  bob ";
      expect([ann.email, log]).toEqual(["bob", ["bob", "  bob "]]);
      session.expunge(ann);
    });
  });
});

test("a handler that would wait for the session that waits for it is told so, and not left waiting", async () => {
  const { connect, Tag, User } = asynchronous;
  const db = connect("sqlite::memory:");
  await db.createAll();
  const session = db.session({ discard: "silent" });
  const others = [
    () => db.transaction((tx) => tx.add(new Tag({ name: "tx" }))),
    () => db.run((own) => own.insert(Tag, [{ name: "run" }])),
  ];
  for (const [at, other] of others.entries()) {
    const off = session.on("afterInsert", User, other);
    session.add(new User({ email: `user ${at}` }));
    await expect(session.flush()).rejects.toThrow(/in a handler of an event, and would wait for ever/);
    off();
    await session.rollback();
  }
  await db.transaction((tx) => tx.add(new Tag({ name: "free" })));
  await session.close();
  await db.close();
});
