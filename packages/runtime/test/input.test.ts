/** Input from outside: what `from` picks of it, and a model as a Standard Schema. No database: a model knows enough. */
import type { StandardSchemaV1 } from "@standard-schema/spec";
import { describe, expect, expectTypeOf, test } from "vitest";
import { Author } from "../../../fixtures/attributes/generated/index.ts";
import { Employee, type EmployeeInit, Task } from "../../../fixtures/company/generated/index.ts";
import { Color, Sample } from "../../../fixtures/defaults/generated/index.ts";
import { Engineer } from "../../../fixtures/inheritance/generated/index.ts";
import { Money } from "../../../fixtures/values/money.ts";
import { Account, Record as Document, User } from "../../../fixtures/values/generated/index.ts";
import { ArgumentError, from, InputError, schemaOf, toObject, UnknownKeyError } from "../src/index.ts";

/** The problems that reading tells, by path. */
function problems(read: () => unknown): Record<string, string> {
  try {
    read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return Object.fromEntries(error.issues.map(({ path, message }) => [path.join("."), message]));
  }
  return {};
}

const home = { street: "Kade 1", city: "Delft" };

describe("from", () => {
  test("takes what is named and nothing else, of own properties that hold a value", () => {
    const body: unknown = JSON.parse(
      '{"name":"Ann","id":7,"isAdmin":true,"__proto__":{"skills":["x"]},"skills":["a"]}',
    );
    const picked = from(Employee, body, ["name", "skills"]);
    expect(picked).toEqual({ name: "Ann", skills: ["a"] });
    expect(new Employee(picked).name).toBe("Ann");
    const inherited = Object.create({ name: "Ann" }) as object;
    expect(problems(() => from(Employee, inherited, ["name"]))).toEqual({
      "": '"Employee" takes a plain object, and was given an object that inherits from another',
    });
    let calls = 0;
    const accessor = {
      get name() {
        return `${calls++}`;
      },
    };
    expect(problems(() => from(Employee, accessor, ["name"]))).toEqual({ name: '"Employee.name" is required' });
    expect(calls).toBe(0);
    const polluted: unknown = JSON.parse('{"__proto__":{"name":"Ann"}}');
    expect(problems(() => from(Employee, polluted, ["name"]))).toEqual({ name: '"Employee.name" is required' });
    for (const nothing of [
      null,
      undefined,
      1,
      "{}",
      [],
      new Date(),
      new Map([["name", "x"]]),
      new Employee({ name: "x", skills: [] }),
    ])
      expect(() => from(Employee, nothing, ["name"])).toThrow(InputError);
  });

  test("tells all that is wrong at once, and never a value", () => {
    const body = { name: 5, skills: ["a", 1, null], settings: { when: undefined }, departmentId: "hidden" };
    const found = problems(() => from(Employee, body, ["name", "skills", "settings", "departmentId", "id"]));
    expect(found).toEqual({
      name: '"Employee.name" takes a well-formed string, and was given a number',
      "skills.1": '"Employee.skills[1]" takes a well-formed string, and was given a number',
      "skills.2": '"Employee.skills[2]" must not be null',
      departmentId: '"Employee.departmentId" takes an integer of 32 bits, and was given a string',
    });
    expect(problems(() => from(Task, {}, ["title", "employeeId", "done"]))).toEqual({
      title: '"Task.title" is required',
      employeeId: '"Task.employeeId" is required',
    });
    expect(problems(() => from(Task, { title: null }, ["title"]))).toEqual({ title: '"Task.title" must not be null' });
    expect(() => from(Task, {}, ["title", "employeeId"])).toThrow(
      'the input for "Task" has 2 problems: "Task.title" is required; "Task.employeeId" is required',
    );
    expect(from(Task, {}, ["title"], { partial: true })).toEqual({});
    expect(problems(() => from(Task, { title: 1 }, ["title"], { partial: true }))).toHaveProperty("title");
  });

  test("refuses names that are no columns to be given", () => {
    const any = (name: string) => () => from(Employee, {}, [name as "name"]);
    for (const name of ["isAdmin", "tasks", "department", "__proto__", "constructor", "toString"])
      expect(any(name)).toThrow(UnknownKeyError);
    expect(() => from(Engineer, {}, ["job" as "name"])).toThrow(UnknownKeyError);
    expect(() => from(Account, {}, ["double" as "email"])).toThrow(UnknownKeyError);
    expect(() => from(Employee, {}, "name" as never)).toThrow(ArgumentError);
    expect(() => from(Employee, {}, ["name"], { parts: true } as never)).toThrow(ArgumentError);
    expect(() => from(Employee, { managerId: null }, ["managerId"])).not.toThrow();
  });

  test("takes values as toJSON gives them, of every scalar", () => {
    const sample = new Sample({ id: 1 });
    const names = [
      "bigInt",
      "float",
      "decimal",
      "string",
      "boolean",
      "dateTime",
      "date",
      "time",
      "uuid",
      "json",
    ] as const;
    const more = ["bytes", "color", "colors", "ints", "nothing", "int"] as const;
    const all = [...names, ...more] as const;
    const json: unknown = JSON.parse(JSON.stringify(sample));
    const { bytes, ...read } = from(Sample, json, all);
    const whole = toObject(sample);
    expect(whole).toMatchObject(read);
    expect(Object.keys(read)).toHaveLength(all.length - 1);
    expect(Buffer.from(bytes ?? []).equals(Buffer.from(whole["bytes"] as Uint8Array))).toBe(true);
    // And as they are.
    expect(from(Sample, { ...whole }, all)).toEqual(from(Sample, json, all));
    // What is absent has a default.
    expect(from(Sample, {}, [...all, "now", "changed", "random"])).toEqual({});
    const wrong = {
      bigInt: "1e3",
      decimal: 12.5,
      dateTime: "2024-02-30T00:00:00Z",
      bytes: "not base64!",
      color: "blue",
      ints: 3,
      uuid: "x",
      date: "2024-02-30",
      float: Infinity,
    };
    expect(Object.keys(problems(() => from(Sample, wrong, all))).sort()).toEqual(Object.keys(wrong).sort());
    expect(problems(() => from(Sample, { bigInt: 1n << 64n, dateTime: "yesterday" }, ["bigInt", "dateTime"]))).toEqual({
      bigInt: '"Sample.bigInt" takes a bigint of 64 bits, and was given one out of range',
      dateTime:
        '"Sample.dateTime" takes a Date or its ISO text, as "2024-01-31T12:00:00.000Z", and was given another string',
    });
    expect(from(Sample, { color: "red", dateTime: "2024-01-31T12:00+01:00" }, ["color", "dateTime"])).toEqual({
      color: Color.red,
      dateTime: new Date("2024-01-31T11:00:00.000Z"),
    });
  });

  test("looks into values: documents of a type, embedded ones, lists, custom scalars", () => {
    const body = {
      name: "Ann",
      home: { ...home, geo: { lat: 1, long: 2 }, admin: true },
      others: [home, { ...home, lines: ["x"] }],
      mail: { ...home, geo: { lat: 1, long: 2, unit: "foot" } },
      price: { amount: "12.50" },
      billing: null,
      tree: { name: "root", children: [{ name: "leaf", link: { target: { name: "end" } } }] },
    };
    const names = ["name", "home", "others", "mail", "price", "billing", "tree", "vault"] as const;
    const user = new User(from(User, JSON.parse(JSON.stringify(body)), names));
    expect(user.home).toEqual({ ...home, country: "NL", geo: { lat: 1, long: 2, unit: "metre" }, lines: [] });
    expect(user.others.map(({ lines }) => lines)).toEqual([[], ["x"]]);
    expect(user.mail.geo).toEqual({ lat: 1, long: 2, unit: "foot" });
    expect(user.price).toEqual({ amount: "12.5", currency: "EUR" });
    expect(user.tree?.children[0]?.link?.label).toBe("leads to");
    const wrong = {
      name: "Ann",
      home: { city: 5, geo: { lat: "x", long: 2, unit: "mile" }, lines: ["a", 1] },
      others: [home, 5, { street: "x", city: null }],
      mail: { street: 1, geo: { lat: "x", long: 1 } },
      price: { currency: "EUR" },
      billing: "none",
      tree: { name: "root", children: [{ link: { target: 4 } }] },
    };
    expect(problems(() => from(User, wrong, names))).toEqual({
      "home.street": '"User.home.street" is required',
      "home.city": '"User.home.city" takes a well-formed string, and was given a number',
      "home.geo.lat": '"User.home.geo.lat" takes a finite number, and was given a string',
      "home.geo.unit": '"User.home.geo.unit" takes one of metre, foot, and was given another string',
      "home.lines.1": '"User.home.lines[1]" takes a well-formed string, and was given a number',
      "others.1":
        '"User.others[1]" takes an object with "street", "city", "country", "geo", "lines", and was given a number',
      "others.2.city": '"User.others[2].city" must not be null',
      "mail.street": '"User.mail.street" takes a well-formed string, and was given a number',
      "mail.geo.lat": '"User.mail.geo.lat" takes a finite number, and was given a string',
      "price.amount": '"User.price.amount" is required',
      billing:
        '"User.billing" takes an object with "street", "city", "country", "geo", "lines", and was given a string',
      "tree.children.0.link.target": expect.stringContaining("takes an object with") as string,
    });
    const account = from(Account, { email: "Ann@X", balance: "1.25", limit: new Money(5n), aliases: ["A@b"] }, [
      "email",
      "balance",
      "limit",
      "aliases",
    ]);
    expect(account).toEqual({ email: "ann@x", balance: new Money(125n), limit: new Money(5n), aliases: ["a@b"] });
    expect(
      problems(() => from(Account, { email: "nobody", balance: 5, aliases: ["x"] }, ["email", "balance", "aliases"])),
    ).toEqual({
      email: expect.stringContaining('takes a value of the scalar "Email"') as string,
      balance: '"Account.balance" takes a decimal as a string, such as "12.50", and was given a number',
      "aliases.0": expect.stringContaining('"Account.aliases[0]" takes a value of the scalar "Email"') as string,
    });
  });

  test("takes what the library itself gives as JSON, of every scalar inside of values", () => {
    const geo = { lat: 1, long: 2 };
    const whole = {
      ...{ int: 1, bigInt: 2n, float: 1.5, decimal: "1.5", string: "s", boolean: true, dateTime: new Date(0) },
      ...{ date: "2024-01-31", time: "12:00:00", uuid: "123e4567-e89b-12d3-a456-426614174000", json: { a: [1] } },
      ...{
        bytes: new Uint8Array([1, 2]),
        unit: "metre" as const,
        money: new Money(150n),
        geo,
        ints: [1],
        bigInts: [3n],
      },
      ...{ booleans: [true], dateTimes: [new Date(1)], bytesList: [new Uint8Array([3])], units: ["foot" as const] },
      ...{ toString: "t", monies: [new Money(1n)], geos: [geo], documents: [{ b: null }] },
    };
    const record = new Document({ whole, list: [whole], flat: whole, maybe: null });
    const json: unknown = JSON.parse(JSON.stringify(record));
    const again = new Document(from(Document, json, ["whole", "list", "flat", "maybe"]));
    expect(again).toEqual(record);
  });

  test("a document that holds itself is a problem, not a loop", () => {
    const settings: { self?: unknown } = {};
    settings.self = settings;
    expect(problems(() => from(Employee, { settings }, ["settings"]))).toHaveProperty("settings");
    const tree: { name: string; children: unknown[] } = { name: "x", children: [] };
    tree.children.push(tree);
    expect(Object.values(problems(() => from(User, { tree }, ["tree"])))[0]).toContain("holds itself");
  });
});

describe("schemaOf", () => {
  /** As a library does that knows the specification alone. */
  function parse<S extends StandardSchemaV1>(schema: S, value: unknown): StandardSchemaV1.InferOutput<S> {
    const result = schema["~standard"].validate(value);
    if (result instanceof Promise) throw new TypeError("it is synchronous");
    if (result.issues !== undefined) throw new Error(JSON.stringify(result.issues));
    return result.value;
  }

  test("who sends very many mistakes is told of a hundred, and of no counter of versions", () => {
    const keys = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`k${n}`, n]));
    const strict = schemaOf(Employee, { unknown: "refuse" })["~standard"];
    const count = (value: unknown) => (strict.validate(value) as { issues: unknown[] }).issues.length;
    expect(count({ name: "Ann", skills: [], ...keys })).toBe(100);
    expect(count({ name: "Ann", skills: Array.from({ length: 5000 }, () => 5) })).toBe(100);
    const author = schemaOf(Author, { only: ["first", "last", "id"] })["~standard"].validate({ first: "A", last: "B" });
    expect(author).toEqual({ value: { first: "A", last: "B" } });
    expect(() => from(Author, {}, ["version" as never])).toThrow(/no column to be given "version"/);
  });

  test("is what libraries take, and gives what new takes", () => {
    const schema = schemaOf(Employee, { only: ["name", "skills"] });
    expect(schema["~standard"]).toMatchObject({ version: 1, vendor: "joinery" });
    const values = parse(schema, { name: "Ann", skills: ["a"], isAdmin: true });
    expectTypeOf(values).toEqualTypeOf<Pick<EmployeeInit, "name" | "skills">>();
    expect(new Employee(values).skills).toEqual(["a"]);
    expect(schema["~standard"].validate({ name: 1 })).toEqual({
      issues: [{ message: '"Employee.name" takes a well-formed string, and was given a number', path: ["name"] }],
    });
    expect(schema["~standard"].validate(null)).toEqual({
      issues: [{ message: '"Employee" takes a plain object, and was given null', path: [] }],
    });
  });

  test("has the columns and the strictness that it is asked for", () => {
    const all = schemaOf(Task)["~standard"];
    expect(all.validate({ title: "t", employeeId: 1, employee: {} })).toEqual({ value: { title: "t", employeeId: 1 } });
    expect(all.validate({})).toMatchObject({ issues: [{ path: ["title"] }, { path: ["employeeId"] }] });
    const without = schemaOf(Task, { omit: ["employeeId", "id"] })["~standard"];
    expect(without.validate({ title: "t", employeeId: 1, id: 5 })).toEqual({ value: { title: "t" } });
    const change = schemaOf(Task, { omit: ["id"], partial: true })["~standard"];
    expect(change.validate({ done: true })).toEqual({ value: { done: true } });
    expect(change.validate({ title: null })).toMatchObject({ issues: [{ path: ["title"] }] });
    const strict = schemaOf(User, { only: ["name", "home", "mail"], unknown: "refuse" })["~standard"];
    expect(strict.validate({ name: "x", home: { ...home, zip: 1 }, mail: { ...home, x: 1 }, id: 1 })).toMatchObject({
      issues: [{ path: ["home", "zip"] }, { path: ["mail", "x"] }, { path: ["id"] }],
    });
    expect(() => schemaOf(Task, { only: ["nope" as "title"] })).toThrow(UnknownKeyError);
    expect(() => schemaOf(Task, { only: ["title"], omit: ["id"] })).toThrow(ArgumentError);
    expect(() => schemaOf(Task, { strict: true } as never)).toThrow(ArgumentError);
  });

  test("says in types what comes and what is given on", () => {
    const task = schemaOf(Task, { only: ["title", "employeeId", "done"] });
    type Output = StandardSchemaV1.InferOutput<typeof task>;
    expectTypeOf<Output>().toEqualTypeOf<{ title: string; employeeId: number; done?: boolean | undefined }>();
    const sample = schemaOf(Sample, { only: ["dateTime", "bigInt", "bytes"], partial: true });
    type Input = StandardSchemaV1.InferInput<typeof sample>;
    expectTypeOf<NonNullable<Input["dateTime"]>>().toEqualTypeOf<Date | string>();
    expectTypeOf<NonNullable<Input["bigInt"]>>().toEqualTypeOf<bigint | string>();
    const picked = from(Task, { title: "t", employeeId: 1 }, ["title", "employeeId"]);
    expectTypeOf(picked).toEqualTypeOf<{ title: string; employeeId: number }>();
    expect(new Task(picked).employeeId).toBe(1);
    const employee = new Employee({ ...from(Employee, { name: "x" }, ["name"]), skills: [] });
    expect(new Task({ ...from(Task, { title: "t" }, ["title"]), employee }).employee).toBe(employee);
    expectTypeOf(from(Employee, {}, ["name"], { partial: true })).toEqualTypeOf<{ name?: string }>();
  });
});

/** What must not compile; it never runs. */
export function refused(body: unknown): void {
  // @ts-expect-error a relation
  from(Task, body, ["employee"]);
  // @ts-expect-error no column
  from(Task, body, ["nope"]);
  // @ts-expect-error computed by the database
  from(Account, body, ["double"]);
  // @ts-expect-error something required is not picked
  new Employee(from(Employee, body, ["managerId"]));
  // @ts-expect-error no column
  schemaOf(Task, { only: ["notes"] });
  // @ts-expect-error what may be absent is not enough
  new Employee(from(Employee, body, ["name", "skills"], { partial: true }));
}
