/** MikroORM: identity map and unit of work as Joinery has them, on better-sqlite3 behind promises. A fresh fork for each piece of work. */
import { defineEntity, EntityCaseNamingStrategy, p, Type } from "@mikro-orm/core";
import { MikroORM } from "@mikro-orm/sqlite";
import type { Client, Contender } from "../../contender.ts";

/** As text, in which all contenders keep moments; by itself MikroORM keeps milliseconds. */
class Moment extends Type<Date, string> {
  override convertToDatabaseValue(value: Date): string {
    return value.toISOString();
  }
  override convertToJSValue(value: string): Date {
    return new Date(value);
  }
  override compareAsType(): string {
    return "string";
  }
  /** What was read is what would be written: no second conversion. */
  override ensureComparable(): boolean {
    return false;
  }
}

const Person = defineEntity({
  name: "Person",
  tableName: "Person",
  properties: {
    id: p.integer().primary(),
    email: p.string(),
    name: p.string(),
    country: p.string(),
    city: p.string().strictNullable(),
    isActive: p.boolean(),
    createdAt: p.type(Moment),
    visits: p.integer(),
    rating: p.float(),
    balance: p.float().strictNullable(),
  },
});

export const mikroOrm: Contender = { name: "MikroORM", open };

async function open(file: string): Promise<Client> {
  // Columns are called as properties are.
  const orm = await MikroORM.init({ entities: [Person], dbName: file, namingStrategy: EntityCaseNamingStrategy });
  await orm.em.getConnection().execute("PRAGMA synchronous = NORMAL");
  return {
    one: (id) => orm.em.fork().findOneOrFail(Person, id),
    all: () => orm.em.fork().find(Person, {}),
    async insert(people) {
      const em = orm.em.fork();
      const added = people.map((person) => em.create(Person, person));
      await em.persist(added).flush();
      return added;
    },
    async visitAll() {
      const em = orm.em.fork();
      const everybody = await em.find(Person, {});
      for (const person of everybody) person.visits++;
      await em.flush();
      return everybody;
    },
    close: () => orm.close(),
  };
}
