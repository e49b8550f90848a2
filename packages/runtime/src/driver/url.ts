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
    const way =
      scheme === "file" && known.includes("sqlite")
        ? `write "sqlite:${location}"`
        : `it knows ${known.join(", ")}. Set the datasource's provider or \`client\` in joinery.config.ts and run \`joinery gen\` to change that`;
    throw new UrlError(`this client has no driver for the scheme "${scheme}" of "${shown}": ${way}`);
  }
  if (location === "")
    throw new UrlError(`"${shown}" names no database: write "${scheme}:name" or "${scheme}::memory:"`);
  if ((scheme === "sqlite" || scheme === "pglite") && location.startsWith("//")) {
    throw new UrlError(
      `"${shown}" has slashes where a path should begin: write "${scheme}:relative/path" or "${scheme}:/absolute/path"`,
    );
  }
  return { scheme, location, shown };
}
