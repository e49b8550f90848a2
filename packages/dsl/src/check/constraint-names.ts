/** Names of constraints as Prisma gives them, `<table>_<columns>_<suffix>`, within PostgreSQL's limit. */
import type { SchemaSettings } from "./settings.ts";

/** PostgreSQL cuts longer names off silently; counted in bytes of UTF-8. */
export const longestName = 63;

export type ConstraintSuffix = "key" | "idx" | "fkey" | "check";

/** Names of constraints that the schema does not name. */
export interface ConstraintNamer {
  /** `<table>_<columns>_<suffix>`. */
  readonly constraint: (table: string, columns: readonly string[], suffix: ConstraintSuffix) => string;
  /** A name of its own, within the limit. */
  readonly shorten: (name: string) => string;
}

const ownNamer: ConstraintNamer = { constraint: constraintName, shorten: (name) => shortenName(name) };

/** Prisma cuts at the engine's limit, without a trace of what is lost, so that its databases are met as they are. */
export function constraintNamer({ profile, longestName: limit }: SchemaSettings): ConstraintNamer {
  if (profile === "model") return ownNamer;
  return {
    constraint: (table, columns, suffix) => cut([table, ...columns].join("_"), limit, `_${suffix}`),
    shorten: (name) => name,
  };
}

/** The name that PostgreSQL gives to what is called so; other engines refuse one that is too long, or have no limit. */
export function storedName(name: string, { provider, longestName: limit }: SchemaSettings): string {
  return provider === "postgresql" ? cut(name, limit) : name;
}

function cut(name: string, limit: number | null, suffix: string = ""): string {
  if (limit === null || byteLength(name) + suffix.length <= limit) return name + suffix;
  return beginning(name, limit - suffix.length) + suffix;
}

export function constraintName(table: string, columns: readonly string[], suffix: ConstraintSuffix): string {
  return shortenName([table, ...columns].join("_"), `_${suffix}`);
}

/**
 * The name with its suffix; a longer one is cut and gets a hash of what it was, so that two names which agree up to the cut stay apart
 * and the same schema always gives the same name.
 */
export function shortenName(name: string, suffix: string = ""): string {
  if (byteLength(name) + suffix.length <= longestName) return name + suffix;
  const tail = `_${hash(name)}${suffix}`;
  return beginning(name, longestName - tail.length) + tail;
}

/** As many characters as fit into the bytes. */
function beginning(name: string, limit: number): string {
  let kept = "";
  let bytes = 0;
  for (const character of name) {
    bytes += byteLength(character);
    if (bytes > limit) break;
    kept += character;
  }
  return kept;
}

/** In UTF-8. */
export function byteLength(text: string): number {
  return isAscii.test(text) ? text.length : encoder.encode(text).length;
}

const isAscii = /^[\0-\x7F]*$/;

const encoder = new TextEncoder();

/** FNV-1a of 32 bits over the bytes, in base 36. A collision among shortened names is found by the check for equal names. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const byte of encoder.encode(text)) value = Math.imul(value ^ byte, 0x01000193);
  return (value >>> 0).toString(36).padStart(7, "0");
}
