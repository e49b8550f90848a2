/** The routes. Each request has a session of its own, which ends with it: `open` lends it, and its statements end when the client goes. */
import { type AsyncDb, type AsyncSession, selectinload } from "@joinery/runtime";
import { Hono } from "hono";
import { Account } from "./generated/index.js";
import { type Order, transfer } from "./ledger.ts";
import { problemOf, Refused } from "./problems.ts";

interface Environment {
  Variables: { session: AsyncSession };
}

/** The service over a database whose tables exist. */
export function api(db: AsyncDb): Hono<Environment> {
  const app = new Hono<Environment>();

  app.use(async (c, next) => {
    await using session = db.session({ signal: c.req.raw.signal });
    c.set("session", session);
    await next();
  });

  app.post("/accounts", async (c) => {
    const { owner, opening } = accountOf(await bodyOf(c.req.raw));
    const account = new Account({ owner, opening, balance: opening });
    const session = c.get("session");
    session.add(account);
    await session.commit();
    return c.json(account, 201);
  });

  app.get("/accounts/:id", async (c) => {
    const account = await c
      .get("session")
      .query(Account)
      .options(selectinload(Account.outgoing), selectinload(Account.incoming))
      .filter(Account.id.eq(idOf(c.req.param("id"))))
      .oneOrNull();
    if (account === null) throw new Refused(404, "there is no such account");
    return c.json(account);
  });

  app.post("/transfers", async (c) => {
    const order = orderOf(await bodyOf(c.req.raw));
    const { done, isNew } = await transfer(db, order, c.req.raw.signal);
    return c.json(done, isNew ? 201 : 200);
  });

  app.get("/health", (c) => c.json({ pool: db.pool }));

  app.onError((error, c) => {
    const { status, message } = problemOf(error);
    return c.json({ error: message }, status);
  });
  return app;
}

async function bodyOf(request: Request): Promise<Readonly<Record<string, unknown>>> {
  const body: unknown = await request.json().catch(() => null);
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new Refused(400, "the body has to be a JSON object");
  return body as Record<string, unknown>; // an object that is no array
}

function accountOf({ owner, opening = 0 }: Readonly<Record<string, unknown>>): { owner: string; opening: number } {
  if (typeof owner !== "string" || owner === "") throw new Refused(400, '"owner" has to be a name');
  return { owner, opening: centsOf(opening, "opening", 0) };
}

function orderOf({ id, from, to, amount, note = null }: Readonly<Record<string, unknown>>): Order {
  if (typeof id !== "string" || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id))
    throw new Refused(400, '"id" has to be a UUID that the client makes');
  if (note !== null && typeof note !== "string") throw new Refused(400, '"note" has to be text');
  return { id, from: idOf(from), to: idOf(to), amount: centsOf(amount, "amount", 1), note };
}

function idOf(value: unknown): number {
  const id = typeof value === "string" ? Number(value) : value;
  if (Number.isInteger(id) && (id as number) > 0 && (id as number) < 2 ** 31) return id as number; // an integer is a number
  throw new Refused(400, "an account's id is a whole number");
}

function centsOf(value: unknown, name: string, least: number): number {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) < 2 ** 31) return value as number; // as above
  throw new Refused(400, `"${name}" has to be a whole number of cents, ${least} or more`);
}
