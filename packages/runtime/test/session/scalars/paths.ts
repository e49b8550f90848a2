/**
 * Every path that a value can take through a session: each reads, writes or looks for the rows of one scalar, and tells of the values that come
 * another way than they went. Nothing stops at the first, so that one run says all that an engine does differently.
 */
import { isDeepStrictEqual } from "node:util";
import { joinedload, loadOnly, type Predicate, selectinload, sql, type Sql, undefer } from "../../../src/index.ts";
import type { Client } from "../clients.ts";
import { Findings } from "./findings.ts";
import {
  allItems,
  checkItem,
  type Item,
  lastId,
  listOf,
  type Models,
  modelsOf,
  optionalOf,
  type Session,
  store,
  type Subject,
  valueOf,
} from "./rows.ts";
import type { Scalar } from "./values.ts";

type Path = (subject: Subject, session: Session) => Promise<void>;

/** A longer list than is written as parameters of their own, on every engine. */
const manyValues = 1100;

export async function takePaths(client: Client<Models>, scalar: Scalar): Promise<Findings> {
  const findings = new Findings(scalar.values);
  await findings.take("new", async () => {
    const values = await store(client, scalar, findings);
    const subject: Subject = { client, scalar, ...modelsOf(client.models, scalar.name), values, findings };
    for (const [name, path] of Object.entries(paths))
      await findings.take(name, () => client.inSession((session) => path(subject, session)));
  });
  return findings;
}

const paths: Readonly<Record<string, Path>> = {
  get: async (subject, session) => {
    for (let id = 1; id <= lastId(subject); id++) checkItem(subject, "get", await session.getOne(subject.Item, id));
  },
  refresh: async (subject, session) => {
    const items = await allItems(subject, session);
    subject.findings.check("query", "rows", items.length, lastId(subject));
    for (const item of items) checkItem(subject, "query", item);
    for (const item of items) await session.refresh(item);
    for (const item of items) checkItem(subject, "refresh", item);
    for (const item of items) session.expire(item);
    await allItems(subject, session);
    for (const item of items) checkItem(subject, "query of stale rows", item);
  },
  "joinedload of one": (subject, session) => toOne(subject, session, "joinedload of one", joinedload),
  "joinedload of many": (subject, session) => toMany(subject, session, "joinedload of many", joinedload),
  "selectinload of one": (subject, session) => toOne(subject, session, "selectinload of one", selectinload),
  "selectinload of many": (subject, session) => toMany(subject, session, "selectinload of many", selectinload),
  "lazy load of one": (subject, session) => toOne(subject, session, "lazy load of one", null),
  "lazy load of many": (subject, session) => toMany(subject, session, "lazy load of many", null),
  deferred: async (subject, session) => {
    for (const item of await allItems(subject, session))
      subject.findings.check("deferred", valueOf(subject, item.id), await item.late, optionalOf(subject, item.id));
  },
  "undefer and loadOnly": async (subject, session) => {
    const { findings, Item } = subject;
    const items = await session.query(Item).options(loadOnly(Item.maybe), undefer(Item.late)).orderBy(Item.id).all();
    for (const item of items) {
      const wanted = optionalOf(subject, item.id);
      findings.check("undefer", valueOf(subject, item.id), await item.late, wanted);
      findings.check("loadOnly", valueOf(subject, item.id), item.maybe, wanted);
    }
  },
  filter,
  order,
  key: async (subject, session) => {
    const { findings, scalar, Group, Item, values } = subject;
    if (!scalar.isKey) return;
    for (const [index, value] of values.entries()) {
      const group = await session.get(Group, value);
      findings.check("key", value, [group?.id, group?.value], [value, value]);
      if (group === null) continue;
      const owned = index === 0 ? [1, lastId(subject)] : [index + 1];
      await find(subject, session, "eq of a relation", value, Item.group.eq(group), owned);
      if ((await session.get(Group, structuredClone(value))) !== group) findings.tell("key", value, "two entities");
    }
  },
  sql: async (subject, session) => {
    const { findings, scalar, Item, values } = subject;
    for (const [index, value] of values.entries()) {
      const parameter = scalar.parameter === undefined ? value : scalar.parameter(value);
      await find(subject, session, "sql parameter", value, sql`${Item.maybe} = ${parameter}`, [index + 1]);
    }
    const rows = await session.execute(sql`SELECT ${Item.maybe} FROM ${Item} ORDER BY ${Item.id}`);
    for (const [index, value] of values.entries())
      findings.check("sql result", value, rows[index]?.[0], Item.maybe.type.write(value, Item.maybe));
  },
  "set again": async (subject, session) => {
    for (const item of await allItems(subject, session)) {
      item.value = structuredClone(valueOf(subject, item.id)) as never; // of the scalar's own type
      item.maybe = structuredClone(optionalOf(subject, item.id)) as never; // as above
      item.list = listOf(subject, item.id) as never; // as above
      if (session.isModified(item)) subject.findings.tell("set again", valueOf(subject, item.id), "counts as a change");
    }
  },
  update,
  delete: async (subject, session) => {
    const { findings, Group, Item } = subject;
    for (const item of await allItems(subject, session)) await session.delete(item);
    for (const group of await session.query(Group).all()) await session.delete(group);
    await session.commit();
    const left = [await session.query(Item).count(), await session.query(Group).count()];
    findings.check("delete", "rows", left, [0, 0]);
  },
  taken,
};

type LoadOne = typeof joinedload | typeof selectinload;

async function toOne(subject: Subject, session: Session, path: string, load: LoadOne | null): Promise<void> {
  const { findings, Item } = subject;
  const query = session.query(Item).orderBy(Item.id);
  for (const item of await (load === null ? query : query.options(load(Item.group))).all()) {
    checkItem(subject, path, item);
    const value = valueOf(subject, item.id);
    const group = await item.group;
    findings.check(`${path}, group`, value, group.value, value);
    if (subject.scalar.isKey) findings.check(`${path}, key`, value, group.id, value);
  }
}

async function toMany(subject: Subject, session: Session, path: string, load: LoadOne | null): Promise<void> {
  const { findings, Group } = subject;
  const query = session.query(Group);
  let count = 0;
  for (const group of await (load === null ? query : query.options(load(Group.items))).all()) {
    for (const item of await group.items) {
      count++;
      checkItem(subject, path, item);
      findings.check(`${path}, group`, valueOf(subject, item.id), group.value, valueOf(subject, item.id));
    }
  }
  findings.check(path, "rows", count, lastId(subject));
}

/** A condition must hold for these rows and no others. */
async function find(
  { findings, Item }: Subject,
  session: Session,
  path: string,
  value: unknown,
  condition: Predicate<Item> | Sql,
  wanted: readonly number[],
): Promise<void> {
  await findings.take(path, async () => {
    const found = await session.query(Item).filter(condition).orderBy(Item.id).all();
    findings.check(
      path,
      value,
      found.map(({ id }) => id),
      wanted,
    );
  });
}

async function filter(subject: Subject, session: Session): Promise<void> {
  const { scalar, Group, Item, values } = subject;
  const ids = values.map((_, index) => index + 1);
  const last = lastId(subject);
  const holds = (path: string, value: unknown, condition: Predicate<Item>, wanted: readonly number[]): Promise<void> =>
    find(subject, session, path, value, condition, wanted);
  for (const [index, value] of values.entries()) {
    const id = index + 1;
    await holds("eq", value, Item.maybe.eq(value), [id]);
    await holds("in", value, Item.maybe.in([value, null]), [id, last]);
    await holds("eq of a list", value, Item.list.eq([value, value]), [id]);
  }
  const [first, ...others] = ids;
  const value = values[0] as never; // there is one
  await holds("ne", value, Item.maybe.ne(value), others);
  if (scalar.isKey) await holds("eq of a foreign key", value, Item.groupId.eq(value), [first ?? 1, last]);
  const many = Array.from({ length: manyValues }, (_, index) => values[index % values.length] as never); // within them
  await holds("in of many", "all", Item.maybe.in(many), ids);
  await holds("notIn", "all", Item.maybe.notIn(values), []);
  await holds("in of lists", value, Item.list.in([[value, value], []]), [first ?? 1, last]);
  await holds("eq of an empty list", [], Item.list.eq([]), [last]);
  await holds("isNull", null, Item.maybe.isNull(), [last]);
  await holds("eq of two columns", "all", Item.maybe.eq(Item.value), ids);
  await holds("in of another model", "all", Item.group.has(Group.value.in(values)), [...ids, last]);
  if (scalar.isKey) await holds("in of a foreign key", "all", Item.groupId.in(values), [...ids, last]);
}

async function order(subject: Subject, session: Session): Promise<void> {
  const { client, findings, scalar, Item, values } = subject;
  if (!scalar.isOrdered || (typeof values[0] === "string" && (await isCollated(client, session)))) return;
  const ids = values.map((_, index) => index + 1);
  for (const [index, value] of values.entries()) {
    await find(subject, session, "lt", value, Item.maybe.lt(value), ids.slice(0, index));
  }
  const value = values.at(-1) as never; // there is one
  await find(subject, session, "between", value, Item.maybe.between(value, value), [values.length]);
  for (const [path, by, wanted] of [
    ["order", Item.maybe.asc(), ids],
    ["descending order", Item.maybe.desc(), ids.toReversed()],
  ] as const) {
    const found = await session.query(Item).filter(Item.maybe.isNotNull()).orderBy(by).all();
    for (const [index, { id }] of found.entries()) findings.check(path, valueOf(subject, id), id, wanted[index]);
  }
}

/** Whether the database orders texts otherwise than by their characters: PostgreSQL does as it was told when it was made. */
async function isCollated({ isPostgres }: Client<Models>, session: Session): Promise<boolean> {
  if (!isPostgres) return false;
  const [row] = await session.execute(sql`SELECT 'a' < 'B' OR '_' > 'a' OR 'a' < 'á' IS FALSE`);
  return row?.[0] !== 0;
}

async function update(subject: Subject, session: Session): Promise<void> {
  const { client, findings, Item, values } = subject;
  const items = await session.query(Item).options(undefer(Item.late)).orderBy(Item.id).all();
  const next = (id: number): unknown => valueOf(subject, id + 1);
  const [first, ...rest] = items;
  for (const some of [[first], rest]) {
    for (const item of some) {
      if (item === undefined) continue;
      item.value = next(item.id) as never; // of the scalar's own type
      item.maybe = item.value;
      item.late = item.value;
      item.list = [...values];
    }
    await session.flush(); // of one row, then of many in one statement
  }
  await session.commit();
  const check = async (path: string, item: Item): Promise<void> => {
    const value = next(item.id);
    findings.check(path, value, item.value, value);
    findings.check(`${path}, optional`, value, item.maybe, value);
    findings.check(`${path}, deferred`, value, await item.late, value);
    findings.check(`${path}, list`, value, item.list, values);
  };
  for (const item of items) await check("update", item);
  await client.inSession(async (other) => {
    for (const item of await allItems(subject, other)) await check("update and query", item);
  });
}

/** What is another value from the moment that it is given. A list goes on as it was given until it is read again. */
async function taken(subject: Subject, session: Session): Promise<void> {
  const { findings, scalar, Group, Item } = subject;
  for (const [given, held, inList = held] of scalar.taken ?? []) {
    const value = given as never; // of the scalar's own type
    const group = new Group({ id: scalar.isKey ? value : 1, value }); // or an Int
    const item = new Item({ id: 1, value, maybe: value, list: [value], group });
    session.add(item);
    if (scalar.isDocument !== true) findings.check("taken", given, [item.value, item.maybe], [held, held]);
    await session.flush();
    await session.refresh(item);
    findings.check("taken and refresh", given, [item.value, item.maybe, item.list], [held, held, [inList]]);
    if (scalar.isKey) findings.check("taken, key", given, [item.groupId, group.id], [held, held]);
    await find(subject, session, "taken, eq", given, Item.maybe.eq(value), [1]);
    await session.delete(item);
    await session.delete(group);
    await session.flush();
  }
  const isLeft = !isDeepStrictEqual(await session.query(Item).count(), 0);
  if (isLeft) findings.tell("taken", "rows", "some are left");
}
