/** A small TCP proxy in front of a server, which does to connections what networks do: it cuts them, stalls them, refuses them. */
import { connect, createServer, type Server, type Socket } from "node:net";

/** The two ends of one connection through it. */
interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/** Where a connection is cut when the client has sent `text`: before the server gets it, or when the server has answered it. */
export interface Cut {
  readonly text: string;
  readonly when: "before" | "after";
}

export class Proxy implements AsyncDisposable {
  readonly #target: URL;
  readonly #listener: Server;
  readonly #pairs = new Set<Pair>();
  readonly #doomed = new WeakSet<Pair>();
  #port = 0;
  #isStalled = false;
  #cut: Cut | null = null;
  /** How many times a client has spoken after the server did: the waits for an answer. */
  roundTrips = 0;
  /** Connections that were ever made. */
  connections = 0;

  private constructor(target: URL) {
    this.#target = target;
    this.#listener = createServer((client) => this.#accept(client));
  }

  static async to(url: string): Promise<Proxy> {
    const proxy = new Proxy(new URL(url));
    await proxy.open();
    return proxy;
  }

  /** The server's URL, by way of this proxy. */
  get url(): string {
    const url = new URL(this.#target);
    url.hostname = "127.0.0.1";
    url.port = String(this.#port);
    return url.href;
  }

  /** Takes connections, at the same port as before. */
  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#listener.listen(this.#port, "127.0.0.1", resolve));
    const address = this.#listener.address();
    if (typeof address === "object" && address !== null) this.#port = address.port;
  }

  /** Refuses new connections. */
  refuse(): void {
    this.#listener.close();
  }

  /** Ends all connections at once, as a server that is restarted. */
  cut(): void {
    for (const { client, server } of this.#pairs) {
      client.resetAndDestroy();
      server.destroy();
    }
  }

  /** From now on nothing gets through, and nobody is told: connections are half-open. New ones are taken, and stay silent. */
  stall(): void {
    this.#isStalled = true;
    for (const { client, server } of this.#pairs) {
      client.pause();
      server.pause();
    }
  }

  /** Lets new connections through again. Those that were stalled stay so. */
  resume(): void {
    this.#isStalled = false;
  }

  /** The connections that are open now break when a client next says something on them, and not before. */
  cutWhenUsed(): void {
    for (const pair of this.#pairs) this.#doomed.add(pair);
  }

  cutAt(cut: Cut): void {
    this.#cut = cut;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#listener.close(resolve));
  }

  #accept(client: Socket): void {
    this.connections++;
    const { hostname, port } = this.#target;
    const server = connect({ host: hostname, port: Number(port || 5432), noDelay: true });
    client.setNoDelay(true);
    const pair: Pair = { client, server };
    this.#pairs.add(pair);
    const end = (): void => {
      this.#pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) socket.on("error", end).on("close", end);
    let isAnswered = true;
    let isCutWhenAnswered = false;
    client.on("data", (data) => {
      if (isAnswered) this.roundTrips++;
      isAnswered = false;
      if (this.#doomed.has(pair)) {
        client.resetAndDestroy();
        server.destroy();
        return;
      }
      if (this.#cut !== null && data.includes(this.#cut.text)) {
        const { when } = this.#cut;
        this.#cut = null;
        if (when === "before") {
          client.resetAndDestroy();
          server.destroy();
          return;
        }
        isCutWhenAnswered = true;
      }
      server.write(data);
    });
    server.on("data", (data) => {
      isAnswered = true;
      if (isCutWhenAnswered) client.resetAndDestroy();
      else client.write(data);
    });
    if (this.#isStalled) {
      client.pause();
      server.pause();
    }
  }
}
