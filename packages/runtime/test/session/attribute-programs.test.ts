/**
 * Random programs over the columns that are not plain, against plain objects: what is set, loaded, flushed, undone and changed by others, in any
 * order. Values are compared after every step; reading them may load, which is a step of its own kind.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import * as asynchronous from "../../../../fixtures/attributes/generated-async/index.ts";
import * as synchronous from "../../../../fixtures/attributes/generated/index.ts";
import { type AsyncSession, defer, loadOnly, type Nested, StaleDataError, undefer } from "../../src/index.ts";
import { forEachClientOf } from "./clients.ts";

type Models = typeof asynchronous;
type Author = InstanceType<Models["Author"]>;
const clients = { sync: synchronous as unknown as Models, async: asynchronous };

/** What a row, or an entity, holds. */
interface Values {
  first: string;
  bio: string;
  aliases: readonly string[];
  version: number;
}

const kinds = [
  ...["setFirst", "setBio", "setAliases", "pushAlias", "readBio", "readAliases", "readTick"],
  ...["flush", "commit", "rollback", "nest", "release", "undoNested"],
  ...["query", "undefer", "loadOnly", "defer", "refresh", "expire", "newSession", "meddle"],
] as const;
type Kind = (typeof kinds)[number];

const step = fc.record({
  kind: fc.constantFrom(...kinds),
  who: fc.nat({ max: 2 }),
  text: fc.constantFrom("x", "y", "z", ""),
});
const people = [1, 2, 3];
const copy = <T>(of: ReadonlyMap<number, T>): Map<number, T> => structuredClone(new Map(of));

forEachClientOf(clients, ({ models, db, inSession, colour, isPostgres }) => {
  const { Author } = models;

  test("memory and rows are what plain objects say", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40, size: "max" }), async (steps) => {
        await db.dropAll();
        await db.createAll();
        const run = new Run();
        await run.begin();
        try {
          for (const { kind, who, text } of steps) await run.step(kind, people[who] ?? 1, text);
          await run.step("commit", 1, "");
          await run.compareRows();
        } finally {
          await run.session.close();
        }
      }),
      { numRuns: isPostgres ? 8 : 60, interruptAfterTimeLimit: 20_000 },
    );
  });

  class Run {
    session: AsyncSession = db.session({ discard: "silent" });
    #authors = new Map<number, Author>();
    /** What the program has, what the flushed rows are, and both as they were when the transaction and each savepoint began. */
    #now = new Map<number, Values>();
    #rows = new Map<number, Values>();
    #before: Map<number, Values>[] = [];
    #nested: Nested<"async">[] = [];

    async begin(): Promise<void> {
      await inSession(async (session) => {
        for (const id of people)
          session.add(new Author({ id, first: `f${id}`, last: "l", bio: `b${id}`, aliases: [] }));
        await session.commit();
      });
      for (const id of people) this.#rows.set(id, { first: `f${id}`, bio: `b${id}`, aliases: [], version: 1 });
      await this.#open();
    }

    async #open(): Promise<void> {
      this.#now = copy(this.#rows);
      this.#before = [copy(this.#rows)];
      this.#nested = [];
      const all = await this.session.query(Author).all();
      this.#authors = new Map(all.map((author) => [author.id, author]));
    }

    #author(id: number): Author {
      return this.#authors.get(id) as Author; // of `people`, all of whom are there
    }

    #values(id: number): Values {
      return this.#now.get(id) as Values; // as above
    }

    async step(kind: Kind, id: number, text: string): Promise<void> {
      const [author, values, { session }] = [this.#author(id), this.#values(id), this];
      switch (kind) {
        case "setFirst":
          author.first = values.first = text;
          break;
        case "setBio":
          author.bio = values.bio = text;
          break;
        case "setAliases":
          author.aliases = values.aliases = [text];
          author.aliases = [text]; // of its own: the session watches the one that it was given
          break;
        case "pushAlias":
          (await author.aliases).push(text);
          values.aliases = [...values.aliases, text];
          break;
        case "readBio":
          assert.deepEqual(await author.bio, values.bio);
          break;
        case "readAliases":
          assert.deepEqual(await author.aliases, values.aliases);
          break;
        case "readTick": {
          const all = people.map((one) => this.#author(one));
          const found = await Promise.all(all.flatMap((one) => [one.bio, one.aliases]));
          assert.deepEqual(
            found,
            people.flatMap((one) => [this.#values(one).bio, this.#values(one).aliases]),
          );
          break;
        }
        case "flush":
          await session.flush();
          this.#count();
          break;
        case "commit":
          await session.commit();
          this.#count();
          this.#before = [copy(this.#rows)];
          this.#nested = [];
          break;
        case "rollback":
          await session.rollback();
          this.#undo(0);
          break;
        case "nest":
          this.#nested.push(await session.beginNested());
          this.#count();
          this.#before.push(copy(this.#rows));
          break;
        case "release":
          if (this.#nested.length === 0) return;
          await this.#nested.pop()?.commit();
          this.#count();
          this.#before.pop();
          break;
        case "undoNested":
          if (this.#nested.length === 0) return;
          await this.#nested.pop()?.rollback();
          this.#undo(this.#nested.length + 1);
          break;
        case "query":
          await session.query(Author).all();
          this.#count();
          break;
        case "undefer":
          await session.query(Author).options(undefer(Author.bio), undefer(Author.aliases)).all();
          this.#count();
          assert.deepEqual(this.#authors.get(id)?.bio, values.bio);
          break;
        case "loadOnly":
        case "defer":
          await session
            .query(Author)
            .options(kind === "defer" ? defer(Author.last) : loadOnly(Author.first))
            .all();
          this.#count();
          break;
        case "refresh": {
          await session.refresh(author);
          const row = this.#rows.get(id) as Values; // of `people`
          Object.assign(values, structuredClone(row));
          break;
        }
        case "expire":
          session.expire(author);
          break;
        case "newSession":
          await session.close();
          this.session = db.session({ discard: "silent" });
          this.#rows = copy(this.#before[0] as Map<number, Values>); // there is always the transaction's
          await this.#open();
          break;
        case "meddle":
          // Only between transactions: SQLite has one writer, and a stale version would end the program.
          if (this.#isOpen()) return;
          await this.#meddle(id, text);
          break;
      }
      this.#compareMemory();
    }

    #isOpen(): boolean {
      return this.#nested.length > 0 || JSON.stringify([...this.#now]) !== JSON.stringify([...(this.#before[0] ?? [])]);
    }

    /** Somebody else changes a row: who then writes without reading again is told. */
    async #meddle(id: number, text: string): Promise<void> {
      await this.session.commit();
      this.#count();
      await inSession(async (other) => {
        const author = await other.getOne(Author, id);
        author.bio = `${text}!`;
        await other.commit();
      });
      const row = this.#rows.get(id) as Values; // of `people`
      Object.assign(row, { bio: `${text}!`, version: row.version + 1 });
      this.#author(id).first = "late";
      await assert.rejects(async () => this.session.flush(), StaleDataError);
      await this.session.rollback();
      await this.session.refresh(this.#author(id));
      this.#now = copy(this.#rows);
      this.#before = [copy(this.#rows)];
      if (colour === "async") await this.session.query(Author).options(undefer(Author.bio)).all();
    }

    /** A flush has written what differs. An author that was set and set back may have been, where the old value was not known. */
    #count(): void {
      for (const [id, values] of this.#now) {
        const { version } = this.#author(id);
        const row = this.#rows.get(id) as Values; // of `people`
        const isChanged = ["first", "bio", "aliases"].some(
          (name) => JSON.stringify(values[name as keyof Values]) !== JSON.stringify(row[name as keyof Values]),
        );
        assert(
          [row.version + 1, ...(isChanged ? [] : [row.version])].includes(version),
          `version ${version} after ${row.version}`,
        );
        values.version = version;
      }
      this.#rows = copy(this.#now);
    }

    #undo(depth: number): void {
      const before = this.#before[depth] as Map<number, Values>; // one for each savepoint that is open
      this.#before.length = Math.max(depth, 1);
      if (depth === 0) this.#nested = [];
      this.#rows = copy(before);
      this.#now = copy(before);
    }

    #compareMemory(): void {
      for (const id of people) {
        const { first, version } = this.#author(id);
        assert.deepEqual({ first, version }, { first: this.#values(id).first, version: this.#values(id).version });
      }
    }

    async compareRows(): Promise<void> {
      await inSession(async (session) => {
        for (const author of await session.query(Author).options(undefer(Author.bio), undefer(Author.aliases)).all()) {
          const { first, bio, aliases, version, fullName } = author;
          assert.deepEqual({ first, bio, aliases, version }, this.#rows.get(author.id));
          assert.deepEqual(fullName, `${first} l`);
        }
      });
    }
  }
});
