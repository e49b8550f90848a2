/** MikroORM: identity map and unit of work as Joinery has them. A fresh fork for each piece of work. */
import { defineEntity, EntityCaseNamingStrategy, p } from "@mikro-orm/core";
import { MikroORM } from "@mikro-orm/postgresql";
import type { Client, Contender } from "../../contender.ts";

const Person = defineEntity({
  name: "Person",
  tableName: "Person",
  properties: {
    id: p.integer().primary(),
    email: p.text(),
    name: p.text(),
    country: p.text(),
    city: p.text().strictNullable(),
    isActive: p.boolean(),
    createdAt: p.datetime(3),
    visits: p.integer(),
    rating: p.float(),
    balance: p.float().strictNullable(),
  },
});

export const mikroOrm: Contender = { name: "MikroORM", open };

async function open(url: string): Promise<Client> {
  const schema = /search_path=(\w+)/.exec(decodeURIComponent(url))?.[1];
  // Columns are called as properties are.
  const orm = await MikroORM.init({
    entities: [Person],
    clientUrl: url,
    namingStrategy: EntityCaseNamingStrategy,
    ...(schema === undefined ? {} : { schema }),
  });
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
