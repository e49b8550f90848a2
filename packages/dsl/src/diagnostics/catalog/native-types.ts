import { didYouMean, entry, quote } from "./entry.ts";

/** JY60: native types, `@db.…`. */
export const nativeTypeMessages = {
  unknownNativeType: entry<{
    name: string;
    /** Null where the schema names no provider. */
    provider: string | null;
    elsewhere: readonly string[];
    suggestion: string | null;
  }>({
    code: "JY6001",
    title: "Unknown native type",
    explanation:
      "A native type says which of the database's own types a column has, so it must be one that the database of the schema has. Write one that exists there, or leave the attribute out for the usual type.",
    rules: ["R035"],
    message: (p) =>
      p.provider === null
        ? `unknown native type ${quote(p.name)}`
        : `${p.provider} has no native type ${quote(p.name)}`,
    hint: (p) =>
      [didYouMean(p.suggestion), whereItIs(p.name, p.elsewhere)].filter((part) => part !== null).join(" ") || null,
  }),
  misfitNativeType: entry<{
    label: string;
    /** Null for an enum. */
    type: string | null;
    holds: readonly string[];
  }>({
    code: "JY6002",
    title: "Native type of another scalar",
    explanation:
      "Each native type holds the values of certain scalars: `VarChar` those of `String`, for instance. Change the type of the field, or choose a native type that holds it; an enum takes none.",
    rules: ["R036"],
    message: (p) => `${p.label} does not hold ${p.type ?? "an enum"}`,
    hint: (p) => `it holds ${p.holds.join(", ")}`,
  }),
  nativeArgumentCount: entry<{ label: string; names: readonly string[]; optional: boolean; found: number }>({
    code: "JY6003",
    title: "Number of arguments of a native type",
    explanation:
      "A native type takes a fixed number of arguments: a length, or a precision and a scale. Where they may be left out, all of them are.",
    rules: ["R037"],
    message: (p) => `${p.label} takes ${countOf(p.names.length, p.optional)}, not ${p.found === 0 ? "none" : p.found}`,
    hint: (p) => (p.names.length === 0 ? `write ${p.label}` : `write ${p.label}(${p.names.join(", ")})`),
  }),
  nativeArgumentRange: entry<{ label: string; name: string; min: number; max: number; found: string }>({
    code: "JY6004",
    title: "Argument of a native type out of range",
    explanation:
      "The arguments of a native type are whole numbers, within the range that the database allows for the type and the scalar that it stands on.",
    rules: ["R038"],
    message: (p) => `the ${p.name} of ${p.label} is ${rangeOf(p.min, p.max)}, not ${p.found}`,
  }),
  scaleAbovePrecision: entry<{ label: string; precision: number; scale: number }>({
    code: "JY6005",
    title: "Scale larger than the precision",
    explanation:
      "The precision counts all digits of a decimal and the scale those behind the point, so the scale is at most the precision.",
    rules: ["R038"],
    message: (p) => `the scale ${p.scale} of ${p.label} is larger than its precision ${p.precision}`,
    hint: () => "the precision counts all digits, those behind the point too",
  }),
  namedNativeArgument: entry<{ label: string }>({
    code: "JY6006",
    title: "Named argument of a native type",
    explanation: "The arguments of a native type stand in the order of SQL and have no names: `@db.VarChar(20)`.",
    rules: ["R037"],
    message: (p) => `the arguments of ${p.label} have no names`,
    hint: () => "write the value alone",
  }),
  knownUnsupportedType: entry<{ sql: string; notation: string }>({
    code: "JY6007",
    title: "Unsupported type that is supported",
    explanation:
      '`Unsupported("…")` keeps a column whose type the client cannot read or write. A type that it can is written as a scalar with a native type, so that the field is usable.',
    rules: ["R031"],
    message: (p) => `the type ${quote(p.sql)} is supported`,
    hint: (p) => `write ${p.notation}`,
  }),
  spelledUnsupportedType: entry<{ sql: string; notation: string }>({
    code: "JY6008",
    severity: "warning",
    title: "Unsupported type with a native type of its own",
    explanation:
      'The database spells a type so that the language has by another name. As `Unsupported("…")` the column is not in the client; as a scalar with a native type it is.',
    rules: ["R031"],
    message: (p) => `the client goes without this column, though the language has the type ${quote(p.sql)}`,
    hint: (p) => `write ${p.notation} to have it in the client`,
  }),
};

function whereItIs(name: string, elsewhere: readonly string[]): string | null {
  return elsewhere.length === 0 ? null : `${quote(name)} is a type of ${elsewhere.join(" and ")}`;
}

function countOf(count: number, optional: boolean): string {
  if (count === 0) return "no argument";
  const all = `${count} ${count === 1 ? "argument" : "arguments"}`;
  return optional ? `${all} or none` : all;
}

function rangeOf(min: number, max: number): string {
  return min === max ? String(min) : `a whole number from ${min} to ${max}`;
}
