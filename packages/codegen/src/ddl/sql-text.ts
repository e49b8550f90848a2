/** Quoting, the same on every engine. */

export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function identifiers(names: readonly string[]): string {
  return names.map(identifier).join(", ");
}

export function textLiteral(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
