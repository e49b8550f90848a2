/**
 * What the parameters of a `postgresql:` URL say, read as libpq and Prisma read them. Unlike with them, one that is not known is an error:
 * a misspelt `sslmode` must not leave a connection open to everyone.
 */
import { readFileSync } from "node:fs";
import { UrlError } from "../errors.ts";
import type { DriverOptions, TlsOptions } from "./driver-module.ts";
import { sessionSettings } from "./postgres-cells.ts";
import type { DatabaseUrl, ServerAddress } from "./url.ts";

/** Whether and how TLS is spoken. `prefer` is TLS where the server can, which is found out by asking. */
export type PgTls = { readonly kind: "prefer" } | { readonly kind: "fixed"; readonly ssl: false | TlsOptions };

/** What a URL and options come to. Times are milliseconds. */
export interface PgSettings {
  readonly tls: PgTls;
  /** Of pg's pool and clients. */
  readonly config: {
    readonly host: string;
    readonly port: number | undefined;
    readonly user: string | undefined;
    readonly password: string | undefined;
    readonly database: string | undefined;
    readonly application_name: string | undefined;
    readonly options: string | undefined;
    readonly enableChannelBinding: boolean;
    readonly sslnegotiation: "direct" | undefined;
    readonly max: number;
    readonly connectionTimeoutMillis: number;
  };
  readonly waitTimeout: number;
  readonly statementCache: number;
  /** A pooler lends the server's sessions for single transactions. */
  readonly isPooled: boolean;
}

const known = [
  "application_name",
  "channel_binding",
  "connect_timeout",
  "connection_limit",
  "host",
  "idle_in_transaction_session_timeout",
  "lock_timeout",
  "options",
  "pgbouncer",
  "pool_timeout",
  "schema",
  "search_path",
  "ssl",
  "sslaccept",
  "sslcert",
  "sslkey",
  "sslmode",
  "sslnegotiation",
  "sslrootcert",
  "statement_cache_size",
  "statement_timeout",
] as const;

type Parameter = (typeof known)[number];

/** @throws UrlError */
export function pgSettings(url: DatabaseUrl, options: DriverOptions): PgSettings {
  const server = url.server ?? missingServer(url);
  const parameters = new Parameters(url, server);
  const isPooled = parameters.flag("pgbouncer");
  const seconds = (name: Parameter): number | undefined => {
    const found = parameters.number(name);
    return found === undefined ? undefined : found * 1000;
  };
  // As libpq and Prisma have it, 0 is no limit; a timer's longest is.
  const timeLimit = (ms: number | undefined, otherwise: number): number =>
    ms === undefined ? otherwise : ms === 0 ? 2 ** 31 - 1 : ms;
  return {
    tls: options.tls === undefined ? tlsOf(parameters) : fixed(options.tls === true ? {} : options.tls),
    config: {
      host: parameters.get("host") ?? server.host,
      port: server.port,
      user: server.user,
      password: server.password,
      database: server.database,
      application_name: parameters.get("application_name"),
      options: isPooled ? pooledOptions(parameters) : startOptions(parameters),
      enableChannelBinding: parameters.oneOf("channel_binding", ["disable", "prefer", "require"]) !== "disable",
      sslnegotiation:
        parameters.oneOf("sslnegotiation", ["postgres", "direct"]) === "direct" ? ("direct" as const) : undefined,
      max: options.pool?.max ?? parameters.number("connection_limit", 1) ?? 10,
      connectionTimeoutMillis: options.connectTimeout ?? timeLimit(seconds("connect_timeout"), 10_000),
    },
    waitTimeout: options.pool?.waitTimeout ?? timeLimit(seconds("pool_timeout"), 10_000),
    statementCache: options.statementCache ?? parameters.number("statement_cache_size") ?? 250,
    isPooled,
  };
}

function missingServer({ shown, scheme }: DatabaseUrl): never {
  throw new UrlError(`"${shown}" names no server: write "${scheme}://user:password@host:port/database"`);
}

/** The parameters of a URL, each of which must be known. */
class Parameters {
  readonly #shown: string;
  readonly #values: ReadonlyMap<string, string>;

  constructor({ shown }: DatabaseUrl, { parameters }: ServerAddress) {
    this.#shown = shown;
    this.#values = parameters;
    for (const name of parameters.keys()) {
      if (!(known as readonly string[]).includes(name))
        throw new UrlError(`"${shown}" has a parameter "${name}" that is not known; there are ${known.join(", ")}`);
    }
  }

  get(name: Parameter): string | undefined {
    return this.#values.get(name);
  }

  oneOf<T extends string>(name: Parameter, values: readonly T[]): T | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    return values.find((one) => one === value) ?? this.refuse(name, values.join(", "));
  }

  flag(name: Parameter): boolean {
    const value = this.oneOf(name, ["true", "false", "1", "0"]);
    return value === "true" || value === "1";
  }

  number(name: Parameter, least = 0): number | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    const number = /^\d{1,7}$/.test(value) ? Number(value) : -1;
    return number >= least ? number : this.refuse(name, `a whole number from ${least}`);
  }

  /** The text of the file that a parameter names. */
  file(name: Parameter): string | undefined {
    const path = this.get(name);
    if (path === undefined) return undefined;
    try {
      return readFileSync(path, "utf8");
    } catch {
      return this.refuse(name, "the path of a file that this user may read");
    }
  }

  refuse(name: Parameter, expected: string): never {
    throw new UrlError(`the parameter "${name}" of "${this.#shown}" takes ${expected}`);
  }

  mustNotHave(name: Parameter, reason: string): never {
    throw new UrlError(`"${this.#shown}" has the parameter "${name}", ${reason}`);
  }
}

const fixed = (ssl: false | TlsOptions): PgTls => ({ kind: "fixed", ssl });

const modes = ["disable", "prefer", "require", "verify-ca", "verify-full", "no-verify"] as const;

/** As libpq's documentation has it ("SSL Mode Descriptions"): `require` encrypts and trusts whoever answers, unless it is given whom to trust. */
function tlsOf(parameters: Parameters): PgTls {
  const mode = parameters.oneOf("sslmode", modes) ?? modeOfOthers(parameters) ?? modeOfEnvironment() ?? "prefer";
  if (mode === "disable") return fixed(false);
  const root = parameters.get("sslrootcert");
  const ca = root === "system" ? undefined : parameters.file("sslrootcert");
  const own = {
    ...(ca === undefined ? {} : { ca }),
    ...definedOnly({ cert: parameters.file("sslcert"), key: parameters.file("sslkey") }),
  };
  switch (mode) {
    case "prefer":
      return Object.keys(own).length === 0 ? { kind: "prefer" } : fixed({ ...own, rejectUnauthorized: false });
    case "require":
      return fixed(
        ca === undefined ? { ...own, rejectUnauthorized: false } : { ...own, checkServerIdentity: anyServer },
      );
    case "no-verify":
      return fixed({ ...own, rejectUnauthorized: false });
    case "verify-ca":
      return fixed({ ...own, checkServerIdentity: anyServer });
    default:
      return fixed(own);
  }
}

/** Whatever its name is: its certificate is of an authority that is trusted. */
const anyServer = (): undefined => undefined;

const definedOnly = (given: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined));

/** `ssl`, as pg and the drivers of Java write it, and Prisma's `sslaccept`. */
function modeOfOthers(parameters: Parameters): (typeof modes)[number] | undefined {
  const ssl = parameters.oneOf("ssl", ["true", "false", "1", "0", "no-verify"]);
  if (ssl !== undefined) return ssl === "no-verify" ? ssl : ssl === "true" || ssl === "1" ? "verify-full" : "disable";
  const accept = parameters.oneOf("sslaccept", ["strict", "accept_invalid_certs"]);
  return accept === undefined ? undefined : accept === "strict" ? "verify-full" : "require";
}

function modeOfEnvironment(): (typeof modes)[number] | undefined {
  return modes.find((mode) => mode === process.env["PGSSLMODE"]);
}

/** What the server takes at the start of a session, so that setting it up costs no round trip: `-c name=value` for each. */
function startOptions(parameters: Parameters): string {
  const given = parameters.get("options");
  const schema = parameters.get("schema");
  const settings: Record<string, string | undefined> = {
    search_path: schema === undefined ? parameters.get("search_path") : `"${schema.replaceAll('"', '""')}"`,
    statement_timeout: parameters.number("statement_timeout")?.toString(),
    lock_timeout: parameters.number("lock_timeout")?.toString(),
    idle_in_transaction_session_timeout: parameters.number("idle_in_transaction_session_timeout")?.toString(),
    ...sessionSettings, // the last of two counts, and cells are read in these forms
  };
  const own = Object.entries(settings).flatMap(([name, value]) =>
    value === undefined ? [] : [`-c ${name}=${value.replace(/[\s\\]/g, "\\$&")}`],
  );
  return [...(given === undefined ? [] : [given]), ...own].join(" ");
}

const onServer =
  "which a pooler does not keep: set it on the server (ALTER ROLE … SET …), or connect to the server itself";

function pooledOptions(parameters: Parameters): string | undefined {
  for (const name of [
    "search_path",
    "statement_timeout",
    "lock_timeout",
    "idle_in_transaction_session_timeout",
  ] as const)
    if (parameters.get(name) !== undefined) parameters.mustNotHave(name, onServer);
  const schema = parameters.get("schema");
  if (schema !== undefined && schema !== "public") parameters.mustNotHave("schema", onServer);
  return parameters.get("options");
}
