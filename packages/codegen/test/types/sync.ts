/** What must and must not compile with a generated sync client. `tsc` is the test: an expected error that does not come is one. */
/* oxlint-disable no-unused-expressions, typescript/no-misused-spread -- the expressions are what is tested */
import { joinedload, type Loaded, selectinload } from "@joinery/runtime";
import { nodeSqlite, nodeSqliteAsync } from "@joinery/runtime/node-sqlite";
import type { Money } from "../../../../fixtures/values/money.ts";
import {
  Account,
  type Address,
  type AddressInit,
  type Code as CodeOfClient,
  connect as connectValues,
  type Money as MoneyOfClient,
  type Order,
  type Price,
  User,
} from "../../../../fixtures/values/generated/index.ts";
import {
  Badge,
  Booking,
  connect,
  Department,
  Employee,
  Note,
  Seat,
  Task,
} from "../../../../fixtures/company/generated/index.ts";

export function constructors(employee: Employee, seat: Seat): void {
  new Employee({ name: "Ann", skills: [] });
  new Employee({ name: "Ann", skills: ["a"], department: null, managerId: null, settings: { theme: ["dark"] } });
  new Employee({ name: "Ann", skills: [], tasks: new Set([new Task({ title: "t", employee })]), id: undefined });
  new Task({ title: "t", employeeId: 1 });
  new Task({ title: "t", employee, notes: [] });
  new Badge({ code: "B", employee });
  new Booking({ day: "2026-01-31", seat });
  new Booking({ day: "2026-01-31", seatFloor: 1, seatNumber: 2 });

  // @ts-expect-error a required column is missing
  new Employee({ skills: [] });
  // @ts-expect-error of another type
  new Employee({ name: 1, skills: [] });
  // @ts-expect-error null where the column takes none
  new Employee({ name: null, skills: [] });
  // @ts-expect-error a key that the model does not have
  new Employee({ name: "Ann", skills: [], nmae: "Ann" });
  // @ts-expect-error neither the relation nor its key
  new Task({ title: "t" });
  // @ts-expect-error half of a compound key
  new Booking({ day: "2026-01-31", seatFloor: 1 });
  // @ts-expect-error an entity of another model
  new Task({ title: "t", employee: seat });
  // @ts-expect-error a key that the model does not have, beside a choice
  new Task({ title: "t", employee, nonsense: true });
  // @ts-expect-error one entity where a collection is
  new Employee({ name: "Ann", skills: [], tasks: new Task({ title: "t", employee }) });
  // @ts-expect-error the constructor that the runtime calls is not for users of the declarations, and takes all cells
  new Seat([1], {});
}

export function members(employee: Employee, task: Task, department: Department): void {
  const title: string = task.title;
  const boss: string | undefined = employee.manager?.name;
  task.employee.name.toUpperCase();
  employee.tasks.add(task);
  employee.tasks.push(task);
  employee.tasks = [task];
  employee.tasks = new Set([task]);
  employee.skills.push("weaving");
  employee.skills = Object.freeze(["weaving"]);
  employee.settings = null;
  employee.settings = { theme: "dark", sizes: [1, 2] };
  employee.updatedAt.getTime();
  for (const each of employee.tasks) each.title;

  // @ts-expect-error there may be none
  employee.manager.name;
  // @ts-expect-error null where there is always one
  task.employee = null;
  // @ts-expect-error undefined where null says "none"
  employee.manager = undefined;
  // @ts-expect-error undefined is no value of a column
  task.title = undefined;
  // @ts-expect-error index writes are not tracked
  employee.tasks[0] = task;
  // @ts-expect-error nor is the length
  employee.tasks.length = 0;
  // @ts-expect-error an entity of another model
  employee.tasks.add(department);
  // @ts-expect-error handles do not change
  Employee.name = Department.name;
  const copy = { ...task };
  // @ts-expect-error accessors of a class do not survive a spread
  copy.title;
  void [title, boss];
}

export function queries(employee: Employee): void {
  const db = connect("sqlite::memory:");
  using session = db.session();
  const one: Employee | null = session.get(Employee, 1);
  const seat: Seat = session.getOne(Seat, { floor: 1, number: 2 });
  const note: Note | null = session.get(Note, "3f0f9b7e-6a7c-4a0e-9a52-0f6a0a1d0001");
  session
    .query(Employee)
    .filter(Employee.name.eq("Ann"), Employee.tasks.any(Task.done.eq(false)))
    .orderBy(Employee.id);
  session.query(Task).filter(Task.employee.eq(employee));
  const loaded = session.query(Employee).options(selectinload(Employee.tasks)).all();
  const plain: Employee[] = loaded;
  const narrow: Loaded<Employee, "tasks">[] = loaded;
  session.query(Task).options(joinedload(Task.employee)).first()?.employee.name;

  // @ts-expect-error a column of another model
  session.query(Employee).filter(Task.title.eq("t"));
  // @ts-expect-error a relation of another model
  session.query(Employee).options(selectinload(Task.notes));
  // @ts-expect-error undefined never means "match everything"
  session.query(Employee).filter(Employee.name.eq(undefined));
  // @ts-expect-error null where the column is never NULL
  session.query(Employee).filter(Employee.name.eq(null));
  // @ts-expect-error a key of another type
  session.get(Employee, "1");
  // @ts-expect-error half of a compound key
  session.get(Seat, { floor: 1 });
  // @ts-expect-error a sync client gives no promises
  session.query(Employee).all().then;
  void [one, seat, note, plain, narrow];
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

export function valueQueries(address: Address, money: Money, code: CodeOfClient): void {
  const db = connectValues("sqlite::memory:");
  using session = db.session();
  session.query(User).filter(User.mail.street.eq("a"), User.billing.city.isNull(), User.home.eq(address));
  session.query(User).orderBy(User.price.amount.desc(), User.mail.city);
  session.query(Account).filter(Account.balance.gt(money), Account.limit.eq(null));
  const found: Account | null = session.get(Account, code);

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
  connect("sqlite:app.db", { driver: nodeSqlite, busyTimeout: 100 });
  // @ts-expect-error a driver of the other colour
  connect("sqlite:app.db", { driver: nodeSqliteAsync });
}
