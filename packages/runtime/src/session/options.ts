/** Options of a call, checked: one that is misspelt would be without effect, and nothing would say so. */
import { ArgumentError, kindOf } from "../errors.ts";

/** For each option that there is: what a value that it does not take should be, or null for one that it takes. */
export type OptionChecks<T> = { readonly [K in keyof T]-?: (value: unknown) => string | null };

export const flag = (value: unknown): string | null => (typeof value === "boolean" ? null : "true or false");

/** @param least the smallest that is taken */
export const wholeNumber =
  (least: number) =>
  (value: unknown): string | null =>
    Number.isSafeInteger(value) && (value as number) >= least ? null : `a whole number, ${least} or more`; // an integer is a number

/** One of a few words. */
export const oneOf =
  (...words: readonly string[]) =>
  (value: unknown): string | null =>
    words.includes(value as string) // a search only compares
      ? null
      : words.length === 1
        ? `"${words[0]}"`
        : `${words
            .slice(0, -1)
            .map((word) => `"${word}"`)
            .join(", ")} or "${words.at(-1)}"`;

export const isolationLevel = oneOf("read uncommitted", "read committed", "repeatable read", "serializable");

export const abortSignal = (value: unknown): string | null =>
  value instanceof AbortSignal ? null : "an AbortSignal, as of an AbortController or AbortSignal.timeout(ms)";

/** @throws ArgumentError for an option that is not known, or a value that its option does not take. One that is undefined is absent. */
export function checkOptions<T extends object>(call: string, options: T, checks: OptionChecks<T>): void {
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(checks, name)) {
      const known = Object.keys(checks).map((one) => `"${one}"`);
      throw new ArgumentError(`${call} has no option "${name}"; it has ${known.join(", ")}`);
    }
    if (value === undefined) continue;
    const expected = checks[name as keyof T](value);
    if (expected !== null)
      throw new ArgumentError(`the option "${name}" of ${call} takes ${expected}, and was given ${kindOf(value)}`);
  }
}
