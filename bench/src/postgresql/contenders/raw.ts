/**
 * pg by hand, in the fastest form that is known to us: the measure of all others. Statements are prepared by name, rows come as arrays, many
 * rows are written by one statement from arrays, and what a transaction consists of goes out at once (`pipeline: true`). It keeps no
 * identity map, tracks no change and checks nothing.
 */
import pg from "pg";
import type { Contender } from "../../contender.ts";
import type { Person } from "../../person.ts";
import { insertMany, valuesOf } from "../server.ts";

type Row = [number, string, string, string, string | null, boolean, Date, number, number, number | null];

const columns = `"id", "email", "name", "country", "city", "isActive", "createdAt", "visits", "rating", "balance"`;

export const raw: Contender = {
  name: "raw pg",
  async open(url) {
    const client = new pg.Client({ connectionString: url, pipeline: true });
    await client.connect();
    const rowsOf = async (name: string, text: string, values: unknown[] = []): Promise<Person[]> =>
      (await client.query<Row>({ name, text, values, rowMode: "array" })).rows.map(personOf);
    const all = (): Promise<Person[]> => rowsOf("all", `SELECT ${columns} FROM "Person"`);
    return {
      async one(id) {
        const [person] = await rowsOf("one", `SELECT ${columns} FROM "Person" WHERE "id" = $1`, [id]);
        return person as Person; // every key that is asked for is there
      },
      all,
      async insert(people) {
        const [, { rows }] = await Promise.all([
          client.query("BEGIN"),
          client.query<{ id: number }>({ name: "insert", text: insertMany, values: valuesOf(people) }),
          client.query("COMMIT"),
        ]);
        return rows;
      },
      async visitAll() {
        const people = await all();
        for (const person of people) person.visits++;
        const text = `UPDATE "Person" AS p SET "visits" = v.visits FROM unnest($1::int4[], $2::int4[]) AS v (id, visits) WHERE p."id" = v.id`;
        const values = [people.map(({ id }) => id), people.map(({ visits }) => visits)];
        await Promise.all([
          client.query("BEGIN"),
          client.query({ name: "update", text, values }),
          client.query("COMMIT"),
        ]);
        return people;
      },
      close: () => client.end(),
    };
  },
};

function personOf(row: Row): Person {
  return {
    id: row[0],
    email: row[1],
    name: row[2],
    country: row[3],
    city: row[4],
    isActive: row[5],
    createdAt: row[6],
    visits: row[7],
    rating: row[8],
    balance: row[9],
  };
}
