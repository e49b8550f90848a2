/** Databases that Prisma has made, with its own DDL, behind a client of the same schema. */
import { expect, test } from "vitest";
import { targetText } from "../../runtime/test/pglite.ts";
import { generate } from "../src/index.ts";
import { schemaOf } from "./fixtures.ts";
import { writeClient } from "./temporary-client.ts";

const datasource = (provider: string) => `datasource db {\n  provider = "${provider}"\n  url = env("URL")\n}\n`;

test("a list of PostgreSQL without NOT NULL is empty where it is NULL", async () => {
  const text = `${datasource("postgresql")}
model Note {
  id    Int        @id @default(autoincrement())
  tags  String[]
  at    DateTime[]
  sizes BigInt[]
}
`;
  using client = writeClient(await generate(schemaOf(text, "schema.prisma"), { client: "async" }));
  const printed = client.run(`
    import { sql } from "@joinery/runtime";
    import { connect, Note } from "./index.js";
    const db = connect(${targetText("pglite::memory:")});
    await using session = db.session();
    await session.execute(sql\`CREATE TABLE "Note" ("id" SERIAL NOT NULL, "tags" TEXT[], "at" TIMESTAMP(3)[], "sizes" BIGINT[], CONSTRAINT "Note_pkey" PRIMARY KEY ("id"))\`);
    await session.execute(sql\`INSERT INTO "Note" DEFAULT VALUES\`);
    const note = await session.query(Note).one();
    const before = JSON.stringify(note);
    note.tags.push("a");
    await session.commit();
    await session.refresh(note);
    console.log(JSON.stringify({ before: JSON.parse(before), tags: note.tags }));
    await session.close();
    await db.close();
  `);
  expect(JSON.parse(printed)).toEqual({ before: { id: 1, tags: [], at: [], sizes: [] }, tags: ["a"] });
});
