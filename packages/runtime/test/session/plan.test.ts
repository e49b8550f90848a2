/**
 * `session.plan()`: for a table of programs it gives what the flush after it really issues, in order, and leaves memory as it was. What it
 * says of rows, reasons and values is looked at for each kind once.
 */
import { inspect } from "node:util";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import * as attributesAsync from "../../../../fixtures/attributes/generated-async/index.ts";
import * as attributesSync from "../../../../fixtures/attributes/generated/index.ts";
import * as inheritanceAsync from "../../../../fixtures/inheritance/generated-async/index.ts";
import * as inheritanceSync from "../../../../fixtures/inheritance/generated/index.ts";
import * as movesAsync from "../../../../fixtures/unique-moves/generated-async/index.ts";
import * as movesSync from "../../../../fixtures/unique-moves/generated/index.ts";
import * as valuesAsync from "../../../../fixtures/values/generated-async/index.ts";
import * as valuesSync from "../../../../fixtures/values/generated/index.ts";
import {
  type AsyncSession,
  type Entity,
  type FlushPlan,
  isLoaded,
  MissingValueError,
  SessionFailedError,
  UniqueViolation,
} from "../../src/index.ts";
import { type Client, forEachClient, forEachClientOf } from "./clients.ts";

// A stamp of the plan is then that of the flush.
beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 0, 1) }));
afterEach(() => void vi.useRealTimers());

const writes = (texts: readonly string[]): string[] =>
  texts.filter((text) => !text.startsWith("SELECT")).map((text) => text.replaceAll("`", '"'));

/** All that a program can see of a session's memory, and of some of its entities. */
function memory(session: AsyncSession, entities: readonly Entity[]): unknown {
  return {
    lists: [session.new, session.dirty, session.deleted].map((list) => [...list]),
    entities: entities.map((entity) => [
      session.has(entity),
      session.isModified(entity),
      inspect(entity),
      entity.toJSON(),
    ]),
  };
}

/** Plans twice, flushes, and compares. @returns the plan */
async function checked(
  { statements }: Pick<Client, "statements">,
  session: AsyncSession,
  entities: readonly Entity[] = [],
): Promise<FlushPlan> {
  const before = memory(session, entities);
  statements();
  const plan = await session.plan();
  expect(writes(statements()), "plan writes nothing").toEqual([]);
  expect(memory(session, entities)).toEqual(before);
  const again = await session.plan();
  expect(again.toJSON()).toEqual(plan.toJSON());
  expect(again.toString()).toBe(plan.toString());
  expect(memory(session, entities)).toEqual(before);
  statements();
  await session.flush();
  expect(writes(Array.from(plan, ({ sql }) => sql))).toEqual(writes(statements()));
  expect(plan.isEmpty).toBe(plan.length === 0);
  expect((await session.plan()).isEmpty).toBe(true);
  return plan;
}

const shape = (plan: FlushPlan): string[] =>
  Array.from(plan, ({ kind, model, rows }) => `${kind} ${model} ${rows.length}`);

forEachClient((client) => {
  const { Badge, Department, Employee, Note, Project, Seat, Task } = client.models;
  const { inSession, statements } = client;

  test("says what the flush after it does, and leaves memory as it was", async () => {
    await inSession(async (session) => {
      expect((await session.plan()).toString()).toBe("FlushPlan: no statements");

      // a graph, whose keys the database assigns; a chain of a self-reference; mutual keys; many-to-many
      const boss = new Employee({ name: "boss", settings: { a: [1] } });
      const [ann, bob] = [new Employee({ name: "ann", manager: boss }), new Employee({ name: "bob", manager: boss })];
      const department = new Department({ name: "D", head: boss });
      department.employees.add(ann, boss);
      const [p, q] = [new Project({ title: "p" }), new Project({ title: "q", budget: "12.50" })];
      ann.projects.add(p, q);
      bob.projects.add(q);
      new Badge({ code: "A1", employee: ann });
      new Task({ title: "t2", employee: ann });
      new Note({ text: "n1", task: new Task({ title: "t1", employee: ann }) });
      session.addAll([department, bob, new Seat({ floor: 1, number: 2 })]);
      const all = [boss, ann, bob, department, p, q];
      const inserts = await checked(client, session, all);
      const note = inserts.statements.find(({ model }) => model === "Note");
      expect(note?.rows[0]?.values).toMatchObject({ text: "n1" });
      expect(String(inserts)).toMatch(/key of the new (Task|Employee)/);
      expect(String(inserts)).toContain("closes a cycle of keys");
      expect(JSON.stringify(inserts)).toContain('"budget":"12.5"');
      expect(inspect(inserts)).toContain("Seat(1, 2)");
      await session.commit();

      // updates, a move, net differences of links; what was set back is no change
      ann.name = "Ann";
      bob.name = "Bob";
      boss.name = "x";
      boss.name = "boss";
      (ann.settings as object | null) = { b: 2 };
      bob.manager = ann;
      await ann.projects;
      ann.projects.remove(q);
      ann.projects.remove(p);
      ann.projects.add(p);
      bob.projects.add(p);
      const updates = await checked(client, session, all);
      const bobs = updates.statements.flatMap(({ rows }) => rows).find(({ entity }) => entity === bob);
      expect(bobs).toMatchObject({ key: bob.id, changes: { name: ["bob", "Bob"] } });
      expect(
        updates.statements
          .filter(({ kind }) => kind.endsWith("link"))
          .map(({ kind, table, rows }) => [kind, table, rows.length]),
      ).toEqual([
        ["unlink", expect.any(String), 1],
        ["link", expect.any(String), 1],
      ]);
      expect(updates.toString()).toContain('"bob" → "Bob"');
      await session.commit();

      // deletes in cycles of tables, with what refers to them
      const gone = new Employee({ name: "gone", manager: ann });
      session.add(gone);
      await session.flush();
      await session.delete(p);
      await session.delete(gone);
      const deletes = await checked(client, session, [...all, gone]);
      expect(deletes.statements.every(({ kind }) => kind === "delete")).toBe(true);
      expect(deletes.toString()).toContain("go by themselves");
    });
  });

  test("names orphans, cascades, new entities that are dropped and those that come along", async () => {
    const id = await inSession(async (session) => {
      const ann = new Employee({ name: "ann" });
      for (const title of ["a", "b", "c"]) new Note({ text: title, task: new Task({ title, employee: ann }) });
      ann.projects.add(new Project({ title: "p" }), new Project({ title: "q" }));
      session.addAll([new Badge({ code: "A1", employee: ann }), new Department({ name: "D", head: ann })]);
      session.add(ann);
      await session.commit();
      return ann.id;
    });

    await inSession(async (session) => {
      const ann = await session.getOne(Employee, id);
      const tasks = [...(await ann.tasks)];
      const [a] = tasks as [InstanceType<typeof Task>];
      ann.tasks.remove(a);
      const late = new Task({ title: "late", employee: ann });
      session.add(late);
      ann.tasks.remove(late);
      // It points to one of the session, and brings what it reaches.
      const project = new Project({ title: "new" });
      const report = new Employee({ name: "report", manager: ann, projects: [project] });
      const plan = await checked(client, session, [ann, a, late, report, project]);
      const text = plan.toString();
      expect(text).toContain('orphans of "Employee.tasks"');
      expect(text).toContain(`not added, but in Employee(${id}).reports`);
      expect(plan.notes).toEqual(["Task(new) is dropped: nobody owns it any more"]);
      expect(text).toContain('rows of "Note" that refer to it by "task" go by themselves');
      expect(shape(plan).sort()).toEqual(["delete Task 1", "insert Employee 1", "insert Project 1", "link Employee 1"]);
      await session.rollback();
    });

    // relations that were assigned before they were loaded: the plan reads what the flush would have to
    await inSession(async (session) => {
      const [ann, other] = [await session.getOne(Employee, id), new Employee({ name: "other" })];
      const wanted = new Task({ title: "d", employee: other });
      if (client.colour === "async") {
        ann.tasks.replace([wanted]);
        ann.projects.replace([]);
        ann.heads.replace([]);
      } else {
        // a sync client loads them as they are assigned, each after a flush of those before
        for (const name of ["tasks", "projects", "heads"] as const) void ann[name];
        ann.tasks = [wanted] as never;
        ann.projects = [] as never;
        ann.heads = [] as never;
      }
      const wasLoaded = isLoaded(ann, "tasks" as never);
      statements();
      const plan = await session.plan();
      expect(statements().length).toBe(client.colour === "async" ? 3 : 0);
      expect(isLoaded(ann, "tasks" as never)).toBe(wasLoaded);
      expect(shape(plan)).toEqual(["update Department 1", "insert Task 1", "unlink Employee 2", "delete Task 3"]);
      const [task] = plan.statements.at(-1)?.rows ?? [];
      expect(await session.get(Task, task?.key as number)).toBe(task?.entity);
      await checked(client, session, [ann]);
      await session.rollback();
    });

    // what a program does while the plan reads is in the plan, and nothing of the plan is in what it sees
    await inSession(async (session) => {
      const ann = await session.getOne(Employee, id);
      if (client.colour === "sync") return;
      ann.tasks.replace([]);
      const planning = session.plan();
      await Promise.resolve();
      expect([session.dirty.length, session.deleted.length, session.isModified(ann)]).toEqual([0, 0, false]);
      ann.name = "meanwhile";
      expect(shape(await planning)).toEqual(["update Employee 1", "delete Task 3"]);
      expect([session.dirty, session.deleted.length]).toEqual([[ann], 0]);
      await session.rollback();
    });

    // a deletion that cascades when it is called
    await inSession(async (session) => {
      const ann = await session.getOne(Employee, id);
      await session.delete(await session.getOne(Badge, "A1"));
      await session.delete(ann);
      const text = (await checked(client, session, [ann])).toString();
      expect(text).toContain('cascade of "Employee.tasks"');
      expect(text).toContain(`cascade of Employee(${id}).tasks`);
    });
  });

  test("counts a batch as the statements that it is sent as, throws what the flush would, and is refused after one that failed", async () => {
    await inSession(async (session) => {
      session.addAll(Array.from({ length: 205 }, (_, at) => new Seat({ floor: 1, number: at })));
      const plan = await checked(client, session);
      expect(plan.statements.reduce((sum, { rows }) => sum + rows.length, 0)).toBe(205);
      expect(plan.length > 2).toBe(!client.isPostgres);
      expect(plan.toString()).toContain("more rows");
      await session.commit();

      // a circle of unique values, one that is released first, and a row that a new entity takes over
      const projects = ["a", "b", "c"].map((title) => new Project({ title }));
      session.addAll(projects);
      await session.commit();
      const [a, b, c] = projects as [(typeof projects)[0], (typeof projects)[0], (typeof projects)[0]];
      [a.title, b.title] = ["b", "a"];
      await session.delete(c);
      session.add(new Project({ title: "c" }));
      const moved = (await checked(client, session, projects)).toString();
      expect(moved).toContain('values of "Project.title" in a circle');
      expect(moved).toContain("<an unused value>");
      expect(moved).toContain("first, since later rows take what these release");
      await session.commit();
      await session.delete(a);
      session.add(new Project({ id: a.id, title: "z" }));
      expect((await checked(client, session, projects)).toString()).toContain("take over the rows of deleted ones");
      await session.commit();

      session.add(new Task({ title: "of nobody" } as never));
      await expect((async () => session.plan())()).rejects.toThrow(MissingValueError);
      await session.rollback();
      session.add(new Project({ title: "taken" }));
      await session.commit();
      session.add(new Project({ title: "taken" }));
      expect(shape(await session.plan())).toEqual(["insert Project 1"]);
      await expect((async () => session.flush())()).rejects.toThrow(UniqueViolation);
      await expect((async () => session.plan())()).rejects.toThrow(SessionFailedError);
    });
  });
});

const attributes = { sync: attributesSync as unknown as typeof attributesAsync, async: attributesAsync };

forEachClientOf(attributes, (client) => {
  const { Article, Author } = client.models;

  test("shows versions and stamps, and no secret", async () => {
    await client.inSession(async (session) => {
      const ann = new Author({ first: "Ann", last: "Doe", bio: "", password: "pssst" });
      session.add(ann);
      session.add(new Article({ title: "t", author: ann, price: "1.5" }));
      const inserts = await checked(client, session, [ann]);
      for (const text of [
        inserts.toString(),
        inspect(inserts),
        inspect(inserts.statements[0]?.rows[0]?.values),
        JSON.stringify(inserts),
      ])
        expect(text).not.toContain("pssst");
      expect(inserts.statements[0]?.rows[0]?.values).toMatchObject({ version: 1, first: "Ann" });
      await session.commit();
      ann.last = "Roe";
      ann.password = "other";
      const updates = await checked(client, session, [ann]);
      const [row] = updates.statements[0]?.rows ?? [];
      expect(row?.changes).toMatchObject({ last: ["Doe", "Roe"], version: [1, 2] });
      expect(row?.notes).toEqual(['refused unless its "version" is still 1']);
      expect(Object.keys(row?.toJSON()["changes"] ?? {})).not.toContain("password");
      await session.commit();
      await session.delete(ann);
      expect((await checked(client, session, [ann])).toString()).toContain('refused unless its "version" is still 2');
    });
  });
});

forEachClientOf({ sync: inheritanceSync as unknown as typeof inheritanceAsync, async: inheritanceAsync }, (client) => {
  const { Document, Folder, Photo } = client.models;

  test("shows each table of a joined hierarchy", async () => {
    await client.inSession(async (session) => {
      const folder = new Folder({ name: "f" });
      const document = new Document({ name: "d", pages: 3, parent: folder });
      const photo = new Photo({ name: "p", format: "png", width: 2, camera: "c", parent: folder });
      session.addAll([document, photo]);
      const all = [folder, document, photo];
      expect(shape(await checked(client, session, all)).sort()).toEqual([
        "insert Asset 1",
        "insert Asset 2",
        "insert Document 1",
        "insert Folder 1",
        "insert Image 1",
        "insert Photo 1",
      ]);
      await session.commit();
      photo.width = 3;
      photo.name = "q";
      document.pages = 4;
      const updates = await checked(client, session, all);
      expect(updates.statements.find(({ model }) => model === "Image")?.rows[0]?.changes).toEqual({ width: [2, 3] });
      await session.delete(document);
      expect((await checked(client, session, all)).toString()).toContain(
        'its rows in the other tables of "Document" go by themselves',
      );
    });
  });
});

forEachClientOf({ sync: valuesSync as unknown as typeof valuesAsync, async: valuesAsync }, (client) => {
  const { User } = client.models;

  test("sees what changed inside a value, and shows embedded ones by column", async () => {
    const mail = { street: "Dam 1", city: "Amsterdam" };
    await client.inSession(async (session) => {
      const ann = new User({
        name: "ann",
        home: mail,
        mail,
        price: { amount: "12.50" },
        vault: { lat: 77.5, long: 1 },
      });
      session.add(ann);
      const plan = await checked(client, session, [ann]);
      for (const text of [plan.toString(), JSON.stringify(plan)]) expect(text).not.toContain("77.5");
      await session.commit();
      ann.mail.city = "Utrecht";
      ann.home.street = "Dam 2";
      const [statement] = await checked(client, session, [ann]);
      expect(Object.values(statement?.rows[0]?.changes ?? {})).toContainEqual(["Amsterdam", "Utrecht"]);
    });
  });
});

forEachClientOf({ sync: movesSync as unknown as typeof movesAsync, async: movesAsync }, (client) => {
  const { City, Country, Park, Port } = client.models;

  test("foretells what a change of keys takes along, and reads for it what the flush would", async () => {
    await client.inSession(async (session) => {
      const country = new Country({ code: "aa", label: "A" });
      const rest = [new Port({ id: 1, country }), new Port({ id: 2, country }), new Park({ id: 1, country })];
      session.addAll([country, new City({ id: 1, name: "c", country }), ...rest]);
      await session.commit();
    });
    await client.inSession(async (session) => {
      const country = await session.getOne(Country, "aa");
      const city = await session.getOne(City, 1);
      country.code = "bb";
      const plan = await checked(client, session, [country, city]);
      expect(shape(plan)).toEqual(["update Port 2", "update Country 1", "update Port 2", "update Park 1"]);
      expect(plan.toString()).toContain('"Port.country" refers to rows whose keys change');
      expect(city.countryCode).toBe("bb");
    });
  });
});
