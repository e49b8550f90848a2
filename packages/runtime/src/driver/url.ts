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

/**
 * A URL as a message may show it. Whatever could be a password goes: all between the first colon of the authority and its last `@`, which
 * nobody may have escaped and which may lie behind a `/`; every parameter whose name says that it is a secret; and where a URL is so broken that no
 * scheme begins it, all before its last `@`.
 */
export function withoutPassword(url: string): string {
  const [start = ""] = /^\s*[a-z][a-z0-9+.-]*:(?:[/\\]*)/i.exec(url) ?? [];
  const rest = url.slice(start.length);
  const at = rest.lastIndexOf("@");
  const user = /^[^:/?#@\\]*/.exec(rest)?.[0] ?? "";
  // A user alone is no secret, nor is a file's name; in front of anything else stands what may be one.
  const isUserAlone = at === user.length && /^\s*(?:\S*\/\/|sqlite:|pglite:)/i.test(start);
  // `user:password` whose @ and host are forgotten: what no port is.
  const isServer = start.includes("//") || /^\s*(?:postgres|mysql|maria)/i.test(start);
  const forgotten = /^(?:\[[^\]]*\]|[^:/?#]*):(?!\d*(?:[/?#]|$))/.exec(rest)?.[0];
  if (at < 0 && isServer && forgotten !== undefined) return `${start}${forgotten}***`;
  if (at < 0 || isUserAlone) return start + withoutSecrets(rest);
  // Where that @ is one of a secret parameter, what follows it is of the parameter, too.
  const isInSecret = new RegExp(`${secretParameter}[^&;#]*$`, "i").test(rest.slice(0, at));
  const tail = isInSecret ? rest.slice(at + 1).replace(/^[^&;#]*/, "***") : rest.slice(at + 1);
  return `${start}${start.includes("//") ? `${user}:` : ""}***@${withoutSecrets(tail)}`;
}

/** A parameter of that name, up to its value. */
const secretParameter = "[?&;#][^=&;#]*(?:pass|pwd|secret|token|key)[^=&;#]*=";

const withoutSecrets = (text: string): string =>
  text.replaceAll(new RegExp(`(${secretParameter})[^&;#]*`, "gi"), "$1***");

/** The schemes that a client may know, those of servers by the form of their URL. */
const serverSchemes = new Set(["postgresql", "mysql", "mariadb"]);

/** Other names of schemes. */
const aliases: Readonly<Record<string, string>> = { postgres: "postgresql" };

const listed = (known: readonly string[]): string => known.map((one) => `"${one}:"`).join(" and ");

/** What is to be written, by scheme. */
function example(scheme: string): string {
  if (serverSchemes.has(scheme)) return `"${scheme}://user:password@host:port/database"`;
  return scheme === "sqlite" ? '"sqlite:file.db"' : `"${scheme}:directory"`;
}

/** Files first, which need nothing but a name. */
function examples(known: readonly string[]): string {
  const sorted = [...known].sort((a, b) => Number(serverSchemes.has(a)) - Number(serverSchemes.has(b)));
  const files = sorted.filter((scheme) => !serverSchemes.has(scheme)).sort((a) => (a === "sqlite" ? -1 : 1));
  return [...files, ...sorted.filter((scheme) => serverSchemes.has(scheme))]
    .map((scheme) => example(scheme))
    .join(" or ");
}

function serverAddress(url: string, shown: string, scheme: string): ServerAddress {
  const way = `write ${example(scheme)}`;
  const rest = url.slice(url.indexOf(":") + 1);
  if (!rest.startsWith("//")) throw new UrlError(`"${shown}" names no server: ${way}`);
  const authority = rest.slice(2).split(/[/?#]/, 1)[0] ?? "";
  const isEscaped = `${way}, with each of the characters @ : / ? # [ ] % in a user or password percent-encoded ("@" is "%40")`;
  // An @ behind the authority is a password's / ? or # that nobody escaped, unless a parameter holds it.
  const behind = rest.slice(2 + authority.length).split("?", 1)[0] ?? "";
  if (authority.lastIndexOf("@") !== authority.indexOf("@") || (behind.includes("@") && !authority.includes("@")))
    throw new UrlError(`"${shown}" has an @ too many: ${isEscaped}`);
  const hostAndPort = authority.slice(authority.lastIndexOf("@") + 1);
  const port = /:([^\]]*)$/.exec(hostAndPort)?.[1];
  const host = port === undefined ? hostAndPort : hostAndPort.slice(0, -port.length - 1);
  if (host === "") throw new UrlError(`"${shown}" names no server: ${way}`);
  if (port !== undefined && (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535))
    throw new UrlError(
      authority.includes("@") || /^\d+$/.test(port)
        ? `the port of "${shown}" is no number from 1 to 65535: ${way}`
        : `the port of the URL is no number from 1 to 65535, or an @ is missing behind its password: ${way}`,
    );
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new UrlError(`"${shown}" cannot be read: ${isEscaped}`);
  }
  const decoded = (text: string, what: string): string | undefined => {
    if (text === "") return undefined;
    try {
      return decodeURIComponent(text);
    } catch {
      throw new UrlError(
        `the ${what} of "${shown}" has a % that no two hexadecimal digits of a character follow: write "%25" for a %`,
      );
    }
  };
  return {
    host: decoded(host.replace(/^\[(.*)\]$/, "$1"), "host") ?? "",
    port: port === undefined ? undefined : Number(port),
    user: decoded(parsed.username, "user"),
    password: decoded(parsed.password, "password"),
    database: decoded(parsed.pathname.slice(1), "database"),
    parameters: new Map(parsed.searchParams),
  };
}

/** What to do about a scheme that this client has no driver for. */
function otherWay(scheme: string, location: string, known: readonly string[]): string {
  const knows = `it knows ${listed(known)}`;
  if (scheme === "file" && known.includes("sqlite")) return `write "sqlite:${location}"`;
  const name = aliases[scheme] ?? scheme;
  if ((name === "pglite" || serverSchemes.has(name)) && !known.includes("pglite"))
    return `${knows}, for it is a sync client. Generate an async one: \`joinery gen --client async\``;
  const meant = nearest(name, known);
  return meant === null ? knows : `did you mean "${meant}:"? It knows ${listed(known)}`;
}

/** Other words for engines. */
const engines: Readonly<Record<string, string>> = { sqlite3: "sqlite", pg: "postgresql", psql: "postgresql" };

/** The known scheme that one mistyped two letters of, or whose engine goes by another name. */
function nearest(scheme: string, known: readonly string[]): string | null {
  const engine = engines[scheme];
  if (engine !== undefined && known.includes(engine)) return engine;
  const near = known
    .map((one) => ({ one, distance: distance(scheme, one) }))
    .filter((found) => found.distance <= 2)
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.one ?? null;
}

/** How many letters must be put in, taken out or changed (Levenshtein); quadratic in names of a dozen letters. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/**
 * Reads `scheme:location`.
 *
 * @param known the schemes that this client has drivers for.
 * @throws UrlError where it is of another scheme, has no location, or cannot be read.
 */
export function parseUrl(url: string, known: readonly string[]): DatabaseUrl {
  if (typeof url !== "string" || url.trim() === "")
    throw new UrlError(`the database URL is empty: write ${examples(known)}`);
  const shown = withoutPassword(url);
  if (url !== url.trim() || /[\n\r\t]/.test(url))
    throw new UrlError(
      `"${shown.trim().replaceAll(/[\n\r\t]/g, "␣")}" has white space around it, or a line break or tab in it: take that out, and look at where the URL comes from`,
    );
  const match = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(url);
  if (match === null) throw new UrlError(`"${shown}" is no database URL: write ${examples(known)}`);
  const written = (match[1] ?? "").toLowerCase();
  const scheme = aliases[written] ?? written;
  const location = match[2] ?? "";
  // As messages may say it.
  const told = shown.slice(shown.indexOf(":") + 1);
  if (!known.includes(scheme)) {
    const way = otherWay(written, told, known);
    throw new UrlError(`this client has no driver for the scheme "${written}" of "${shown}": ${way}`);
  }
  if (serverSchemes.has(scheme)) {
    if (/\s/.test(url)) throw new UrlError(`"${shown}" has a blank in it: write "%20" for one that is meant`);
    return { scheme, location, shown, server: serverAddress(url, shown, scheme) };
  }
  const isFile = scheme === "sqlite" || scheme === "pglite";
  if (isFile && (location === "memory" || location === "memory:" || location === ":memory"))
    throw new UrlError(
      `"${shown}" misses a colon: write "${scheme}::memory:" for a database in memory, or "${scheme}:./${told}" for a file`,
    );
  if (isFile && location.includes("?"))
    throw new UrlError(
      `"${shown}" has query parameters, and ${scheme} URLs have none: write "${scheme}:${told.split("?", 1)[0]}" and pass options to connect(url, options)`,
    );
  if (location === "")
    throw new UrlError(`"${shown}" names no database: write "${scheme}:name" or "${scheme}::memory:"`);
  if (isFile && location.startsWith("//")) {
    throw new UrlError(
      `"${shown}" has slashes where a path should begin: write "${scheme}:relative/path" or "${scheme}:/absolute/path"`,
    );
  }
  return { scheme, location, shown, server: null };
}
