/** Why there is no connection to a MySQL server: each reason wants another remedy. */
import { wrapMysqlError } from "../dialect/mysql-errors.ts";
import { AccessDenied, DatabaseOpenError, type JoineryError, TooManyConnections } from "../errors.ts";
import type { MysqlConfig } from "./mysql-config.ts";

/** @param shown the URL without its password */
export function mysqlOpenError(cause: unknown, shown: string, config: MysqlConfig): JoineryError {
  const wrapped = wrapMysqlError(cause);
  if (wrapped instanceof AccessDenied || wrapped instanceof TooManyConnections) return wrapped;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : undefined;
  return new DatabaseOpenError(`cannot open "${shown}": ${reasonOf(cause, code, config) ?? wrapped.message}`, {
    cause,
    driverCode: code,
  });
}

function reasonOf(cause: unknown, code: string | undefined, config: MysqlConfig): string | undefined {
  const where = config.socketPath === undefined ? `${config.host}:${config.port}` : config.socketPath;
  switch (code) {
    case "ECONNREFUSED":
    case "ENOENT":
      return `nothing listens at ${where}: start the server, or name the host and port where it is`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `no address is known for the host "${config.host}": look for a mistake in its name, or at the network`;
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return `no way leads to ${where}: look at the network`;
    case "ETIMEDOUT":
      return `${where} did not answer within ${config.connectTimeout} ms: look at the network and its firewalls, or raise connectTimeout`;
    case "ER_BAD_DB_ERROR":
      return `the server has no database "${config.database}": create it, or name another`;
    case "HANDSHAKE_NO_SSL_SUPPORT":
      return "the server speaks no TLS, and TLS was asked for: give it a certificate, or leave TLS out where the network is trusted";
    case "PROTOCOL_CONNECTION_LOST":
    case "ECONNRESET":
      return `${where} ended the connection before it was made: look whether a MySQL server is what listens there`;
    default:
      return isCertificateError(cause, code)
        ? `the server's certificate is refused (${code}): give its authority by the option tls: { ca }`
        : undefined;
  }
}

function isCertificateError(cause: unknown, code: string | undefined): boolean {
  return cause instanceof Error && code !== undefined && /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|HANDSHAKE_SSL/.test(code);
}
