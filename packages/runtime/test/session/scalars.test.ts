/**
 * Every scalar by every path on every engine. `JOINERY_MATRIX=1` prints what was found, by type and client; what is expected stands in
 * scalars/deviations.ts, and on docs/engines/types.md, which `UPDATE_GOLDEN=1` writes.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { afterAll, expect, test } from "vitest";
import * as asynchronous from "../../../../fixtures/scalars/generated-async/index.ts";
import * as synchronous from "../../../../fixtures/scalars/generated/index.ts";
import type { JsonValue } from "../../src/contract.ts";
import { CheckViolation, type Predicate, ValueError } from "../../src/index.ts";
import { forEachClientOf } from "./clients.ts";
import { type Engine, expectedOn } from "./scalars/deviations.ts";
import type { Deviations } from "./scalars/findings.ts";
import { printed } from "./scalars/matrix.ts";
import { renderPage } from "./scalars/page.ts";
import { takePaths } from "./scalars/paths.ts";
import { type Models, modelsOf } from "./scalars/rows.ts";
import { scalars } from "./scalars/values.ts";

// The sync client's values are the async one's without the promise: awaiting them is what every test here does.
const colours = { sync: synchronous as unknown as Models, async: asynchronous };
const page = new URL("../../../../docs/engines/types.md", import.meta.url);
/** By client. */
const matrix = new Map<string, Readonly<Record<string, Deviations>>>();

forEachClientOf(colours, (client) => {
  const { inSession, statements } = client;
  const { JsonGroup, JsonItem, StringGroup, StringItem, BytesGroup, BytesItem } = client.models;
  const engine: Engine = client.isMysql ? "mysql" : client.isPostgres ? "postgresql" : "sqlite";

  test("every value comes back as it went by every path", async ({ task }) => {
    const expected = expectedOn(engine);
    const found: Record<string, Deviations> = {};
    const unexpected: string[] = [];
    for (const scalar of scalars) {
      const { deviations, details } = await takePaths(client, scalar);
      if (details.length > 0) found[scalar.name] = deviations;
      if (!isDeepStrictEqual(deviations, expected[scalar.name] ?? {}))
        unexpected.push(...details.slice(0, 20).map((detail) => `${scalar.name}: ${detail}`));
    }
    matrix.set(task.suite?.name ?? client.url, found);
    expect({ found, unexpected }).toEqual({ found: expected, unexpected: [] });
  }, 120_000);

  test("what a type does not hold is refused wherever it is given, before anything is sent", async () => {
    const notRefused: unknown[] = [];
    await inSession(async (session) => {
      for (const { name, refused, isKey } of scalars) {
        const { Group, Item } = modelsOf(client.models, name);
        const group = new Group({} as never); // its values come later
        const item = new Item({ group } as never); // as above
        for (const given of refused) {
          const value = given as never; // of another type than the scalar's
          const uses: readonly (() => unknown)[] = [
            () => new Group({ id: 1, value }),
            () => (item.maybe = value),
            () => (item.list = [value]),
            () => Item.value.eq(value),
            () => Item.maybe.ne(value),
            () => Item.maybe.lt(value),
            () => Item.maybe.in([value]),
            () => Item.list.eq([value]),
            () => session.query(Item).filterBy({ maybe: value }),
            ...(isKey ? [() => session.get(Group, value), () => Item.groupId.eq(value)] : []),
          ];
          for (const [at, use] of uses.entries()) if (!(await isRefused(use))) notRefused.push([name, given, at]);
        }
      }
      expect(notRefused).toEqual([]);
      expect(statements()).toEqual([]);
    });
  });

  test("JSON's null is no NULL", async () => {
    await inSession(async (session) => {
      const group = new JsonGroup({ id: 1, value: null });
      session.add(new JsonItem({ id: 1, value: null, maybe: null, list: [null, { a: null }], group }));
      session.add(new JsonItem({ id: 2, value: [null], maybe: "null", list: [], group }));
      await session.commit();
    });
    await inSession(async (session) => {
      const [first, second] = await session.query(JsonItem).orderBy(JsonItem.id).all();
      expect([first?.value, first?.maybe, first?.list]).toEqual([null, null, [null, { a: null }]]);
      expect([second?.value, second?.maybe, second?.list]).toEqual([[null], "null", []]);
      const idsOf = async (condition: Predicate<asynchronous.JsonItem>) =>
        (await session.query(JsonItem).filter(condition).orderBy(JsonItem.id).all()).map(({ id }) => id);
      expect(await idsOf(JsonItem.value.isNull())).toEqual([]);
      expect(await idsOf(JsonItem.maybe.isNull())).toEqual([1]);
      expect(await idsOf(JsonItem.maybe.eq("null"))).toEqual([2]);
    });
  });

  test.runIf(client.isMysql)("a document of more levels than the server reads is an error", async () => {
    await inSession(async (session) => {
      session.add(new JsonGroup({ id: 1, value: nested(40) }));
      await expect(async () => session.flush()).rejects.toThrow(CheckViolation);
    });
  });

  test("large values come back as they went", async () => {
    const text = "aé👍\n".repeat(250_000);
    const bytes = Uint8Array.from({ length: 1_000_000 }, (_, index) => index % 256);
    const document = nested(28);
    await inSession(async (session) => {
      session.add(
        new StringItem({ id: 1, value: text, list: [text, ""], group: new StringGroup({ id: "", value: text }) }),
      );
      const empty = new Uint8Array();
      session.add(
        new BytesItem({
          id: 1,
          value: bytes,
          list: [empty, bytes],
          group: new BytesGroup({ id: empty, value: bytes }),
        }),
      );
      session.add(
        new JsonItem({ id: 1, value: document, list: [document], group: new JsonGroup({ id: 1, value: document }) }),
      );
      await session.commit();
    });
    await inSession(async (session) => {
      const [texts, blobs, documents] = [
        await session.getOne(StringItem, 1),
        await session.getOne(BytesItem, 1),
        await session.getOne(JsonItem, 1),
      ];
      expect([texts.value === text, texts.list[0] === text, texts.list[1]]).toEqual([true, true, ""]);
      expect(Buffer.compare(blobs.value, bytes)).toBe(0);
      expect(blobs.list.map(({ length }) => length)).toEqual([0, bytes.length]);
      expect(Buffer.compare(blobs.list[1] ?? bytes, bytes)).toBe(0);
      expect([documents.value, documents.list]).toEqual([document, [document]]);
    });
  });
});

test("docs/engines/types.md says what is expected here", () => {
  if (process.env["UPDATE_GOLDEN"] === "1") {
    mkdirSync(new URL(".", page), { recursive: true });
    writeFileSync(page, renderPage());
  }
  expect(readFileSync(page, "utf8")).toBe(renderPage()); // UPDATE_GOLDEN=1 writes it anew
});

async function isRefused(use: () => unknown): Promise<boolean> {
  try {
    await use();
    return false;
  } catch (error) {
    return error instanceof ValueError;
  }
}

function nested(levels: number): JsonValue {
  return Array.from({ length: levels }).reduce<JsonValue>((inner) => [inner], { a: 2 ** 53 });
}

afterAll(() => {
  if (process.env["JOINERY_MATRIX"] === "1") console.log(printed(matrix));
});
