/**
 * The service under load, while its database fails it: nothing that was answered with success is lost, nothing happens twice, and no cent
 * appears or goes. Bounded: a fixed number of transfers, each sent again until it is answered.
 */
import { serve } from "@hono/node-server";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { pgliteDriver } from "@joinery/runtime/pglite";
import { mariadb, postgresql } from "../../../packages/runtime/test/servers.ts";
import { api } from "../src/api.ts";
import { Account, connect, Transfer } from "../src/generated/index.js";
import { faulty, type Faults } from "./faults.ts";
import { interruptions } from "./interruptions.ts";

type Db = ReturnType<typeof connect>;

const accounts = 8;
const transfers = 100;
const clients = 8;
const opening = 100_000;

test("on one connection that breaks at random statements", async () => {
  const { PGlite } = await import("@electric-sql/pglite");
  const instance = await PGlite.create("memory://");
  const faults: Faults = { rate: 0, random: randomOf(7), count: 0 };
  const driver = faulty(await pgliteDriver(instance, true), faults);
  const db = connect({ driver });
  onTestFinished(() => db.close());
  await db.createAll();
  const ledger = await served(db);
  faults.rate = 0.03;
  await ledger.work();
  faults.rate = 0;
  expect(faults.count).toBeGreaterThan(10);
  await ledger.verify();
}, 60_000);

describe.for([postgresql, mariadb])("on $name", (server) => {
  test.skipIf(!server.answers)(
    "whose connections are ended from outside again and again",
    async () => {
      const place = await server.fresh();
      onTestFinished(() => place.drop());
      const named = server === postgresql ? `${place.url}&application_name=${place.name}` : place.url;
      const db = connect(named, { pool: { max: 4 }, statementTimeout: 5000 });
      await db.createAll();
      const ledger = await served(db);
      const ended = await interruptions(place.url, place.name, ledger.work());
      expect(ended).toBeGreaterThan(3);
      await ledger.verify();
      expect(db.pool.open).toBeLessThanOrEqual(4);
      expect(db.pool.waiting).toBe(0);
      await db.close();
    },
    120_000,
  );
});

interface Ledger {
  /** Sends all transfers, each until it is answered. */
  work(): Promise<void>;
  /** Reads the database, and compares it to what was answered. */
  verify(): Promise<void>;
}

/** The service, listening, with accounts in its ledger. */
async function served(db: Db): Promise<Ledger> {
  const server = serve({ fetch: api(db).fetch, hostname: "127.0.0.1", port: 0 });
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  await new Promise((resolve) => server.once("listening", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on a port
  const ids: number[] = [];
  for (let at = 0; at < accounts; at++) {
    const { body } = await post(origin, "/accounts", { owner: `owner ${at}`, opening });
    ids.push((body as { id: number }).id); // what the route answers
  }
  const random = randomOf(42);
  const orders = Array.from({ length: transfers }, () => {
    const from = Math.floor(random() * accounts);
    const to = (from + 1 + Math.floor(random() * (accounts - 1))) % accounts;
    return { id: crypto.randomUUID(), from: ids[from], to: ids[to], amount: 1 + Math.floor(random() * 100) };
  });
  return {
    async work() {
      const queue = [...orders];
      const client = async (): Promise<void> => {
        for (let order = queue.pop(); order !== undefined; order = queue.pop()) await insist(origin, order, random);
      };
      await Promise.all(Array.from({ length: clients }, client));
    },
    async verify() {
      await using session = db.session();
      await session
        .query(Account)
        .count()
        .catch(() => undefined); // may meet a connection that was ended a moment ago
      const stored = await session.query(Transfer).all();
      const told = (order: { id: string; amount: number }): string => `${order.id} ${order.amount}`;
      expect(stored.map(told).sort()).toEqual(orders.map(told).sort());
      for (const account of await session.query(Account).all()) {
        const sum = (list: readonly Transfer[]): number => list.reduce((cents, { amount }) => cents + amount, 0);
        const [outgoing, incoming] = [await account.outgoing, await account.incoming];
        expect(account.balance).toBe(opening + sum(incoming) - sum(outgoing));
      }
    },
  };
}

/** Sends an order until it is answered with success: now and then the client hangs up while it waits, and asks again. */
async function insist(origin: string, order: object, random: () => number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const signal = random() < 0.1 ? AbortSignal.timeout(Math.floor(random() * 20)) : AbortSignal.timeout(20_000);
    try {
      const { status, body } = await post(origin, "/transfers", order, signal);
      if (status === 200 || status === 201) return;
      if (status !== 503) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 10 * random() * (1 + attempt)));
  }
  throw new Error("a hundred attempts were in vain");
}

async function post(
  origin: string,
  path: string,
  body: object,
  signal: AbortSignal | null = null,
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(origin + path, { method: "POST", body: JSON.stringify(body), signal });
  return { status: response.status, body: await response.json() };
}

/** Numbers from 0 to 1 that are the same at every run (mulberry32). */
function randomOf(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
