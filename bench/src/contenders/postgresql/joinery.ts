/** Joinery's async client, used as its tutorial shows. */
import type { Client, Contender } from "../../contender.ts";
import { connect, Person } from "../../../generated-async/index.js";

export const joinery: Contender = { name: "Joinery", open };

function open(url: string): Client {
  const db = connect(url);
  return {
    async one(id) {
      await using session = db.session();
      return await session.getOne(Person, id);
    },
    async all() {
      await using session = db.session();
      return await session.query(Person).all();
    },
    async insert(people) {
      await using session = db.session();
      const added = people.map((person) => new Person(person));
      session.addAll(added);
      await session.commit();
      return added;
    },
    async visitAll() {
      await using session = db.session();
      const everybody = await session.query(Person).all();
      for (const person of everybody) person.visits++;
      await session.commit();
      return everybody;
    },
    close: () => db.close(),
  };
}
