/** Kysely: a query builder, plain rows. */
import { type Generated, Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import type { Client, Contender } from "../../contender.ts";
import type { Person } from "../../person.ts";

interface Tables {
  readonly Person: Omit<Person, "id"> & { readonly id: Generated<number> };
}

/** Rows of one statement. */
const batch = 1000;

export const kysely: Contender = { name: "Kysely", open };

function open(url: string): Client {
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url }) }) });
  return {
    one: (id) => db.selectFrom("Person").selectAll().where("id", "=", id).executeTakeFirstOrThrow(),
    all: () => db.selectFrom("Person").selectAll().execute(),
    insert: (people) =>
      db.transaction().execute(async (tx) => {
        const keys: { id: number }[] = [];
        for (let from = 0; from < people.length; from += batch)
          keys.push(
            ...(await tx
              .insertInto("Person")
              .values(people.slice(from, from + batch))
              .returning("id")
              .execute()),
          );
        return keys;
      }),
    async visitAll() {
      const everybody = await db.selectFrom("Person").selectAll().execute();
      for (const one of everybody) one.visits++;
      await db.transaction().execute(async (tx) => {
        const values = everybody.map(({ id, visits }) => sql`(${id}::int4, ${visits}::int4)`);
        await sql`UPDATE "Person" SET visits = v.visits FROM (VALUES ${sql.join(values)}) AS v(id, visits) WHERE "Person".id = v.id`.execute(
          tx,
        );
      });
      return everybody;
    },
    close: () => db.destroy(),
  };
}
