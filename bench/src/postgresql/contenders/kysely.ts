/** Kysely on pg: a builder of SQL, plain rows, no session. */
import { type Generated, Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Contender } from "../../contender.ts";
import type { Person } from "../../person.ts";

interface Tables {
  readonly Person: { readonly id: Generated<number> } & Omit<Person, "id">;
}

export const kysely: Contender = {
  name: "Kysely",
  open(url) {
    const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url }) }) });
    const all = (): Promise<Person[]> => db.selectFrom("Person").selectAll().execute();
    return {
      one: (id) => db.selectFrom("Person").selectAll().where("id", "=", id).executeTakeFirstOrThrow(),
      all,
      insert: (people) =>
        db.transaction().execute((tx) => tx.insertInto("Person").values(people).returning("id").execute()),
      async visitAll() {
        const everybody = await all();
        await db.transaction().execute(async (tx) => {
          for (const one of everybody) {
            one.visits++;
            await tx.updateTable("Person").set({ visits: one.visits }).where("id", "=", one.id).execute();
          }
        });
        return everybody;
      },
      close: () => db.destroy(),
    };
  },
};
