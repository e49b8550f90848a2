/** A value less its places in the text: formatting moves these and nothing else. */
export function withoutSpans(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === "span" ? undefined : inner))) as unknown;
}
