/** Delete and add of one primary key in one flush: the row stays, and the new entity takes it over. */
import { expect, test } from "vitest";
import * as attributesAsync from "../../../../fixtures/attributes/generated-async/index.ts";
import * as attributes from "../../../../fixtures/attributes/generated/index.ts";
import * as inheritanceAsync from "../../../../fixtures/inheritance/generated-async/index.ts";
import * as inheritance from "../../../../fixtures/inheritance/generated/index.ts";
import { forEachClient, forEachClientOf } from "./clients.ts";

/** What each statement does, and to which table. */
const verbsOf = (texts: readonly string[]) =>
  texts.map((text) => text.replace(/^(\w+)(?: INTO| FROM)? "(\w+)".*$/s, "$1 $2"));

forEachClient(({ models, inSession, statements }) => {
  const { Department, Employee, Project, Seat, Task } = models;

  test("is one UPDATE of what the new entity was given, and a rollback restores both", async () => {
    await inSession(async (session) => {
      const old = new Employee({ id: 1, name: "Ann", skills: ["ts"], settings: { a: 1 } });
      session.addAll([old, new Seat({ floor: 1, number: 2, label: "window" })]);
      await session.commit();
      await session.refresh(old);
      statements();
      const anew = new Employee({ id: 1, name: "Bob", skills: [] });
      await session.delete(old);
      session.add(anew);
      statements(); // what the delete cascade asked
      await session.flush();
      const texts = statements().filter((text) => !text.startsWith("SELECT"));
      expect(verbsOf(texts)).toEqual(["UPDATE Employee"]);
      expect(texts[0]).not.toContain('"settings"');
      expect(anew.settings).toEqual({ a: 1 });
      expect(await session.get(Employee, 1)).toBe(anew);
      await session.rollback();
      expect(anew.settings).toBeNull();
      expect(await session.get(Employee, 1)).toBe(old);
      expect(old.name).toBe("Ann");

      const seat = await session.getOne(Seat, { floor: 1, number: 2 });
      statements();
      await session.delete(seat);
      const same = new Seat({ floor: 1, number: 2 });
      session.add(same);
      await session.commit();
      expect(statements().filter((text) => !text.startsWith("SELECT"))).toEqual([]);
      expect((await session.getOne(Seat, { floor: 1, number: 2 })).label).toBe("window");
    });
  });

  test("events tell of a new entity and of nobody who is deleted; of a row that is parked but once", async () => {
    await inSession(async (session) => {
      const seat = new Seat({ floor: 1, number: 2, label: "window" });
      const [art, law] = [new Department({ name: "art" }), new Department({ name: "law" })];
      session.addAll([seat, art, law]);
      await session.commit();
      const told: string[] = [];
      for (const event of [
        "beforeInsert",
        "afterInsert",
        "beforeUpdate",
        "afterUpdate",
        "beforeDelete",
        "afterDelete",
      ] as const)
        session.on(event, (_, { model }) => void told.push(`${event} ${model}`));
      session.on("afterFlush", (_, flushed) => {
        told.push(`${flushed.new.length} new, ${flushed.dirty.length} dirty, ${flushed.deleted.length} deleted`);
      });
      await session.delete(seat);
      session.add(new Seat({ floor: 1, number: 2, label: "aisle" }));
      await session.flush();
      expect(told.splice(0)).toEqual(["beforeInsert Seat", "afterInsert Seat", "1 new, 0 dirty, 1 deleted"]);
      [art.name, law.name] = [law.name, art.name];
      statements();
      await session.flush();
      expect(verbsOf(statements())).toEqual(["UPDATE Department", "UPDATE Department", "UPDATE Department"]);
      const [before, after] = ["beforeUpdate Department", "afterUpdate Department"];
      expect(told).toEqual([before, before, after, after, "0 new, 2 dirty, 0 deleted"]);
    });
  });

  test("writes the difference of the links, deletes what the delete cascade reaches, and keeps whoever else refers to the row", async () => {
    await inSession(async (session) => {
      const [a, b, c] = ["a", "b", "c"].map((title) => new Project({ title }));
      if (!a || !b || !c) throw new Error();
      const boss = new Employee({ id: 1, name: "Ann", skills: [], projects: [a, b] });
      const report = new Employee({ id: 2, name: "Cid", skills: [], manager: boss });
      const task = new Task({ title: "t", employee: boss });
      session.addAll([boss, report, task, c]);
      await session.commit();
      await session.query(Employee).all();
      await session.delete(boss);
      const next = new Employee({ id: 1, name: "Bob", skills: [], projects: [b, c] });
      session.add(next);
      statements();
      await session.flush();
      expect(verbsOf(statements()).filter((verb) => !verb.startsWith("SELECT"))).toEqual([
        "UPDATE Employee",
        "DELETE _EmployeeToProject",
        "INSERT _EmployeeToProject",
        "DELETE Task",
      ]);
      expect(await report.manager).toBe(next);
      expect([...(await next.reports)]).toEqual([report]);
      expect([...(await next.projects)]).toEqual([b, c]);
      await session.commit();
      expect(await session.query(Task).count()).toBe(0);
    });
    await inSession(async (session) => {
      const next = await session.getOne(Employee, 1);
      expect((await next.projects).map(({ title }) => title).sort()).toEqual(["b", "c"]);
      expect((await next.reports).map(({ name }) => name)).toEqual(["Cid"]);
    });
  });
});

forEachClientOf(
  { sync: attributes as unknown as typeof attributesAsync, async: attributesAsync },
  ({ models, inSession, statements }) => {
    const { Author } = models;

    test("continues the version of the row, and leaves what was not read alone", async () => {
      await inSession(async (session) => {
        const author = (values: object) => new Author({ id: 1, first: "Ada", last: "L", bio: "long", ...values });
        session.add(author({ aliases: ["x"] }));
        await session.commit();
      });
      await inSession(async (session) => {
        const old = await session.getOne(Author, 1);
        await session.delete(old);
        const anew = new Author({ id: 1, first: "Bea", last: "M", bio: "short" });
        session.add(anew);
        statements();
        await session.flush();
        expect(verbsOf(statements()).filter((verb) => !verb.startsWith("SELECT"))).toEqual(["UPDATE Author"]);
        expect(anew.version).toBe(2);
        expect(anew.initials).toBe("BM");
        anew.last = "N";
        await session.commit();
        expect(anew.version).toBe(3);
        expect(await anew.bio).toBe("short");
      });
    });
  },
);

forEachClientOf(
  { sync: inheritance as unknown as typeof inheritanceAsync, async: inheritanceAsync },
  ({ models, inSession, statements }) => {
    const { Document, Employee, Engineer, Folder, Image } = models;

    test("of the same model of a hierarchy is an update, of another one a delete and an insert", async () => {
      await inSession(async (session) => {
        session.addAll([
          new Engineer({ id: 1, name: "e", email: "e@x", language: "C" }),
          new Employee({ id: 2, name: "f", email: "f@x" }),
          new Document({ id: 1, name: "d", pages: 3 }),
          new Folder({ id: 2, name: "g" }),
        ]);
        await session.commit();
        for (const model of [Employee, Document, Folder]) await session.query(model as typeof Employee).all();
        const gone = [
          await session.getOne(Engineer, 1),
          await session.getOne(Employee, 2),
          await session.getOne(Document, 1),
          await session.getOne(Folder, 2),
        ];
        for (const one of gone) await session.delete(one);
        session.addAll([
          new Engineer({ id: 1, name: "e2", email: "f@x" }),
          new Engineer({ id: 2, name: "f2", email: "e@x" }),
          new Document({ id: 1, name: "d2", pages: 4 }),
          new Image({ id: 2, name: "g", format: "png", width: 3 }),
        ]);
        statements();
        await session.flush();
        const verbs = verbsOf(statements()).filter((verb) => !verb.startsWith("SELECT"));
        expect(verbs.filter((verb) => verb.endsWith("Employee"))).toEqual([
          "DELETE Employee",
          "UPDATE Employee",
          "INSERT Employee",
        ]);
        expect(verbs.filter((verb) => !verb.endsWith("Employee"))).toEqual([
          "DELETE assets",
          "INSERT assets",
          "INSERT images",
          "UPDATE assets",
          "UPDATE Document",
        ]);
        await session.commit();
        expect((await session.getOne(Engineer, 1)).email).toBe("f@x");
        expect((await session.getOne(Image, 2)).name).toBe("g");
      });
    });
  },
);
