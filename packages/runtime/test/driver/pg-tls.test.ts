/** TLS to PostgreSQL, which ends in front of the server, so that one without TLS will do: who is trusted by which mode, and what is said. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DriverOptions } from "../../src/driver/driver-module.ts";
import { pg } from "../../src/driver/pg.ts";
import { parseUrl } from "../../src/driver/url.ts";
import { DatabaseOpenError, StatementTimeout } from "../../src/errors.ts";
import { postgresql } from "../servers.ts";

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

describe.skipIf(!postgresql.answers || !hasOpenssl)("TLS to PostgreSQL", () => {
  const directory = mkdtempSync(join(tmpdir(), "joinery-"));
  const file = (name: string): string => join(directory, name);
  const openssl = (...given: string[]): Buffer => execFileSync("openssl", given, { stdio: "pipe", cwd: directory });

  /** Makes a certificate for a host, signed by the authority. */
  const makeCertificate = (name: string, host: string): void => {
    openssl(
      "req",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-keyout",
      `${name}.key`,
      "-out",
      `${name}.csr`,
      "-subj",
      "/CN=test",
    );
    writeFileSync(file(`${name}.ext`), `subjectAltName=${host}`);
    const signing = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2"];
    openssl("x509", "-req", "-in", `${name}.csr`, ...signing, "-out", `${name}.pem`, "-extfile", `${name}.ext`);
  };

  /** Speaks TLS to clients that ask for it, as PostgreSQL does, and passes on what they say. Counts them. */
  class Front {
    readonly #server: Server;
    readonly #sockets = new Set<Socket>();
    secured = 0;

    constructor(name: string) {
      const [key, cert] = [readFileSync(file(`${name}.key`)), readFileSync(file(`${name}.pem`))];
      this.#server = createServer((socket) => {
        this.#sockets.add(socket.on("error", () => undefined));
        socket.once("data", (asked) => {
          if (asked.length !== 8) {
            this.#pass(socket, asked);
            return;
          }
          socket.write("S");
          const secure = new TLSSocket(socket, { isServer: true, key, cert });
          secure.once("secure", () => this.secured++);
          this.#pass(
            secure.on("error", () => undefined),
            null,
          );
        });
      });
    }

    #pass(client: Socket, first: Buffer | null): void {
      const { hostname, port } = new URL(postgresql.url);
      const server = connect(Number(port || 5432), hostname);
      this.#sockets.add(server.on("error", () => undefined));
      if (first !== null) server.write(first);
      client.pipe(server).pipe(client);
      client.on("close", () => server.destroy());
      server.on("close", () => client.destroy());
    }

    async url(parameters: string): Promise<string> {
      if (!this.#server.listening) await new Promise<void>((go) => this.#server.listen(0, "127.0.0.1", go));
      const url = new URL(postgresql.url);
      url.hostname = "127.0.0.1";
      url.port = String((this.#server.address() as AddressInfo).port); // it listens at a port
      return `${url.href}?${parameters}`;
    }

    close(): void {
      for (const socket of this.#sockets) socket.destroy();
      this.#server.close();
    }
  }

  let [right, other]: Front[] = [];
  beforeAll(() => {
    openssl(
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-keyout",
      "ca.key",
      "-out",
      "ca.pem",
      "-days",
      "2",
      "-subj",
      "/CN=authority",
    );
    makeCertificate("right", "IP:127.0.0.1");
    makeCertificate("other", "DNS:other.invalid");
    [right, other] = [new Front("right"), new Front("other")];
  });
  afterAll(() => {
    right?.close();
    other?.close();
    rmSync(directory, { recursive: true });
  });

  const root = `sslrootcert=${encodeURIComponent(file("ca.pem"))}`;

  /** Whether the connection is by TLS; or what it is refused with. */
  async function opened(front: Front | undefined, parameters: string, options: DriverOptions = {}): Promise<unknown> {
    if (front === undefined) return undefined;
    const before = front.secured;
    try {
      const driver = await pg(parseUrl(await front.url(parameters), ["postgresql"]), options);
      const connection = await driver.acquire("read");
      expect(await connection.query({ sql: "SELECT 1", kinds: [] }, [])).toEqual([[1]]);
      driver.release(connection, "read");
      await driver.close();
      return front.secured > before;
    } catch (error) {
      return error instanceof DatabaseOpenError ? error.driverCode : error;
    }
  }

  test("is spoken as the URL's mode says", async () => {
    const modes = [
      "",
      "sslmode=disable",
      "sslmode=prefer",
      "sslmode=require",
      "ssl=no-verify",
      "sslaccept=accept_invalid_certs",
    ];
    const told = await Promise.all(modes.map((mode) => opened(right, mode)));
    // One after another, since they are counted together.
    const alone: unknown[] = [];
    for (const mode of modes) alone.push(await opened(right, mode));
    expect(told).not.toContain(undefined);
    expect(alone).toEqual([true, false, true, true, true, true]);
  });

  test("trusts whom the mode and the certificates say", async () => {
    const wrongName = "ERR_TLS_CERT_ALTNAME_INVALID";
    const nobody = "UNABLE_TO_VERIFY_LEAF_SIGNATURE";
    expect(await opened(right, `sslmode=verify-full&${root}`)).toBe(true);
    expect(await opened(other, `sslmode=verify-full&${root}`)).toBe(wrongName);
    expect(await opened(other, `sslmode=verify-ca&${root}`)).toBe(true);
    expect(await opened(other, `sslmode=require&${root}`)).toBe(true);
    for (const mode of ["sslmode=verify-ca", "sslmode=verify-full", "ssl=true", "sslaccept=strict"])
      expect(await opened(right, mode)).toBe(nobody);
  });

  test("options count more than the URL", async () => {
    expect(await opened(right, "sslmode=require", { tls: false })).toBe(false);
    expect(await opened(right, "sslmode=disable", { tls: true })).toBe("UNABLE_TO_VERIFY_LEAF_SIGNATURE");
    expect(await opened(right, "sslmode=disable", { tls: { ca: readFileSync(file("ca.pem"), "utf8") } })).toBe(true);
    expect(await opened(right, "", { tls: { rejectUnauthorized: false } })).toBe(true);
  });

  test("a statement is called off by TLS, too", async () => {
    const front = right;
    if (front === undefined) throw new Error("not there");
    const driver = await pg(parseUrl(await front.url("sslmode=require"), ["postgresql"]));
    const connection = await driver.acquire("read");
    const before = front.secured;
    await expect(
      connection.query({ sql: "SELECT pg_sleep(30)", kinds: [] }, [], { statementTimeout: 30 }),
    ).rejects.toThrow(StatementTimeout);
    expect(front.secured).toBe(before + 1);
    expect(await connection.query({ sql: "SELECT 1", kinds: [] }, [])).toEqual([[1]]);
    driver.release(connection, "read");
    await driver.close();
  });
});
