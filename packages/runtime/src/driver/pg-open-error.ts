/** Why a connection to PostgreSQL cannot be opened, and what to do: each reason wants another remedy. */
import { wrapPostgresError } from "../dialect/postgresql-errors.ts";
import { DatabaseOpenError, TooManyConnections } from "../errors.ts";

/** Where a connection was to lead, for messages. */
export interface Destination {
  /** The URL, without a password. */
  readonly shown: string;
  readonly host: string;
  readonly port: number;
  readonly connectTimeout: number;
}

/** pg's own words where a server asks for a password and there is none. */
const noPassword = /client password must be a string/;

/** @param afterMs how long it took to fail */
export function pgOpenError(to: Destination, cause: unknown, afterMs: number): DatabaseOpenError | TooManyConnections {
  const wrapped = wrapPostgresError(cause);
  if (wrapped instanceof TooManyConnections) return wrapped;
  const code = "driverCode" in wrapped && typeof wrapped.driverCode === "string" ? wrapped.driverCode : undefined;
  const words = cause instanceof Error ? cause.message : String(cause);
  return new DatabaseOpenError(`cannot open "${to.shown}": ${reasonOf(to, code, words, afterMs)}`, {
    cause,
    driverCode: code,
  });
}

function reasonOf(
  { host, port, connectTimeout }: Destination,
  code: string | undefined,
  words: string,
  afterMs: number,
) {
  switch (code) {
    case "ECONNREFUSED":
    case "ENOENT":
      return `nothing listens at "${host}", port ${port}: start the server, or mend the host or the port`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `the host "${host}" is not known: mend its name, or the network's`;
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return `the network does not lead to the host "${host}": mend the network, or the host's name`;
    case "28P01":
      return "the server refuses the password: mend the user or the password of the URL";
    case "28000":
      return "the server refuses this user from here: mend the user, or the server's pg_hba.conf; it may want TLS (sslmode=require)";
    case "3D000":
      return "the server has no such database: create it, or mend its name";
    case "42501":
      return "this user has no right to connect to the database: GRANT CONNECT, or use another user";
    case "57P03":
      return "the server is starting up, shutting down or recovering, and takes no connections now: try again later";
    default:
  }
  if (code?.startsWith("ERR_TLS_CERT") === true || code?.includes("CERT") === true || code === certificateCode)
    return `the server's certificate is not trusted (${code}): name the authority that signed it with sslrootcert or the option tls, or the host as the certificate does`;
  if (words === "The server does not support SSL connections")
    return "the server does not speak TLS: enable it there, or say sslmode=disable";
  if (noPassword.test(words)) return "the server asks for a password, and the URL has none";
  if (code === undefined && afterMs >= connectTimeout - 1)
    return `the server did not answer within ${connectTimeout} ms: mend the host or the network, or raise connectTimeout`;
  return code === undefined || /^[A-Z_]+$/.test(code)
    ? `the connection broke before it was ready (${code ?? words})`
    : words;
}

const certificateCode = "UNABLE_TO_VERIFY_LEAF_SIGNATURE";
