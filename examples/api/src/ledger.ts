/** What moves money. */
import { type AsyncDb } from "@joinery/runtime";
import { Account, Transfer } from "./generated/index.js";
import { Refused } from "./problems.ts";

/** A transfer that somebody asks for. */
export interface Order {
  /** Made by who asks, and the same when they ask again. */
  readonly id: string;
  readonly from: number;
  readonly to: number;
  /** In cents. */
  readonly amount: number;
  readonly note: string | null;
}

/**
 * Moves money, once for each id however often it is asked for. The transaction is as if alone: where the database finds that two were not, one
 * of them is repeated.
 *
 * @throws Refused where an account is missing or not covered
 */
export function transfer(
  db: AsyncDb,
  order: Order,
  signal: AbortSignal,
): Promise<{ readonly done: Transfer; readonly isNew: boolean }> {
  return db.transaction(
    async (tx) => {
      const known = await tx.get(Transfer, order.id);
      if (known !== null) return { done: asOrdered(known, order), isNew: false };
      const accounts = await tx
        .query(Account)
        .filter(Account.id.in([order.from, order.to]))
        .all();
      const from = accounts.find(({ id }) => id === order.from);
      const to = accounts.find(({ id }) => id === order.to);
      if (from === undefined || to === undefined) throw new Refused(404, "there is no such account");
      if (from === to) throw new Refused(400, "money goes from one account to another");
      if (from.balance < order.amount) throw new Refused(409, "the account is not covered");
      from.balance -= order.amount;
      to.balance += order.amount;
      const { id, amount, note } = order;
      const done = new Transfer({ id, amount, note, from, to });
      tx.add(done);
      return { done, isNew: true };
    },
    { isolationLevel: "serializable", retries: 10, signal },
  );
}

/** The same id for something else is a mistake of who asks, and must not look as if it had been done. */
function asOrdered(known: Transfer, { from, to, amount }: Order): Transfer {
  if (known.fromId !== from || known.toId !== to || known.amount !== amount)
    throw new Refused(409, "this id is another transfer's");
  return known;
}
