/** What must and must not compile where models extend one another, in an async client. */
/* oxlint-disable no-unused-expressions -- the expressions are what is tested */
import { joinedload, type Loaded, selectinload } from "@joinery/runtime";
import {
  type Asset,
  Company,
  connect,
  type Director,
  Employee,
  Engineer,
  type Image,
  Person,
  Photo,
} from "../../../../fixtures/inheritance/generated-async/index.ts";

export async function relations(company: Company, engineer: Engineer, director: Director, image: Image): Promise<void> {
  const up: Employee[] = [engineer, director];
  const exact: "engineer" = engineer.job;
  (await engineer.company)?.title;
  (await engineer.mentor)?.language;
  for (const each of await company.staff) if (each instanceof Engineer) each.language;
  company.staff.add(engineer);
  const asset: Asset | null | undefined = await new Person({ nick: "a", favourite: image }).favourite;

  // @ts-expect-error a base is no heir
  const down: Engineer = up[0];
  // @ts-expect-error staff that is not on the board
  company.directors.add(engineer);
  // @ts-expect-error an inherited relation is not loaded either
  engineer.company.title;
  // @ts-expect-error the class says it
  engineer.job = "engineer";
  void [exact, asset, down];
}

export async function queries(photo: Photo): Promise<void> {
  const db = connect("pglite::memory:");
  await using session = db.session();
  const one: Engineer | null = await session.get(Engineer, 1);
  const loaded: Loaded<Engineer, "company" | "mentor">[] = await session
    .query(Engineer)
    .filter(Employee.name.eq("Ann"), Engineer.language.eq("C"))
    .options(joinedload(Engineer.company), selectinload(Engineer.mentor))
    .all();
  loaded[0]?.company?.title;
  await session.query(Person).filter(Person.favourite.eq(photo)).all();

  // @ts-expect-error an heir's column does not fit its base's query
  session.query(Employee).filter(Engineer.language.eq("C"));
  // @ts-expect-error nor its relation
  session.query(Employee).options(selectinload(Engineer.mentor));
  // @ts-expect-error a column of another model
  session.query(Photo).filter(Company.title.eq("x"));
  void one;
}
