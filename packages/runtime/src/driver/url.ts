/** Database URLs: which driver, and what it opens. */
import { UrlError } from "../errors.ts";

export interface DatabaseUrl {
  /** `sqlite`, `pglite`, … */
  readonly scheme: string;
  /** What follows the scheme: a path, `:memory:`, or `//host/…`. */
  readonly location: string;
  /** The URL without a password, for messages. */
  readonly shown: string;
}

/** The part of a URL between `user:` and the last `@` goes: a password may have an `@` that nobody escaped. */
const withoutPassword = (url: string): string => url.replace(/^([^:/]+:\/\/[^:@/]*):.*@/s, "$1:***@");

const serverSchemes = new Set(["postgresql", "postgres", "mysql", "mariadb"]);

/** What to do about a scheme that this client has no driver for. */
function otherWay(scheme: string, location: string, known: readonly string[]): string {
  const knows = `it knows ${known.map((one) => `"${one}:"`).join(" and ")}`;
  if (scheme === "file" && known.includes("sqlite")) return `write "sqlite:${location}"`;
  if (scheme === "pglite")
    return `${knows}, for it is a sync client. Generate an async one: \`joinery gen --client async\``;
  if (!serverSchemes.has(scheme)) return knows;
  const pglite = known.includes("pglite")
    ? '"pglite:directory" is PostgreSQL in the process'
    : '"pglite:directory" is PostgreSQL in the process, for an async client: `joinery gen --client async`';
  return `${knows}. There is no driver for database servers yet; ${pglite}`;
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
  if (!known.includes(scheme)) {
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
  if (location === "")
    throw new UrlError(`"${shown}" names no database: write "${scheme}:name" or "${scheme}::memory:"`);
  if (isFile && location.startsWith("//")) {
    throw new UrlError(
      `"${shown}" has slashes where a path should begin: write "${scheme}:relative/path" or "${scheme}:/absolute/path"`,
    );
  }
  return { scheme, location, shown };
}
