/**
 * Decimals by their digits alone: a double never touches them. The canonical form has no exponent, no plus sign, no leading or trailing
 * zeros, and no -0, so that equal decimals are equal texts and SQLite can index and compare them as such.
 */

const canonical = /^(?:0|-?(?:[1-9]\d*(?:\.\d*[1-9])?|0\.\d*[1-9]))$/;
const decimal = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

/** Digits that a decimal column holds on either side of its point: those of PostgreSQL's `numeric(65, 30)`, which the DDL gives. */
export const decimalDigits: DecimalDigits = { before: 35, after: 30 };

export interface DecimalDigits {
  readonly before: number;
  readonly after: number;
}

/** Whether a column holds all the digits of a decimal in canonical form. */
export function fitsColumn(canonicalText: string, { before, after }: DecimalDigits): boolean {
  const point = canonicalText.indexOf(".");
  const end = point < 0 ? canonicalText.length : point;
  const sign = canonicalText.startsWith("-") ? 1 : 0;
  const whole = canonicalText.startsWith("0", sign) ? 0 : end - sign;
  return whole <= before && canonicalText.length - end - 1 <= after;
}

/** Digits on either side of the point beyond which a text is not even looked at. */
const maxDigits = 1000;

/** The canonical form of a decimal's text; undefined when it is none. Linear in its length. */
export function canonicalDecimal(text: string): string | undefined {
  if (canonical.test(text)) return text.length <= maxDigits * 2 ? text : undefined;
  const match = decimal.exec(text);
  if (match === null) return undefined;
  const sign = match[1] === "-" ? "-" : "";
  let whole = match[2] ?? "";
  let fraction = match[3] ?? "";
  if (whole === "" && fraction === "") return undefined;
  const exponent = Number(match[4] ?? 0);
  if (Math.abs(exponent) + whole.length + fraction.length > maxDigits * 2) return undefined;
  if (exponent > 0) {
    fraction = fraction.padEnd(exponent, "0");
    whole += fraction.slice(0, exponent);
    fraction = fraction.slice(exponent);
  } else if (exponent < 0) {
    whole = whole.padStart(-exponent, "0");
    fraction = whole.slice(whole.length + exponent) + fraction;
    whole = whole.slice(0, whole.length + exponent);
  }
  let start = 0;
  while (start < whole.length && whole.charCodeAt(start) === 48) start++;
  let end = fraction.length;
  while (end > 0 && fraction.charCodeAt(end - 1) === 48) end--;
  if (start === whole.length && end === 0) return "0";
  return sign + (start === whole.length ? "0" : whole.slice(start)) + (end === 0 ? "" : "." + fraction.slice(0, end));
}
