/** Drizzle: plain rows, no session. Prepared queries wherever it has them. */
import { eq, sql } from "drizzle-orm";
import { drizzle as connect } from "drizzle-orm/node-postgres";
import { boolean, doublePrecision, integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import pg from "pg";
import type { Client, Contender } from "../../contender.ts";
import type { Person } from "../../person.ts";

const person = pgTable("Person", {
  id: integer().primaryKey().generatedByDefaultAsIdentity(),
  email: text().notNull(),
  name: text().notNull(),
  country: text().notNull(),
  city: text(),
  isActive: boolean().notNull(),
  createdAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  visits: integer().notNull(),
  rating: doublePrecision().notNull(),
  balance: doublePrecision(),
});

/** Rows of one statement. */
const batch = 1000;

export const drizzle: Contender = { name: "Drizzle", open };

function open(url: string): Client {
  const pool = new pg.Pool({ connectionString: url });
  const db = connect(pool);
  const selectOne = db
    .select()
    .from(person)
    .where(eq(person.id, sql.placeholder("id")))
    .prepare("one");
  const selectAll = db.select().from(person).prepare("all");
  return {
    one: async (id) => (await selectOne.execute({ id }))[0] as Person, // every key that is asked for is there
    all: () => selectAll.execute(),
    insert: (people) =>
      db.transaction(async (tx) => {
        const keys: { id: number }[] = [];
        for (let from = 0; from < people.length; from += batch)
          keys.push(
            ...(await tx
              .insert(person)
              .values(people.slice(from, from + batch))
              .returning({ id: person.id })),
          );
        return keys;
      }),
    async visitAll() {
      const everybody = await selectAll.execute();
      for (const one of everybody) one.visits++;
      await db.transaction(async (tx) => {
        // One statement for all: row by row it takes twenty times as long.
        const values = sql.join(
          everybody.map(({ id, visits }) => sql`(${id}::int4, ${visits}::int4)`),
          sql`, `,
        );
        await tx.execute(
          sql`UPDATE ${person} SET visits = v.visits FROM (VALUES ${values}) AS v(id, visits) WHERE ${person.id} = v.id`,
        );
      });
      return everybody;
    },
    close: () => pool.end(),
  };
}
