/** Models that extend one another, in one table and in several, in every colour. Statements are counted. */
import { expect, test } from "vitest";
import * as asynchronous from "../../../../fixtures/inheritance/generated-async/index.ts";
import * as synchronous from "../../../../fixtures/inheritance/generated/index.ts";
import {
  type AsyncSession,
  DuplicateIdentityError,
  joinedload,
  loadOnly,
  NotFoundError,
  RelationTypeError,
  selectinload,
  sql,
  StaleDataError,
  toObject,
  undefer,
  UniqueViolation,
  UnknownDiscriminatorError,
} from "../../src/index.ts";
import { forEachClientOf } from "./clients.ts";

/** What a statement does to which table, without its columns. */
function summary(statement: string): string {
  const found = /^(INSERT INTO|UPDATE|DELETE FROM|SELECT .*? FROM) (?:"(\w+)"|\()/s.exec(statement);
  return found === null ? statement : `${found[1]?.split(" ")[0]} ${found[2] ?? "(…)"}`;
}

// The sync client's values are the async one's without the promise: awaiting them is what every test here does.
const clients = { sync: synchronous as unknown as typeof asynchronous, async: asynchronous };

forEachClientOf(clients, ({ models, db, statements, inSession }) => {
  const { Asset, Company, Director, Document, Employee, Engineer, Folder, Image, Job, Manager } = models;
  const { Person, Photo, Project, Report } = models;

  const run = (): string[] => statements().map(summary);
  /** Until a stamp is another. */
  const aMoment = () => new Promise((resolve) => setTimeout(resolve, 2));

  /** One of each class of the staff, in a company. */
  async function staff(session: AsyncSession) {
    const company = new Company({ title: "Loom" });
    const clerk = new Employee({ name: "Cleo", email: "c@x", company });
    const mentor = new Engineer({ name: "Ann", email: "a@x", company });
    const engineer = new Engineer({ name: "Bob", email: "b@x", language: "C", mentor });
    const manager = new Manager({ name: "Eve", email: "e@x", budget: "10.5", skills: ["no"], company });
    const director = new Director({ name: "Dan", email: "d@x", budget: "99", board: company, shares: 3 });
    session.addAll([clerk, mentor, engineer, manager, director]);
    await session.commit();
    return { company, clerk, mentor, engineer, manager, director };
  }

  /** One of each kind of asset, with people. */
  async function assets(session: AsyncSession) {
    const ann = new Person({ nick: "ann" });
    const folder = new Folder({ name: "folder" });
    const document = new Document({ name: "document", pages: 3, size: 5n, author: ann, parent: folder });
    const image = new Image({ name: "image", format: "png", width: 10 });
    const photo = new Photo({ name: "photo", format: "jpg", width: 20, camera: "box", takenBy: ann, persons: [ann] });
    const plain = new Asset({ name: "plain", parent: folder });
    ann.favourite = photo;
    session.addAll([document, image, photo, plain]);
    await session.commit();
    return { ann, folder, document, image, photo, plain };
  }

  // ---- classes

  test("an heir is of its base's class, has its handles, and says what it is", () => {
    const bob = new Engineer({ name: "Bob", email: "b@x" });
    expect([bob instanceof Engineer, bob instanceof Employee, bob instanceof Manager]).toEqual([true, true, false]);
    expect([bob.job, bob.language, bob.companyId, bob.updatedAt instanceof Date]).toEqual([
      "engineer",
      "TypeScript",
      null,
      true,
    ]);
    expect([Engineer.name, Director.name, Photo.name]).toEqual([Employee.name, Employee.name, Asset.name]);
    expect([Engineer.email, Director.company]).toEqual([Employee.email, Employee.company]);
    expect(new Employee({ name: "x", email: "x" }).job).toBe(Job.clerk);
    expect(new Manager({ name: "x", email: "x", budget: "1" }).toJSON()).toMatchObject({ job: "manager" });
    expect(new Photo({ name: "x", format: "png", width: 1, camera: "c" }).kind).toBe("Photo");
  });

  test("what the class says is neither given nor set", () => {
    const given = { name: "Bob", email: "b@x", job: "manager" };
    expect(() => new Engineer(given)).toThrow(/"Engineer\.job" is what the class says/);
    expect(() => new Employee(given)).toThrow(/"Employee\.job" is what the class says/);
    const bob = new Engineer({ name: "Bob", email: "b@x" });
    expect(() => Object.assign(bob, { job: "manager" })).toThrow(TypeError);
    const unknown = { name: "Bob", email: "b@x", budget: "1" };
    expect(() => new Engineer(unknown)).toThrow(
      /"Engineer" has no column or relation "budget"; it has "id", "name".*"language"/,
    );
  });

  // ---- one table

  test("a hierarchy in one table is inserted by a statement for each shape, and read by one", async () => {
    await inSession(async (session) => {
      await staff(session);
      expect(run()).toEqual([
        "INSERT Company",
        "INSERT Employee",
        "INSERT Employee",
        "INSERT Employee",
        "INSERT Employee",
        "INSERT Employee",
      ]);
    });
    await inSession(async (session) => {
      const all = await session.query(Employee).orderBy(Employee.name).all();
      expect(statements()).toHaveLength(1);
      expect(all.map(({ job }) => job)).toEqual(["engineer", "engineer", "clerk", "director", "manager"]);
      const [, bob, , dan, eve] = all;
      if (!(bob instanceof Engineer && dan instanceof Director && eve instanceof Manager)) throw new Error("classes");
      expect([bob.language, dan.shares, dan.budget, eve.budget, eve.skills]).toEqual(["C", 3, "99", "10.5", ["no"]]);
      expect(dan instanceof Manager).toBe(true);
      expect(statements()).toEqual([]);
    });
  });

  test("a query of an heir gives it and what extends it", async () => {
    await inSession(staff);
    statements();
    await inSession(async (session) => {
      const names = async (query: { all(): PromiseLike<{ name: string }[]> }) =>
        (await query.all()).map(({ name }) => name);
      expect(await names(session.query(Manager).orderBy(Manager.name))).toEqual(["Dan", "Eve"]);
      expect(await names(session.query(Engineer).filter(Engineer.language.eq("C")))).toEqual(["Bob"]);
      expect(await names(session.query(Engineer).filter(Employee.name.eq("Ann"), Engineer.mentees.any()))).toEqual([
        "Ann",
      ]);
      expect(await names(session.query(Engineer).filter(Engineer.mentor.has(Employee.name.eq("Ann"))))).toEqual([
        "Bob",
      ]);
      expect(await names(session.query(Manager).orderBy(Manager.budget.desc()).limit(1))).toEqual(["Dan"]);
      expect(await session.query(Engineer).count()).toBe(2);
      expect(await session.query(Director).exists()).toBe(true);
      expect(await session.query(Employee).count()).toBe(5);
      expect(await session.query(Employee).filter(Employee.job.eq("manager")).count()).toBe(1);
      expect(await session.query(Engineer).filterBy({ name: "Eve" }).count()).toBe(0);
      expect(
        await session
          .query(Company)
          .filter(Company.staff.any(Employee.name.eq("Ann")))
          .count(),
      ).toBe(1);
      expect(
        await session
          .query(Company)
          .filter(Company.directors.any(Director.shares.gt(2)))
          .count(),
      ).toBe(1);
      expect(statements()).toHaveLength(12);
    });
  });

  test("a key belongs to one entity of a hierarchy, whichever class asks", async () => {
    const { engineer, manager } = await inSession(staff);
    await inSession(async (session) => {
      statements();
      const bob = await session.get(Employee, engineer.id);
      expect(bob instanceof Engineer).toBe(true);
      expect(await session.get(Engineer, engineer.id)).toBe(bob);
      expect(await session.get(Manager, engineer.id)).toBeNull();
      await expect(async () => session.getOne(Manager, engineer.id)).rejects.toThrow(NotFoundError);
      expect(statements()).toHaveLength(1);
      expect(await session.get(Engineer, manager.id)).toBeNull();
      expect(statements()).toHaveLength(1);
      expect(await session.query(Engineer).filter(Employee.id.eq(engineer.id)).one()).toBe(bob);
      expect(() => session.add(new Manager({ id: engineer.id, name: "x", email: "x", budget: "1" }))).toThrow(
        DuplicateIdentityError,
      );
    });
  });

  test("a get by another class of a stale entity's key asks, and keeps the entity", async () => {
    await inSession(async (session) => {
      const { engineer } = await staff(session);
      statements();
      expect(await session.get(Manager, engineer.id)).toBeNull();
      expect(statements()).toHaveLength(1);
      expect(session.has(engineer)).toBe(true);
    });
  });

  test("a row that became one of another model is another entity", async () => {
    await inSession(async (session) => {
      const { clerk } = await staff(session);
      await session.execute(sql`UPDATE "Employee" SET "job" = 'engineer', "language" = 'C' WHERE "id" = ${clerk.id}`);
      const now = await session.query(Employee).filter(Employee.id.eq(clerk.id)).one();
      expect([now instanceof Engineer, now === clerk, session.has(clerk)]).toEqual([true, false, false]);
    });
  });

  test("only what changed is updated, and what the base stamps is", async () => {
    const { engineer, clerk } = await inSession(staff);
    await inSession(async (session) => {
      const bob = await session.getOne(Engineer, engineer.id);
      const cleo = await session.getOne(Employee, clerk.id);
      const before = bob.updatedAt.getTime();
      await aMoment();
      statements();
      bob.language = "Zig";
      bob.name = "Bert";
      cleo.name = "Clio";
      expect(session.dirty).toEqual([bob, cleo]);
      await session.commit();
      expect(run()).toEqual(["UPDATE Employee", "UPDATE Employee"]);
      expect(bob.updatedAt.getTime()).toBeGreaterThan(before);
    });
    await inSession(async (session) => {
      const bob = await session.getOne(Employee, engineer.id);
      expect(bob.toJSON()).toMatchObject({ name: "Bert", language: "Zig", job: "engineer" });
    });
  });

  test("rows of all classes go by one statement for each level of keys", async () => {
    await inSession(staff);
    await inSession(async (session) => {
      const all = await session.query(Employee).all();
      statements();
      for (const one of all) await session.delete(one);
      await session.commit();
      expect(new Set(run())).toEqual(new Set(["DELETE Employee"]));
      expect(await session.query(Employee).count()).toBe(0);
    });
  });

  test("rows of one table are inserted in the order in which they were added, and share the updates and deletes of what they share", async () => {
    await inSession(async (session) => {
      const engineer = new Engineer({ name: "a", email: "a@x" });
      const clerk = new Employee({ name: "b", email: "b@x" });
      const other = new Engineer({ name: "c", email: "c@x" });
      const manager = new Manager({ name: "d", email: "d@x", budget: "1", skills: [] });
      session.addAll([engineer, clerk, other, manager]);
      await session.commit();
      expect([engineer.id, clerk.id, other.id, manager.id]).toEqual([1, 2, 3, 4]);
      expect(run()).toHaveLength(4); // each has other columns than the one before
      for (const one of [manager, engineer, clerk, other]) one.name += "!";
      await session.flush();
      expect(run()).toEqual(["UPDATE Employee"]);
      other.language = "C";
      other.name = manager.name = "e";
      await session.flush();
      expect(run()).toEqual(["UPDATE Employee", "UPDATE Employee"]);
      await session.commit();
      const rows = await session.query(Employee).orderBy(Employee.id).all();
      expect(rows.map(({ name }) => name)).toEqual(["a!", "b!", "e", "e"]);
      run();
      for (const one of rows) await session.delete(one);
      await session.flush();
      expect(run().filter((text) => !text.startsWith("SELECT"))).toEqual(["DELETE Employee"]);
    });
  });

  test("an heir refers to itself and to its own owners, whose rows come first", async () => {
    await inSession(async (session) => {
      const first = new Engineer({ name: "1", email: "1" });
      const second = new Engineer({ name: "2", email: "2", mentor: first });
      first.mentor = second;
      session.add(second);
      session.add(
        new Report({
          title: "r",
          author: new Director({ name: "d", email: "d", budget: "1", board: new Company({ title: "c" }) }),
        }),
      );
      await session.commit();
      await session.refresh(first);
      expect(await first.mentor).toBe(second);
      const report = await session.query(Report).one();
      expect((await report.author) instanceof Director).toBe(true);
    });
  });

  test("many-to-many links of an heir are its own", async () => {
    await inSession(async (session) => {
      const engineer = new Engineer({
        name: "1",
        email: "1",
        projects: [new Project({ title: "p" }), new Project({ title: "q" })],
      });
      session.add(engineer);
      await session.commit();
    });
    await inSession(async (session) => {
      const project = await session.query(Project).filter(Project.title.eq("q")).one();
      const [engineer] = await project.engineers;
      expect(engineer instanceof Engineer).toBe(true);
      expect([...(await (engineer as asynchronous.Engineer).projects)].length).toBe(2);
      await session.delete(engineer as asynchronous.Engineer);
      await session.commit();
      expect(await session.query(Project).filter(Project.engineers.any()).count()).toBe(0);
    });
  });

  // ---- loading

  test("relations to a base give its heirs, by every way of loading", async () => {
    await inSession(staff);
    const namesOf = (people: Iterable<{ name: string; job: string }>) =>
      [...people].map(({ name, job }) => `${name} ${job}`).toSorted();
    const expected = ["Ann engineer", "Cleo clerk", "Eve manager"];
    await inSession(async (session) => {
      const company = await session.query(Company).one();
      expect(namesOf(await company.staff)).toEqual(expected);
    });
    await inSession(async (session) => {
      statements();
      const company = await session.query(Company).options(selectinload(Company.staff)).one();
      expect(namesOf(await company.staff)).toEqual(expected);
      expect(statements()).toHaveLength(2);
    });
    await inSession(async (session) => {
      statements();
      const company = await session
        .query(Company)
        .options(joinedload(Company.staff), joinedload(Company.directors))
        .limit(1)
        .all();
      expect(namesOf((await company[0]?.staff) ?? [])).toEqual(expected);
      expect(namesOf((await company[0]?.directors) ?? [])).toEqual(["Dan director"]);
      expect(statements()).toHaveLength(1);
    });
    await inSession(async (session) => {
      statements();
      const all = await session
        .query(Employee)
        .options(joinedload(Employee.company))
        .orderBy(Employee.name)
        .limit(2)
        .all();
      expect(all.map(({ name }) => name)).toEqual(["Ann", "Bob"]);
      expect((await all[0]?.company)?.title).toBe("Loom");
      expect(statements()).toHaveLength(1);
    });
  });

  test("an inherited relation loads for all classes at once, an heir's own for its siblings", async () => {
    await inSession(async (session) => {
      for (const title of ["a", "b", "c"]) {
        const company = new Company({ title });
        session.add(new Employee({ name: title, email: `c${title}`, company }));
        const mentor = new Engineer({ name: `m${title}`, email: `m${title}` });
        session.add(
          new Engineer({
            name: title,
            email: `e${title}`,
            company,
            mentor,
            mentees: [new Engineer({ name: `${title}2`, email: `2${title}` })],
          }),
        );
      }
      await session.commit();
    });
    await inSession(async (session) => {
      const all = await session.query(Employee).orderBy(Employee.id).all();
      statements();
      for (const one of all) await one.company;
      expect(statements()).toHaveLength(2);
      for (const one of all) if (one instanceof Engineer) await one.mentees;
      expect(statements()).toHaveLength(2);
      for (const one of all) if (one instanceof Engineer) await one.mentor;
      expect(statements()).toHaveLength(0);
    });
    await inSession(async (session) => {
      statements();
      const all = await session
        .query(Engineer)
        .options(selectinload(Engineer.mentor), selectinload(Engineer.company))
        .all();
      for (const one of all) await Promise.all([one.mentor, one.company]);
      expect(statements().length).toBeLessThanOrEqual(3);
    });
  });

  // ---- a table each

  test("a joined hierarchy is inserted table by table, a base's first, all of a table together", async () => {
    await inSession(async (session) => {
      session.addAll([
        new Asset({ name: "a" }),
        new Document({ name: "d1", pages: 1 }),
        new Image({ name: "i", format: "png", width: 1 }),
        new Photo({ name: "p1", format: "png", width: 2, camera: "c" }),
        new Document({ name: "d2", pages: 2, size: 7n }),
        new Photo({ name: "p2", format: "png", width: 3, camera: "d" }),
      ]);
      statements();
      await session.commit();
      const sent = run();
      expect(sent.slice(0, 1)).toEqual(["INSERT assets"]);
      expect(sent.toSorted()).toEqual(["INSERT Document", "INSERT Photo", "INSERT assets", "INSERT images"]);
      expect(sent.indexOf("INSERT images")).toBeLessThan(sent.indexOf("INSERT Photo"));
    });
    await inSession(async (session) => {
      const all = await session.query(Asset).orderBy(Asset.name).all();
      expect(statements()).toHaveLength(1);
      expect(all.map((one) => toObject(one))).toMatchObject([
        { name: "a", kind: "Asset", stamp: "new" },
        { name: "d1", kind: "doc", pages: 1, size: null, stamp: "new" },
        { name: "d2", kind: "doc", pages: 2, size: 7n },
        { name: "i", kind: "img", format: "png", width: 1 },
        { name: "p1", kind: "Photo", format: "png", width: 2, camera: "c" },
        { name: "p2", kind: "Photo", format: "png", width: 3, camera: "d" },
      ]);
      expect(all.map((one) => [one instanceof Image, one instanceof Photo, one instanceof Document])).toEqual([
        [false, false, false],
        [false, false, true],
        [false, false, true],
        [true, false, false],
        [true, true, false],
        [true, true, false],
      ]);
    });
  });

  test("columns of one name in two tables are told apart", async () => {
    await inSession(async (session) => {
      session.addAll([new Folder({ name: "f", size: 4 }), new Document({ name: "d", pages: 1, size: 9n })]);
      await session.commit();
    });
    await inSession(async (session) => {
      const sizes = async () =>
        (await session.query(Asset).orderBy(Asset.name).all()).map((one) =>
          one instanceof Folder || one instanceof Document ? one.size : null,
        );
      expect(await sizes()).toEqual([9n, 4]);
      expect(await session.query(Document).filter(Document.size.gt(8n)).count()).toBe(1);
      expect(await session.query(Folder).filter(Folder.size.eq(4)).count()).toBe(1);
      expect((await session.query(Document).orderBy(Document.size.desc(), Asset.id).limit(1).one()).name).toBe("d");
      const document = await session.query(Document).one();
      document.size = null;
      await session.commit();
      expect(await sizes()).toEqual([null, 4]);
    });
  });

  test("an expression of an heir is over its row in all tables, and one over its own table comes back from writes", async () => {
    await inSession(async (session) => {
      const { document, photo } = await assets(session);
      expect([document.double, photo.half]).toEqual([10n, 10]); // given back by the inserts
    });
    await inSession(async (session) => {
      statements();
      const all = await session.query(Asset).orderBy(Asset.id).all();
      const [select = "", ...more] = statements();
      expect(more).toEqual([]);
      expect(select).not.toContain("camera || ");
      const shown = all.map((asset) => [
        asset.name,
        asset instanceof Document ? asset.double : null,
        asset instanceof Image ? [asset.half, asset.file] : null,
        asset instanceof Photo ? asset.credit : null,
      ]);
      expect(shown.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))).toEqual([
        ["document", 10n, null, null],
        ["folder", null, null, null],
        ["image", null, [5, "image.png"], null],
        ["photo", null, [10, "photo.jpg"], "ann"],
        ["plain", null, null, null],
      ]);
    });
    await inSession(async (session) => {
      const photo = await session.query(Photo).filter(Photo.file.eq("photo.jpg")).orderBy(Photo.credit).one();
      statements();
      expect(await photo.caption).toBe("box 20");
      expect(statements()).toHaveLength(1);
      photo.width = 8;
      photo.name = "moved";
      await session.flush();
      statements();
      expect([photo.half, photo.file]).toEqual([4, "photo.jpg"]);
      expect(statements()).toEqual([]);
      await session.refresh(photo);
      expect([photo.half, photo.file]).toEqual([4, "moved.jpg"]);
      const images = await session.query(Image).orderBy(Image.half.desc()).all();
      expect(images.map(({ half }) => half)).toEqual([5, 4]);
      const [undeferred] = await session.query(Photo).options(undefer(Photo.caption)).all();
      expect(await undeferred?.caption).toBe("box 8");
      expect(await session.query(Document).filter(Document.double.eq(10n)).count()).toBe(1);
      const documents = await session.query(Person).options(joinedload(Person.documents)).all();
      expect((await documents[0]?.documents)?.map(({ double }) => double)).toEqual([10n]);
      const limited = session.query(Person).options(joinedload(Person.photos)).orderBy(Person.id).limit(5);
      expect((await (await limited.one()).photos).map(({ half, file }) => [half, file])).toEqual([[4, "moved.jpg"]]);
      const favourites = await session.query(Person).options(joinedload(Person.favourite)).all();
      expect(await favourites[0]?.favourite).toBe(photo);
    });
  });

  test("an update goes to the tables whose columns changed", async () => {
    await inSession(assets);
    await inSession(async (session) => {
      const photo = await session.query(Photo).one();
      const image = await session.query(Image).filter(Asset.name.eq("image")).one();
      statements();
      await aMoment();
      photo.camera = "lens";
      await session.flush();
      expect(run()).toEqual(["UPDATE Photo"]);
      await aMoment();
      photo.width = 21;
      image.width = 11;
      await session.flush();
      expect(run()).toEqual(["UPDATE images", "UPDATE Photo"]);
      photo.name = "photo!";
      image.name = "image!";
      photo.camera = "eye";
      photo.width = 20;
      await session.flush();
      expect(run()).toEqual(["UPDATE assets", "UPDATE images", "UPDATE Photo"]);
      await session.commit();
      expect(toObject(photo)).toMatchObject({ name: "photo!", width: 20, camera: "eye" });
    });
    await inSession(async (session) => {
      expect(toObject(await session.query(Photo).one())).toMatchObject({ name: "photo!", width: 20, camera: "eye" });
    });
  });

  test("what the database gives comes back from each table that has it", async () => {
    await inSession(async (session) => {
      const image = new Image({ name: "i", format: "png", width: 2 });
      const photo = new Photo({ name: "p", format: "png", width: 3, camera: "c" });
      session.addAll([image, photo]);
      await session.commit();
      const given = () => [image, photo].map(({ stamp, label, mode, area }) => [stamp, label, mode, area]);
      expect(given()).toEqual([
        ["new", "i!", "rgb", 4],
        ["new", "p!", "rgb", 9],
      ]);
      const before = photo.taken.getTime();
      await aMoment();
      statements();
      photo.width = 4;
      image.name = "image";
      await session.flush();
      expect(given()).toEqual([
        ["new", "image!", "rgb", 4],
        ["new", "p!", "rgb", 16],
      ]);
      // The stamp stands in a table of its own.
      expect(run()).toEqual(["UPDATE assets", "UPDATE images", "UPDATE Photo"]);
      expect(photo.taken.getTime()).toBeGreaterThan(before);
      photo.name = "photo";
      expect(() => Object.assign(photo, { area: 1 })).toThrow(TypeError);
      await session.refresh(photo);
      await session.refresh(image);
      expect([photo.name, image.name, given()]).toEqual([
        "p",
        "image",
        [
          ["new", "image!", "rgb", 4],
          ["new", "p!", "rgb", 16],
        ],
      ]);
      image.width = 5;
      await session.rollback();
      expect([image.width, photo.width, image.label]).toEqual([2, 3, "i!"]);
    });
  });

  test("a changed key reaches all tables of a row", async () => {
    await inSession(assets);
    await inSession(async (session) => {
      const photo = await session.query(Photo).one();
      photo.id = 500;
      photo.camera = "new";
      await session.commit();
      expect(await session.get(Asset, 500)).toBe(photo);
    });
    await inSession(async (session) => {
      const photo = await session.getOne(Photo, 500);
      expect([photo.camera, photo.width]).toEqual(["new", 20]);
      expect((await photo.persons).length).toBe(1);
    });
  });

  test("rows go from the root's table, and take the others along", async () => {
    await inSession(assets);
    await inSession(async (session) => {
      const all = await session.query(Asset).filter(Asset.name.ne("folder")).all();
      statements();
      for (const one of all) await session.delete(one);
      await session.commit();
      expect(run()).toEqual(["DELETE assets"]);
      for (const table of ["images", "Photo", "Document"]) {
        const [row] = await session.execute(sql`SELECT count(*) FROM ${sql.unsafe(`"${table}"`)}`);
        expect(Number(row?.[0])).toBe(0);
      }
      const person = await session.query(Person).one();
      expect([await person.favourite, [...(await person.photos)], [...(await person.documents)]]).toEqual([
        null,
        [],
        [],
      ]);
    });
  });

  test("relations of every level of a joined hierarchy load in every way", async () => {
    const { photo } = await inSession(assets);
    await inSession(async (session) => {
      const person = await session.query(Person).one();
      expect((await person.favourite) instanceof Photo).toBe(true);
      expect([...(await person.photos)].map(({ camera }) => camera)).toEqual(["box"]);
      expect([...(await person.taken)].map(({ width }) => width)).toEqual([20]);
      expect([...(await person.documents)].map(({ pages }) => pages)).toEqual([3]);
      const folder = await session.query(Folder).one();
      expect([...(await folder.content)].map(({ kind }) => kind).toSorted()).toEqual(["Asset", "doc"]);
      const fetched = await session.getOne(Asset, photo.id);
      expect([...(await fetched.fans)]).toEqual([person]);
    });
    await inSession(async (session) => {
      statements();
      const people = await session
        .query(Person)
        .options(
          joinedload(Person.favourite),
          joinedload(Person.photos),
          selectinload(Person.documents).joinedload(Document.parent),
        )
        .limit(5)
        .all();
      expect(statements().length).toBeLessThanOrEqual(3);
      const [person] = people;
      expect((await person?.favourite)?.kind).toBe("Photo");
      expect([...((await person?.photos) ?? [])].map(({ format }) => format)).toEqual(["jpg"]);
      expect((await [...((await person?.documents) ?? [])][0]?.parent)?.name).toBe("folder");
      expect(statements()).toEqual([]);
    });
    await inSession(async (session) => {
      statements();
      const [found] = await session.query(Asset).filter(Asset.name.eq("photo")).options(joinedload(Asset.fans)).all();
      expect([...((await found?.fans) ?? [])].map(({ nick }) => nick)).toEqual(["ann"]);
      expect(statements()).toHaveLength(1);
      expect(
        await session
          .query(Photo)
          .filter(Photo.persons.any(Person.nick.eq("ann")), Asset.fans.any())
          .count(),
      ).toBe(1);
      expect(
        await session
          .query(Photo)
          .filter(Photo.takenBy.has(Person.nick.eq("eve")))
          .count(),
      ).toBe(0);
      expect(
        await session
          .query(Person)
          .filter(Person.favourite.has(Asset.kind.eq("Photo")))
          .count(),
      ).toBe(1);
      expect(
        await session
          .query(Person)
          .filter(Person.photos.any(Photo.camera.eq("box")))
          .count(),
      ).toBe(1);
    });
  });

  test("relations take what extends their target, and nothing else", async () => {
    const { ann, image, photo, document } = await inSession(assets);
    await inSession(async (session) => {
      const person = await session.getOne(Person, ann.id);
      const one = await session.getOne(Image, image.id);
      person.favourite = one;
      expect([...(await one.fans)]).toEqual([person]);
      expect(() => person.photos.add(one as unknown as asynchronous.Photo)).toThrow(RelationTypeError);
      await session.commit();
      expect(await session.query(Person).filter(Person.favourite.eq(one)).count()).toBe(1);
      expect(() => Person.photos.contains(document as unknown as asynchronous.Photo)).toThrow(RelationTypeError);
      expect(
        await session
          .query(Person)
          .filter(Person.photos.contains(await session.getOne(Photo, photo.id)))
          .count(),
      ).toBe(1);
    });
  });

  test("a base's column in an heir's query, an heir's in its base's: each finds its table", async () => {
    await inSession(assets);
    await inSession(async (session) => {
      const query = session.query(Asset).filter(sql`${Document.pages} = 3 AND ${Asset.name} = 'document'`);
      expect((await query.all()).map(({ kind }) => kind)).toEqual(["doc"]);
    });
  });

  test("a discriminator that no model has is told, with the column that holds it", async () => {
    await inSession(async (session) => {
      await session.execute(sql`INSERT INTO "assets" ("name", "asset_kind") VALUES ('odd', 'film')`);
      await session.commit();
      await expect(async () => session.query(Asset).all()).rejects.toThrow(UnknownDiscriminatorError);
      await expect(async () => session.query(Asset).all()).rejects.toThrow(
        /"film" in "Asset\.kind".*"Asset", "Folder", "doc", "img", "Photo"/,
      );
      expect(await session.query(Document).all()).toEqual([]);
    });
  });

  test("a unique of a base holds for all, one of an heir for the heirs", async () => {
    await inSession(async (session) => {
      await assets(session);
      const twin = new Photo({ name: "image", format: "gif", width: 1, camera: "c" });
      session.add(twin);
      await expect(async () => session.flush()).rejects.toMatchObject({ entity: twin });
      await session.rollback();
      const same = new Photo({ name: "other", format: "png", width: 10, camera: "c" });
      session.add(same);
      await expect(async () => session.flush()).rejects.toThrow(UniqueViolation);
      await session.rollback();
      expect(session.has(same)).toBe(false);
      expect(() => same.id).toThrow(/no value yet/);
      same.width = 11;
      session.add(same);
      await session.commit();
      expect(await session.query(Photo).count()).toBe(2);
    });
  });

  test("a row that somebody else deleted is stale in each table", async () => {
    await inSession(async (session) => {
      const { photo } = await assets(session);
      await session.execute(sql`DELETE FROM "assets" WHERE "id" = ${photo.id}`);
      photo.camera = "x";
      await expect(async () => session.flush()).rejects.toThrow(StaleDataError);
      await session.rollback();
    });
  });

  test("a rollback puts entities of every class back", async () => {
    await inSession(async (session) => {
      const { ann, image, photo, folder } = await assets(session);
      const fresh = new Document({ name: "fresh", pages: 1, author: ann });
      session.add(fresh);
      photo.camera = "other";
      photo.name = "other";
      folder.content.add(photo);
      await session.delete(image);
      await session.flush();
      await session.rollback();
      expect([photo.camera, photo.name, await photo.parent]).toEqual(["box", "photo", null]);
      expect([session.has(fresh), session.has(image)]).toEqual([false, true]);
      expect(await session.get(Asset, image.id)).toBe(image);
      expect(await session.query(Asset).count()).toBe(5);
      const nested = await session.beginNested();
      photo.width = 99;
      await session.delete(image);
      await session.flush();
      await nested.rollback();
      expect(photo.width).toBe(20);
      await session.commit();
      expect(await session.get(Image, image.id)).toBe(image);
    });
  });

  test("what the database does to rows that refer to a deleted one is done to the heirs in memory alone", async () => {
    await inSession(async (session) => {
      const { folder, document, plain, image } = await assets(session);
      await session.query(Asset).all();
      await session.delete(folder);
      await session.commit();
      expect([document.parentId, plain.parentId, image.parentId]).toEqual([null, null, null]);
      expect([session.has(document), session.has(image)]).toEqual([true, true]);
      expect([document.pages, image.width]).toEqual([3, 10]);
    });
  });

  test("an entity in a circle of rows over two tables gets its key by a second statement", async () => {
    await inSession(async (session) => {
      const ann = new Person({ nick: "ann" });
      const photo = new Photo({ name: "p", format: "png", width: 1, camera: "c", takenBy: ann });
      const folder = new Folder({ name: "f" });
      folder.parent = folder;
      photo.parent = folder;
      ann.favourite = photo;
      session.add(ann);
      session.add(folder);
      await session.commit();
    });
    await inSession(async (session) => {
      const photo = await session.query(Photo).one();
      const person = await photo.takenBy;
      expect(await person?.favourite).toBe(photo);
      const folder = await photo.parent;
      expect(await folder?.parent).toBe(folder);
    });
  });

  test("what says that something is not loaded names the heir, whoever declared it", async () => {
    await inSession(async (session) => void (await staff(session)));
    const eve = await inSession(async (session) =>
      session.query(Manager).options(loadOnly(Manager.budget)).filterBy({ email: "e@x" }).one(),
    );
    expect(() => eve.name).toThrow(/"Manager\.name"/);
    await expect(async () => await eve.company).rejects.toThrow(/"Manager\.company"/);
  });

  test("shows all that it has, under its own name", async () => {
    const { inspect } = await import("node:util");
    await inSession(async (session) => {
      const { photo, director } = { ...(await assets(session)), ...(await staff(session)) };
      expect(inspect(photo)).toMatch(/^Photo \{[^]*name: 'photo',[^]*camera: 'box'/);
      expect(inspect(director)).toMatch(/^Director \{[^]*job: 'director'[^]*shares: 3/);
      expect(photo.toJSON()).toMatchObject({ name: "photo", kind: "Photo", width: 20, camera: "box" });
    });
  });

  test("the database has a handle on everything: tables come and go", async () => {
    await db.dropAll();
    await db.createAll();
    await inSession(async (session) => expect(await session.query(Asset).count()).toBe(0));
  });
});
