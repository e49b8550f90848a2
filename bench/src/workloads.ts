import type { Awaitable, Client } from "./contender.ts";
import type { Engine } from "./engine.ts";
import { people, type Person, readPerson, withoutId } from "./person.ts";

export const workloadNames = ["one", "all", "insert", "update"] as const;
export type WorkloadName = (typeof workloadNames)[number];

/** The people of a database, and those of one insert. */
export const size = 1000;

export interface Workload {
  readonly name: WorkloadName;
  readonly title: string;
  /** Piece of work number `at`, with every column of its result read. The sum is the same for every contender. */
  readonly run: (client: Client, at: number) => Awaitable<number>;
  /** Before each sample, untimed. */
  readonly prepare?: (engine: Engine, place: string) => Awaitable<void>;
  /** As many pieces as a sample may have: writes stay below the WAL's 1,000 pages, past which SQLite copies them back. */
  readonly atMost: number;
}

const newPeople = people(size).map(withoutId);

const workloadsByName: Readonly<Record<WorkloadName, Workload>> = {
  one: {
    name: "one",
    title: "one row by primary key",
    run: (client, at) => then(client.one(1 + (at % size)), readPerson),
    atMost: 100_000,
  },
  all: {
    name: "all",
    title: "1,000 rows × 10 columns",
    run: (client) => then(client.all(), readAll),
    atMost: 1000,
  },
  insert: {
    name: "insert",
    title: "insert 1,000, keys read back",
    run: (client) => then(client.insert(newPeople), sumOfKeys),
    prepare: (engine, place) => engine.empty(place),
    atMost: 10,
  },
  update: {
    name: "update",
    title: "load 1,000, change one column each",
    run: (client) => then(client.visitAll(), readAll),
    atMost: 10,
  },
};

export const workloads: readonly Workload[] = workloadNames.map((name) => workloadsByName[name]);

export function workload(name: WorkloadName): Workload {
  return workloadsByName[name];
}

/** Goes on without waiting where there is nothing to wait for. */
function then<T>(value: Awaitable<T>, read: (value: T) => number): Awaitable<number> {
  return value instanceof Promise ? value.then(read) : read(value);
}

function readAll(everybody: readonly Person[]): number {
  let sum = 0;
  for (const person of everybody) sum += readPerson(person);
  return sum;
}

function sumOfKeys(keyed: readonly { readonly id: number }[]): number {
  let sum = 0;
  for (const { id } of keyed) sum += id;
  return sum;
}
