/**
 * pg by hand, in the fastest form that is known to us: one connection, named prepared statements, rows as arrays, arrays of values through
 * `unnest` for writes, BEGIN and COMMIT sent together with what is between them.
 */
import pg from "pg";
import type { Client, Contender } from "../../contender.ts";
import type { NewPerson, Person } from "../../person.ts";

type Row = [
  id: number,
  email: string,
  name: string,
  country: string,
  city: string | null,
  isActive: boolean,
  createdAt: Date,
  visits: number,
  rating: number,
  balance: number | null,
];

export const raw: Contender = { name: "raw pg", open };

const columns = `id, email, name, country, city, "isActive", "createdAt", visits, rating, balance`;
const types = ["text", "text", "text", "text", "bool", "timestamptz", "int4", "float8", "float8"];

const selectOne = { name: "one", text: `SELECT ${columns} FROM "Person" WHERE id = $1`, rowMode: "array" } as const;
const selectAll = { name: "all", text: `SELECT ${columns} FROM "Person"`, rowMode: "array" } as const;
const insertAll = {
  name: "insert",
  text: `INSERT INTO "Person" (${columns.slice(4)}) SELECT * FROM unnest(${types.map((type, at) => `$${at + 1}::${type}[]`).join(", ")}) RETURNING id`,
  rowMode: "array",
} as const;
const updateAll = {
  name: "update",
  text: `UPDATE "Person" AS t SET visits = v.visits FROM unnest($1::int4[], $2::int4[]) AS v(id, visits) WHERE t.id = v.id`,
} as const;

async function open(url: string): Promise<Client> {
  const client = new pg.Client({ connectionString: url, pipeline: true });
  await client.connect();
  const all = async (): Promise<Person[]> => (await client.query<Row>(selectAll)).rows.map(personOf);
  const inTransaction = async <T>(work: () => Promise<T>): Promise<T> => {
    const [, result] = await Promise.all([client.query("BEGIN"), work(), client.query("COMMIT")]);
    return result;
  };
  return {
    one: async (id) => personOf((await client.query<Row>({ ...selectOne, values: [id] })).rows[0] as Row), // every key is there
    all,
    async insert(people) {
      const values = columnsOf(people);
      const { rows } = await inTransaction(() => client.query<[number]>({ ...insertAll, values }));
      return rows.map(([id]) => ({ id }));
    },
    async visitAll() {
      const people = await all();
      for (const person of people) person.visits++;
      const values = [people.map(({ id }) => id), people.map(({ visits }) => visits)];
      await inTransaction(() => client.query({ ...updateAll, values }));
      return people;
    },
    close: () => client.end(),
  };
}

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

function columnsOf(people: readonly NewPerson[]): unknown[][] {
  return [
    people.map(({ email }) => email),
    people.map(({ name }) => name),
    people.map(({ country }) => country),
    people.map(({ city }) => city),
    people.map(({ isActive }) => isActive),
    people.map(({ createdAt }) => createdAt),
    people.map(({ visits }) => visits),
    people.map(({ rating }) => rating),
    people.map(({ balance }) => balance),
  ];
}
