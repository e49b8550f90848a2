/** A condition that memory evaluates gives what the database gives; random ones, on every engine. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { and, not, or, type Predicate } from "../../src/index.ts";
import { evaluate } from "../../src/expr/evaluate.ts";
import { mysql } from "../../src/dialect/mysql.ts";
import { postgresql } from "../../src/dialect/postgresql.ts";
import { sqlite } from "../../src/dialect/sqlite.ts";
import { model as modelKey, row } from "../../src/meta/symbols.ts";
import { forEachClient } from "./clients.ts";

const words = ["", "a", "A", "ab", "ba", "a%", "a_", "é", "\u{1F600}", "10", "a\\b"];
const decimals = ["0", "-1.5", "10", "9.99", "100", "0.001", "-0.5"];

forEachClient(({ models, inSession, isPostgres, isMysql }) => {
  const { Booking, Employee, Project, Seat, Task } = models;
  const dialect = isPostgres ? postgresql : isMysql ? mysql : sqlite;

  test("random conditions", async () => {
    type P = Predicate<InstanceType<typeof Project>>;
    const title = fc.constantFrom(...words);
    const budget = fc.constantFrom(...decimals);
    const id = fc.integer({ min: 0, max: 12 });
    const leaf: fc.Arbitrary<P> = fc.oneof(
      title.map((text) => Project.title.eq(text)),
      title.map((text) => Project.title.ne(text)),
      title.map((text) => Project.title.startsWith(text)),
      title.map((text) => Project.title.endsWith(text)),
      title.map((text) => Project.title.contains(text)),
      title.map((text) => Project.title.gt(text)),
      fc.array(title).map((texts) => Project.title.in(texts)),
      budget.map((digits) => Project.budget.lt(digits)),
      budget.map((digits) => Project.budget.ge(digits)),
      budget.map((digits) => Project.budget.eq(digits)),
      fc.tuple(budget, budget).map(([low, high]) => Project.budget.between(low, high)),
      fc.array(budget).map((all) => Project.budget.notIn(all)),
      id.map((key) => Project.id.le(key)),
      fc.array(id).map((keys) => Project.id.in(keys)),
      fc.constant(Project.budget.isNotNull()),
    );
    const condition = fc.letrec<{ node: P }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.array(tie("node"), { maxLength: 3 }).map((parts) => and(...parts)),
        fc.array(tie("node"), { maxLength: 3 }).map((parts) => or(...parts)),
        tie("node").map((part) => not(part)),
      ),
    })).node;
    await inSession(async (session) => {
      const rows = words.map((text, at) => ({
        id: at + 1,
        title: text,
        budget: decimals[at % decimals.length] ?? "0",
      }));
      const all = await session.insert(Project, rows, { returning: true });
      let told = 0;
      await fc.assert(
        fc.asyncProperty(condition, async (one) => {
          const truths = all.map((entity) => evaluate(one.node, entity[modelKey], entity[row], dialect));
          if (truths.includes(undefined)) return;
          told++;
          const found = await session.query(Project).filter(one).orderBy(Project.id).all();
          assert.deepEqual(
            found.map(({ id: key }) => key),
            all.filter((_, at) => truths[at] === true).map(({ id: key }) => key),
          );
        }),
        { numRuns: 60 },
      );
      expect(told).toBeGreaterThan(5);
    });
  });

  test("NULLs, truths, days, big integers and columns beside columns, by SQL's three values", async () => {
    await inSession(async (session) => {
      await session.insert(Employee, [
        { id: 1, name: "a" },
        { id: 2, name: "b", managerId: 1 },
      ]);
      await session.insert(Task, [
        { title: "x", done: true, employeeId: 1 },
        { title: "y", employeeId: 2 },
      ]);
      await session.insert(Seat, [{ floor: 1, number: 1 }]);
      const big = 9007199254740993n;
      const seat = { seatFloor: 1, seatNumber: 1 };
      await session.insert(Booking, [
        { id: big, day: "2024-01-31", ...seat },
        { id: 9n, day: "2024-02-01", ...seat },
      ]);
      const check = async (modelClass: unknown, conditions: readonly unknown[]): Promise<void> => {
        const query = Reflect.apply(Reflect.get(session, "query"), session, [modelClass]) as ReturnType<
          typeof session.query<InstanceType<typeof Task>>
        >; // of whichever class
        const all = await query.all();
        for (const [at, one] of (conditions as readonly Predicate<unknown>[]).entries()) {
          const expected = new Set(await query.filter(one).all());
          const matched = all.filter((entity) => evaluate(one.node, entity[modelKey], entity[row], dialect) === true);
          assert.deepEqual(new Set(matched), expected, `the condition ${at}`);
        }
      };
      const { managerId } = Employee;
      await check(Employee, [
        managerId.eq(1),
        managerId.ne(1),
        not(managerId.eq(1)),
        managerId.isNull(),
        managerId.in([1, null]),
        managerId.in([]),
        managerId.notIn([1]),
        managerId.notIn([2]),
        managerId.notIn([]),
        not(managerId.in([2, null])),
        or(managerId.gt(0), Employee.id.eq(1)),
        and(managerId.gt(0), Employee.id.eq(1)),
        not(and(managerId.gt(5), Employee.id.eq(2))),
        managerId.lt(Employee.id),
        not(managerId.lt(Employee.id)),
        managerId.between(1, 3),
        not(managerId.between(1, 3)),
      ]);
      await check(Task, [Task.done.eq(true), Task.done.ne(true), not(Task.done.eq(false))]);
      await check(Booking, [
        Booking.id.eq(big),
        Booking.id.gt(10n),
        Booking.id.lt(big),
        Booking.id.in([9n]),
        Booking.day.gt("2024-01-31"),
        Booking.day.between("2024-01-01", "2024-01-31"),
      ]);
    });
  });
});
