/** Joinery's sync client, used as its tutorial shows. */
import type { Client, Contender } from "../../contender.ts";
import { connect, Person } from "../../../generated/index.js";

export const joinery: Contender = { name: "Joinery", open };

function open(file: string): Client {
  const db = connect(`sqlite:${file}`);
  return {
    one(id) {
      using session = db.session();
      return session.getOne(Person, id);
    },
    all() {
      using session = db.session();
      return session.query(Person).all();
    },
    insert(people) {
      using session = db.session();
      const added = people.map((person) => new Person(person));
      session.addAll(added);
      session.commit();
      return added;
    },
    visitAll() {
      using session = db.session();
      const everybody = session.query(Person).all();
      for (const person of everybody) person.visits++;
      session.commit();
      return everybody;
    },
    close() {
      db.close();
    },
  };
}
