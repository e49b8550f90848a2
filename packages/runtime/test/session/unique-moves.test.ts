/** Unique values that move between rows within one flush. */
import { expect, test } from "vitest";
import * as asynchronous from "../../../../fixtures/unique-moves/generated-async/index.ts";
import * as synchronous from "../../../../fixtures/unique-moves/generated/index.ts";
import { UniqueCycleError } from "../../src/index.ts";
import { forEachClientOf } from "./clients.ts";

forEachClientOf(
  { sync: synchronous as unknown as typeof asynchronous, async: asynchronous },
  ({ models, inSession, statements }) => {
    const { City, Country, Locker, Pass, Person, Player, Trophy } = models;
    const player = (id: number, nick: string, values: object = {}) =>
      new Player({ id, nick, team: 1, number: id, ...values });

    /** What each statement does, and to which table. */
    const verbs = () => statements().map((text) => text.replace(/^(\w+)(?: INTO| FROM)? "(\w+)".*$/s, "$1 $2"));
    const rejection = (work: () => unknown): Promise<unknown> =>
      Promise.resolve()
        .then(work)
        .then(
          () => null,
          (error: unknown) => error,
        );

    test("whoever releases a value goes first; in a circle one row is parked", async () => {
      await inSession(async (session) => {
        const [a, b, c, d, e] = ["a", "b", "c", "d", "e"].map((nick, at) => player(at + 1, nick));
        if (!a || !b || !c || !d || !e) throw new Error();
        session.addAll([a, b, c, d, e]);
        await session.commit();
        statements();
        const flushed = async (): Promise<string[]> => {
          await session.flush();
          return verbs();
        };

        // One of those that go releases what one of the new takes: they stay one statement each.
        await session.delete(d);
        await session.delete(e);
        session.addAll([player(6, "x"), player(7, "d"), player(8, "y")]);
        expect(await flushed()).toEqual(["DELETE Player", "INSERT Player"]);

        // A chain that ends in a new row.
        a.nick = "z";
        b.nick = "a";
        c.nick = "b";
        session.add(player(9, "c"));
        expect(await flushed()).toEqual(["UPDATE Player", "UPDATE Player", "UPDATE Player", "INSERT Player"]);

        // A swap, of a column that is not NULL, of one that may be, of two columns, and of the primary key.
        [a.nick, b.nick] = [b.nick, a.nick];
        expect(await flushed()).toHaveLength(3);
        a.phone = "1";
        b.phone = "2";
        await session.flush();
        statements();
        [a.phone, b.phone] = [b.phone, a.phone];
        expect(await flushed()).toHaveLength(3);
        [a.number, b.number] = [b.number, a.number];
        expect(await flushed()).toHaveLength(3);
        [a.id, b.id] = [b.id, a.id];
        expect(await flushed()).toHaveLength(3);
        expect(await session.get(Player, 1)).toBe(b);
        // All at once, and a circle of three.
        [a.nick, b.nick] = [b.nick, a.nick];
        [a.phone, b.phone] = [b.phone, a.phone];
        [a.number, b.number, c.number] = [b.number, c.number, a.number];
        statements();
        expect(await flushed()).toHaveLength(4);
        await session.commit();
      });
      await inSession(async (session) => {
        const all = await session.query(Player).orderBy(Player.id).all();
        expect(all.map(({ id, nick, phone, number }) => [id, nick, phone, number])).toEqual([
          [1, "a", "2", 3],
          [2, "z", "1", 1],
          [3, "b", null, 2],
          [6, "x", null, 6],
          [7, "d", null, 7],
          [8, "y", null, 8],
          [9, "c", null, 9],
        ]);
      });
    });

    test("partners of one-to-ones change places", async () => {
      await inSession(async (session) => {
        const [a, b] = [player(1, "a"), player(2, "b")];
        const [one, two] = [new Locker({ id: 1, owner: a }), new Locker({ id: 2, owner: b })];
        const [own, other] = [new Pass({ id: 1, owner: a }), new Pass({ id: 2, owner: b })];
        session.addAll([a, b, one, two, own, other]);
        await session.commit();
        await session.query(Locker).all();
        await session.query(Pass).all();
        statements();
        a.locker = two; // `one` has nobody now
        await session.flush();
        expect(verbs().filter((text) => !text.startsWith("SELECT"))).toEqual(["UPDATE Locker", "UPDATE Locker"]);
        one.owner = b;
        await session.flush();
        statements();
        [one.ownerId, two.ownerId] = [two.ownerId, one.ownerId];
        await session.flush();
        expect(verbs()).toEqual(["UPDATE Locker", "UPDATE Locker", "UPDATE Locker"]);
        await session.delete(own);
        session.add(new Pass({ id: 3, owner: a }));
        await session.flush();
        expect(verbs()).toEqual(["DELETE Pass", "INSERT Pass"]);
        await session.commit();

        // No player is nobody, so that neither pass can be parked.
        const third = await session.getOne(Pass, 3);
        [third.ownerId, other.ownerId] = [other.ownerId, third.ownerId];
        statements();
        const refused = await rejection(() => session.flush());
        expect(refused).toBeInstanceOf(UniqueCycleError);
        expect(refused).toMatchObject({ code: "UNIQUE_CYCLE", models: ["Pass"], columns: ["Pass.ownerId"] });
        expect(verbs()).toEqual([]);
        await session.rollback();
        expect(third.ownerId).toBe(1);
      });
    });

    test("a row that is needed until its value was taken is parked before it goes", async () => {
      await inSession(async (session) => {
        const old = new Country({ code: "aa", label: "A" });
        const city = new City({ id: 1, name: "c", country: old });
        session.addAll([
          old,
          city,
          new Trophy({ medal: "gold", place: "x" }),
          new Trophy({ medal: "silver", place: "y" }),
        ]);
        await session.commit();
        for (const model of [Country, City]) await session.query(model as typeof Country).all();
        const next = new Country({ code: "bb", label: "A" });
        session.add(next);
        city.country = next;
        await session.delete(old);
        statements();
        await session.flush();
        expect(verbs().filter((text) => !text.startsWith("SELECT"))).toEqual([
          "UPDATE Country",
          "INSERT Country",
          "UPDATE City",
          "DELETE Country",
        ]);
        await session.commit();
        const [gold, silver] = [await session.getOne(Trophy, "gold"), await session.getOne(Trophy, "silver")];
        [gold.medal, silver.medal] = [silver.medal, gold.medal];
        expect(await rejection(() => session.flush())).toBeInstanceOf(UniqueCycleError);
      });
    });

    /** Numbers that a seed gives. */
    function* numbers(seed: number): Generator<number, never> {
      for (let state = seed; ;) {
        state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
        const mixed = Math.imul(state ^ (state >>> 13), 0x297a2d39);
        yield ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
      }
    }

    test("whatever moves in one flush, the table is what was wanted", async () => {
      const seed = Number(process.env["JOINERY_SEED"] ?? Date.now() % 1_000_000);
      const runs = Number(process.env["JOINERY_RUNS"] ?? 25);
      const next = numbers(seed);
      const pick = (count: number): number => Math.floor(next.next().value * count);
      for (let run = 0; run < runs; run++) {
        await inSession(async (session) => {
          for (const one of await session.query(Person).all()) await session.delete(one);
          for (const one of await session.query(Player).all()) await session.delete(one);
          await session.commit();
          const size = 2 + pick(6);
          const phoneOf = (at: number) => (at % 3 === 0 ? null : `p${at}`);
          const players = Array.from({ length: size }, (_, at) => player(at + 1, `n${at}`, { phone: phoneOf(at) }));
          const people = players.map((_, at) => new Person({ id: at + 1, name: `m${at}` }));
          for (const [at, one] of people.entries()) if (at > 0 && pick(2) === 0) one.boss = people[pick(at)] ?? null;
          session.addAll([...players, ...people]);
          await session.commit();
          await session.query(Person).all();
          await session.query(Player).all();
          // Those that stay get the values of any, in any order; new ones what is left.
          const gone = pick(3);
          const stay = players.filter((_, at) => at >= gone);
          for (const one of players.slice(0, gone)) await session.delete(one);
          const come = Array.from({ length: pick(3) }, (_, at) => player(100 + at, `new${at}`));
          const shuffled = <T>(values: T[]): T[] => {
            for (let at = values.length - 1; at > 0; at--) {
              const other = pick(at + 1);
              [values[at], values[other]] = [values[other] as T, values[at] as T]; // within the list
            }
            return values;
          };
          const all = [...stay, ...come];
          session.addAll(come);
          const nicks = shuffled([...players.map(({ nick }) => nick), "x", "y"]);
          const phones = shuffled([...players.map(({ phone }) => phone), null, "q"]);
          const places = shuffled([...players.map(({ number }) => number), 50, 51]);
          for (const [at, one] of all.entries()) {
            if (pick(4) > 0 || come.length > 0 || gone > 0) one.nick = nicks[at] ?? `free${at}`;
            one.phone = phones[at] ?? null;
            one.number = places[at] ?? 60 + at;
          }
          if (gone === 0 && come.length === 0) for (const [at, one] of all.entries()) one.nick = nicks[at] ?? "";
          const keys = shuffled(people.map(({ id }) => id));
          if (pick(2) === 0) for (const [at, one] of people.entries()) one.id = keys[at] ?? 0;
          for (const one of people) if (pick(4) === 0) one.name = `${one.name}!`;
          const wanted = all.map(({ id, nick, phone, number }) => [id, nick, phone, number]);
          const named = people.map((one) => [one.id, one.name]);
          const bosses = await Promise.all(people.map(async (one) => (await one.boss)?.name ?? null));
          const failed = await rejection(() => session.commit());
          if (failed !== null) throw new Error(`seed ${seed}, run ${run}`, { cause: failed });
          expect(people.map((one) => [one.id, one.name])).toEqual(named);
          await inSession(async (another) => {
            const rows = await another.query(Player).orderBy(Player.id).all();
            const place = `seed ${seed}, run ${run}`;
            const found = rows.map(({ id, nick, phone, number }) => [id, nick, phone, number]);
            expect([place, found]).toEqual([place, wanted.sort(([x], [y]) => Number(x) - Number(y))]);
            for (const [at, [id, name]] of named.entries()) {
              const one = await another.getOne(Person, id as number);
              expect([place, one.name, (await one.boss)?.name ?? null]).toEqual([place, name, bosses[at]]);
            }
          });
        });
      }
    });
  },
);
