/** What must and must not compile with a generated async client: what has to be awaited cannot be used before. */
/* oxlint-disable no-unused-expressions, typescript/no-misused-promises -- the expressions are what is tested */
import { joinedload, type Loaded, selectinload } from "@joinery/runtime";
import { connect, Employee, Seat, Task } from "../../../../fixtures/company/generated-async/index.ts";

export async function relations(employee: Employee, task: Task): Promise<void> {
  for (const each of await employee.tasks) each.title;
  const owner: string = (await task.employee).name;
  const boss: string | undefined = (await employee.manager)?.name;
  const isLoaded: boolean = employee.tasks.isLoaded;
  employee.tasks.add(task);
  employee.tasks.remove(task);
  employee.tasks.replace([]);
  employee.tasks = [task];
  employee.manager = null;
  task.employee = employee;
  const title: string = task.title;

  // @ts-expect-error an unloaded relation is not iterable
  for (const each of employee.tasks) each.title;
  // @ts-expect-error a Lazy is never null, so asking without await is a mistake
  if (employee.manager) task.title;
  // @ts-expect-error nor equal to an entity
  employee.manager === employee;
  // @ts-expect-error nor an entity
  task.employee.name;
  // @ts-expect-error there may be none
  (await employee.manager).name;
  // @ts-expect-error null where there is always one
  task.employee = null;
  // @ts-expect-error index writes are not tracked
  (await employee.tasks)[0] = task;
  // @ts-expect-error a Lazy has no length
  employee.tasks.length;
  void [owner, boss, isLoaded, title];
}

export async function queries(): Promise<void> {
  const db = connect("pglite::memory:");
  await using session = db.session();
  const one: Employee | null = await session.get(Employee, 1);
  const seat: Seat = await session.getOne(Seat, { floor: 1, number: 2 });
  const loaded = await session.query(Employee).options(selectinload(Employee.tasks)).all();
  for (const employee of loaded) for (const task of employee.tasks) task.title;
  const plain: Employee[] = loaded;
  const narrow: Loaded<Employee, "tasks">[] = loaded;
  const tasks = await session.query(Task).options(joinedload(Task.employee)).all();
  for (const task of tasks) task.employee.name;
  const nested = await session.query(Employee).options(selectinload(Employee.tasks).joinedload(Task.employee)).all();
  for (const employee of nested) for (const task of employee.tasks) task.employee.name;

  // @ts-expect-error the result is a promise
  for (const employee of session.query(Employee).all()) employee.name;
  // @ts-expect-error what was not loaded has to be awaited
  for (const employee of nested) for (const report of employee.reports) report.name;
  // @ts-expect-error a filter on another model's column
  session.query(Employee).filter(Task.title.eq("t"));
  // @ts-expect-error an async session is disposed of asynchronously
  using wrong = db.session();
  void [one, seat, plain, narrow, wrong];
}
