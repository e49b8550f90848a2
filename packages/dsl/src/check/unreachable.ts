/** Makes a switch over a union exhaustive: it does not compile while a kind is missing. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
