import { expect, test } from "vitest";
import { tutorial as asyncTutorial } from "../src/async.ts";
import { connect as connectAsync } from "../src/generated-async/index.js";
import { connect } from "../src/generated/index.js";
import { tutorial } from "../src/sync.ts";
import { type Step, Transcript } from "../src/transcript.ts";

const silent = (): void => undefined;

/** The statements of each step after the first, whose number is that of the engine's DDL. */
const statements = {
  "Insert a graph through a relation": 2,
  "Insert several at once": 2,
  "Load users with their posts in one statement": 1,
  "Load on access, without a statement per user": 3,
  "Filter and order": 3,
  "A transaction that commits": 3,
  "A transaction that rolls back, in memory too": 5,
};

test("tells how the blog goes, synchronously on SQLite", () => {
  const [createTables, ...steps] = tell();
  expect(createTables?.statements).toBe(5); // what is there, two tables, two indexes
  expect(countsOf(steps)).toEqual(statements);
  expect(linesOf([createTables, ...steps])).toMatchInlineSnapshot(`
    "Create the tables
    User and Post are there

    Insert a graph through a relation
    before anything is saved, ann.posts holds "First post"
    ann has the id 1, her post has the id 1 and the authorId 1

    Insert several at once
    three users and three posts more

    Load users with their posts in one statement
    ann: First post
    ben: On bread, On butter
    cleo: Asps, and other pets
    dora: (nothing yet)

    Load on access, without a statement per user
    ann: First post
    ben: On bread, On butter
    cleo: Asps, and other pets
    dora: (nothing yet)

    Filter and order
    posts that begin with "On ", last title first: On butter, On bread
    the only user without a post: dora
    posts by ann: 1

    A transaction that commits
    posts by ann: 2

    A transaction that rolls back, in memory too
    inside: anna has 3 posts, the last with the id 6
    it throws: on second thoughts
    after it: ann has 2 posts, and the draft has no id
    in the database: ann has 2 posts"
  `);
});

test.for(["pglite::memory:", "sqlite::memory:"])(
  "tells the same with as many statements, asynchronously on %s",
  async (url) => {
    const [createTables, ...steps] = await tellAsync(url);
    expect(countsOf(steps)).toEqual(statements);
    expect(linesOf([createTables, ...steps])).toEqual(linesOf(tell()));
  },
);

function tell(): readonly Step[] {
  using db = connect("sqlite::memory:");
  const transcript = new Transcript(db, silent);
  tutorial(db, transcript);
  return transcript.end();
}

async function tellAsync(url: string): Promise<readonly Step[]> {
  await using db = connectAsync(url);
  const transcript = new Transcript(db, silent);
  await asyncTutorial(db, transcript);
  return transcript.end();
}

function countsOf(steps: readonly Step[]): Record<string, number> {
  return Object.fromEntries(steps.map((step) => [step.title, step.statements]));
}

function linesOf(steps: readonly (Step | undefined)[]): string {
  return steps.map((step) => [step?.title, ...(step?.lines ?? [])].join("\n")).join("\n\n");
}
