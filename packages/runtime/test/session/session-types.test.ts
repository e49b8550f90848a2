/** What of a session's calls must compile, and what must not. `tsc` is the test; the bodies never run. */
import { expectTypeOf, test } from "vitest";
import { Employee, Project, type Seat, Task } from "../../../../fixtures/company/generated-async/index.ts";
import { Employee as SyncEmployee } from "../../../../fixtures/company/generated/index.ts";
import { Author } from "../../../../fixtures/attributes/generated-async/index.ts";
import { User } from "../../../../fixtures/values/generated-async/index.ts";
import { type AsyncDb, type AsyncSession, type History, inspect, type Session, sql } from "../../src/index.ts";

declare const db: AsyncDb;
declare const session: AsyncSession;
declare const here: Session;
declare const ann: Employee;
declare const bob: SyncEmployee;

export async function compiles(): Promise<void> {
  expectTypeOf(await session.merge(ann)).toEqualTypeOf<Employee>();
  expectTypeOf(await session.merge(ann, { load: false })).toEqualTypeOf<Employee>();
  expectTypeOf(await session.merge(Employee, { id: 1, name: "x", tasks: [] })).toEqualTypeOf<Employee>();
  expectTypeOf(here.merge(bob)).toEqualTypeOf<SyncEmployee>();
  expectTypeOf(here.merge(SyncEmployee, { id: 1 })).toEqualTypeOf<SyncEmployee>();
  // @ts-expect-error a key that the model does not know
  await session.merge(Employee, { id: 1, nom: "x" });
  // @ts-expect-error a value of another type
  await session.merge(Employee, { id: "1" });

  await session.refresh(ann, ["name", Employee.skills, Employee.tasks, "manager"]);
  session.expire(ann, [Employee.name]);
  // @ts-expect-error an attribute of another model
  await session.refresh(ann, [Project.title]);
  // @ts-expect-error a relation of another model
  session.expire(ann, [Task.employee]);
  // @ts-expect-error a name that the model does not have
  await session.refresh(ann, ["nom"]);

  expectTypeOf(session.noAutoflush(() => 1)).toEqualTypeOf<number>();
  expectTypeOf(session.noAutoflush(async () => 1)).toEqualTypeOf<Promise<number>>();
  expectTypeOf(session.noAutoflush()).toEqualTypeOf<Disposable>();
}

export function states(seat: Seat): void {
  const state = inspect(ann);
  expectTypeOf(state.key).toEqualTypeOf<number | null>();
  expectTypeOf(inspect(seat).key).toEqualTypeOf<{ floor: number; number: number } | null>();
  expectTypeOf(state.history("name")).toEqualTypeOf<History<string>>();
  expectTypeOf(state.history(Employee.name)).toEqualTypeOf<History<string>>();
  expectTypeOf(state.history("managerId")).toEqualTypeOf<History<number | null>>();
  expectTypeOf(state.history("tasks")).toEqualTypeOf<History<Task>>();
  expectTypeOf(state.history(Employee.tasks)).toEqualTypeOf<History<Task>>();
  expectTypeOf(state.history("manager")).toEqualTypeOf<History<Employee | null>>();
  expectTypeOf(state.history(Employee.manager)).toEqualTypeOf<History<Employee | null>>();
  expectTypeOf(inspect(bob).history("manager")).toEqualTypeOf<History<SyncEmployee | null>>();
  // @ts-expect-error a name that the model does not have
  state.history("nom");
  // @ts-expect-error an attribute of another model
  state.history(Task.title);
}

export function events(): void {
  db.on("beforeUpdate", Author, (_, { changes }) => {
    expectTypeOf(changes.bio?.new).toEqualTypeOf<string | undefined>(); // deferred
    expectTypeOf(changes.aliases?.new).toEqualTypeOf<string[] | undefined>();
  });
  const names: string[] = [];
  here.on("load", SyncEmployee, ({ name }) => names.push(name)); // what nobody looks at
  session.on("afterBegin", (one) => one.execute(sql`SELECT 1`));
  // @ts-expect-error nobody waits for a sync client's handler
  here.on("beforeInsert", SyncEmployee, async () => undefined);
  // @ts-expect-error nobody can wait in the middle of a read
  session.on("load", Employee, async () => undefined);
  // @ts-expect-error an async client's attributes cannot wait for the database
  db.session({ expireOnCommit: true });
}

export function values(): void {
  // @ts-expect-error a relation is no value of a row
  db.on("beforeUpdate", Author, (_, { changes }) => changes.articles);
  // As a constructor takes them: the fields of a value that have defaults may be left out.
  void session.update(User).set({ home: { street: "x", city: "y" }, mail: { street: "x", city: "y" } });
  void session.upsert(User, [], { by: "name", set: { home: { street: "x", city: "y" } } });
  // @ts-expect-error a field without a default
  void session.update(User).set({ home: { street: "x" } });
}

test("the types of a session's calls are checked by tsc", () => undefined);
