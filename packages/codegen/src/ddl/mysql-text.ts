/** Names as MySQL's texts have them whatever the session's mode is. */

export function quoted(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}
