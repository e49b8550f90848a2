import type { NewPerson, Person } from "./person.ts";

/** A sync contender gives values. It is not made to wait for promises, which cost a fifth of its shortest workload. */
export type Awaitable<T> = T | Promise<T>;

/** One way to work with a database of people. */
export interface Contender {
  readonly name: string;
  /** Opens a database that its engine has made. */
  open(place: string): Awaitable<Client>;
}

/** An open database. Every call is a piece of work of its own: who has sessions opens a fresh one. */
export interface Client {
  /** The person with this key. */
  one(id: number): Awaitable<Person>;
  /** Everybody. */
  all(): Awaitable<readonly Person[]>;
  /** Inserts people in one transaction; gives them, or whatever else has their keys. */
  insert(people: readonly NewPerson[]): Awaitable<readonly { readonly id: number }[]>;
  /** Loads everybody, counts one visit more for each, writes that in one transaction; gives the people. */
  visitAll(): Awaitable<readonly Person[]>;
  close(): Awaitable<void>;
}
