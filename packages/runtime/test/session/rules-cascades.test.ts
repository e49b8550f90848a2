/**
 * The rules of two sides in step and of cascades, one case for each, on `fixtures/cascades`: what memory says, and the statements that it takes.
 * All cases of a client share one database, each with an author of its own.
 */
import { expect, test } from "vitest";
import * as asynchronous from "../../../../fixtures/cascades/generated-async/index.ts";
import * as synchronous from "../../../../fixtures/cascades/generated/index.ts";
import { type AsyncSession, MissingValueError } from "../../src/index.ts";
import { forEachClientOf } from "./clients.ts";

type Models = typeof asynchronous;

// As in `clients.ts`: the sync client's values are the async one's without the promise.
forEachClientOf<Models>({ sync: synchronous as unknown as Models, async: asynchronous }, (client) => {
  const { models, inSession, statements } = client;
  const { Author, Book, Card, Comment, Draft, Hint, Letter, Note, Prize, Review } = models;
  type Author = InstanceType<typeof Author>;

  /** Verb and table of each statement since the last call. */
  const did = (): string[] =>
    statements().map((text) => {
      const table = /\b(?:FROM|INTO|UPDATE)\s+(?:"\w+"\.)?"(\w+)"/.exec(text)?.[1];
      return `${/^\w+/.exec(text)?.[0]} ${table}`;
    });
  const written = (): string[] => did().filter((one) => !one.startsWith("SELECT"));
  const texts = (items: Iterable<{ readonly text: string }>): string[] => Array.from(items, ({ text }) => text).sort();

  interface Case {
    /** What the author has, in rows. */
    readonly has?: (author: Author) => void;
    /** `author` is persistent, and has loaded nothing. */
    readonly run: (session: AsyncSession, author: Author) => Promise<void>;
  }

  /** Its author is set from the other side. */
  const card = (number: string) => new Card({ number } as never);
  const letters = (author: Author): void => {
    for (const text of ["one", "two"]) new Letter({ text, author });
  };
  const notes = (author: Author): void => {
    for (const text of ["one", "two"]) new Comment({ text, note: new Note({ text, author }) });
  };

  const cases: Record<string, Case> = {
    // ---- another in the place of what is owned

    "what replaces a far end that is owned comes after the orphan goes": {
      has: (author) => void new Card({ number: `${author.name} 1`, author }),
      async run(session, author) {
        author.card = card(`${author.name} 2`);
        await session.flush();
        expect(did()).toEqual(["SELECT Card", "DELETE Card", "INSERT Card"]);
        // The same number again, of what is loaded.
        const last = await author.card;
        author.card = card(`${author.name} 2`);
        await session.commit();
        expect(did()).toEqual(["DELETE Card", "INSERT Card"]);
        const anew = await author.card;
        expect([session.has(last as never), (await anew?.author) === author]).toEqual([false, true]);
      },
    },
    "before a read, it waits for a flush that is asked for": {
      has: (author) => void new Card({ number: `${author.name} 1`, author }),
      async run(session, author) {
        const first = await author.card;
        const second = card(`${author.name} 2`);
        author.card = second;
        const other = new Author({ name: `${author.name}'s friend` });
        session.add(other);
        did();
        await session.query(Book).count();
        expect(written()).toEqual(["INSERT Author"]);
        expect([session.has(first as never), session.new]).toEqual([true, [second]]);
        // Given to another, the one before is no orphan, and is moved by one UPDATE.
        other.card = first;
        did();
        await session.commit();
        expect(written().sort()).toEqual(["INSERT Card", "UPDATE Card"]);
        expect([await author.card, await other.card]).toEqual([second, first]);
      },
    },
    "one that is moved into the place of an orphan waits too, unless whom it leaves is to be deleted": {
      has: (author) => void new Card({ number: `${author.name} 1`, author }),
      async run(session, author) {
        const other = new Author({ name: `${author.name}'s friend` });
        const second = new Card({ number: `${author.name} 2`, author: other });
        session.add(second);
        await session.flush();
        const first = await author.card;
        author.card = second;
        did();
        await session.query(Book).count();
        expect(did()).toEqual(["SELECT Book"]);
        await session.delete(other);
        did();
        await session.query(Book).count();
        expect(written()).toEqual(["DELETE Card", "UPDATE Card", "DELETE Author"]);
        expect([session.has(first as never), (await author.card) === second]).toEqual([false, true]);
      },
    },

    // ---- in step

    "an unloaded collection queues what goes in and out, and merges it when it loads": {
      has: letters,
      async run(session, author) {
        const one = await session.query(Letter).filterBy({ author, text: "one" }).one();
        did();
        one.author = null;
        const fresh = new Letter({ text: "new", author });
        expect(did()).toEqual([]);
        expect(texts(await author.letters)).toEqual(["new", "two"]);
        expect(did()).toEqual(["UPDATE Letter", "SELECT Letter"]);
        expect(session.has(fresh)).toBe(false);
      },
    },
    "setting the owner of a child in the session brings the owner": {
      async run(session) {
        const owner = new Author({ name: "brought" });
        const letter = new Letter({ text: "l" });
        session.add(letter);
        letter.author = owner;
        expect(session.has(owner)).toBe(true);
      },
    },
    "a new child that points to the session is inserted by an explicit flush, not by an autoflush": {
      async run(session, author) {
        const book = new Book({ title: "preview", author });
        await session.query(Prize).count();
        expect([did(), session.has(book)]).toEqual([["SELECT Prize"], false]);
        await session.flush();
        expect([did(), session.has(book)]).toEqual([["INSERT Book"], true]);
      },
    },
    "expunge drops a new child that points to the session, and so does its removal": {
      async run(session, author) {
        const [first, second] = [new Book({ title: "1", author }), new Book({ title: "2", author })];
        session.expunge(first);
        second.author = null;
        await session.commit();
        expect([...(await author.books)]).toEqual([]);
        expect(written()).toEqual([]);
        const prize = new Prize({ name: "p", authors: [author] });
        expect([...(await author.prizes)]).toEqual([prize]);
        session.expunge(prize);
        await session.commit();
        expect([...(await author.prizes)]).toEqual([]);
        expect(written()).toEqual([]);
      },
    },
    "a new child that is added by its key column stands in the collection that the session holds": {
      has: letters,
      async run(session, author) {
        const held = await author.letters;
        const letter = new Letter({ text: "by key", authorId: author.id });
        session.add(letter);
        expect([held.has(letter), await letter.author]).toEqual([true, author]);
        await session.rollback();
        expect([held.has(letter), held.length, session.has(letter)]).toEqual([false, 2, false]);
      },
    },
    "of the key column and the relation the last one that was set counts": {
      has: letters,
      async run(session, author) {
        const other = new Author({ name: `${author.name}, other` });
        session.add(other);
        await session.flush();
        const [one, two] = await author.letters;
        did();
        if (one === undefined || two === undefined) throw new Error("two letters");
        one.authorId = 12_345;
        one.author = other;
        two.author = null;
        two.authorId = other.id;
        expect([texts(await author.letters), await two.author]).toEqual([[], other]);
        await session.commit();
        expect([did(), one.authorId, two.authorId]).toEqual([["UPDATE Letter"], other.id, other.id]);
      },
    },
    "what a relation does not save is refused, and says so": {
      async run(session) {
        session.add(new Hint({ text: "h", author: new Author({ name: "outside" }) }));
        const failure = await Promise.resolve()
          .then(() => session.flush())
          .catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(MissingValueError);
        expect((failure as Error).message).toMatch(/"author" holds a new "Author" that is in no session/);
        await session.rollback();
      },
    },

    // ---- deleting

    "delete loads level by level what it deletes, and nothing else": {
      has(author) {
        notes(author);
        new Draft({ text: "d", author });
        new Book({ title: "b", author });
      },
      async run(session, author) {
        await session.delete(author);
        expect(did().sort()).toEqual(["SELECT Card", "SELECT Comment", "SELECT Draft", "SELECT Note", "SELECT Review"]);
        expect(session.deleted).toHaveLength(6);
        await session.flush();
        // The session looks for those whose keys nobody else empties.
        expect(
          did()
            .filter((one) => one.startsWith("SELECT"))
            .sort(),
        ).toEqual(["SELECT Author", "SELECT Letter"]);
        const [book] = await session.query(Book).all();
        expect(book?.authorId).toBeNull();
      },
    },
    "delete reaches a new child that was added by its key column": {
      async run(session, author) {
        const draft = new Draft({ text: "d", authorId: author.id });
        session.add(draft);
        await session.delete(author);
        expect(session.has(draft)).toBe(false);
        await session.commit();
        expect(written()).toEqual(["DELETE Author"]);
      },
    },
    "of unloaded children that nobody else parts from their owner, the session empties the keys": {
      has: letters,
      async run(session, author) {
        const student = new Author({ name: `${author.name}, student`, mentor: author });
        await session.flush();
        await session.delete(author);
        did();
        await session.flush();
        expect(did()).toEqual(["SELECT Letter", "SELECT Author", "UPDATE Author", "UPDATE Letter", "DELETE Author"]);
        expect([student.mentorId, await student.mentor]).toEqual([null, null]);
        await session.rollback();
        expect(session.has(author)).toBe(true);
      },
    },
    "of loaded ones as well, and a rollback gives them back": {
      has: letters,
      async run(session, author) {
        const held = [...(await author.letters)];
        await author.students;
        await session.delete(author);
        did();
        await session.flush();
        expect(did()).toEqual(["UPDATE Letter", "DELETE Author"]);
        expect(held.map(({ authorId }) => authorId)).toEqual([null, null]);
        await session.rollback();
        expect(held.map(({ authorId }) => authorId)).toEqual([author.id, author.id]);
        expect([...(await author.letters)]).toEqual(held);
      },
    },
    "a child that was moved before its owner is deleted is one UPDATE and stays": {
      has: (author) => void new Draft({ text: "d", author }),
      async run(session, author) {
        const heir = new Author({ name: `${author.name}, heir` });
        session.add(heir);
        const draft = await session.query(Draft).filterBy({ author }).one();
        did();
        draft.author = heir;
        await session.delete(author);
        await session.flush();
        expect(written()).toEqual(["UPDATE Draft", "DELETE Author"]);
        expect([session.has(draft), draft.authorId]).toEqual([true, heir.id]);
      },
    },
    "a child that was removed before its owner is deleted stays, without an owner": {
      has: (author) => void new Draft({ text: "d", author }),
      async run(session, author) {
        const [draft] = await author.drafts;
        if (draft === undefined) throw new Error("a draft");
        (await author.drafts).remove(draft);
        await session.delete(author);
        await session.flush();
        expect(written()).toEqual(["UPDATE Draft", "DELETE Author"]);
        expect(session.has(draft)).toBe(true);
      },
    },

    // ---- orphans

    "a new orphan has left the session, and comes back with its next owner": {
      async run(session, author) {
        const held = await author.notes;
        const note = new Note({ text: "n", author });
        session.add(note);
        held.remove(note);
        expect([session.has(note), session.new]).toEqual([false, []]);
        await session.query(Prize).count();
        const heir = new Author({ name: `${author.name}, heir`, notes: [note] });
        session.add(heir);
        expect(session.has(note)).toBe(true);
        await session.commit();
        expect([written(), note.authorId]).toEqual([["INSERT Author", "INSERT Note"], heir.id]);
      },
    },
    "an orphan is deleted with what it owns, orphans of one flush together": {
      has: notes,
      async run(session, author) {
        const held = await author.notes;
        did();
        held.clear();
        await session.query(Prize).count();
        expect(did()).toEqual(["SELECT Prize"]);
        await session.commit();
        expect(did()).toEqual(["SELECT Comment", "DELETE Comment", "DELETE Note"]);
      },
    },
    "an orphan that an autoflush finds in the way of its former owner's deletion goes with it": {
      has: notes,
      async run(session, author) {
        const held = await author.notes;
        const [note] = held;
        if (note === undefined) throw new Error("a note");
        held.remove(note);
        await session.delete(author);
        did();
        await session.query(Prize).count();
        expect(written()).toEqual(["DELETE Comment", "DELETE Note", "DELETE Author"]);
        await session.rollback();
        expect([held.length, session.has(note), await note.author]).toEqual([2, true, author]);
      },
    },
    "of two owners that delete their orphans either one does": {
      async run(session, author) {
        const book = new Book({ title: "b", author });
        const [one, two, three] = ["1", "2", "3"].map((text) => new Review({ text, author, book })) as [
          InstanceType<typeof Review>,
          InstanceType<typeof Review>,
          InstanceType<typeof Review>,
        ];
        await session.flush();
        did();
        (await author.reviews).remove(one);
        (await book.reviews).remove(two);
        (await book.reviews).remove(three);
        three.book = new Book({ title: "c" });
        await session.flush();
        expect(written()).toEqual(["INSERT Book", "UPDATE Review", "DELETE Review"]);
        expect([session.has(one), session.has(two), session.has(three)]).toEqual([false, false, true]);
      },
    },
    "removed and deleted is deleted, removed and added again is nothing": {
      has: (author) => {
        letters(author);
        notes(author);
      },
      async run(session, author) {
        const [mail, held] = [await author.letters, await author.notes];
        const [first, second] = mail;
        const [note] = held;
        if (first === undefined || second === undefined || note === undefined) throw new Error("three");
        mail.remove(first);
        await session.delete(first);
        mail.remove(second);
        mail.add(second);
        held.remove(note);
        held.add(note);
        await session.flush();
        expect(written()).toEqual(["DELETE Letter"]);
        expect([mail.length, held.length]).toEqual([1, 2]);
      },
    },
    "an autoflush between a removal and the child's return costs an UPDATE each, an orphan's none": {
      has: (author) => {
        letters(author);
        notes(author);
      },
      async run(session, author) {
        const [mail, held] = [await author.letters, await author.notes];
        const [[letter], [note]] = [mail, held];
        if (letter === undefined || note === undefined) throw new Error("two");
        mail.remove(letter);
        held.remove(note);
        await session.query(Prize).count();
        mail.add(letter);
        held.add(note);
        await session.commit();
        expect(written()).toEqual(["UPDATE Letter", "UPDATE Letter"]);
      },
    },
    "a one-to-one is emptied, and its end deleted": {
      has: (author) => void new Card({ number: author.name, author }),
      async run(session, author) {
        const card = await author.card;
        did();
        author.card = null;
        await session.flush();
        expect(did()).toEqual(["DELETE Card"]);
        expect(card === null || session.has(card)).toBe(false);
      },
    },
  };

  test("both sides, cascades and orphans", async () => {
    for (const [name, { has, run }] of Object.entries(cases)) {
      const id = await inSession(async (session) => {
        const author = new Author({ name });
        has?.(author);
        session.add(author);
        await session.commit();
        return author.id;
      });
      try {
        await inSession(async (session) => {
          const author = await session.getOne(Author, id);
          statements();
          await run(session, author);
        });
      } catch (error) {
        throw new Error(name, { cause: error });
      }
    }
  });

  test("an orphan leaves its key to who takes its place: one UPDATE", async () => {
    await inSession(async (session) => {
      const ann = new Author({ name: "Ann" });
      ann.notes = [new Note({ id: 1, text: "old" } as never)];
      ann.card = new Card({ id: 1, number: "1" } as never);
      session.add(ann);
      await session.commit();
      await ann.notes;
      await ann.card;
      ann.notes = [new Note({ id: 1, text: "new" } as never)];
      ann.card = new Card({ id: 1, number: "2" } as never);
      statements();
      expect(await session.query(Author).count()).toBe(1); // a flush before a read decides nothing
      expect(statements()).toHaveLength(1);
      await session.commit();
      const verbs = statements().map((text) => text.split(" ", 1)[0]);
      expect(verbs.filter((verb) => verb !== "SELECT")).toEqual(["UPDATE", "UPDATE"]);
      expect((await session.getOne(Note, 1)).text).toBe("new");
      expect((await session.getOne(Card, 1)).number).toBe("2");
    });
  });
});
