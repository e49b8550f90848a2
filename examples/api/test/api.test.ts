import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../src/api.ts";
import { connect } from "../src/generated/index.js";

const db = connect("pglite::memory:");
const app = api(db);
beforeAll(() => db.createAll());
afterAll(() => db.close());

async function send(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await app.request(path, init);
  return { status: response.status, body: await response.json() };
}

async function opened(owner: string, opening: number): Promise<number> {
  const { body } = await send("POST", "/accounts", { owner, opening });
  return (body as { id: number }).id; // what the route answers
}

test("money goes from one account to another, and both say so", async () => {
  const [ann, ben] = [await opened("ann", 1000), await opened("ben", 0)];
  const order = { id: crypto.randomUUID(), from: ann, to: ben, amount: 250, note: "rent" };
  expect(await send("POST", "/transfers", order)).toMatchObject({ status: 201, body: { amount: 250, note: "rent" } });
  expect(await send("GET", `/accounts/${ann}`)).toMatchObject({
    status: 200,
    body: { balance: 750, outgoing: [{ id: order.id, toId: ben }], incoming: [] },
  });
  expect(await send("GET", `/accounts/${ben}`)).toMatchObject({ body: { balance: 250, incoming: [{ fromId: ann }] } });
});

test("a transfer that is asked for twice happens once", async () => {
  const [ann, ben] = [await opened("ann", 100), await opened("ben", 0)];
  const order = { id: crypto.randomUUID(), from: ann, to: ben, amount: 60 };
  const answers = await Promise.all([send("POST", "/transfers", order), send("POST", "/transfers", order)]);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 201]));
  expect(await send("GET", `/accounts/${ann}`)).toMatchObject({ body: { balance: 40 } });
  expect(await send("POST", "/transfers", { ...order, amount: 1 })).toMatchObject({ status: 409 });
});

test("what cannot be is refused, and nothing of it is done", async () => {
  const [ann, ben] = [await opened("ann", 100), await opened("ben", 0)];
  const order = { id: crypto.randomUUID(), from: ann, to: ben, amount: 101 };
  expect(await send("POST", "/transfers", order)).toEqual({
    status: 409,
    body: { error: "the account is not covered" },
  });
  expect(await send("POST", "/transfers", { ...order, to: 2 ** 30 })).toMatchObject({ status: 404 });
  expect(await send("POST", "/transfers", { ...order, to: ann, amount: 1 })).toMatchObject({ status: 400 });
  for (const bad of [{ id: "1" }, { amount: 0 }, { amount: 0.5 }, { from: "x" }, { note: 5 }])
    expect(await send("POST", "/transfers", { ...order, ...bad })).toMatchObject({ status: 400 });
  expect(await send("POST", "/accounts", { owner: "" })).toMatchObject({ status: 400 });
  expect(await send("GET", "/accounts/1073741824")).toMatchObject({ status: 404 });
  expect(await send("GET", `/accounts/${ann}`)).toMatchObject({ body: { balance: 100, outgoing: [] } });
});
