/** Drizzle on pg: plain rows, no session. Prepared queries wherever it has them. */
import { eq, sql } from "drizzle-orm";
import { drizzle as connect } from "drizzle-orm/node-postgres";
import { boolean, doublePrecision, integer, pgTable, serial, text, timestamp } from "drizzle-orm/pg-core";
import pg from "pg";
import type { Contender } from "../../contender.ts";
import type { Person } from "../../person.ts";

const person = pgTable("Person", {
  id: serial().primaryKey(),
  email: text().notNull(),
  name: text().notNull(),
  country: text().notNull(),
  city: text(),
  isActive: boolean().notNull(),
  createdAt: timestamp({ precision: 3, withTimezone: true }).notNull(),
  visits: integer().notNull(),
  rating: doublePrecision().notNull(),
  balance: doublePrecision(),
});

export const drizzle: Contender = {
  name: "Drizzle",
  open(url) {
    const pool = new pg.Pool({ connectionString: url });
    const db = connect(pool);
    const selectOne = db
      .select()
      .from(person)
      .where(eq(person.id, sql.placeholder("id")))
      .prepare("one");
    const selectAll = db.select().from(person).prepare("all");
    return {
      async one(id) {
        const [found] = await selectOne.execute({ id });
        return found as Person; // every key that is asked for is there
      },
      all: () => selectAll.execute(),
      insert: (people) =>
        db.transaction((tx) =>
          tx
            .insert(person)
            .values([...people])
            .returning({ id: person.id }),
        ),
      async visitAll() {
        const everybody = await selectAll.execute();
        await db.transaction(async (tx) => {
          for (const one of everybody) {
            one.visits++;
            await tx.update(person).set({ visits: one.visits }).where(eq(person.id, one.id));
          }
        });
        return everybody;
      },
      close: () => pool.end(),
    };
  },
};
