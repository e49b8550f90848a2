import { expect, test } from "vitest";
import { betterSqlite3 } from "../../src/driver/better-sqlite3.ts";
import { parseUrl } from "../../src/driver/url.ts";
import { StatementEvents } from "../../src/events.ts";
import { SyncChannel } from "../../src/io/run-sync.ts";
import { recordStatements } from "../../src/testing/testing.ts";

test("counts queries and writes, and lists the steps of transactions apart", () => {
  const driver = betterSqlite3(parseUrl("sqlite::memory:", ["sqlite"]));
  const events = new StatementEvents();
  const channel = new SyncChannel(driver, events);
  {
    using statements = recordStatements({ onStatement: (listener) => events.add(listener) });
    channel.run(
      (function* () {
        yield { kind: "begin", mode: "read" };
        yield { kind: "query", statement: { sql: "SELECT 1", kinds: [] }, params: [] };
        yield { kind: "commit" };
      })(),
    );
    expect(statements.count).toBe(1);
    expect(statements.statements).toEqual(["SELECT 1"]);
    expect(statements.events.map((event) => event.sql)).toEqual(["BEGIN", "SELECT 1", "COMMIT"]);
    statements.clear();
    expect(statements.count).toBe(0);
  }
  expect(events.isWatched).toBe(false);
  driver.close();
});
