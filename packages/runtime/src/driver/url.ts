/** Database URLs: which driver, and what it opens. */
import { UrlError } from "../errors.ts";

/** Where a server is, and as whom it is spoken to: `scheme://user:password@host:port/database?name=value`. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string | undefined;
  readonly parameters: ReadonlyMap<string, string>;
}

export interface DatabaseUrl {
  /** `sqlite`, `pglite`, `postgresql`, … */
  readonly scheme: string;
  /** Of a server; null for a file or a database in memory. */
  readonly server: ServerAddress | null;
  /** What follows the scheme: a path, `:memory:`, or `//host/…`. */
  readonly location: string;
  /** The URL without a password, for messages. */
  readonly shown: string;
}

/** The part of a URL between `user:` and the last `@` goes: a password may have an `@` that nobody escaped. */
const withoutPassword = (url: string): string => url.replace(/^([^:/]+:\/\/[^:@/]*):.*@/s, "$1:***@");

const serverSchemes = new Set(["postgresql", "postgres", "mysql", "mariadb"]);

function serverAddress(url: string, shown: string, scheme: string): ServerAddress {
  const example = `write "${scheme}://user:password@host:port/database"`;
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new UrlError(
      `"${shown}" cannot be read: ${example}, and characters such as @ : / ? # in a password percent-encoded`,
    );
  }
  const decoded = (text: string): string | undefined => (text === "" ? undefined : decodeURIComponent(text));
  if (parsed.hostname === "" || !url.slice(url.indexOf(":") + 1).startsWith("//"))
    throw new UrlError(`"${shown}" names no server: ${example}`);
  return {
    host: decodeURIComponent(parsed.hostname).replace(/^\[(.*)\]$/, "$1"),
    port: parsed.port === "" ? undefined : Number(parsed.port),
    user: decoded(parsed.username),
    password: decoded(parsed.password),
    database: decoded(parsed.pathname.slice(1)),
    parameters: new Map(parsed.searchParams),
  };
}

/** What to do about a scheme that this client has no driver for. */
function otherWay(scheme: string, location: string, known: readonly string[]): string {
  const knows = `it knows ${known.map((one) => `"${one}:"`).join(" and ")}`;
  if (scheme === "file" && known.includes("sqlite")) return `write "sqlite:${location}"`;
  if ((scheme === "pglite" || serverSchemes.has(scheme)) && !known.includes("pglite"))
    return `${knows}, for it is a sync client. Generate an async one: \`joinery gen --client async\``;
  return knows;
}

/**
 * Reads `scheme:location`.
 *
 * @param known the schemes that this client has drivers for.
 * @throws UrlError where it is of another scheme or has no location.
 */
export function parseUrl(url: string, known: readonly string[]): DatabaseUrl {
  const examples = known.map((scheme) => `"${scheme}:${scheme === "sqlite" ? "file.db" : "…"}"`).join(" or ");
  if (typeof url !== "string" || url.trim() === "") throw new UrlError(`the database URL is empty: write ${examples}`);
  const shown = withoutPassword(url);
  const match = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(url);
  if (match === null) throw new UrlError(`"${shown}" is no database URL: write ${examples}`);
  const scheme = (match[1] ?? "").toLowerCase();
  const location = match[2] ?? "";
  if (!known.includes(scheme === "postgres" ? "postgresql" : scheme)) {
    const way = otherWay(scheme, location, known);
    throw new UrlError(`this client has no driver for the scheme "${scheme}" of "${shown}": ${way}`);
  }
  const isFile = scheme === "sqlite" || scheme === "pglite";
  if (isFile && (location === "memory" || location === "memory:" || location === ":memory"))
    throw new UrlError(
      `"${shown}" misses a colon: write "${scheme}::memory:" for a database in memory, or "${scheme}:./${location}" for a file`,
    );
  if (isFile && location.includes("?"))
    throw new UrlError(
      `"${shown}" has query parameters, and ${scheme} URLs have none: write "${scheme}:${location.slice(0, location.indexOf("?"))}" and pass options to connect(url, options)`,
    );
  if (serverSchemes.has(scheme)) {
    const name = scheme === "postgres" ? "postgresql" : scheme;
    return { scheme: name, location, shown, server: serverAddress(url, shown, name) };
  }
  if (location === "")
    throw new UrlError(`"${shown}" names no database: write "${scheme}:name" or "${scheme}::memory:"`);
  if (isFile && location.startsWith("//")) {
    throw new UrlError(
      `"${shown}" has slashes where a path should begin: write "${scheme}:relative/path" or "${scheme}:/absolute/path"`,
    );
  }
  return { scheme, location, shown, server: null };
}
