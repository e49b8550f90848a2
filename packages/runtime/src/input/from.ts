/** Picking columns out of what came from outside: only what a program names is taken, so that nobody sets what is not theirs to set. */
import { ArgumentError, kindOf } from "../errors.ts";
import { modelOf } from "../meta/model-class.ts";
import { checkOptions, flag } from "../session/options.ts";
import type { InputClass, InputName, Picked } from "./input-types.ts";
import { inputMembers, membersNamed, readInputOrThrow } from "./read-input.ts";

export interface FromOptions {
  /** Whether any of the columns may be absent, as where an entity is changed. False when absent. */
  readonly partial?: boolean | undefined;
}

/**
 * Picks columns and embedded values out of input that nobody has checked, such as the JSON of a request. Reads own properties of plain objects
 * and nothing else: no accessor, nothing inherited. What is not named is left out without a word. Values may come in the forms that `toJSON`
 * gives: ISO texts, digits, base64.
 *
 * @returns what `new` takes; what is optional and absent is absent
 * @throws InputError with all that is wrong: values that their columns do not take, and required ones that are absent. UnknownKeyError,
 * ArgumentError for names that are none of the model's
 *
 * @example
 * session.add(new User({ ...from(User, await request.json(), ["username", "bio"]), team }));
 */
export function from<C extends InputClass, const K extends InputName<C>>(
  modelClass: C,
  input: unknown,
  names: readonly K[],
): Picked<C, K>;
export function from<C extends InputClass, const K extends InputName<C>>(
  modelClass: C,
  input: unknown,
  names: readonly K[],
  options: { readonly partial: true },
): Partial<Picked<C, K>>;
export function from<C extends InputClass, const K extends InputName<C>>(
  modelClass: C,
  input: unknown,
  names: readonly K[],
  options: FromOptions,
): Partial<Picked<C, K>>;
export function from(
  modelClass: InputClass,
  input: unknown,
  names: readonly string[],
  options: FromOptions = {},
): unknown {
  const model = modelOf(modelClass);
  checkOptions("from", options, { partial: flag });
  const all = inputMembers(model, "from(…)");
  const members = membersNamed(model, all, namesOf("from(…)", names));
  return readInputOrThrow(model, input, { members, isPartial: options.partial ?? false, refusesUnknown: false });
}

/** @throws ArgumentError for what is no list of names */
export function namesOf(call: string, names: readonly string[]): readonly string[] {
  if (Array.isArray(names) && names.every((name) => typeof name === "string")) return names;
  throw new ArgumentError(`${call} takes a list of names, such as ["name"], and was given ${kindOf(names)}`);
}
