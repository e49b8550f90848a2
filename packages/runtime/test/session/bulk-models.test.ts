/** Bulk writes of models that are not plain: hierarchies in one table and in several, versions, stamps, what the database computes. */
import { describe, expect, test } from "vitest";
import * as attributesAsync from "../../../../fixtures/attributes/generated-async/index.ts";
import * as attributesSync from "../../../../fixtures/attributes/generated/index.ts";
import * as inheritanceAsync from "../../../../fixtures/inheritance/generated-async/index.ts";
import * as inheritanceSync from "../../../../fixtures/inheritance/generated/index.ts";
import { ArgumentError, sql, UnknownKeyError } from "../../src/index.ts";
import { forEachClientOf } from "./clients.ts";

// The sync client's values are the async one's without the promise: awaiting them is what every test here does.
const attributes = { sync: attributesSync as unknown as typeof attributesAsync, async: attributesAsync };
const inheritance = { sync: inheritanceSync as unknown as typeof inheritanceAsync, async: inheritanceAsync };

describe("columns that are not plain", () => {
  forEachClientOf(attributes, ({ models, inSession, statements }) => {
    const { Author, Group, Stock } = models;

    test("versions are counted, stamps set, and what the database computes is read back", async () => {
      await inSession(async (session) => {
        const rows = ["Ann", "Bob"].map((first) => ({ first, last: "Doe", bio: "x" }));
        expect(await session.insert(Author, rows)).toBe(2);
        const [ann, bob] = await session.query(Author).orderBy(Author.first).all();
        if (ann === undefined || bob === undefined) throw new Error("two were inserted");
        expect([ann.version, ann.initials, ann.fullName]).toEqual([1, "AD", "Ann Doe"]);
        await session.commit();
        await session.refresh(ann);
        await session.refresh(bob);
        statements();
        expect(await session.update(Author).filter(Author.id.eq(ann.id)).set({ last: "Roe", bio: "y" }).run()).toBe(1);
        expect([ann.version, ann.last, ann.initials, ann.fullName, bob.version]).toEqual([
          2,
          "Roe",
          "AR",
          "Ann Roe",
          1,
        ]);
        expect(await ann.bio).toBe("y");
        ann.first = "Eve"; // the version that the session knows is the row's
        await session.flush();
        expect(ann.version).toBe(3);
        await session
          .update(Author)
          .set({ last: sql`upper(${Author.last})` })
          .run();
        expect([ann.last, bob.last, bob.version, bob.initials]).toEqual(["ROE", "DOE", 2, "BD"]);
        expect(ann.updatedAt.getTime()).toBe(bob.updatedAt.getTime());
        await session.commit();
        const given = await session.update(Author).filter(Author.first.eq("Bob")).set({ last: "Poe" }).returning();
        expect([given[0] === bob, bob.fullName, bob.shout === undefined]).toEqual([true, "Bob Poe", false]);
        const run = async (values: object): Promise<unknown> =>
          (await Reflect.apply(Reflect.get(session.query(Author), "update"), session.query(Author), [
            values,
          ])) as unknown;
        await expect(run({ fullName: "x" })).rejects.toThrow(ArgumentError);
        await expect(run({ initials: "x" })).rejects.toThrow("the database computes");
      });
    });

    test("an upsert counts the version of a row that is there, and of no other", async () => {
      await inSession(async (session) => {
        const rows = [{ name: "a" }, { name: "b", notes: "n" }];
        const [a, b] = await session.upsert(Group, rows, { by: "name" });
        expect([a?.version, b?.version]).toEqual([1, 1]);
        statements();
        const [same] = await session.upsert(Group, [{ name: "b", notes: "m" }], { by: "name" });
        expect([same === b, b?.version, await b?.notes]).toEqual([true, 2, "m"]);
        await session.upsert(Group, [{ name: "b", notes: "l" }], { by: "name" });
        expect([await b?.notes, b?.version]).toEqual(["l", 3]);
        if (b !== undefined) b.name = "c";
        await session.flush();
        expect(b?.version).toBe(4);
        await session.upsert(Stock, [{ shelf: 1, place: 2, count: 3, label: "x" }]);
        const [stock] = await session.upsert(Stock, [{ shelf: 1, place: 2, count: 4, label: "x" }], {
          update: ["count"],
        });
        expect([stock?.count, stock?.version, stock?.code]).toEqual([4, 2, "1-2"]);
        expect(await session.delete(Stock).filterBy({ shelf: 1, place: 2 }).run()).toBe(1);
        expect(stock === undefined || session.has(stock)).toBe(false);
      });
    });
  });
});

describe("models that extend one another", () => {
  forEachClientOf(inheritance, ({ models, inSession, statements }) => {
    const { Asset, Document, Employee, Engineer, Image, Manager, Photo } = models;

    test("in one table, a statement is about the rows of its class", async () => {
      await inSession(async (session) => {
        expect(
          await session.insert(Engineer, [
            { name: "a", email: "a@x" },
            { name: "b", email: "b@x", language: "C" },
          ]),
        ).toBe(2);
        await session.insert(Manager, [{ name: "m", email: "m@x", budget: "1" }]);
        expect(statements()).toHaveLength(2);
        const all = await session.query(Employee).orderBy(Employee.email).all();
        expect(all.map((one) => one instanceof Engineer)).toEqual([true, true, false]);
        statements();
        expect(await session.update(Engineer).set({ language: "Z" }).run()).toBe(2);
        expect(all.map((one) => (one instanceof Engineer ? one.language : null))).toEqual(["Z", "Z", null]);
        expect(await session.update(Employee).filter(Employee.email.like("m%")).set({ name: "boss" }).run()).toBe(1);
        expect(all[2]?.name).toBe("boss");
        const [given] = await session.update(Employee).filter(Employee.email.eq("a@x")).set({ name: "A" }).returning();
        expect(given).toBe(all[0]);
        expect(await session.delete(Engineer).run()).toBe(2);
        expect(all.map((one) => session.has(one))).toEqual([false, false, true]);
        expect(await session.query(Employee).count()).toBe(1);
        const [upserted] = await session.upsert(Manager, [{ name: "n", email: "m@x", budget: "2" }], { by: "email" });
        expect([upserted === all[2], upserted?.name]).toEqual([true, "n"]);
        await expect(async () =>
          session.upsert(Engineer, [{ name: "n", email: "m@x" }], { by: "email" }),
        ).rejects.toThrow(/another class|was refused or left/);
        await session.rollback();
        const run = async (values: object): Promise<unknown> =>
          (await Reflect.apply(Reflect.get(session.query(Employee), "update"), session.query(Employee), [
            values,
          ])) as unknown;
        await expect(run({ job: "clerk" })).rejects.toThrow("what a row's class says");
        await expect(run({ language: "x" })).rejects.toThrow(UnknownKeyError);
      });
    });

    test("in several tables, each column is changed where it stands, and rows go from all", async () => {
      await inSession(async (session) => {
        const rows = [
          { name: "p", format: "jpg", width: 2, camera: "c" },
          { name: "q", format: "png", width: 3, camera: "d" },
        ];
        expect(await session.insert(Photo, rows)).toBe(2);
        expect(statements()).toHaveLength(3);
        expect(session.query(Photo).toSql().sql).toContain("SELECT");
        await session.insert(Document, [{ name: "doc", pages: 1 }]);
        const [p, q] = await session.query(Photo).orderBy(Photo.name).all();
        if (p === undefined || q === undefined) throw new Error("two were inserted");
        statements();
        expect(await session.update(Photo).filter(Photo.width.gt(2)).set({ width: 5 }).run()).toBe(1);
        expect([q.width, q.area, q.half, p.width]).toEqual([5, 25, 2, 2]);
        // Columns of three tables, and a condition on one that changes.
        expect(
          await session.update(Photo).filter(Photo.width.eq(5)).set({ name: "r", width: 7, camera: "e" }).run(),
        ).toBe(1);
        expect([q.name, q.label, q.width, q.camera, q.area]).toEqual(["r", "r!", 7, "e", 49]);
        statements();
        expect(await session.update(Asset).filter(Asset.name.eq("p")).set({ name: "s" }).run()).toBe(1);
        expect([p.name, p.label, p.file]).toEqual(["s", "s!", "s.jpg"]);
        const given = await session.update(Image).filter(Image.format.eq("jpg")).set({ name: "t" }).returning();
        expect([given.length, given[0] === p, p.name]).toEqual([1, true, "t"]);
        expect(await session.delete(Image).filter(Image.width.lt(3)).run()).toBe(1);
        expect([session.has(p), session.has(q)]).toEqual([false, true]);
        expect(await session.query(Asset).count()).toBe(2);
        const [gone] = await session.delete(Photo).returning();
        expect([gone === q, session.has(q), await session.query(Image).count()]).toEqual([true, false, 0]);
        await expect(async () => session.upsert(Document, [{ id: 1, name: "x", pages: 1 }])).rejects.toThrow(
          "several tables",
        );
        const { entity, created } = await session.findOrCreate(Document, { name: "new" }, { pages: 2 });
        expect([created, entity.pages]).toEqual([true, 2]);
        const made = await session.insert(Image, [{ name: "i", format: "gif", width: 4 }], { returning: true });
        expect([made[0]?.area, made[0]?.mode]).toEqual([16, "rgb"]);
      });
    });
  });
});
