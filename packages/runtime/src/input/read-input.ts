/** A model's columns and embedded values out of what came from outside. */
import { ArgumentError, InputError, type InputIssue, JoineryError, kindOf, UnknownKeyError } from "../errors.ts";
import { Input, ownCopy, ownData } from "../dialect/input.ts";
import { Place } from "../dialect/place.ts";
import type { Row } from "../io/request.ts";
import type { ColumnMeta, EmbeddedMeta, Model } from "../meta/model.ts";
import { row } from "../meta/symbols.ts";

/** What a program may take from outside: a column that it writes itself, or a value of several. */
export type Member = ColumnMeta | EmbeddedMeta;

/** How input is read. */
export interface Reading {
  readonly members: readonly Member[];
  /** Whether what is required may be absent all the same, as in a change of what is there. */
  readonly isPartial: boolean;
  readonly refusesUnknown: boolean;
}

/** The members of a model that a constructor takes, relations apart. @throws ArgumentError for a view */
export function inputMembers(model: Model, call: string): Member[] {
  const { name, columns, embeddeds, inheritance, isView } = model;
  if (isView) throw new ArgumentError(`${call} takes a model that is written, and "${name}" is a view`);
  const given = columns.filter(
    ({ hidden, computed, expression, version, index }) =>
      !hidden && !computed && !version && expression === null && index !== inheritance?.discriminator,
  );
  return [...given, ...embeddeds];
}

/** Those of these names, each once. @throws UnknownKeyError for one that is none of them */
export function membersNamed(model: Model, members: readonly Member[], names: readonly string[]): Member[] {
  return [...new Set(names)].map((name) => {
    const found = members.find((member) => member.name === name);
    if (found !== undefined) return found;
    throw new UnknownKeyError(
      model.name,
      name,
      members.map((member) => member.name),
      "column to be given",
    );
  });
}

/** What is read of the input, or all that is wrong with it. */
export function readInput(
  model: Model,
  given: unknown,
  { members, isPartial, refusesUnknown }: Reading,
): { readonly value: Readonly<Record<string, unknown>> } | { readonly issues: readonly InputIssue[] } {
  const input = new Input(refusesUnknown);
  const data = ownData(given);
  if (data === null)
    return { issues: [{ message: `"${model.name}" takes a plain object, and was given ${kindOf(given)}`, path: [] }] };
  const value: Record<string, unknown> = {};
  for (const member of members) {
    const part = data[member.name];
    const place = new Place({ name: member.name, model }, input);
    if (part === undefined) {
      if (!isPartial && isRequired(model, member)) input.note(place, "is required");
      continue;
    }
    const read = part === null && member.nullable ? null : readMember(model, member, ownCopy(part), place, input);
    if (read !== undefined) value[member.name] = read;
  }
  if (refusesUnknown && typeof given === "object" && given !== null) {
    const names = members.map(({ name }) => name);
    for (const key of Object.keys(given))
      if (!names.includes(key)) input.noteUnknown(new Place({ name: key, model }, input), key, names);
  }
  return input.issues.length > 0 ? { issues: input.issues } : { value };
}

/** The same, thrown. @throws InputError */
export function readInputOrThrow(model: Model, given: unknown, reading: Reading): Readonly<Record<string, unknown>> {
  const result = readInput(model, given, reading);
  if ("value" in result) return result.value;
  throw new InputError(model.name, result.issues);
}

function readMember(model: Model, member: Member, part: unknown, place: Place, input: Input): unknown {
  return "columns" in member
    ? (input.attempt(() => readEmbedded(model, member, part, place, input)) ?? undefined)
    : input.valueOf(member.type, part, place);
}

/** Field by field, since each is a column of its own; then as a whole, which fills in what has a default. */
function readEmbedded(model: Model, member: EmbeddedMeta, part: unknown, place: Place, input: Input): unknown {
  const fields = member.columns.map((index) => {
    const column = model.columns[index] as ColumnMeta; // its model's row index
    return { name: column.name.slice(member.name.length + 1), column };
  });
  if (part === null) return input.note(place, "must not be null");
  const names = fields.map(({ name }) => name);
  input.checkObject(part, place, names);
  const before = input.issues.length;
  const given = part as Readonly<Record<string, unknown>>; // as checked
  const value = Object.create(null) as Record<string, unknown>;
  const within = new Place(place);
  for (const { name, column } of fields) {
    const field = given[name];
    if (field === undefined) continue;
    value[name] = field === null ? null : input.valueOf(column.type, field, within.of(name));
  }
  if (input.issues.length > before) return undefined;
  try {
    const cells = member.write(value as never, new Place({ name: member.name, model })); // what is wrong with it is thrown
    const whole: Row = model.blank.slice();
    for (const [at, index] of member.columns.entries()) whole[index] = cells[at]; // pairwise
    return member.read(whole, within);
  } catch (error) {
    if (!(error instanceof JoineryError)) throw error;
    // What was given is right, and so it is the absence of something that is wrong, or its null.
    const absent = names.find((name) => (value[name] ?? null) === null && error.message.includes(`.${name}"`)) ?? null;
    if (absent === null) input.issues.push({ message: error.message, path: Place.pathOf(place) });
    else input.note(within.of(absent), value[absent] === null ? "must not be null" : "is required");
    return undefined;
  }
}

/** The row of an entity that was given nothing: what its constructor puts there has a default. */
const defaultRows = new WeakMap<Model, Row>();

function isRequired(model: Model, member: Member): boolean {
  if (member.nullable) return false;
  if ("columns" in member)
    return member.columns.some((index) => lacksDefault(model, model.columns[index] as ColumnMeta)); // as above
  return lacksDefault(model, member);
}

function lacksDefault(model: Model, { index, assigned, nullable, updatedAt, version }: ColumnMeta): boolean {
  if (assigned || nullable || updatedAt || version) return false;
  let defaults = defaultRows.get(model);
  if (defaults === undefined) defaultRows.set(model, (defaults = rowOfNew(model)));
  return defaults[index] === undefined;
}

function rowOfNew({ modelClass, blank }: Model): Row {
  try {
    const made = new (modelClass as new (values: object) => { readonly [row]: Row })({}); // no generated class is abstract
    return made[row];
  } catch {
    return blank; // a constructor of the user's own that needs something
  }
}
