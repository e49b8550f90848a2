/**
 * better-sqlite3 by hand, in the fastest form that is known to us: the measure of all others. Statements are prepared once, rows come as
 * arrays, moments are read and written by their characters (`new Date(text)` and `toISOString` take two to four times as long), and writes
 * go in batches of 100 rows. It keeps no identity map, tracks no change and checks nothing.
 */
import Database from "better-sqlite3";
import type { Client, Contender } from "../../contender.ts";
import { decodeMoment, encodeMoment } from "../../moment.ts";
import type { NewPerson, Person } from "../../person.ts";

type Row = [
  id: number,
  email: string,
  name: string,
  country: string,
  city: string | null,
  isActive: number,
  createdAt: string,
  visits: number,
  rating: number,
  balance: number | null,
];

/** The rows of one statement that writes. */
const batch = 100;

export const raw: Contender = { name: "raw better-sqlite3", open };

function open(file: string): Client {
  const database = new Database(file);
  database.pragma("synchronous = NORMAL");
  const begin = database.prepare("BEGIN IMMEDIATE");
  const commit = database.prepare("COMMIT");
  const columns = "id, email, name, country, city, isActive, createdAt, visits, rating, balance";
  const selectOne = database.prepare<[number], Row>(`SELECT ${columns} FROM Person WHERE id = ?`).raw();
  const selectAll = database.prepare<[], Row>(`SELECT ${columns} FROM Person`).raw();
  const insertOf = (size: number): Database.Statement<unknown[], [number]> =>
    database
      .prepare<unknown[], [number]>(
        `INSERT INTO Person (email, name, country, city, isActive, createdAt, visits, rating, balance) VALUES ${rows(9, size)} RETURNING id`,
      )
      .raw();
  const updateOf = (size: number): Database.Statement<unknown[]> =>
    database.prepare(
      `UPDATE Person SET visits = v.column2 FROM (VALUES ${rows(2, size)}) AS v WHERE Person.id = v.column1`,
    );
  const insertBatch = insertOf(batch);
  const updateBatch = updateOf(batch);

  const all = (): Person[] => {
    const found = selectAll.all();
    const people = new Array<Person>(found.length);
    for (let at = 0; at < found.length; at++) people[at] = personOf(found[at] as Row); // within its length
    return people;
  };

  return {
    one: (id) => personOf(selectOne.get(id) as Row), // every key that is asked for is there
    all,
    insert(people) {
      const keys = new Array<{ id: number }>(people.length);
      begin.run();
      for (let from = 0; from < people.length; from += batch) {
        const part = people.slice(from, from + batch);
        const given = (part.length === batch ? insertBatch : insertOf(part.length)).all(insertValues(part));
        // SQLite gives the rows of one INSERT in their order.
        for (let at = 0; at < given.length; at++) keys[from + at] = { id: (given[at] as [number])[0] }; // within its length
      }
      commit.run();
      return keys;
    },
    visitAll() {
      const people = all();
      for (const person of people) person.visits++;
      begin.run();
      for (let from = 0; from < people.length; from += batch) {
        const size = Math.min(batch, people.length - from);
        const values = new Array<number>(2 * size);
        for (let at = 0; at < size; at++) {
          const { id, visits } = people[from + at] as Person; // within its length
          values[2 * at] = id;
          values[2 * at + 1] = visits;
        }
        (size === batch ? updateBatch : updateOf(size)).run(values);
      }
      commit.run();
      return people;
    },
    close() {
      database.close();
    },
  };
}

function personOf(row: Row): Person {
  return {
    id: row[0],
    email: row[1],
    name: row[2],
    country: row[3],
    city: row[4],
    isActive: row[5] === 1,
    createdAt: new Date(decodeMoment(row[6])),
    visits: row[7],
    rating: row[8],
    balance: row[9],
  };
}

function insertValues(people: readonly NewPerson[]): unknown[] {
  const values = new Array<unknown>(people.length * 9);
  let place = 0;
  for (const person of people) {
    values[place++] = person.email;
    values[place++] = person.name;
    values[place++] = person.country;
    values[place++] = person.city;
    values[place++] = person.isActive ? 1 : 0;
    values[place++] = encodeMoment(person.createdAt.getTime());
    values[place++] = person.visits;
    values[place++] = person.rating;
    values[place++] = person.balance;
  }
  return values;
}

/** `(?, ?), (?, ?)`: the parameters of `size` rows. */
function rows(width: number, size: number): string {
  const row = `(${new Array(width).fill("?").join(", ")})`;
  return new Array(size).fill(row).join(", ");
}
