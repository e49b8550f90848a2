/** The rows that the paths lead to: one for each value of a scalar, in a group of its own, and a last one without an optional value. */
import type * as asynchronous from "../../../../../fixtures/scalars/generated-async/index.ts";
import type { Client } from "../clients.ts";
import { type Findings, nameOf } from "./findings.ts";
import type { Scalar } from "./values.ts";

export type Models = typeof asynchronous;
export type Session = Parameters<Parameters<Client<Models>["inSession"]>[0]>[0];

/** The models of every scalar have one shape; those of Json stand for all. */
export type GroupClass = Models["JsonGroup"];
export type ItemClass = Models["JsonItem"];
export type Item = InstanceType<ItemClass>;

/** What a path is given. */
export interface Subject {
  readonly client: Client<Models>;
  readonly scalar: Scalar;
  readonly Group: GroupClass;
  readonly Item: ItemClass;
  /** The values that the engine takes. Their rows are numbered from 1. */
  readonly values: readonly never[];
  readonly findings: Findings;
}

export function modelsOf(models: Models, name: string): Pick<Subject, "Group" | "Item"> {
  const classes = models as unknown as Readonly<Record<string, GroupClass & ItemClass>>; // see above
  const [Group, Item] = [classes[`${name}Group`], classes[`${name}Item`]];
  if (Group === undefined || Item === undefined)
    throw new Error(`fixtures/scalars has no ${name}Group and ${name}Item`);
  return { Group, Item };
}

export const lastId = ({ values }: Subject): number => values.length + 1;

/** The value of a row. */
export const valueOf = ({ values }: Subject, id: number): unknown => values[(id - 1) % values.length];

/** The optional value of a row. */
export const optionalOf = (subject: Subject, id: number): unknown =>
  id === lastId(subject) ? null : valueOf(subject, id);

export const listOf = (subject: Subject, id: number): unknown =>
  id === lastId(subject) ? [] : [valueOf(subject, id), valueOf(subject, id)];

export const allItems = ({ Item }: Subject, session: Session): Promise<Item[]> =>
  session.query(Item).orderBy(Item.id).all();

/** Every column of an item must hold its row's value. */
export function checkItem(subject: Subject, path: string, item: Item): void {
  const { findings, scalar } = subject;
  const value = valueOf(subject, item.id);
  findings.check(path, value, item.value, value);
  findings.check(`${path}, optional`, value, item.maybe, optionalOf(subject, item.id));
  findings.check(`${path}, list`, value, item.list, listOf(subject, item.id));
  if (scalar.isKey) findings.check(`${path}, foreign key`, value, item.groupId, value);
}

/** Stores the rows in one flush; gives the values that the engine takes. */
export async function store(client: Client<Models>, scalar: Scalar, findings: Findings): Promise<readonly never[]> {
  const values = scalar.values as readonly never[]; // of the scalar's own type, whatever that is
  try {
    await add(client, scalar, findings, values, true);
    return values;
  } catch {
    const taken: never[] = [];
    for (const value of values) {
      try {
        await add(client, scalar, findings, [value], false);
        taken.push(value);
      } catch (error) {
        findings.tell("new", value, nameOf(error));
      }
    }
    await add(client, scalar, findings, taken, true);
    return taken;
  }
}

async function add(
  client: Client<Models>,
  scalar: Scalar,
  findings: Findings,
  values: readonly never[],
  isToStay: boolean,
): Promise<void> {
  const { Group, Item } = modelsOf(client.models, scalar.name);
  const items = values.map((value, index) => {
    const group = new Group({ id: scalar.isKey ? value : index + 1, value }); // the key is of the scalar's type, or an Int
    return new Item({ id: index + 1, value, maybe: value, late: value, list: [value, value], group });
  });
  const [value] = values;
  const [first] = items;
  if (first !== undefined && value !== undefined)
    items.push(new Item({ id: items.length + 1, value, group: await first.group }));
  await client.inSession(async (session) => {
    session.addAll(items);
    await session.flush();
    const subject = { client, scalar, Group, Item, values, findings };
    for (const item of items) {
      checkItem(subject, "new", item);
      findings.check("new, deferred", valueOf(subject, item.id), await item.late, optionalOf(subject, item.id));
      findings.check("new, group", valueOf(subject, item.id), (await item.group).value, valueOf(subject, item.id));
    }
    if (isToStay) await session.commit();
  });
}
