/** Amounts of two digits after the point, summed exactly: as whole cents. */

/** @throws where an amount has more than two digits after the point. */
export function cents(amount: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(amount);
  if (match === null) throw new RangeError(`"${amount}" is no amount in cents`);
  const [, sign, whole, fraction = ""] = match;
  const absolute = BigInt(`${whole}${fraction.padEnd(2, "0")}`);
  return sign === "-" ? -absolute : absolute;
}

/** With both digits: `12.50`. */
export function amount(inCents: bigint): string {
  const digits = String(inCents < 0n ? -inCents : inCents).padStart(3, "0");
  return `${inCents < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
