import { channel } from "node:diagnostics_channel";
import { expect, test } from "vitest";
import { echo, type StatementEvent, StatementEvents } from "../src/events.ts";

test("echo prints the statement, its parameters and its time, and never what is secret", () => {
  const lines: string[] = [];
  const events = new StatementEvents();
  events.add(echo((line) => lines.push(line)));
  events.tell(
    { sql: "SELECT ?", kinds: ["text"], secret: [false, false, false, false, true] },
    ["a", 1, null, new Uint8Array(3), "hidden"],
    1.234,
    1,
    undefined,
  );
  events.tell({ sql: "COMMIT", kinds: [] }, [], 0.1, 0, new Error("full"));
  expect(lines).toEqual([`SELECT ?  ["a", 1, null, <3 bytes>, ***]  1.23 ms`, "COMMIT  0.10 ms  failed"]);
});

test("tells diagnostics_channel, and watches only while somebody listens", () => {
  const events = new StatementEvents();
  const heard: unknown[] = [];
  const listener = (event: unknown) => heard.push(event);
  expect(events.isWatched).toBe(false);
  channel("joinery:query").subscribe(listener);
  expect(events.isWatched).toBe(true);
  events.tell({ sql: "SELECT 1", kinds: [] }, [], 1, 1, undefined);
  channel("joinery:query").unsubscribe(listener);
  expect(events.isWatched).toBe(false);
  expect((heard as StatementEvent[]).map((event) => event.sql)).toEqual(["SELECT 1"]);
});
