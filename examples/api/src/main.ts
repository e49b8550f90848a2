/**
 * `pnpm start`: the service on http://127.0.0.1:3000. `DATABASE_URL` says where the ledger is (`postgresql://…`, `mariadb://…`, `sqlite:…`,
 * `pglite:…`); without it, it lives in PostgreSQL within this process and goes with it. `PORT` is another port.
 */
import { serve } from "@hono/node-server";
import { api } from "./api.ts";
import { connect } from "./generated/index.js";

const db = connect(process.env["DATABASE_URL"] ?? "pglite::memory:", { statementTimeout: 5000 });
await db.createAll();

const port = Number(process.env["PORT"] ?? 3000);
const server = serve({ fetch: api(db).fetch, hostname: "127.0.0.1", port }, (address) => {
  console.log(`The ledger is open at http://127.0.0.1:${address.port}`);
});

/** What is being answered is answered; then the connections are given back. */
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => server.close(() => void db.close()));
