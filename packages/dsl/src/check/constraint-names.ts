/** Names of constraints as Prisma gives them, `<table>_<columns>_<suffix>`, within PostgreSQL's limit. */

/** PostgreSQL cuts longer names off silently; counted in bytes of UTF-8. */
export const longestName = 63;

export type ConstraintSuffix = "key" | "idx" | "fkey";

export function constraintName(table: string, columns: readonly string[], suffix: ConstraintSuffix): string {
  return shortenName(`${table}_${columns.join("_")}`, `_${suffix}`);
}

/**
 * The name with its suffix; a longer one is cut and gets a hash of what it was, so that two names which agree up to the cut stay apart
 * and the same schema always gives the same name.
 */
export function shortenName(name: string, suffix: string = ""): string {
  if (byteLength(name) + suffix.length <= longestName) return name + suffix;
  const tail = `_${hash(name)}${suffix}`;
  let kept = "";
  let bytes = tail.length;
  for (const character of name) {
    bytes += byteLength(character);
    if (bytes > longestName) break;
    kept += character;
  }
  return kept + tail;
}

export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

const encoder = new TextEncoder();

/** FNV-1a of 32 bits over the bytes, in base 36. A collision among shortened names is found by the check for equal names. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const byte of encoder.encode(text)) value = Math.imul(value ^ byte, 0x01000193);
  return (value >>> 0).toString(36).padStart(7, "0");
}
