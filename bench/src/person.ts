/** The people that every contender reads and writes. Made from their number alone, so that any process knows what to expect. */
export interface Person {
  readonly id: number;
  email: string;
  name: string;
  country: string;
  city: string | null;
  isActive: boolean;
  createdAt: Date;
  visits: number;
  rating: number;
  balance: number | null;
}

/** A person to insert: the database gives the key. */
export type NewPerson = Omit<Person, "id">;

const countries = ["Ghana", "Norway", "Chile", "Vietnam", "Ireland", "Jordan", "Kenya"];
const cities = ["Accra", "Bergen", "Valparaíso", "Đà Nẵng", null];
const hour = 3_600_000;

export function personAt(id: number): Person {
  return {
    id,
    email: `person.${id}@example.com`,
    name: `Person number ${id}`,
    country: countries[id % countries.length] ?? "",
    city: cities[id % cities.length] ?? null,
    isActive: id % 3 !== 0,
    createdAt: new Date(Date.UTC(2024, 0, 1) + id * hour + ((id * 7919) % hour)),
    visits: id % 100,
    rating: (id % 50) / 10 + 0.05,
    balance: id % 4 === 0 ? null : id * 1.25,
  };
}

/** Persons 1 to `count`. */
export function people(count: number): Person[] {
  return Array.from({ length: count }, (_, at) => personAt(at + 1));
}

export function withoutId({ id: _, ...rest }: Person): NewPerson {
  return rest;
}

/** Reads every column, and gives a number that no one who reads fewer could give. Runs inside the timing: cheap on purpose. */
export function readPerson(person: Person): number {
  return (
    person.id +
    person.email.length +
    person.name.length +
    person.country.length +
    (person.city === null ? 1 : person.city.length) +
    (person.isActive ? 1 : 2) +
    person.createdAt.getTime() +
    person.visits +
    person.rating +
    (person.balance ?? 3)
  );
}

/** All that the program sees of a person, whatever class it is of. Equality is checked on these. */
export function plain(person: Person): Person {
  const { id, email, name, country, city, isActive, createdAt, visits, rating, balance } = person;
  return { id, email, name, country, city, isActive, createdAt, visits, rating, balance };
}
