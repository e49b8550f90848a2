/** Value types, embedded values and custom scalars, in every colour and on every engine. */
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { Code } from "../../../../fixtures/values/code.ts";
import * as asynchronous from "../../../../fixtures/values/generated-async/index.ts";
import * as synchronous from "../../../../fixtures/values/generated/index.ts";
import { Money } from "../../../../fixtures/values/money.ts";
import {
  CellFormatError,
  ColumnNotLoadedError,
  isLoaded,
  loadOnly,
  sql,
  toObject,
  undefer,
  UnknownKeyError,
  ValueError,
} from "../../src/index.ts";
import { forEachClientOf } from "./clients.ts";

type Models = typeof asynchronous;
// The sync client's values are the async one's without the promise: awaiting them is what every test here does.
const colours = { sync: synchronous as unknown as Models, async: asynchronous };

const geo = { lat: 52.5, long: 4.75 };
const mail = { street: "Dam 1", city: "Amsterdam" };
const whole = { ...mail, country: "NL", geo: null, lines: [] };

forEachClientOf(colours, (client) => {
  const { User, Account, Depot, Order } = client.models;
  type Depot = InstanceType<typeof Depot>;
  const { db, inSession, statements } = client;

  const newUser = (values: Partial<asynchronous.UserInit> = {}) =>
    new User({ name: "ann", home: { ...mail, geo }, mail, price: { amount: "12.50" }, ...values });

  /** Saves a user in a session of its own; gives its key. */
  async function saved(values: Partial<asynchronous.UserInit> = {}): Promise<number> {
    return inSession(async (session) => {
      const user = newUser(values);
      session.add(user);
      await session.commit();
      statements();
      return user.id;
    });
  }

  // ---- documents

  test("a value that is given without its defaults has them at once, and after it was stored", async () => {
    const user = newUser({ others: [mail], work: null });
    const expected = { ...whole, geo: { ...geo, unit: "metre" } };
    expect(user.home).toEqual(expected);
    expect(user.others).toEqual([whole]);
    const id = await saved({ others: [mail] });
    await inSession(async (session) => {
      const found = await session.getOne(User, id);
      expect([found.home, found.work, found.others]).toEqual([expected, null, [whole]]);
    });
  });

  test("a change inside a value is flushed, and nothing is where a value is only read", async () => {
    const id = await saved({ others: [mail], tree: { name: "root", meta: { b: "1", aa: "2" } } });
    await inSession(async (session) => {
      const user = await session.getOne(User, id);
      statements();
      void [user.home.geo?.lat, user.others[0]?.street, user.tree?.meta, user.mail.lines, user.billing, user.price];
      await session.flush();
      user.home = { lines: [], geo: { long: 4.75, lat: 52.5, unit: "metre" }, city: "Amsterdam", street: "Dam 1" };
      user.mail = { ...user.mail };
      user.tree = { name: "root", meta: { aa: "2", b: "1" } };
      await session.flush();
      expect(statements()).toEqual([]);

      user.home.lines.push("c/o Bob");
      user.others[0]!.geo = { lat: 1, long: 2, unit: "foot" }; // it has one
      user.tree?.children.push({ name: "leaf", meta: {}, children: [], link: { label: "up", target: null } });
      await session.commit();
      expect(statements()).toHaveLength(1);
      await session.refresh(user);
      expect(user.home.lines).toEqual(["c/o Bob"]);
      expect(user.others[0]?.geo).toEqual({ lat: 1, long: 2, unit: "foot" });
      expect(user.tree?.children[0]?.link).toEqual({ label: "up", target: null });
    });
  });

  test("what is assigned is copied: two entities never share one value", () => {
    const address = { ...mail, lines: ["a"] };
    const [ann, bob] = [newUser({ home: address, mail: address }), newUser({ home: address })];
    address.lines.push("b");
    ann.home.lines.push("c");
    bob.home = ann.home;
    bob.home.street = "Elsewhere 2";
    expect([ann.home.lines, bob.home.lines, ann.mail.lines]).toEqual([["a", "c"], ["a", "c"], ["a"]]);
    expect(ann.home.street).toBe("Dam 1");
  });

  test("a value that was changed in place is what it is set to afterwards", async () => {
    const id = await saved();
    await inSession(async (session) => {
      const user = await session.getOne(User, id);
      const before = structuredClone(user.home);
      user.home.street = "Elsewhere 2";
      user.mail.street = "Elsewhere 2";
      user.home = before;
      user.mail = mail;
      expect([user.home.street, user.mail.street]).toEqual(["Dam 1", "Dam 1"]);
      statements();
      await session.flush();
      expect(statements()).toEqual([]);
    });
  });

  test("a stored document without fields of a newer type is read with their defaults, and not written for it", async () => {
    const id = await saved();
    await store(id, { street: "a", town: "b", more: [1] });
    await inSession(async (session) => {
      const user = await session.getOne(User, id);
      expect(user.home).toEqual({ ...whole, street: "a", city: "b" });
      statements();
      await session.flush();
      expect(statements()).toEqual([]);
    });
  });

  test.each([
    [{ street: "a" }, `"User.home.city" holds a value that is not of its type: the stored document lacks the field`],
    [{ street: "a", town: 1 }, `"User.home.city" holds a value that is not text`],
    [{ street: "a", town: "b", geo: { lat: "1", long: 2 } }, `"User.home.geo.lat" holds a value that is not a number`],
    [{ street: "a", town: "b", lines: ["x", 3] }, `"User.home.lines[1]" holds a value that is not text`],
    [{ street: "a", town: "b", lines: "x" }, `"User.home.lines" holds a value that is not a list`],
    [{ street: "a", town: "b", geo: { lat: 1, long: 2, unit: "yard" } }, `"User.home.geo.unit" holds a value`],
    [["a"], `"User.home" holds a value that is not an object`],
  ])("a stored document of another shape is refused by its path: %j", async (document, message) => {
    const id = await saved();
    await store(id, document);
    await inSession(async (session) => {
      const user = await session.getOne(User, id);
      expect(() => user.home).toThrow(CellFormatError);
      expect(() => user.home).toThrow(message);
      expect(inspect(user)).toContain("home: <unreadable");
    });
  });

  async function store(id: number, document: unknown): Promise<void> {
    await inSession(async (session) => {
      await session.execute(sql`UPDATE "User" SET "home" = ${JSON.stringify(document)} WHERE "id" = ${id}`);
      await session.commit();
    });
  }

  test.each([
    [{ home: { ...mail, stret: "x" } }, UnknownKeyError, `"User.home" has no field "stret"; it has "street", "city"`],
    [{ home: { city: "x" } }, ValueError, `"User.home.street" takes a well-formed string, and was given undefined`],
    [{ home: { ...mail, geo: { ...geo, lat: "5" } } }, ValueError, `"User.home.geo.lat" takes a finite number`],
    [{ home: { ...mail, lines: ["a", null] } }, ValueError, `"User.home.lines[1]" takes a well-formed string`],
    [{ home: { ...mail, country: null } }, ValueError, `"User.home.country" takes a well-formed string`],
    [{ home: null }, ValueError, `"User.home" takes an object with "street", "city", "country"`],
    [{ home: "Dam 1" }, ValueError, `and was given a string`],
    [{ others: [mail, { street: 1, city: "x" }] }, ValueError, `"User.others[1].street" takes`],
    [{ others: mail }, ValueError, `"User.others" takes an array`],
    [{ mail: { ...mail, stret: "x" } }, UnknownKeyError, `"User.mail" has no field "stret"`],
    [{ mail: { city: "x" } }, ValueError, `"User.mail.street" takes a well-formed string, and was given undefined`],
    [{ mail: { ...mail, geo: { lat: 1 } } }, ValueError, `"User.mail.geo.long" takes a finite number`],
    [{ mail: null }, ValueError, `"User.mail" takes an object`],
    [{ billing: {} }, ValueError, `"User.billing.street" takes`],
    [{ price: { amount: "1.234" } }, ValueError, `"User.price.amount" takes at most 10 digits before the point and 2`],
  ])("a value that is no such value is refused by its path: %j", (values, kind, message) => {
    const make = () => newUser(values as never); // what a program in JavaScript may give
    expect(make).toThrow(kind);
    expect(make).toThrow(message);
  });

  test("an undefined part counts as absent, and a key from outside reaches no prototype", () => {
    const user = newUser({ home: { ...mail, country: undefined, geo: undefined } });
    expect(user.home).toEqual(whole);
    const polluting = JSON.parse('{"street":"a","city":"b","__proto__":{"country":"XX"}}') as typeof mail;
    expect(() => newUser({ home: polluting })).toThrow(UnknownKeyError);
  });

  test("a value that holds itself is refused", () => {
    const tree: { name: string; meta: {}; children: unknown[] } = { name: "a", meta: {}, children: [] };
    tree.children.push(tree);
    expect(() => newUser({ tree: tree as never })).toThrow(/"User\.tree" takes a value, and this one holds itself/);
  });

  // ---- embedded values

  test("a change inside an embedded value updates exactly its column", async () => {
    const id = await saved();
    await inSession(async (session) => {
      const user = await session.getOne(User, id);
      statements();
      user.mail.street = "Elsewhere 2";
      expect(user.mail).toBe(user.mail);
      await session.flush();
      user.mail.geo = { ...geo, unit: "foot" };
      await session.flush();
      user.price.currency = "USD";
      user.price.currency = "EUR";
      await session.flush();
      const updates = statements().map((text) => [...text.matchAll(/(?:SET|,) "(\w+)" = /g)].map(([, name]) => name));
      expect(updates).toEqual([["mail_street"], ["mail_geo"]]);
      await session.refresh(user);
      expect(user.mail).toEqual({ ...whole, street: "Elsewhere 2", geo: { ...geo, unit: "foot" } });
    });
  });

  test("a nullable embedded value is null where all its columns are NULL", async () => {
    const id = await saved({ billing: { ...mail, lines: ["x"] } });
    const read = () => inSession(async (session) => (await session.getOne(User, id)).billing);
    const set = (value: asynchronous.AddressInit | null) =>
      inSession(async (session) => {
        (await session.getOne(User, id)).billing = value;
        await session.commit();
      });
    expect(await read()).toEqual({ ...whole, lines: ["x"] });
    await set(null);
    expect(await read()).toBeNull();
    const unset = await inSession((session) => session.query(User).filter(User.billing.lines.isNull()).all());
    expect(unset).toHaveLength(1);
    await set(mail);
    expect(await read()).toEqual(whole);
  });

  test("half an embedded value is refused by the column that lacks one", async () => {
    const id = await saved({ billing: mail });
    await inSession(async (session) => {
      await session.execute(sql`UPDATE "User" SET "bill_town" = NULL`);
      await session.commit();
      const user = await session.getOne(User, id);
      expect(() => user.billing).toThrow(`"User.billing.city" holds a value that is not text: it is NULL`);
    });
  });

  test("an unflushed change inside a value outlives a refresh by a query, and not a rollback", async () => {
    const id = await saved({ billing: mail, work: mail });
    const session = db.session({ autoflush: false, discard: "silent" });
    const user = await session.getOne(User, id);
    void [user.billing, user.work]; // what was read of the old row is not what is read of the new one
    user.home.street = "in memory";
    user.mail.street = "in memory";
    session.expire(user);
    const work = JSON.stringify({ street: "a", town: "b" });
    await inSession(async (other) => {
      await other.execute(
        sql`UPDATE "User" SET "mail_town" = 'Berlin', "bill_town" = 'Berlin', "work" = ${work} WHERE "id" = ${id}`,
      );
      await other.commit();
    });
    await session.query(User).all();
    expect([user.mail.street, user.mail.city]).toEqual(["in memory", "Berlin"]);
    expect([user.billing?.city, user.work?.street, user.home.street]).toEqual(["Berlin", "a", "in memory"]);
    statements();
    await session.flush();
    expect(statements()).toEqual([expect.stringMatching(/SET "home" = .*, "mail_street" = [^,]* WHERE/)]);
    await session.rollback();
    expect([user.mail.street, user.home.street]).toEqual(["Dam 1", "Dam 1"]);
    await session.close();
  });

  test("a savepoint that is undone puts values back", async () => {
    const id = await saved();
    await inSession(async (session) => {
      const user = await session.getOne(User, id);
      user.mail.street = "kept";
      user.home.street = "kept";
      await session.flush();
      const nested = await session.beginNested();
      user.mail.street = "undone";
      user.home.street = "undone";
      await session.flush();
      await nested.rollback();
      expect([user.mail.street, user.home.street]).toEqual(["kept", "kept"]);
      await session.commit();
    });
    const streets = await inSession(async (session) => {
      const user = await session.getOne(User, id);
      return [user.mail.street, user.home.street];
    });
    expect(streets).toEqual(["kept", "kept"]);
  });

  test("queries and orders go by the parts of an embedded value, and documents compare whole", async () => {
    await saved({ name: "ann", mail: { street: "b", city: "x" }, price: { amount: "9.5" } });
    await saved({ name: "bob", mail: { street: "a", city: "x", geo }, price: { amount: "10" }, work: mail });
    await inSession(async (session) => {
      const names = async (query: { all(): unknown }) =>
        ((await query.all()) as { name: string }[]).map((one) => one.name);
      const users = session.query(User);
      expect(await names(users.filter(User.mail.street.eq("a")))).toEqual(["bob"]);
      expect(await names(users.orderBy(User.mail.street))).toEqual(["bob", "ann"]);
      expect(await names(users.orderBy(User.price.amount.desc()))).toEqual(["bob", "ann"]);
      expect(await names(users.filter(User.price.amount.gt("9.75")))).toEqual(["bob"]);
      expect(await names(users.filter(User.mail.geo.isNull()))).toEqual(["ann"]);
      expect(await names(users.filter(User.work.isNotNull()))).toEqual(["bob"]);
      expect(await names(users.filter(User.work.eq(whole)))).toEqual(["bob"]);
      expect(await names(users.filter(User.mail.geo.eq({ ...geo, unit: "metre" })))).toEqual(["bob"]);
    });
  });

  test("a value that is missing is told by its column", async () => {
    await inSession(async (session) => {
      session.add(new User({ name: "ann", home: mail, price: { amount: "1" } } as asynchronous.UserInit));
      await expect((async () => session.flush())()).rejects.toThrow(/"User\.mail\.street"/);
    });
  });

  test("a deferred value is decoded once, and reading one that is null writes nothing", async () => {
    const [one, other] = await inSession(async (session) => {
      const account = new Account({ email: "a@b", reserve: new Money(150n), den: geo, dens: [geo] });
      const poor = new Account({ email: "b@b" });
      session.addAll([account, poor]);
      await session.commit();
      return [account.id, poor.id] as const;
    });
    await inSession(async (session) => {
      const account = await session.getOne(Account, one);
      const full = { ...geo, unit: "metre" };
      expect([await account.den, await account.dens, await account.reserve]).toEqual([full, [full], new Money(150n)]);
      const poor = await session.getOne(Account, other);
      expect([await poor.den, await poor.dens, await poor.reserve]).toEqual([null, [], null]);
      statements();
      await session.flush();
      expect(statements()).toEqual([]);
    });
  });

  test("an embedded value of which a query read a part shows as not loaded", async () => {
    await saved();
    await inSession(async (session) => {
      const user = await session.query(User).options(loadOnly(User.mail.city)).one();
      statements();
      expect(inspect(user)).toContain("mail: <not loaded>");
      expect(Object.keys(user.toJSON())).not.toContain("mail");
      expect(statements()).toEqual([]);
    });
  });

  test.runIf(client.colour === "async")("an embedded value that a query left out is told as such", async () => {
    await saved();
    await inSession(async (session) => {
      const user = await session.query(User).options(loadOnly(User.id)).one();
      expect(() => user.billing).toThrow(ColumnNotLoadedError);
    });
  });

  test.runIf(client.colour === "sync")(
    "an embedded value that a query left out is loaded whole, and is null where it is NULL",
    async () => {
      const id = await saved();
      await inSession(async (session) => {
        const user = await session.query(User).options(loadOnly(User.id)).one();
        statements();
        expect(user.billing).toBeNull();
        expect(statements()).toHaveLength(1);
        expect(user.mail).toEqual(whole);
        expect(statements()).toHaveLength(1);
        expect(user.id).toBe(id);
        expect([session.dirty, statements()]).toEqual([[], []]);
      });
    },
  );

  // ---- deferred embedded values

  async function savedDepots(): Promise<void> {
    await inSession(async (session) => {
      session.addAll([
        new Depot({ name: "a", seat: mail, origin: geo }),
        new Depot({ name: "b", origin: { ...geo, lat: 1 } }),
        new Depot({ name: "c", seat: { ...mail, city: "Delft" }, origin: geo }),
      ]);
      await session.commit();
      statements();
    });
  }

  test("a deferred embedded value is not selected, and all its columns are loaded by one statement", async () => {
    await savedDepots();
    await inSession(async (session) => {
      const [one, two, three] = await session.query(Depot).orderBy(Depot.name).all();
      expect(statements()).toEqual([expect.not.stringContaining("seat_street")]);
      expect(isLoaded(one as Depot, Depot.seat)).toBe(false);
      expect(inspect(one)).toContain("seat: <not loaded>");
      expect(JSON.parse(JSON.stringify(one))).not.toHaveProperty("seat");
      expect(await one?.seat).toEqual(whole);
      expect(statements()).toHaveLength(1);
      expect(isLoaded(one as Depot, Depot.seat)).toBe(true);
      expect(await two?.seat).toBeNull(); // for all the rest
      expect((await three?.seat)?.city).toBe("Delft");
      expect(statements()).toHaveLength(1);
      expect(await two?.origin).toEqual({ ...geo, lat: 1, unit: "metre" });
      expect(inspect(two)).toContain("seat: null");
      await session.flush();
      expect([session.dirty, statements().length]).toEqual([[], 1]);
    });
  });

  test("a deferred embedded value is read with the rows where a query says so, and is a condition all the same", async () => {
    await savedDepots();
    await inSession(async (session) => {
      const depots = session.query(Depot).orderBy(Depot.name);
      const all = await depots.options(undefer(Depot.seat), undefer(Depot.origin)).all();
      expect(all.map(({ seat }) => seat?.city ?? null)).toEqual(["Amsterdam", null, "Delft"]);
      expect(all.map(({ origin }) => origin.lat)).toEqual([52.5, 1, 52.5]);
      expect(statements()).toHaveLength(1);
      expect((await depots.filter(Depot.seat.city.eq("Delft")).one()).name).toBe("c");
    });
  });

  test("a deferred embedded value is set without being loaded, changed inside, and put back by a rollback", async () => {
    await savedDepots();
    await inSession(async (session) => {
      const [one, two] = await session.query(Depot).orderBy(Depot.name).all();
      if (one === undefined || two === undefined) throw new Error("they are there");
      statements();
      one.seat = null;
      two.origin = geo;
      await session.flush();
      expect(statements().every((statement) => statement.startsWith("UPDATE"))).toBe(true);
      expect([await one.seat, (await two.origin).lat]).toEqual([null, 52.5]);
      (await two.origin).lat = 7;
      await session.flush();
      expect(statements()).toEqual([expect.stringMatching(/SET "from_lat" = /)]);
      await session.rollback();
      expect([(await one.seat)?.city, (await two.origin).lat]).toEqual(["Amsterdam", 1]);
    });
  });

  // ---- shown

  test("what is printed has the values, and no secrets", async () => {
    const id = await saved({ secret: geo, vault: geo, billing: null, others: [mail] });
    await inSession(async (session) => {
      const user = await session.getOne(User, id);
      user.mail.lines.push("changed");
      const expected = { home: { ...whole, geo: { ...geo, unit: "metre" } }, mail: { ...whole, lines: ["changed"] } };
      const json = JSON.parse(JSON.stringify(user)) as Record<string, unknown>;
      expect(json).toMatchObject({ ...expected, billing: null, others: [whole], price: { amount: "12.5" } });
      expect([json["secret"], json["vault"], json["mail.street"]]).toEqual([undefined, undefined, undefined]);
      const object = toObject(user) as typeof expected;
      expect(object).toMatchObject(expected);
      object.mail.lines.push("not its own");
      expect(user.mail.lines).toEqual(["changed"]);
      const shown = inspect(user);
      expect(shown).toContain("secret: <secret>");
      expect(shown).toContain("vault: <secret>");
      expect(shown).toContain("lines: [ 'changed' ]");
      expect(shown).not.toContain("mail.street");
    });
  });

  test("entities of one row are deeply equal, whatever was read of them", async () => {
    const values = { others: [{ ...mail, geo }], billing: mail, tree: { name: "a", meta: { k: "v" } } };
    await inSession(async (session) => {
      const user = newUser(values);
      session.add(user);
      await session.commit();
      const other = await inSession((second) => second.getOne(User, user.id));
      void [other.home.geo, other.mail];
      expect(other).toEqual(user);
      expect(other).not.toBe(user);
    });
  });

  // ---- custom scalars

  const newAccount = (values: Partial<asynchronous.AccountInit> = {}) => new Account({ email: "Ann@X.org", ...values });

  async function savedAccount(values: Partial<asynchronous.AccountInit> = {}): Promise<Code> {
    return inSession(async (session) => {
      const account = newAccount(values);
      session.add(account);
      await session.commit();
      statements();
      return account.id;
    });
  }

  test("a codec makes the values of columns, of lists and of literal defaults", async () => {
    const fresh = newAccount();
    expect(fresh.balance).toEqual(new Money(0n));
    expect(fresh.id).toBeInstanceOf(Code);
    const id = await savedAccount({ limit: new Money(5050n), aliases: ["a@b"] });
    await inSession(async (session) => {
      const account = await session.getOne(Account, id);
      expect(account.balance).toEqual(new Money(0n));
      expect(account.limit).toEqual(new Money(5050n));
      expect([account.email, account.aliases]).toEqual(["ann@x.org", ["a@b"]]);
      expect(account.id).toEqual(id);
      expect(JSON.parse(JSON.stringify(account))).toMatchObject({ balance: "0", limit: "50.5", id: id.text });
      expect((toObject(account) as { limit: unknown }).limit).toEqual(new Money(5050n));
    });
  });

  test("a change inside such a value is flushed, and nothing is where it is only read", async () => {
    const id = await savedAccount({ balance: new Money(100n) });
    await inSession(async (session) => {
      await session.execute(sql`UPDATE "Account" SET "email" = 'ANN@X.ORG'`);
      await session.commit();
      const account = await session.getOne(Account, id);
      statements();
      void [account.email, account.balance, account.aliases, account.limit];
      account.balance = new Money(100n);
      await session.flush();
      expect(statements()).toEqual([]);
      account.balance.cents += 50n;
      await session.flush();
      expect(statements()).toHaveLength(1);
      await session.refresh(account);
      expect(account.balance).toEqual(new Money(150n));
    });
  });

  test("an expression of a value type, of a scalar with a codec or of a list of them gives what a column would", async () => {
    const id = await saved({ home: mail, work: { ...mail, city: "Delft", geo }, others: [mail] });
    const other = await saved({ name: "bob", mail: { street: "Dam 2", city: "Delft" } });
    const account = await savedAccount({ balance: new Money(150n), limit: new Money(300n), aliases: ["A@b"] });
    const poor = await savedAccount({ email: "poor@x" });
    await inSession(async (session) => {
      const user = await session.getOne(User, id);
      expect(user.place).toEqual({ ...whole, city: "Delft", geo: { ...geo, unit: "metre" } });
      expect([user.spare, user.places]).toEqual([user.place, [whole]]);
      const bob = await session.getOne(User, other);
      expect([bob.place, bob.spare, bob.places]).toEqual([bob.home, null, []]);
      const rich = await session.getOne(Account, account);
      expect([rich.double, await rich.half, rich.letters]).toEqual([new Money(300n), new Money(150n), ["a@b"]]);
      expect(await (await session.getOne(Account, poor)).half).toBeNull();
      rich.balance = new Money(200n);
      await session.flush();
      expect(rich.double).toEqual(new Money(400n));
      statements();
      void [rich.double, rich.letters, user.place, user.places];
      await session.flush();
      expect(statements()).toEqual([]);
      expect(JSON.parse(JSON.stringify(user))).toMatchObject({ place: { city: "Delft" }, places: [whole] });
      expect(JSON.parse(JSON.stringify(rich))).toMatchObject({ double: "4" });
      const accounts = session.query(Account);
      expect(await accounts.filter(Account.double.gt(new Money(100n))).all()).toEqual([rich]);
      expect(
        await accounts
          .filter(Account.double.eq(new Money(400n)))
          .orderBy(Account.double.desc())
          .all(),
      ).toEqual([rich]);
      expect(await session.query(User).filter(User.spare.isNull()).all()).toEqual([bob]);
    });
  });

  test("a codec's key finds one entity, and relations go by it", async () => {
    const id = await savedAccount();
    await inSession(async (session) => {
      const account = await session.getOne(Account, new Code(id.text));
      expect(await session.getOne(Account, id)).toBe(account);
      const order = new Order({
        account,
        prices: [new Money(1n), new Money(-250n)],
        offer: {},
        offers: [{ note: "n" }],
      });
      session.add(order);
      await session.commit();
      expect(order.accountId).toEqual(id);
      const other = new Account({ email: "b@b" });
      order.account = other;
      await session.commit();
      expect(order.accountId).toEqual(other.id);
      order.accountId = id;
      await session.commit();
      expect(await order.account).toBe(account);
    });
    await inSession(async (session) => {
      const [order] = await session.query(Order).filter(Order.accountId.eq(id)).all();
      expect(order?.prices).toEqual([new Money(1n), new Money(-250n)]);
      expect(order?.offer).toEqual({ price: new Money(150n), note: null });
      expect(order?.offers).toEqual([{ price: new Money(150n), note: "n" }]);
    });
  });

  test("queries take the codec's values", async () => {
    await savedAccount({ balance: new Money(950n) });
    await savedAccount({ email: "bob@x", balance: new Money(1000n) });
    await inSession(async (session) => {
      const accounts = session.query(Account);
      const rich = await accounts.filter(Account.balance.gt(new Money(999n))).all();
      expect(rich.map(({ email }) => email)).toEqual(["bob@x"]);
      const ordered = await accounts.orderBy(Account.balance.desc()).all();
      expect(ordered.map(({ email }) => email)).toEqual(["bob@x", "ann@x.org"]);
      expect(await accounts.filter(Account.email.in(["BOB@x"])).all()).toHaveLength(1);
    });
  });

  test("an error of a codec is told by the column, with its cause and without the value", async () => {
    const given = caught(() => newAccount({ email: "nowhere" as "@" }));
    expect(given).toBeInstanceOf(ValueError);
    expect(given.message).toMatch(
      /^"Account\.email" takes a value of the scalar "Email": `encode` of its codec throws/,
    );
    expect(given.cause).toBeInstanceOf(RangeError);
    expect(caught(() => newAccount({ limit: "1" as unknown as Money })).message).toContain('"Account.limit"');
    expect(caught(() => newAccount({ aliases: [null as unknown as "@"] })).message).toContain('"Account.aliases"');
    expect(caught(() => newAccount({ limit: new Money(10n ** 9n) })).message).toContain("at most 4 digits");
    const id = await savedAccount();
    await inSession(async (session) => {
      await session.execute(sql`UPDATE "Account" SET "email" = 'nowhere'`);
      await session.commit();
      const account = await session.getOne(Account, id);
      const read = caught(() => account.email);
      expect(read).toBeInstanceOf(CellFormatError);
      expect(read.message).toMatch(/^"Account\.email" holds a value that is not of the scalar "Email"/);
      expect(read.message).not.toContain("nowhere");
      expect(read.cause).toBeInstanceOf(RangeError);
    });
  });

  function caught(work: () => unknown): Error {
    try {
      work();
    } catch (error) {
      return error as Error; // the runtime throws nothing else
    }
    throw new Error("nothing was thrown");
  }
});
