/** Upserts and findOrCreate: by which key, with how many statements, and what memory has of them. */
import { expect, test } from "vitest";
import { ArgumentError, sql, UniqueViolation, UndefinedValueError } from "../../src/index.ts";
import { forEachClient } from "./clients.ts";

forEachClient(({ models, inSession, statements, isMysql, hasOneConnection, db }) => {
  const { Department, Employee, Project, Seat } = models;
  const list = (projects: readonly { title: string; budget: string }[]): string[] =>
    projects.map(({ title, budget }) => `${title} ${budget}`);

  test("rows that are there are changed, the others inserted, and all come back in the order given", async () => {
    await inSession(async (session) => {
      const [b] = await session.insert(Project, [{ title: "b", budget: "1" }], { returning: true });
      await session.commit();
      statements();
      const rows = [
        { title: "a", budget: "5" },
        { title: "b", budget: "6" },
        { title: "c", budget: "7" },
      ];
      const given = await session.upsert(Project, rows, { by: Project.title });
      expect(statements()).toHaveLength(isMysql ? 2 : 1);
      expect(list(given)).toEqual(["a 5", "b 6", "c 7"]);
      expect([given[1] === b, session.dirty.length]).toEqual([true, 0]);
      expect(await session.get(Project, given[2]?.id ?? 0)).toBe(given[2]);
      expect(statements()).toEqual([]);
      await session.rollback();
      expect([b?.budget, given.map((one) => session.has(one))]).toEqual(["1", [false, true, false]]);
      expect(list(await session.query(Project).all())).toEqual(["b 1"]);
    });
  });

  test("says what is changed: some columns, SQL over the row that is there, or nothing", async () => {
    await inSession(async (session) => {
      await session.insert(Project, [{ title: "a", budget: "1" }]);
      const rows = [
        { title: "a", budget: "5" },
        { title: "b", budget: "2" },
      ];
      const added = await session.upsert(Project, rows, {
        by: ["title"],
        set: { budget: sql`${Project.budget} * 1 + 3` },
      });
      expect(added.map(({ budget }) => Number(budget))).toEqual([4, 2]);
      statements();
      const kept = await session.upsert(Project, [{ title: "c" }, ...rows], { by: "title", onConflict: "nothing" });
      expect(kept.map(({ title, budget }) => [title, Number(budget)])).toEqual([
        ["c", 0],
        ["a", 4],
        ["b", 2],
      ]);
      expect(statements().filter((text) => text.startsWith("INSERT")).length).toBe(2); // with a budget, and without
      const twice = await session.upsert(
        Project,
        [
          { title: "d", budget: "1" },
          { title: "e", budget: "2" },
          { title: "d", budget: "3" },
        ],
        { by: "title" },
      );
      expect(list(twice)).toEqual(["d 3", "e 2", "d 3"]);
      expect(twice[0]).toBe(twice[2]);
      const [seat] = await session.upsert(Seat, [{ floor: 1, number: 2, label: "x" }]);
      const [again] = await session.upsert(Seat, [{ floor: 1, number: 2, label: "y" }], {
        by: [Seat.number, Seat.floor],
      });
      expect([again === seat, seat?.label]).toEqual([true, "y"]);
      const [left] = await session.upsert(Seat, [{ floor: 1, number: 2 }]);
      expect(left?.label).toBe("y");
      const ann = new Employee({ id: 700, name: "Ann" });
      session.add(ann);
      const [same] = await session.upsert(Employee, [{ id: 700, name: "Anne" }]);
      expect([same === ann, ann.name, session.isModified(ann)]).toEqual([true, "Anne", false]);
      expect(await session.upsert(Project, [])).toEqual([]);
    });
  });

  test("what goes by no unique key is refused", async () => {
    await inSession(async (session) => {
      const upsert = async (rows: unknown, options: unknown): Promise<unknown> =>
        (await Reflect.apply(Reflect.get(session, "upsert"), session, [Project, rows, options])) as unknown;
      const row = [{ title: "a" }];
      await expect(upsert(row, { by: "budget" })).rejects.toThrow('["id"] or ["title"]');
      await expect(upsert(row, { by: "bugdet" })).rejects.toThrow(ArgumentError);
      await expect(upsert(row, { by: Department.name })).rejects.toThrow(ArgumentError);
      await expect(upsert(row, {})).rejects.toThrow('goes by "Project.id"');
      await expect(upsert(row, { by: "title", update: ["title"] })).rejects.toThrow("is the key");
      await expect(upsert(row, { by: "title", onConflict: "nothing", update: ["budget"] })).rejects.toThrow(
        ArgumentError,
      );
      await expect(upsert(row, { by: "title", onConflict: "explode" })).rejects.toThrow('"update" or "nothing"');
      await expect(upsert({ title: "a" }, { by: "title" })).rejects.toThrow(ArgumentError);
      expect(statements()).toEqual([]);
    });
  });

  test("a row that has another unique value is not mistaken for the one that is meant", async () => {
    await inSession(async (session) => {
      await session.insert(Department, [
        { id: 1, name: "one" },
        { id: 2, name: "two" },
      ]);
      await session.commit();
      // The key 1 is the first's, and the name the second's.
      await expect(async () => session.upsert(Department, [{ id: 1, name: "two" }], { by: "name" })).rejects.toThrow(
        /unique value/,
      );
      await session.rollback();
      const all = await session.query(Department).orderBy(Department.id).all();
      expect(all.map(({ id, name }) => [id, name])).toEqual([
        [1, "one"],
        [2, "two"],
      ]);
    });
  });

  test("findOrCreate finds by a unique key, or creates", async () => {
    await inSession(async (session) => {
      const { entity, created } = await session.findOrCreate(Project, { title: "a" }, { budget: "3" });
      expect([created, entity.budget, statements().length]).toEqual([true, "3", 2]);
      expect(await session.get(Project, entity.id)).toBe(entity);
      statements();
      const again = await session.findOrCreate(Project, { title: "a" }, { budget: "9" });
      expect([again.entity === entity, again.created, entity.budget, statements().length]).toEqual([
        true,
        false,
        "3",
        1,
      ]);
      await expect(async () => session.findOrCreate(Project, { budget: "3" })).rejects.toThrow('["id"] or ["title"]');
      await expect(async () => session.findOrCreate(Project, { title: undefined as never })).rejects.toThrow(
        UndefinedValueError,
      );
      // There is such a title, but not with this budget.
      await expect(async () => session.findOrCreate(Project, { title: "a", budget: "4" })).rejects.toThrow(
        UniqueViolation,
      );
      expect((await session.findOrCreate(Project, { title: "a" })).entity).toBe(entity);
      await session.rollback();
      expect(session.has(entity)).toBe(false);
      session.add(entity);
      await session.commit();
      expect(await session.query(Project).count()).toBe(1);
    });
  });

  test.skipIf(hasOneConnection)("two that create at once get one row", async () => {
    const both = await Promise.all(
      [1, 2].map(async () =>
        db.transaction(async (tx) => {
          await tx.query(Department).all(); // a snapshot, where the engine keeps one
          const found = await tx.findOrCreate(Project, { title: "race" });
          await new Promise((resolve) => setTimeout(resolve, 50));
          return [found.created, found.entity.id] as const;
        }),
      ),
    );
    expect(both.filter(([created]) => created)).toHaveLength(1);
    expect(both[0]?.[1]).toBe(both[1]?.[1]);
  });
});
