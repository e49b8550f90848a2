/** Drizzle: plain rows, no session. Prepared queries wherever it has them. */
import Database from "better-sqlite3";
import { eq, sql } from "drizzle-orm";
import { drizzle as connect } from "drizzle-orm/better-sqlite3";
import { customType, integer, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Client, Contender } from "../../contender.ts";
import type { Person } from "../../person.ts";

const moment = customType<{ data: Date; driverData: string }>({
  dataType: () => "text",
  fromDriver: (value) => new Date(value),
  toDriver: (value) => value.toISOString(),
});

const person = sqliteTable("Person", {
  id: integer().primaryKey(),
  email: text().notNull(),
  name: text().notNull(),
  country: text().notNull(),
  city: text(),
  isActive: integer({ mode: "boolean" }).notNull(),
  createdAt: moment().notNull(),
  visits: integer().notNull(),
  rating: real().notNull(),
  balance: real(),
});

export const drizzle: Contender = { name: "Drizzle", open };

function open(file: string): Client {
  const database = new Database(file);
  database.pragma("synchronous = NORMAL");
  const db = connect(database);
  const selectOne = db
    .select()
    .from(person)
    .where(eq(person.id, sql.placeholder("id")))
    .prepare();
  const selectAll = db.select().from(person).prepare();
  const insert = db
    .insert(person)
    .values({
      email: sql.placeholder("email"),
      name: sql.placeholder("name"),
      country: sql.placeholder("country"),
      city: sql.placeholder("city"),
      isActive: sql.placeholder("isActive"),
      createdAt: sql.placeholder("createdAt"),
      visits: sql.placeholder("visits"),
      rating: sql.placeholder("rating"),
      balance: sql.placeholder("balance"),
    })
    .prepare();
  const update = db
    .update(person)
    .set({ visits: sql`${sql.placeholder("visits")}` })
    .where(eq(person.id, sql.placeholder("id")))
    .prepare();

  return {
    one: (id) => selectOne.get({ id }) as Person, // every key that is asked for is there
    all: () => selectAll.all(),
    // Several rows in one statement take twice to five times as long as this, prepared or not.
    insert: (people) =>
      db.transaction(() => people.map((one) => ({ id: Number(insert.run({ ...one }).lastInsertRowid) }))),
    visitAll() {
      const everybody = selectAll.all();
      db.transaction(() => {
        for (const one of everybody) {
          one.visits++;
          update.run({ id: one.id, visits: one.visits });
        }
      });
      return everybody;
    },
    close() {
      database.close();
    },
  };
}
