/**
 * Calling a statement off on the server, as libpq does (`fe-cancel.c`): a connection of its own carries the number and the secret of the
 * one that is to stop, and the server closes it when it has sent the signal. Whoever waits for that knows that the signal cannot hit a
 * statement that comes later.
 */
import type { PgClient, PgClients } from "./pg-shapes.ts";

/**
 * Asks the server to call off what `client` runs. Settles when the server has done so, or the connection for it failed.
 *
 * @param pool whose settings lead to the server
 */
export async function cancelOnServer(pool: PgClients, client: PgClient, withinMs: number): Promise<void> {
  const { connection: wire, host, port, ssl } = new pool.Client(pool.options);
  return new Promise((resolve) => {
    const timer = setTimeout(() => void wire.stream.destroy(), withinMs);
    wire.once("end", () => {
      clearTimeout(timer);
      resolve();
    });
    wire.on("error", () => void wire.stream.destroy());
    const send = (): void => wire.cancel(client.processID, client.secretKey);
    wire.once("connect", () => (isOn(ssl) ? wire.requestSsl() : send()));
    wire.once("sslconnect", send);
    if (host.startsWith("/")) wire.connect(`${host}/.s.PGSQL.${port}`);
    else wire.connect(port, host);
  });
}

const isOn = (ssl: unknown): boolean => ssl !== false && ssl !== undefined && ssl !== null;
