/**
 * Decimals as text in the order of their values, for an engine that has no decimals: SQLite orders by what this gives, through the function
 * `joinery_decimal` that its driver registers.
 *
 * A sign, then how many digits stand before the point, then all digits: among decimals of one length, text order is the order of values. A
 * negative one has each digit's complement to nine, and ends in a character after all digits, because there the longer text is the smaller
 * value.
 */
export function decimalOrder(canonical: string): string {
  const isNegative = canonical.startsWith("-");
  const [whole = "", fraction = ""] = (isNegative ? canonical.slice(1) : canonical).split(".");
  const digits = whole === "0" ? "" : whole;
  const text = String(digits.length).padStart(4, "0") + digits + fraction;
  if (!isNegative) return `1${text}`;
  let complement = "0";
  for (let index = 0; index < text.length; index++) complement += String.fromCharCode(105 - text.charCodeAt(index));
  return `${complement}~`;
}
