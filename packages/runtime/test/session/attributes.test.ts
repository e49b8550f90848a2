/** Columns that are not plain, in every colour: deferred ones, expressions, versions, what is computed of secrets. */
import { inspect } from "node:util";
import { expect, onTestFinished, test, vi } from "vitest";
import * as asynchronous from "../../../../fixtures/attributes/generated-async/index.ts";
import * as synchronous from "../../../../fixtures/attributes/generated/index.ts";
import {
  type AsyncSession,
  ColumnNotLoadedError,
  defer,
  DetachedError,
  isLoaded,
  joinedload,
  LoadOptionError,
  loadOnly,
  MissingValueError,
  NotAssignedError,
  NotFoundError,
  selectinload,
  sql,
  StaleDataError,
  toObject,
  undefer,
  UnknownKeyError,
} from "../../src/index.ts";
import type { Condition } from "../../src/expr/sql.ts";
import { forEachClientOf } from "./clients.ts";

type Models = typeof asynchronous;
const clients = { sync: synchronous as unknown as Models, async: asynchronous };

forEachClientOf(clients, ({ models, inSession, statements, colour, db }) => {
  const { Article, Author, Group, Stock } = models;
  type Author = InstanceType<typeof Author>;
  const author = (first: string, more: object = {}) =>
    new Author({ first, last: "Doe", bio: `bio of ${first}`, ...more });

  /** Some authors, in the database. */
  async function withAuthors<T>(names: readonly string[], work: (session: AsyncSession) => Promise<T>): Promise<T> {
    await inSession(async (session) => {
      session.addAll(names.map((name) => author(name, { cv: { of: name }, aliases: [name] })));
      await session.commit();
    });
    statements();
    return inSession(work);
  }

  /** What a read gives, or what it throws. */
  const outcome = (read: () => unknown, told: "name" | "message" = "name"): unknown => {
    try {
      return read();
    } catch (error) {
      return (error as Error)[told];
    }
  };

  const byId = (session: AsyncSession) => session.query(Author).orderBy(Author.id);

  // ---- deferred columns

  test("a deferred column is not selected, and loads when it is read, by its key alone", async () => {
    await withAuthors(["Ann"], async (session) => {
      const ann = await session.query(Author).one();
      const [select = ""] = statements();
      expect(select).not.toContain('"bio"');
      expect(isLoaded(ann, Author.bio)).toBe(false);
      expect(await ann.bio).toBe("bio of Ann");
      expect(statements()).toEqual([expect.stringMatching(/^SELECT t\."id", t\."bio" FROM "Author" AS t WHERE/)]);
      expect(await ann.bio).toBe("bio of Ann");
      expect(isLoaded(ann, Author.bio)).toBe(true);
      expect(await session.get(Author, 1)).toBe(ann);
      expect(statements()).toEqual([]);
      expect(session.dirty).toEqual([]);
    });
  });

  test("a deferred document that is null is read as null, and nothing is written for it", async () => {
    await withAuthors(["Ann"], async (session) => {
      const ann = await session.query(Author).one();
      ann.cv = null;
      await session.commit();
      const same = await inSession(async (other) => {
        const found = await other.query(Author).one();
        expect([await found.cv, await found.portrait]).toEqual([null, null]);
        statements();
        expect(other.dirty).toEqual([]);
        await other.flush();
        expect(statements()).toEqual([]);
        return found;
      });
      expect(await same.cv).toBeNull();
    });
  });

  test("the second access on a sibling loads for all of them, 500 to a statement", async () => {
    const names = Array.from({ length: 502 }, (_, index) => `n${index}`);
    await withAuthors(names, async (session) => {
      const [one, two, ...others] = await byId(session).all();
      statements();
      expect(await one?.bio).toBe("bio of n0");
      expect(statements()).toHaveLength(1);
      expect(await two?.bio).toBe("bio of n1");
      expect(statements()).toHaveLength(2); // 501 are left
      for (const [at, other] of others.entries()) expect(await other.bio).toBe(`bio of n${at + 2}`);
      expect(statements()).toEqual([]);
    });
  });

  test.runIf(colour === "async")(
    "the accesses of one tick become one statement, whatever columns they are of",
    async () => {
      await withAuthors(["Ann", "Bob"], async (session) => {
        const [ann, bob] = await byId(session).all();
        statements();
        const lazy = ann?.bio;
        expect(lazy?.isLoaded).toBe(false);
        expect(await Promise.all([lazy, bob?.cv, bob?.aliases])).toEqual(["bio of Ann", { of: "Bob" }, ["Bob"]]);
        expect(statements()).toHaveLength(1);
        expect(lazy?.isLoaded).toBe(true);
        expect(ann?.bio).toBe("bio of Ann"); // the plain value from now on
        expect(ann?.cv).toEqual({ of: "Ann" });
        expect(statements()).toEqual([]);
      });
    },
  );

  test("what is loaded is not read again along with others", async () => {
    await withAuthors(["Ann", "Bob"], async (session) => {
      const [ann, bob] = await byId(session).all();
      expect(await ann?.aliases).toEqual(["Ann"]);
      await inSession(async (other) => {
        (await other.getOne(Author, 1)).aliases = ["Annie"];
        await other.commit();
      });
      await Promise.all([ann?.bio, bob?.aliases]);
      expect(await ann?.aliases).toEqual(["Ann"]);
      expect(session.dirty).toEqual([]);
      if (ann !== undefined) await session.refresh(ann);
      expect(await ann?.aliases).toEqual(["Annie"]);
    });
  });

  test("NULL is loaded once, and not asked for again", async () => {
    await withAuthors(["Ann"], async (session) => {
      const ann = await session.query(Author).one();
      statements();
      expect(await ann.portrait).toBeNull();
      expect(await ann.portrait).toBeNull();
      expect(statements()).toHaveLength(1);
    });
  });

  test("setting a column that is not loaded writes that column alone, even to the value that it has", async () => {
    await withAuthors(["Ann"], async (session) => {
      const ann = await session.query(Author).one();
      statements();
      ann.bio = "bio of Ann";
      expect(await ann.bio).toBe("bio of Ann");
      expect(session.dirty).toEqual([ann]);
      await session.flush();
      const [update = "", ...more] = statements();
      expect(update).toMatch(/^UPDATE "Author" AS t SET "bio" = \S+ "version" = [^"]+( "updatedAt" = \S+)? WHERE/);
      expect(more).toEqual([]);
      ann.bio = "another";
      ann.bio = "bio of Ann";
      await session.flush();
      expect(statements()).toEqual([]); // now the old value is known
    });
  });

  test("loading one deferred column keeps what was set of another", async () => {
    await withAuthors(["Ann"], async (session) => {
      const ann = await session.query(Author).one();
      ann.bio = "new";
      ann.first = "Anne";
      expect(await ann.aliases).toEqual(["Ann"]);
      expect(await ann.bio).toBe("new");
      await session.commit();
      expect(await session.query(Author).filter(Author.bio.eq("new"), Author.first.eq("Anne")).count()).toBe(1);
    });
  });

  test("deferred documents are tracked once they are loaded", async () => {
    await withAuthors(["Ann"], async (session) => {
      const ann = await session.query(Author).one();
      (await ann.aliases).push("Annie");
      ((await ann.cv) as { of: string }).of = "Annie";
      statements();
      await session.flush();
      expect(statements()).toEqual([expect.stringMatching(/SET "cv" = \S+ "aliases" = /)]);
      (await ann.aliases).push("A.");
      ann.portrait = new Uint8Array([1, 2]);
      await session.commit();
    });
    await inSession(async (session) => {
      const ann = await session.query(Author).one();
      expect([await ann.aliases, await ann.cv]).toEqual([["Ann", "Annie", "A."], { of: "Annie" }]);
      expect(await ann.portrait).toEqual(new Uint8Array([1, 2]));
    });
  });

  test("a rollback takes back what was set, and what was loaded stays readable", async () => {
    await withAuthors(["Ann"], async (session) => {
      const ann = await session.query(Author).one();
      await ann.aliases;
      ann.bio = "new";
      await session.flush();
      expect(await ann.bio).toBe("new");
      await session.rollback();
      statements();
      expect(await ann.aliases).toEqual(["Ann"]);
      expect(statements()).toEqual([]);
      expect(await ann.bio).toBe("bio of Ann");
      expect(statements()).toHaveLength(1);
    });
  });

  test("a refresh reads anew what was loaded, and nothing else", async () => {
    await withAuthors(["Ann"], async (session) => {
      const ann = await session.query(Author).one();
      await ann.bio;
      await inSession(async (other) => {
        (await other.getOne(Author, 1)).bio = "from elsewhere";
        await other.commit();
      });
      statements();
      ann.bio = "discarded";
      await session.refresh(ann);
      expect(statements()).toHaveLength(2);
      expect(await ann.bio).toBe("from elsewhere");
      expect(session.dirty).toEqual([]);
      expect(isLoaded(ann, Author.cv)).toBe(false);
      expect(statements()).toEqual([]);
    });
  });

  test("a query that refreshes a stale entity leaves a loaded column readable", async () => {
    await withAuthors(["Ann"], async (session) => {
      const ann = await session.query(Author).one();
      await ann.bio;
      ann.cv = "set";
      session.expire(ann);
      statements();
      expect(await session.query(Author).one()).toBe(ann);
      expect(statements()).toHaveLength(2); // the autoflush, and the query
      expect(await ann.bio).toBe("bio of Ann");
      expect(statements()).toHaveLength(colour === "sync" ? 1 : 0); // read anew; the last value, as of a relation
      expect(await ann.cv).toBe("set");
    });
  });

  test("what was loaded stays readable when a session closes after it was refreshed", async () => {
    const ann = await withAuthors(["Ann"], async (session) => {
      const found = await session.query(Author).one();
      expect([await found.bio, await found.aliases]).toEqual(["bio of Ann", ["Ann"]]);
      await session.commit();
      expect(await session.query(Author).one()).toBe(found);
      return found;
    });
    expect([await ann.bio, await ann.aliases]).toEqual(["bio of Ann", ["Ann"]]);
  });

  test("a closed session's entity says what to do", async () => {
    const ann = await withAuthors(["Ann"], async (session) => {
      const found = await session.query(Author).one();
      await found.aliases;
      return found;
    });
    expect(await ann.aliases).toEqual(["Ann"]);
    await expect(async () => await ann.bio).rejects.toThrow(DetachedError);
    await expect(async () => await ann.bio).rejects.toThrow("load it with undefer(Author.bio)");
    await withAuthors([], async (session) => {
      session.add(ann);
      expect(await ann.bio).toBe("bio of Ann");
      session.expunge(ann);
      await expect(async () => await ann.cv).rejects.toThrow(ColumnNotLoadedError);
    });
  });

  test("a row that somebody else deleted is told of", async () => {
    await withAuthors(["Ann"], async (session) => {
      const ann = await session.query(Author).one();
      await inSession(async (other) => {
        await other.delete(await other.getOne(Author, 1));
        await other.commit();
      });
      await expect(async () => await ann.bio).rejects.toThrow(NotFoundError);
    });
  });

  test("a new entity has what it was given, and not what it was not", async () => {
    await inSession(async (session) => {
      const ann = author("Ann");
      expect(await ann.bio).toBe("bio of Ann");
      const bob = new Author({ first: "Bob", last: "Doe" } as never);
      await expect(async () => await bob.bio).rejects.toThrow(NotAssignedError);
      session.add(bob);
      await expect(async () => await bob.bio).rejects.toThrow(NotAssignedError);
      await expect(async () => session.flush()).rejects.toThrow(MissingValueError);
      expect(() => new Author({ first: "a", last: "b", bio: "", version: 3 } as never)).toThrow(UnknownKeyError);
      expect(() => new Author({ first: "a", last: "b", bio: "", fullName: "c" } as never)).toThrow(UnknownKeyError);
    });
  });

  test("showing an entity loads nothing, and says what is not loaded", async () => {
    await withAuthors(["Ann"], async (session) => {
      const ann = await session.query(Author).one();
      statements();
      expect(inspect(ann)).toContain("bio: <not loaded>");
      expect(Object.keys(ann.toJSON())).not.toContain("bio");
      expect(ann.toJSON()).toMatchObject({ fullName: "Ann Doe", total: "0", version: 1 });
      expect(Object.keys(toObject(ann))).not.toContain("bio");
      expect(statements()).toEqual([]);
      await ann.bio;
      expect(ann.toJSON()).toMatchObject({ bio: "bio of Ann" });
      expect(inspect(ann)).toContain("bio: 'bio of Ann'");
      expect(inspect(author("Bob"))).not.toContain("fullName");
    });
  });

  // ---- what a query says of columns

  test("undefer reads a deferred column with the query", async () => {
    await withAuthors(["Ann", "Bob"], async (session) => {
      const [ann, bob] = await byId(session).options(undefer(Author.bio), undefer(Author.shout)).all();
      expect(statements()).toHaveLength(1);
      const text: string | undefined = ann?.bio; // the plain value, by its type too
      expect([text, bob?.bio, ann?.shout]).toEqual(["bio of Ann", "bio of Bob", "DOE"]);
      expect(statements()).toEqual([]);
    });
  });

  test("undefer fills in what an entity lacks, and leaves alone what was set", async () => {
    await withAuthors(["Ann", "Bob"], async (session) => {
      const [ann, bob] = await byId(session).all();
      if (ann === undefined || bob === undefined) throw new Error("they are there");
      ann.bio = "mine";
      statements();
      await byId(session).options(undefer(Author.bio)).all();
      expect(statements()).toHaveLength(2);
      expect([await ann.bio, await bob.bio]).toEqual(["mine", "bio of Bob"]);
      expect(statements()).toEqual([]);
    });
  });

  test("undefer of a joined relation's column is in the statement, of a select-in's one more", async () => {
    await inSession(async (session) => {
      const ann = author("Ann");
      ann.articles = [1, 2].map((n) => new Article({ title: `t${n}`, body: `b${n}` } as never));
      session.add(ann);
      await session.commit();
    });
    for (const [load, count] of [
      [joinedload(Author.articles).undefer(Article.body), 1],
      [selectinload(Author.articles).undefer(Article.body), 3],
    ] as const) {
      await inSession(async (session) => {
        statements();
        const ann = await session.query(Author).options(load).one();
        expect(statements()).toHaveLength(count);
        expect(ann.articles.map((article) => article.body)).toEqual(["b1", "b2"]);
        expect(statements()).toEqual([]);
      });
    }
    await inSession(async (session) => {
      statements();
      const load = joinedload(Author.articles);
      const ann = await session.query(Author).options(load, undefer(Author.bio)).limit(1).one();
      expect(statements()).toHaveLength(1);
      expect([ann.bio, ann.fullName, ann.articles.map(({ gross }) => gross)]).toEqual([
        "bio of Ann",
        "Ann Doe",
        ["0", "0"],
      ]);
      expect(await ann.articles[0]?.body).toBe("b1");
      expect(statements()).toHaveLength(1);
    });
  });

  test("deferred columns load through relations, by either way, and many-to-many", async () => {
    await inSession(async (session) => {
      const group = new Group({ name: "g", notes: "secret plans" });
      group.members = [author("Ann"), author("Bob")];
      session.add(group);
      await session.commit();
    });
    await inSession(async (session) => {
      const [ann, bob] = await byId(session).options(selectinload(Author.groups).undefer(Group.notes)).all();
      expect(ann?.groups[0]).toBe(bob?.groups[0]);
      statements();
      expect(ann?.groups[0]?.notes).toBe("secret plans");
      expect(statements()).toEqual([]);
    });
    await inSession(async (session) => {
      const group = await session.query(Group).one();
      const members = await group.members;
      expect(await Promise.all(Array.from(members, (member) => member.bio))).toHaveLength(2);
    });
  });

  test("what defer and loadOnly leave out loads on access, or is refused", async () => {
    await withAuthors(["Ann"], async (session) => {
      const ann = await session.query(Author).options(loadOnly(Author.last, Author.bio)).one();
      expect(statements()[0]).toMatch(/^SELECT t0."id", t0."last", t0."bio", t0."version" FROM/);
      expect([ann.id, ann.last, ann.version, await ann.bio]).toEqual([1, "Doe", 1, "bio of Ann"]);
      expect(inspect(ann)).toContain("first: <not loaded>");
      const notLoaded = '"Author.hint" is not loaded: refresh the "Author", or query it with this column';
      expect(outcome(() => ann.first)).toBe(colour === "sync" ? "Ann" : ColumnNotLoadedError.name);
      expect(outcome(() => ann.hint, "message")).toBe(colour === "sync" ? null : notLoaded);
      expect(statements()).toHaveLength(colour === "sync" ? 2 : 0);
      await session.query(Author).one(); // gives it all that it lacks
      statements();
      expect([ann.first, ann.fullName]).toEqual(["Ann", "Ann Doe"]);
      expect(statements()).toEqual([]);
    });
    await inSession(async (session) => {
      const ann = await session.query(Author).options(defer(Author.first), undefer(Author.cv)).one();
      expect([ann.cv, isLoaded(ann, Author.first)]).toEqual([{ of: "Ann" }, false]);
      ann.first = "Anne";
      await session.commit();
      expect(await session.query(Author).filter(Author.fullName.eq("Anne Doe")).count()).toBe(1);
    });
  });

  test("options that make no sense are refused", async () => {
    await inSession(async (session) => {
      const query = session.query(Author);
      const all = (...loads: readonly unknown[]) => query.options(...(loads as [never])).all();
      await expect(async () => all(undefer(Article.body))).rejects.toThrow(LoadOptionError);
      await expect(async () => all(defer(Author.bio), undefer(Author.bio))).rejects.toThrow("both wanted and left out");
      expect(() => undefer(Author.articles as never)).toThrow(
        'undefer takes columns, such as User.name, and was given the relation "Author.articles"',
      );
    });
  });

  // ---- expressions

  test("an expression is read with the row, and given back by what writes it", async () => {
    await inSession(async (session) => {
      const ann = author("Ann");
      expect(() => ann.fullName).toThrow(NotAssignedError);
      session.add(ann);
      await session.flush();
      statements();
      expect(ann.fullName).toBe("Ann Doe");
      ann.first = "Anne";
      await session.flush();
      expect([ann.fullName, ann.initials]).toEqual(["Anne Doe", "AD"]);
      expect(statements()).toHaveLength(1);
      expect(() => {
        (ann as { fullName: string }).fullName = "x";
      }).toThrow(TypeError);
      await session.commit();
    });
  });

  test("an expression with a query of its own is kept by a flush, and read by the next query", async () => {
    await inSession(async (session) => {
      const ann = author("Ann");
      session.add(ann);
      await session.flush();
      statements();
      expect(outcome(() => ann.total)).toBe(colour === "sync" ? "0" : ColumnNotLoadedError.name);
      expect(statements()).toHaveLength(colour === "sync" ? 1 : 0);
      await session.refresh(ann);
      expect(ann.total).toBe("0");
      session.add(new Article({ title: "t", price: "12.50", author: ann }));
      session.add(new Article({ title: "u", price: "0.1", author: ann }));
      await session.flush();
      expect(ann.total).toBe("0");
      await session.refresh(ann);
      expect(ann.total).toBe("12.6");
      await session.commit();
    });
  });

  test("expressions give values of their types, and are conditions and orders everywhere", async () => {
    await inSession(async (session) => {
      const [ann, bob] = [author("Ann"), author("Bob", { last: "Roe" })];
      session.addAll([ann, bob]);
      for (const [title, price, who] of [
        ["a", "2", ann],
        ["b", "10", ann],
        ["c", "100.5", bob],
      ] as const)
        session.add(new Article({ title, price, author: who }));
      await session.commit();
    });
    await inSession(async (session) => {
      const articles = await session.query(Article).orderBy(Article.gross.desc()).all();
      expect(articles.map(({ gross, cheap, mood }) => [gross, cheap, mood])).toEqual([
        ["150.75", false, "merry"],
        ["15", false, "merry"],
        ["3", true, "calm"],
      ]);
      const titles = async (condition: Condition<InstanceType<typeof Article>>) =>
        (await session.query(Article).filter(condition).orderBy(Article.title).all()).map(({ title }) => title);
      expect(await titles(Article.gross.eq("15"))).toEqual(["b"]);
      expect(await titles(Article.gross.gt("9"))).toEqual(["b", "c"]);
      expect(await titles(Article.gross.between("2.5", "15"))).toEqual(["a", "b"]);
      expect(await titles(Article.gross.in(["3", "150.75"]))).toEqual(["a", "c"]);
      expect(await titles(Article.cheap.eq(true))).toEqual(["a"]);
      expect(await titles(Article.mood.eq("merry"))).toEqual(["b", "c"]);
      expect(await titles(Article.author.has(Author.fullName.eq("Ann Doe")))).toEqual(["a", "b"]);
      expect(await titles(sql`${Article.gross} = '15' OR ${Article.gross} = '3'`)).toEqual(["a", "b"]);
      const names = async (filter: ReturnType<typeof Author.fullName.eq>) =>
        (await byId(session).filter(filter).all()).map(({ first }) => first);
      expect(await names(Author.articles.any(Article.gross.eq("3")))).toEqual(["Ann"]);
      expect(await names(Author.fullName.startsWith("Bob"))).toEqual(["Bob"]);
      expect(await names(Author.total.gt("9").and(Author.total.lt("100")))).toEqual(["Ann"]);
      expect(await names(Author.shout.in(["ROE", "X"]))).toEqual(["Bob"]);
      const joined = await session
        .query(Article)
        .options(joinedload(Article.author))
        .orderBy(Article.title)
        .limit(1)
        .one();
      expect(joined.author.fullName).toBe("Ann Doe");
      const wrapped = await byId(session).options(joinedload(Author.articles)).orderBy(Author.total).limit(1).all();
      expect(wrapped.map(({ fullName, articles }) => [fullName, articles.length])).toEqual([["Ann Doe", 2]]);
    });
  });

  // ---- versions

  test("a version is 1 when the row is inserted, and counts every update of the row", async () => {
    await inSession(async (session) => {
      const ann = author("Ann");
      const article = new Article({ title: "t", author: ann });
      expect(() => ann.version).toThrow(NotAssignedError);
      session.add(article);
      await session.flush();
      expect([ann.version, article.serial]).toEqual([1, 1n]);
      ann.first = "Anne";
      article.title = "u";
      statements();
      await session.flush();
      expect(statements()).toHaveLength(2);
      expect([ann.version, article.serial]).toEqual([2, 2n]);
      ann.first = "Anna";
      ann.first = "Anne";
      await session.flush();
      expect(statements()).toEqual([]);
      await session.commit();
      ann.first = "Annie";
      await session.flush();
      expect(ann.version).toBe(3);
      await session.rollback();
      expect([ann.version, ann.first]).toEqual([2, "Anne"]);
    });
    await inSession(async (session) => {
      expect((await session.query(Author).one()).version).toBe(2);
      expect((await session.query(Article).one()).serial).toBe(2n);
    });
  });

  test("a batch counts every row of it, whatever the clock says", async () => {
    await withAuthors(["a", "b", "c"], async (session) => {
      const authors = await byId(session).all();
      const [first, second] = authors;
      // One row was written at the very moment of the flush, the others before and after it.
      const now = new Date("2030-01-01T00:00:00Z");
      if (first !== undefined) first.updatedAt = now;
      if (second !== undefined) second.updatedAt = new Date("2031-01-01T00:00:00Z");
      await session.commit();
      for (const one of authors) one.last = "Roe";
      statements();
      onTestFinished(() => void vi.useRealTimers());
      vi.useFakeTimers({ now, toFake: ["Date"] });
      await session.commit();
      expect(statements()).toHaveLength(1);
      expect(authors.map(({ version, fullName, updatedAt }) => [version, fullName, updatedAt])).toEqual([
        [3, "a Roe", now],
        [3, "b Roe", now],
        [2, "c Roe", now],
      ]);
    });
  });

  test("an update and a delete of a row that somebody else changed fail", async () => {
    await inSession(async (session) => {
      for (const place of [1, 2, 3]) session.add(new Stock({ shelf: 1, place, count: 0, label: "l" }));
      session.add(new Group({ name: "g" }));
      session.add(author("Ann"));
      await session.commit();
    });
    await inSession(async (session) => {
      const stocks = await session.query(Stock).orderBy(Stock.place).all();
      const group = await session.query(Group).one();
      const ann = await session.query(Author).one();
      expect(stocks.map(({ code, version }) => [code, version])).toEqual([
        ["1-1", 1],
        ["1-2", 1],
        ["1-3", 1],
      ]);
      await inSession(async (other) => {
        (await other.getOne(Stock, { shelf: 1, place: 2 })).count = 7;
        (await other.query(Group).one()).name = "h";
        (await other.query(Author).one()).first = "Anne";
        await other.commit();
      });
      for (const stock of stocks) stock.count = 1;
      await expect(async () => session.flush()).rejects.toThrow(StaleDataError);
      await session.rollback();
      expect(stocks.map(({ count, version }) => [count, version])).toEqual([
        [0, 1],
        [0, 1],
        [0, 1],
      ]);
      for (const stock of stocks) await session.delete(stock);
      await expect(async () => session.flush()).rejects.toThrow(/"Stock".*3.*2/);
      await session.rollback();
      await session.delete(group);
      await expect(async () => session.flush()).rejects.toThrow(StaleDataError);
      await session.rollback();
      ann.last = "Roe";
      await expect(async () => session.flush()).rejects.toThrow(StaleDataError);
      await session.rollback();
      // Who reads again may write again.
      for (const stock of await session.query(Stock).all()) stock.count = 5;
      ann.last = "x";
      await session.refresh(ann);
      ann.last = "Roe";
      await session.delete(await session.query(Group).one());
      await session.commit();
      expect([ann.version, ann.first]).toEqual([3, "Anne"]);
      expect(stocks.map(({ version }) => version)).toEqual([2, 3, 2]);
    });
  });

  test("a change of links alone counts nothing", async () => {
    await withAuthors(["Ann"], async (session) => {
      const ann = await session.query(Author).one();
      const group = new Group({ name: "g" });
      (await ann.groups).add(group);
      await session.commit();
      expect([ann.version, group.version]).toEqual([1, 1]);
      (await ann.groups).clear();
      await session.commit();
      expect([ann.version, group.version]).toEqual([1, 1]);
    });
  });

  test("a deleted entity that is added again begins anew, if all of it is known", async () => {
    await withAuthors(["Ann"], async (session) => {
      const ann = await session.query(Author).options(undefer(Author.bio), undefer(Author.cv)).one();
      ann.first = "Anne";
      await session.flush();
      await session.delete(ann);
      await session.flush();
      session.add(ann);
      await expect(async () => session.flush()).rejects.toThrow(MissingValueError); // portrait and aliases went with the row
      ann.aliases = [];
      ann.portrait = null;
      await session.commit();
      expect([ann.version, ann.fullName, await ann.bio]).toEqual([1, "Anne Doe", "bio of Ann"]);
    });
  });

  // ---- secrets

  test("what is computed of a secret is printed nowhere", async () => {
    await inSession(async (session) => {
      const ann = author("Ann", { password: "hunter2" });
      session.add(ann);
      await session.commit();
      expect(ann.hint).toBe("h");
      expect(inspect(ann)).toContain("hint: <secret>");
      expect(Object.keys(ann.toJSON())).not.toContain("hint");
      const printed: unknown[] = [];
      const stop = db.onStatement(({ params }) => void printed.push(...params));
      await session.query(Author).filter(Author.hint.eq("h")).one();
      stop();
      expect(printed).toEqual(["***", 2]);
    });
  });

  test("the secrets of many rows are masked in what is told of their statements", async () => {
    await inSession(async (session) => {
      const told: unknown[] = [];
      const stop = db.onStatement(({ params }) => void told.push(...params));
      const authors = ["Ann", "Bob", "Cid"].map((name) => author(name, { password: `hunter-${name}` }));
      session.addAll(authors);
      await session.flush();
      for (const one of authors) one.password = `hunter-${one.id}`;
      await session.commit();
      stop();
      expect(told).toContain("***");
      expect(told.join()).not.toContain("hunter");
    });
  });
});
