/** Unique values that move between rows within one flush. */
import { expect, test } from "vitest";
import { forEachClient } from "./clients.ts";

forEachClient(({ models, inSession, statements }) => {
  const { Project } = models;

  /** What each statement does, and to which table. */
  const verbs = () => statements().map((text) => text.replace(/^(\w+)(?: INTO| FROM)? "(\w+)".*$/s, "$1 $2"));

  test("a value moves from a row that goes, or changes, to another: whoever releases it is first", async () => {
    await inSession(async (session) => {
      const titles = async () =>
        (await session.query(Project).orderBy(Project.id).all()).map(({ id, title }) => [id, title]);
      const [a, b, c, d] = ["a", "b", "c", "d"].map((title, at) => new Project({ id: at + 1, title }));
      if (!a || !b || !c || !d) throw new Error();
      session.addAll([a, b, c, d]);
      await session.commit();
      statements();

      await session.delete(a);
      await session.delete(d);
      session.addAll([new Project({ id: 5, title: "x" }), new Project({ id: 6, title: "a" })]);
      await session.flush();
      expect(verbs()).toEqual(["DELETE Project", "INSERT Project"]);

      b.title = "y";
      c.budget = "1";
      session.add(new Project({ id: 7, title: "b" }));
      await session.flush();
      expect(verbs()).toEqual(["UPDATE Project", "INSERT Project", "UPDATE Project"]);

      c.title = "y"; // from b, that takes what a new one would
      b.title = "z";
      await session.flush();
      expect(verbs()).toEqual(["UPDATE Project", "UPDATE Project"]);
      expect(await titles()).toEqual([
        [2, "z"],
        [3, "y"],
        [5, "x"],
        [6, "a"],
        [7, "b"],
      ]);

      statements();
      [b.title, c.title] = [c.title, b.title];
      await session.flush();
      expect(verbs()).toEqual(["UPDATE Project", "UPDATE Project", "UPDATE Project"]);
      await session.commit();
      expect((await titles()).slice(0, 2)).toEqual([
        [2, "y"],
        [3, "z"],
      ]);
      statements();
      [b.id, c.id] = [c.id, b.id];
      await session.commit();
      expect(verbs()).toHaveLength(3);
      expect((await titles()).slice(0, 2)).toEqual([
        [2, "z"],
        [3, "y"],
      ]);
      expect(await session.get(Project, 2)).toBe(c);
    });
  });
});
