/** What a connection to MySQL or MariaDB is told: where the server is, by whom it is spoken to, and how the session is to be. */
import { UrlError } from "../errors.ts";
import { type DriverOptions, keepAliveDelay, type PoolOptions, type TlsOptions } from "./driver-module.ts";
import type { DatabaseUrl, ServerAddress } from "./url.ts";

/** As mysql2's `createConnection` takes it. */
export interface MysqlConfig {
  readonly host?: string;
  readonly port?: number;
  readonly socketPath?: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string | undefined;
  readonly ssl: TlsOptions | undefined;
  readonly connectTimeout: number;
  readonly maxPreparedStatements: number;
  readonly [option: string]: unknown;
}

/**
 * One statement for all that a session is told. Moments are UTC. Texts without a column's collation compare by code points. Names and
 * literals are the standard's, as in the statements that create tables: the schema's own SQL is one text for all engines. A value that
 * does not fit is refused, never cut, and a counter's 0 is 0.
 */
export const sessionSettings =
  "SET NAMES utf8mb4 COLLATE /*!50799 utf8mb4_0900_bin */ /*M!100202 utf8mb4_nopad_bin */, time_zone = '+00:00', " +
  "sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION," +
  "ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,NO_AUTO_VALUE_ON_ZERO'";

/** What the URL's parameters say, by name; those of Prisma's and of the mysql client that have a meaning here. */
interface UrlSettings {
  ssl?: boolean | TlsOptions;
  connectTimeout?: number;
  socketPath?: string;
  pool: { max?: number; waitTimeout?: number };
}

type Apply = (settings: UrlSettings, value: string) => boolean;

const seconds = (value: string): number | null => (/^\d{1,6}$/.test(value) ? Number(value) * 1000 : null);

const unverified: TlsOptions = { rejectUnauthorized: false };
const byAuthority: TlsOptions = { verifyIdentity: false };

const sslModes: Readonly<Record<string, boolean | TlsOptions>> = {
  disabled: false,
  required: unverified,
  verify_ca: byAuthority,
  verify_identity: true,
};

const parameters: Readonly<Record<string, { readonly takes: string; readonly apply: Apply }>> = {
  "ssl-mode": {
    takes: "disabled, required, verify_ca or verify_identity",
    apply(settings, value) {
      const ssl = sslModes[value.toLowerCase()];
      if (ssl !== undefined) settings.ssl = ssl;
      return ssl !== undefined;
    },
  },
  sslaccept: {
    takes: "strict or accept_invalid_certs",
    apply(settings, value) {
      settings.ssl = value === "strict" ? true : unverified;
      return value === "strict" || value === "accept_invalid_certs";
    },
  },
  connect_timeout: {
    takes: "whole seconds, 1 or more",
    apply(settings, value) {
      const time = seconds(value);
      settings.connectTimeout = time ?? 0;
      return time !== null && time > 0;
    },
  },
  pool_timeout: {
    takes: "whole seconds, 1 or more",
    apply(settings, value) {
      const time = seconds(value);
      settings.pool.waitTimeout = time ?? 0;
      return time !== null && time > 0;
    },
  },
  connection_limit: {
    takes: "a whole number, 1 or more",
    apply(settings, value) {
      settings.pool.max = Number(value);
      return /^[1-9]\d{0,4}$/.test(value);
    },
  },
  socket: {
    takes: "the path of a socket",
    apply(settings, value) {
      settings.socketPath = value;
      return value !== "";
    },
  },
};

/** @throws UrlError for a parameter that is not known, or a value that it does not take */
function settingsOf({ shown }: DatabaseUrl, server: ServerAddress): UrlSettings {
  const settings: UrlSettings = { pool: {} };
  for (const [name, value] of server.parameters) {
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (parameter === undefined)
      throw new UrlError(
        `"${shown}" has the parameter "${name}", which is not known: it may have ${Object.keys(parameters).join(", ")}; ` +
          "the rest is said by the options of connect(url, options)",
      );
    if (!parameter.apply(settings, value))
      throw new UrlError(`the parameter "${name}" of "${shown}" takes ${parameter.takes}`);
  }
  return settings;
}

/** What the URL and the options say together; an option stands above the URL. @throws UrlError */
export function mysqlConfig(url: DatabaseUrl, options: DriverOptions): { config: MysqlConfig; pool: PoolOptions } {
  const { server } = url;
  if (server === null)
    throw new UrlError(`"${url.shown}" names no server: write "${url.scheme}://user:password@host:port/database"`);
  const settings = settingsOf(url, server);
  const { host, port, user, password, database } = server;
  const given = Object.entries(options.pool ?? {}).filter(([, value]) => value !== undefined);
  return {
    config: {
      ...(settings.socketPath === undefined ? { host, port: port ?? 3306 } : { socketPath: settings.socketPath }),
      user,
      password,
      database,
      ssl: tlsOf(options.tls ?? settings.ssl ?? false),
      connectTimeout: options.connectTimeout ?? settings.connectTimeout ?? 10_000,
      maxPreparedStatements: options.statementCache ?? 250,
      enableKeepAlive: true,
      keepAliveInitialDelay: keepAliveDelay,
      ...exact,
    },
    pool: { ...settings.pool, ...Object.fromEntries(given) },
  };
}

/** What makes mysql2 give every value without loss, compile nothing at run time, and send no file that a server asks for. */
export const exact = {
  charset: "utf8mb4_bin",
  dateStrings: true,
  supportBigNumbers: true,
  bigNumberStrings: true,
  decimalNumbers: false,
  jsonStrings: true,
  disableEval: true,
  flags: ["FOUND_ROWS", "-LOCAL_FILES"],
};

/** The certificate's name is looked at wherever the certificate is, unless the program says otherwise. */
function tlsOf(tls: boolean | TlsOptions): TlsOptions | undefined {
  if (tls === false) return undefined;
  const options: TlsOptions = tls === true ? {} : tls;
  return { rejectUnauthorized: true, verifyIdentity: options.rejectUnauthorized !== false, ...options };
}
