/** A model as a schema of input, for libraries that validate by the Standard Schema interface. */
import { ArgumentError } from "../errors.ts";
import { modelOf } from "../meta/model-class.ts";
import { checkOptions, flag, oneOf, type OptionChecks } from "../session/options.ts";
import { namesOf } from "./from.ts";
import type { InputClass, InputName, JsonOrEach, Picked } from "./input-types.ts";
import { inputMembers, membersNamed, readInput } from "./read-input.ts";
import type { StandardSchema } from "./standard-schema.ts";

/** Which columns and embedded values a schema has, and how strict it is. */
export interface SchemaOptions<Only extends string = string, Omitted extends string = string> {
  /** These alone. All that `new` takes, relations apart, when absent. */
  readonly only?: readonly Only[] | undefined;
  /** All but these. */
  readonly omit?: readonly Omitted[] | undefined;
  /** Whether what is required may be absent, as where an entity is changed. False when absent. */
  readonly partial?: boolean | undefined;
  /** What happens to keys that the schema does not have: they are left out, or refused. `"strip"` when absent. */
  readonly unknown?: "strip" | "refuse" | undefined;
}

const schemaOptions: OptionChecks<SchemaOptions> = {
  only: listOfNames,
  omit: listOfNames,
  partial: flag,
  unknown: oneOf("strip", "refuse"),
};

function listOfNames(value: unknown): string | null {
  return Array.isArray(value) ? null : 'a list of names, such as ["name"]';
}

type Values<C extends InputClass, K extends PropertyKey, P> = P extends true ? Partial<Picked<C, K>> : Picked<C, K>;

/**
 * The columns and embedded values of a model as a Standard Schema: what `from` does, for libraries that take one. Values may come as they are or
 * in the forms that `toJSON` gives; what is given on is what `new` takes.
 *
 * What comes from strangers should name what they may set: `only`.
 *
 * @throws UnknownKeyError, ArgumentError for names that are none of the model's, or both `only` and `omit`
 *
 * @example
 * const schema = schemaOf(User, { only: ["username", "bio"] });
 * const result = schema["~standard"].validate(await request.json());
 * if (result.issues === undefined) session.add(new User({ ...result.value, team }));
 */
export function schemaOf<
  C extends InputClass,
  const Only extends InputName<C> = InputName<C>,
  const Omitted extends InputName<C> = never,
  const P extends boolean = false,
>(
  modelClass: C,
  options?: SchemaOptions<Only, Omitted> & { readonly partial?: P | undefined },
): StandardSchema<JsonOrEach<Values<C, Exclude<Only, Omitted>, P>>, Values<C, Exclude<Only, Omitted>, P>>;
export function schemaOf(modelClass: InputClass, options: SchemaOptions = {}): StandardSchema<unknown> {
  const model = modelOf(modelClass);
  checkOptions("schemaOf", options, schemaOptions);
  const { only, omit } = options;
  if (only !== undefined && omit !== undefined)
    throw new ArgumentError(
      'schemaOf takes "only" or "omit", and was given both: what is in neither would be in doubt',
    );
  const all = inputMembers(model, "schemaOf(…)");
  const chosen = only === undefined ? all : membersNamed(model, all, namesOf("schemaOf(…)", only));
  const left = omit === undefined ? [] : membersNamed(model, all, namesOf("schemaOf(…)", omit));
  const reading = {
    members: chosen.filter((member) => !left.includes(member)),
    isPartial: options.partial ?? false,
    refusesUnknown: options.unknown === "refuse",
  };
  return {
    "~standard": { version: 1, vendor: "joinery", validate: (value) => readInput(model, value, reading) },
  };
}
