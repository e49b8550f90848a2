/** What is secret in one place is secret in every place that holds the same value: foreign keys, links, the short form of an entity. */
import { expect, test } from "vitest";
import { targetText } from "../../runtime/test/pglite.ts";
import { clientSchema } from "../src/client-schema.ts";
import { generate } from "../src/index.ts";
import { schemaOf } from "./fixtures.ts";
import { writeClient } from "./temporary-client.ts";

const text = `
  model Login { token String @id @secret  visits Visit[]  tags Tag[] }
  model Visit { login Login @id  pages Page[] }
  model Page { id Int @id  visit Visit }
  model Tag { id Int @id  logins Login[] }
`.replaceAll("  ", "\n");

test("a key that refers to a secret is one, and so is a key that refers to that", () => {
  const { models } = clientSchema(schemaOf(text));
  const secret = models.flatMap(({ name, columns }) =>
    columns.filter((column) => column.secret).map((column) => `${name}.${column.name}`),
  );
  expect(secret).toEqual(["Login.token", "Visit.loginToken", "Page.visitLoginToken"]);
});

test("what the database makes of a secret is one, and so is what it makes of that", () => {
  const { models } = clientSchema(
    schemaOf(`
model Login {
  id       Int     @id
  token    String  @secret @map("tok")
  hash     String  @computed("lower(TOK)")
  short    String  @expr("substr(hash, 1, 2)")
  word     String  @expr("'tok' || id")
  open     String  @expr("token") @secret
  visits   Visit[]
}

model Visit {
  id    Int    @id
  tok   String
  login Login
  copy  String @expr("upper(tok)")
  leak  String @expr("(SELECT tok FROM \\"Login\\" AS l WHERE l.id = \\"loginId\\")")
}
`),
  );
  const secret = models.flatMap(({ name, columns }) =>
    columns.filter((column) => column.secret).map((column) => `${name}.${column.name}`),
  );
  expect(secret).toEqual(["Login.token", "Login.hash", "Login.short", "Login.open", "Visit.leak"]);
});

test.each(["sqlite::memory:", "pglite::memory:"])("a secret key is printed nowhere at %s", async (url) => {
  using client = writeClient(await generate(schemaOf(text), { client: "async" }));
  const printed = client.run(`
    import { inspect } from "node:util";
    import { connect, Login, Page, Tag, Visit } from "./index.js";
    const lines = [];
    const db = connect(${targetText(url)}, { echo: (line) => lines.push(line) });
    await db.createAll();
    const login = new Login({ token: "hunter2" });
    const page = new Page({ visit: new Visit({ login }) });
    const tag = new Tag({ logins: [login] });
    {
      await using session = db.session();
      session.addAll([page, tag]);
      await session.commit();
      for (const entity of [login, page, tag]) lines.push(inspect(entity), JSON.stringify(entity));
    }
    await using session = db.session();
    const found = await session.getOne(Login, "hunter2");
    lines.push(inspect(await found.visits), inspect(await found.tags), inspect(await (await session.getOne(Tag, 1)).logins));
    await session.query(Tag).filter(Tag.logins.contains(found)).all();
    (await found.tags).clear();
    await session.commit();
    await session.close();
    await db.close();
    console.log(JSON.stringify({ leaks: lines.filter((line) => line.includes("hunter")), isMasked: lines.some((line) => line.includes("Login(<secret>)")) }));
  `);
  expect(JSON.parse(printed)).toEqual({ leaks: [], isMasked: true });
});
