/** What must and must not compile with a generated async client: what has to be awaited cannot be used before. */
/* oxlint-disable no-unused-expressions, typescript/no-misused-promises -- the expressions are what is tested */
import { isLoaded, joinedload, type Loaded, selectinload, undefer } from "@joinery/runtime";
import { nodeSqlite, nodeSqliteAsync } from "@joinery/runtime/node-sqlite";
import type { Money } from "../../../../fixtures/values/money.ts";
import {
  Account,
  type Address,
  type AddressInit,
  type Code as CodeOfClient,
  connect as connectValues,
  Depot,
  type Money as MoneyOfClient,
  type Order,
  type Price,
  User,
} from "../../../../fixtures/values/generated-async/index.ts";
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

  const [depot] = await session.query(Depot).options(undefer(Depot.seat), undefer(Depot.origin)).all();
  const lat: number | undefined = depot?.origin.lat;
  const town: string | undefined = (await depot?.seat)?.city;
  const isThere: boolean = depot !== undefined && isLoaded(depot, Depot.seat);
  const asDepot: Depot | undefined = depot;
  for (const each of await session.query(Depot).filter(Depot.seat.city.eq("Delft")).all()) {
    const { lat: later }: { lat: number } = await each.origin;
    each.origin = { lat: later, long: 1 };
    // @ts-expect-error what is not loaded has to be awaited
    each.origin.lat;
    // @ts-expect-error a value that is never null
    each.origin = null;
  }
  // @ts-expect-error another model's
  session.query(Employee).options(undefer(Depot.seat));
  void [lat, town, isThere, asDepot];

  // A subtype of what promises `Employee | null` has no null to give: what is loaded and may be null is read by await.
  const [led] = await session.query(Employee).options(joinedload(Employee.manager)).all();
  const manager: Employee | null = led === undefined ? null : await led.manager;
  const managerName: string | undefined = led?.manager?.name;
  const wronglyCertain: Employee | undefined = led?.manager;
  const named: Loaded<Employee, "manager"> | undefined = led;
  // @ts-expect-error there may be none, which only await says
  if (led) (await led.manager).name;
  void [manager, managerName, wronglyCertain, named];

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

export function values(user: User, address: Address, given: AddressInit, money: Money): void {
  new User({ name: "Ann", home: given, mail: { street: "a", city: "b" }, price: { amount: "1" } });
  new User({ name: "Ann", home: address, mail: address, price: { amount: "1" }, others: [given], billing: null });
  const street: string = user.home.street;
  const country: string = user.mail.country;
  const long: number | undefined = user.billing?.geo?.long;
  const price: Price = user.price;
  user.home.lines.push("c/o Bob");
  user.home = { street: "a", city: "b", geo: { lat: 1, long: 2 } };
  user.mail.geo = null;
  user.mail = given;
  user.billing = null;
  user.others = Object.freeze([given]);
  user.others.push(address);
  if (user.tree !== null) user.tree.meta = { key: "value" };

  // @ts-expect-error a required field is missing
  user.home = { street: "a" };
  // @ts-expect-error a key that the type does not have
  user.mail = { street: "a", city: "b", stret: "c" };
  // @ts-expect-error of another type
  user.home.geo = { lat: "1", long: 2 };
  // @ts-expect-error inside a value that is there, every field is: the default is put where it is assigned
  user.home.geo = { lat: 1, long: 2 };
  // @ts-expect-error null where there is always one
  user.mail = null;
  // @ts-expect-error there may be none
  user.billing.street;
  // @ts-expect-error no member of the enum
  user.home = { street: "a", city: "b", geo: { lat: 1, long: 2, unit: "m" } };
  // @ts-expect-error what an embedded value must have
  new User({ name: "Ann", home: given, price: { amount: "1" } });
  // @ts-expect-error a part is no property of its owner
  user["mail.street"];
  void [street, country, long, price, money];
}

export function scalars(account: Account, order: Order, money: MoneyOfClient, code: CodeOfClient): void {
  new Account({ email: "ann@example.org", balance: money, limit: null, aliases: ["a@b"] });
  const cents: bigint = account.balance.cents;
  account.balance = money;
  account.balance.cents += 1n;
  order.accountId = code;
  order.offer = {};
  order.offer.price = money;
  order.prices.push(money);

  // @ts-expect-error what is stored is none of the codec's values
  account.balance = "12.50";
  // @ts-expect-error nor is any text an address
  new Account({ email: "nowhere" });
  // @ts-expect-error a key of the codec's type
  order.accountId = "3f0f9b7e-6a7c-4a0e-9a52-0f6a0a1d0001";
  void cents;
}

export async function valueQueries(address: Address, money: Money, code: CodeOfClient): Promise<void> {
  const db = connectValues("pglite::memory:");
  await using session = db.session();
  session.query(User).filter(User.mail.street.eq("a"), User.billing.city.isNull(), User.home.eq(address));
  session.query(User).orderBy(User.price.amount.desc(), User.mail.city);
  session.query(Account).filter(Account.balance.gt(money), Account.limit.eq(null));
  const found: Account | null = await session.get(Account, code);

  // @ts-expect-error a part of another type
  session.query(User).filter(User.mail.street.eq(1));
  // @ts-expect-error a part of another model
  session.query(Account).filter(User.mail.street.eq("a"));
  // @ts-expect-error null where the part is never NULL
  session.query(User).filter(User.mail.street.eq(null));
  // @ts-expect-error a part that the type does not have
  User.mail.stret;
  // @ts-expect-error an embedded value is no column
  session.query(User).filter(User.mail.eq(address));
  // @ts-expect-error what is stored is none of the codec's values
  session.query(Account).filter(Account.balance.gt("12"));
  void found;
}

export function drivers(): void {
  connect("sqlite:app.db", { driver: nodeSqliteAsync, busyTimeout: 100 });
  // @ts-expect-error a driver of the other colour
  connect("sqlite:app.db", { driver: nodeSqlite });
}
