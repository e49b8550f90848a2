/**
 * The rules of reads, transactions and versions, one case for each, on `fixtures/cascades`: what memory says, and the statements that it takes.
 * All cases of a client share one database, each with an author of its own.
 */
import { expect, test } from "vitest";
import * as asynchronous from "../../../../fixtures/cascades/generated-async/index.ts";
import * as synchronous from "../../../../fixtures/cascades/generated/index.ts";
import { type AsyncSession, sql, StaleDataError, UniqueViolation } from "../../src/index.ts";
import { forEachClientOf } from "./clients.ts";

type Models = typeof asynchronous;

// As in `clients.ts`: the sync client's values are the async one's without the promise.
forEachClientOf<Models>({ sync: synchronous as unknown as Models, async: asynchronous }, (client) => {
  const { colour, models, inSession, statements } = client;
  const { Author, Book, Letter, Prize } = models;
  type Author = InstanceType<typeof Author>;

  /** Verb and table of each statement since the last call. */
  const did = (): string[] =>
    statements().map((text) => {
      const table = /\b(?:FROM|INTO|UPDATE)\s+(?:"\w+"\.)?"(\w+)"/.exec(text)?.[1] ?? "";
      return `${/^\w+/.exec(text)?.[0]} ${table}`.trimEnd();
    });
  const failure = (work: () => unknown): Promise<Error> =>
    Promise.resolve()
      .then(work)
      .then(
        () => {
          throw new Error("a failure was expected");
        },
        (error: unknown) => error as Error, // nobody throws anything else
      );

  interface Case {
    /** What the author has, in rows. */
    readonly has?: (author: Author) => void;
    /** `author` is persistent, and has loaded nothing. `others` is another session. */
    readonly run: (session: AsyncSession, author: Author, others: Others) => Promise<void>;
    /** Whether another session may write while this one has read; not where all share a connection that a transaction holds. */
    readonly colour?: "async";
  }
  /** Changes the author's row, or more, in a transaction of its own. */
  type Others = (change: (author: Author, session: AsyncSession) => void) => Promise<void>;

  const letters = (author: Author): void => {
    for (const text of ["one", "two"]) new Letter({ text, author });
  };

  const cases: Record<string, Case> = {
    // ---- the flush before a read

    "reads flush first: queries, a get that misses, statements; a get that hits does not": {
      async run(session, author) {
        author.nick = "1";
        await session.get(Author, author.id);
        expect(did()).toEqual([]);
        await session.get(Author, 1_000_000);
        expect(did()).toEqual(["UPDATE Author", "SELECT Author"]);
        author.nick = "2";
        await session.query(Book).count();
        author.nick = "3";
        await session.query(Book).exists();
        author.nick = "4";
        await session.execute(sql`SELECT 1`);
        expect(did()).toEqual([
          ...["UPDATE Author", "SELECT Book", "UPDATE Author", "SELECT Book"],
          ...["UPDATE Author", "SELECT"],
        ]);
      },
    },
    "a lazy load flushes first, where it takes a statement": {
      has: letters,
      async run(session, author) {
        const letter = await session.query(Letter).filterBy({ author, text: "one" }).one();
        did();
        author.nick = "changed";
        expect(await letter.author).toBe(author);
        expect(did()).toEqual([]);
        session.add(new Letter({ text: "three", authorId: author.id }));
        expect(await author.letters).toHaveLength(3);
        expect(did()).toEqual(["UPDATE Author", "INSERT Letter", "SELECT Letter"]);
        author.nick = "again";
        expect(await author.letters).toHaveLength(3);
        expect(did()).toEqual([]);
      },
    },
    "what a flush before a read throws says where it comes from": {
      async run(session, author) {
        session.add(new Author({ name: author.name }));
        const first = await failure(() => session.query(Book).all());
        expect(first).toBeInstanceOf(UniqueViolation);
        expect(first.message).toMatch(/before it reads: .*noAutoflush/);
        await session.rollback();
        session.add(new Author({ name: author.name }));
        const second = await failure(() => session.flush());
        expect(second.message).not.toMatch(/before it reads/);
        await session.rollback();
      },
    },

    // ---- values that are changed in place

    "a value that is changed in place is written; a read looks at those that were handed out since the last": {
      has: (author) => void (author.data = { list: [1] }),
      async run(session, author) {
        const data = author.data as { list: number[] };
        data.list.push(2);
        await session.query(Prize).count();
        expect(did()).toEqual(["UPDATE Author", "SELECT Prize"]);
        data.list.push(3); // by a reference from before the read
        await session.query(Prize).count();
        expect(did()).toEqual(["SELECT Prize"]);
        expect(author.data).toBe(data);
        await session.query(Prize).count();
        expect(did()).toEqual(["UPDATE Author", "SELECT Prize"]);
        data.list.push(4);
        expect(session.dirty).toEqual([author]);
        await session.query(Prize).count();
        data.list.push(5);
        await session.commit();
        expect(did()).toEqual(["UPDATE Author", "SELECT Prize", "UPDATE Author"]);
        await session.query(Author).filterBy({ id: author.id }).one();
        expect(author.data).toEqual({ list: [1, 2, 3, 4, 5] });
      },
    },
    "a Date is a copy: it is changed by assigning another": {
      has: (author) => void (author.born = new Date(0)),
      async run(session, author) {
        author.born?.setFullYear(2000);
        expect([author.born?.getTime(), session.isModified(author)]).toEqual([0, false]);
        const given = new Date(1000);
        author.born = given;
        given.setFullYear(2000);
        expect(author.born.getTime()).toBe(1000);
      },
    },

    // ---- stale rows

    "after a commit a query refreshes clean columns, keeps changes, and has loaded relations loaded anew": {
      has: letters,
      async run(session, author, others) {
        const held = await author.letters;
        await session.commit();
        await others((theirs, other) => {
          theirs.nick = "theirs";
          other.add(new Letter({ text: "theirs", author: theirs }));
        });
        expect([author.nick, held.length]).toEqual([null, 2]);
        const added = new Letter({ text: "mine", author });
        did();
        await session.query(Author).filterBy({ id: author.id }).one();
        expect([did(), author.nick]).toEqual([["SELECT Author"], "theirs"]);
        if (colour === "sync") {
          expect(await author.letters).toBe(held);
          expect(did()).toEqual(["SELECT Letter"]);
          expect([held.length, held.has(added)]).toEqual([4, true]);
        }
      },
    },
    "a stale many-to-one is given as it is, and a get reads it": {
      has: letters,
      async run(session, author, others) {
        const letter = await session.query(Letter).filterBy({ author, text: "one" }).one();
        await session.commit();
        await others((theirs) => void (theirs.nick = "theirs"));
        did();
        expect([await letter.author, author.nick]).toEqual([author, null]);
        expect(did()).toEqual([]);
        await session.get(Author, author.id);
        expect([did(), author.nick]).toEqual([["SELECT Author"], "theirs"]);
      },
    },
    "a deleted child stays in the loaded collection until the flush": {
      has: letters,
      async run(session, author) {
        const held = await author.letters;
        const [first] = held;
        if (first === undefined) throw new Error("a letter");
        await session.delete(first);
        expect(held.length).toBe(2);
        await session.flush();
        expect(held.length).toBe(1);
        await session.rollback();
        expect([held.length, held.has(first), session.has(first)]).toEqual([2, true, true]);
      },
    },

    // ---- commit and rollback

    "savepoints put back what changed inside them, and nothing else": {
      has: letters,
      async run(session, author) {
        const held = await author.letters;
        const [one, two] = held;
        if (one === undefined || two === undefined) throw new Error("two letters");
        held.remove(one);
        author.nick = "outer";
        const inner = await session.beginNested();
        held.remove(two);
        const fresh = new Letter({ text: "fresh", author });
        author.nick = "inner";
        await session.flush();
        await inner.rollback();
        expect([[...held], author.nick, one.authorId, two.authorId]).toEqual([[two], "outer", null, author.id]);
        expect(session.has(fresh)).toBe(false);
        const released = await session.beginNested();
        held.add(one);
        await released.commit();
        await session.rollback();
        expect([held.length, held.has(one), author.nick, author.version]).toEqual([2, true, null, 1]);
        session.add(fresh);
        await session.flush();
        expect(held.has(fresh)).toBe(true);
      },
    },
    "a failure inside a savepoint is the database's, and the outer transaction goes on": {
      async run(session, author) {
        author.nick = "outer";
        const inner = await session.beginNested();
        const twin = new Author({ name: author.name });
        session.add(twin);
        expect(await failure(() => inner.commit())).toBeInstanceOf(UniqueViolation);
        await inner.rollback();
        expect([author.nick, session.has(twin)]).toEqual(["outer", false]);
        twin.name += ", twin";
        session.add(twin);
        await session.commit();
        expect(await session.query(Author).filterBy({ name: twin.name }).one()).toBe(twin);
      },
    },
    "session.rollback ends the outermost transaction": {
      async run(session, author) {
        author.nick = "outer";
        const inner = await session.beginNested();
        author.nick = "inner";
        await session.rollback();
        expect(author.nick).toBeNull();
        expect((await failure(() => inner.commit())).message).toMatch(/has ended/);
      },
    },
    "what is rolled back can be done again: deleted and added anew, changed after a flush": {
      async run(session, author) {
        const fresh = new Author({ name: `${author.name}, fresh`, nick: "first" });
        session.add(fresh);
        await session.delete(author);
        await session.flush();
        session.add(author);
        fresh.nick = "second";
        await session.flush();
        fresh.nick = "third";
        await session.rollback();
        expect([session.has(author), session.has(fresh)]).toEqual([true, false]);
        expect(() => fresh.id).toThrow(/no value yet/);
        expect(await session.get(Author, author.id)).toBe(author);
        session.add(fresh);
        await session.commit();
        expect(await session.get(Author, fresh.id)).toBe(fresh);
      },
    },

    // ---- what an async flush does not see

    "what changes while statements are under way belongs to the next flush, and a commit flushes until nothing is left":
      {
        colour: "async",
        has: letters,
        async run(session, author) {
          const [held, prizes] = [await author.letters, await author.prizes];
          const prize = new Prize({ name: "p" });
          session.add(prize);
          await session.flush();
          author.nick = "1";
          did();
          const flushing = session.flush();
          author.nick = "2";
          prizes.add(prize);
          held.add(new Letter({ text: "late" }));
          await flushing;
          expect([did(), author.nick]).toEqual([["UPDATE Author"], "2"]);
          const committing = session.commit();
          author.nick = "3";
          await committing;
          expect([session.dirty, session.new]).toEqual([[], []]);
          expect(did()).toEqual(["UPDATE Author", "INSERT Letter", "INSERT _AuthorToPrize", "UPDATE Author"]);
        },
      },

    // ---- versions

    "a version is counted up by the row's own change alone": {
      has: (author) => void new Book({ title: "b", author }),
      async run(session, author) {
        const [book] = await author.books;
        if (book !== undefined) book.title = "changed";
        (await author.prizes).add(new Prize({ name: "p" }));
        await session.flush();
        expect(author.version).toBe(1);
        author.nick = "own";
        await session.flush();
        expect(author.version).toBe(2);
        author.nick = null;
        await session.flush();
        expect(author.version).toBe(3);
        await session.rollback();
        expect([author.version, author.nick]).toEqual([1, null]);
      },
    },
    "rows that others changed are named, in a batch too": {
      async run(session, author, others) {
        const twin = new Author({ name: `${author.name}, twin` });
        session.add(twin);
        await session.commit();
        await session.query(Author).all();
        await others((theirs) => void (theirs.nick = "theirs"));
        did();
        for (const one of [author, twin]) one.nick = "mine";
        const stale = (await failure(() => session.flush())) as StaleDataError;
        expect(stale).toBeInstanceOf(StaleDataError);
        expect([stale.entities, stale.entity, Object.keys(stale).includes("entities")]).toEqual([
          [author],
          author,
          false,
        ]);
        await session.rollback();
        for (const one of [author, twin]) await session.delete(one);
        const gone = (await failure(() => session.flush())) as StaleDataError;
        expect(gone).toBeInstanceOf(StaleDataError);
        expect(gone.entities).toEqual([author]);
        await session.rollback();
        expect([session.has(author), author.version]).toEqual([true, 1]);
      },
    },
    "one row's versioned update names it without another statement": {
      async run(session, author, others) {
        await others((theirs) => void (theirs.nick = "theirs"));
        author.nick = "mine";
        did();
        const stale = (await failure(() => session.flush())) as StaleDataError;
        expect([stale.entities, did()]).toEqual([[author], ["UPDATE Author"]]);
        await session.rollback();
        await session.get(Author, author.id);
        author.nick = "mine after all";
        await session.commit();
        expect(author.version).toBe(3);
      },
    },
  };

  test("reads, transactions and versions", async () => {
    for (const [name, { has, run, colour: only }] of Object.entries(cases)) {
      if (only !== undefined && only !== colour) continue;
      const id = await inSession(async (session) => {
        const author = new Author({ name });
        has?.(author);
        session.add(author);
        await session.commit();
        return author.id;
      });
      const others: Others = (change) =>
        inSession(async (other) => {
          change(await other.getOne(Author, id), other);
          await other.commit();
          statements();
        });
      try {
        await inSession(async (session) => {
          const author = await session.getOne(Author, id);
          statements();
          await run(session, author, others);
        });
      } catch (error) {
        throw new Error(name, { cause: error });
      }
    }
  });
});
