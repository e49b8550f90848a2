/** What must and must not compile where models extend one another, in a sync client. */
/* oxlint-disable no-unused-expressions -- the expressions are what is tested */
import { joinedload, type Loaded, selectinload } from "@joinery/runtime";
import {
  Asset,
  Company,
  connect,
  Director,
  Document,
  Employee,
  Engineer,
  type EngineerInit,
  Image,
  Manager,
  Person,
  Photo,
} from "../../../../fixtures/inheritance/generated/index.ts";

export function classes(employee: Employee, engineer: Engineer, director: Director, photo: Photo): void {
  const up: Employee[] = [engineer, director];
  const manager: Manager = director;
  const asset: Asset = photo;
  const image: Image = photo;
  const exact: "engineer" = engineer.job;
  const among: "manager" | "director" = manager.job;
  const kind: "img" | "Photo" = image.kind;
  if (employee instanceof Engineer) employee.language.toUpperCase();
  if (employee.job === "clerk") employee.name;

  // @ts-expect-error a base is no heir
  const down: Engineer = employee;
  // @ts-expect-error nor is a sibling
  const beside: Manager = engineer;
  // @ts-expect-error a model of another hierarchy
  const other: Asset = employee;
  // @ts-expect-error an heir of the heir
  const deeper: Photo = image;
  // @ts-expect-error the class says it
  engineer.job = "engineer";
  // @ts-expect-error no engineer is a manager
  engineer.job === "manager";
  // @ts-expect-error the base has it not
  employee.language;
  void [up, asset, exact, among, kind, down, beside, other, deeper];
}

export function constructors(company: Company, engineer: Engineer, person: Person): void {
  new Employee({ name: "Ann", email: "a", company });
  new Engineer({ name: "Ann", email: "a", language: "C", mentor: engineer, company });
  new Director({ name: "Ann", email: "a", budget: "1", board: company });
  new Director({ name: "Ann", email: "a", budget: "1", boardId: 1 });
  new Photo({ name: "p", format: "png", width: 1, camera: "c", takenBy: person, fans: [person] });

  // @ts-expect-error what the base requires
  new Engineer({ email: "a" });
  // @ts-expect-error what the model between requires
  new Director({ name: "Ann", email: "a", board: company });
  // @ts-expect-error its own relation is required
  new Director({ name: "Ann", email: "a", budget: "1" });
  // @ts-expect-error the class says what it is
  new Engineer({ name: "Ann", email: "a", job: "engineer" });
  // @ts-expect-error a sibling's column
  new Engineer({ name: "Ann", email: "a", budget: "1" });
  // @ts-expect-error an heir's column
  new Employee({ name: "Ann", email: "a", language: "C" });
  // @ts-expect-error and it is no part of the input
  ({}) as EngineerInit["job"];
}

export function relations(company: Company, engineer: Engineer, director: Director, photo: Photo, image: Image): void {
  company.staff = [engineer, director];
  company.directors.add(director);
  engineer.mentor?.language;
  new Person({ nick: "a", favourite: photo, photos: [photo] });
  const all: Employee[] = [...company.staff];

  // @ts-expect-error staff that is not on the board
  company.directors.add(engineer);
  // @ts-expect-error a relation of heirs takes no base
  new Person({ nick: "a", photos: [image] });
  void all;
}

export function queries(photo: Photo, person: Person): void {
  const db = connect("sqlite::memory:");
  using session = db.session();
  const one: Engineer | null = session.get(Engineer, 1);
  const some: Employee | null = session.get(Employee, 1);
  const engineers: Engineer[] = session.query(Engineer).filter(Employee.name.eq("Ann"), Engineer.name.ne("Bob")).all();
  session.query(Engineer).filter(Engineer.language.eq("C"), Engineer.company.has(Company.title.eq("x")));
  session.query(Director).orderBy(Manager.budget, Employee.name.desc(), Director.shares);
  session.query(Engineer).filterBy({ name: "Ann", language: "C" });
  session.query(Person).filter(Person.favourite.eq(photo), Person.photos.any(Asset.name.eq("x")));
  const loaded: Loaded<Engineer, "company" | "mentor">[] = session
    .query(Engineer)
    .options(joinedload(Employee.company), selectinload(Engineer.mentor))
    .all();
  session.query(Document).options(selectinload(Document.author).joinedload(Person.favourite));

  // @ts-expect-error an heir's column does not fit its base's query
  session.query(Employee).filter(Engineer.language.eq("C"));
  // @ts-expect-error nor its order
  session.query(Asset).orderBy(Image.width);
  // @ts-expect-error nor its relation
  session.query(Employee).options(selectinload(Engineer.mentor));
  // @ts-expect-error a sibling's column
  session.query(Engineer).filter(Manager.budget.eq("1"));
  // @ts-expect-error another hierarchy's column
  session.query(Engineer).filter(Asset.name.eq("x"));
  // @ts-expect-error an entity of another model
  session.query(Person).filter(Person.favourite.eq(person));
  // @ts-expect-error a key of another type
  session.get(Engineer, "1");
  void [one, some, engineers, loaded];
}
