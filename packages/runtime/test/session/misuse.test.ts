/** What a program without types gets wrong: an error with a code and the way out, before anything is sent, never silence. */
import { expect, test } from "vitest";
import { type JoineryError, ValueError } from "../../src/index.ts";
import { forEachClient } from "./clients.ts";

type ErrorClass = abstract new (...args: never[]) => JoineryError;

forEachClient(({ models, inSession }) => {
  const { Employee, Project } = models;

  /** That each is refused with this class of error, a code and this message. */
  const eachRefused = async (
    works: readonly (() => unknown)[],
    kind: ErrorClass,
    message: RegExp | string,
  ): Promise<void> => {
    for (const work of works) {
      const error: unknown = await Promise.resolve()
        .then(work)
        .then(
          () => undefined,
          (reason: unknown) => reason,
        );
      expect(error).toBeInstanceOf(kind);
      const known = error as JoineryError; // as the line before says
      expect(known.message).toMatch(message);
      expect(known.code).toMatch(/^[A-Z_]+$/);
    }
  };

  test("a decimal keeps all its digits, or is refused: no engine rounds it", async () => {
    const widest = `-${"9".repeat(35)}.${"9".repeat(30)}`;
    await inSession(async (session) => {
      session.add(new Project({ title: "wide", budget: widest }));
      await session.commit();
      const project = await session.query(Project).filter(Project.budget.eq(widest)).one();
      await session.refresh(project);
      expect(project.budget).toBe(widest);
      await eachRefused(
        [
          () => (project.budget = `0.${"1".repeat(31)}`),
          () => (project.budget = "1e35"),
          () => Project.budget.eq("1e-31"),
        ],
        ValueError,
        /^"Project\.budget" takes at most 35 digits before the point and 30 after it/,
      );
    });
  });

  test("JSON that would come back as something else is refused, at any depth", async () => {
    class Point {
      x = 1;
    }
    for (const [value, found] of [
      [new Map([["a", 1]]), "Map"],
      [{ deep: [new Set([1])] }, "Set"],
      [{ at: new Point() }, "Point"],
      [/x/, "RegExp"],
      [new Uint8Array(2), "Uint8Array"],
    ] as const)
      await eachRefused(
        [() => new Employee({ name: "Ann", skills: [], settings: value as never })],
        ValueError,
        `"Employee.settings" takes a JSON value, and this one holds an object of class ${found}`,
      );
  });

  test("a value that a column does not take is told by its kind", async () => {
    const ann = new Employee({ name: "Ann", skills: [] });
    await eachRefused(
      [() => (ann.name = null as never)],
      ValueError,
      /^"Employee\.name" takes .*, and must not be null$/,
    );
    await eachRefused([() => (ann.id = 2 ** 31)], ValueError, /and was given an integer out of range$/);
    await eachRefused([() => (ann.id = "7" as never)], ValueError, /and was given a string$/);
  });
});
