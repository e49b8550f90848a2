/** R031: `Unsupported("varchar(255)")` names a type that has a notation of its own. */
import type { NativeType, ScalarType } from "../../ir/ir.ts";
import type { Span } from "../../text/span.ts";
import type { CheckContext } from "../bound.ts";
import type { Provider, Signature } from "./native-type-set.ts";
import { providersOf, scalarsOf, signatureOf, typeSpelled } from "./provider-types.ts";

export interface KnownType {
  readonly scalar: ScalarType;
  readonly native: NativeType;
  readonly list: boolean;
  /** What to write instead: `String @db.VarChar(255)`. */
  readonly notation: string;
}

/** A name, which may go on behind the parentheses (`timestamp(3) with time zone`), numbers in them, the brackets of an array. */
const sqlType = /^([a-z0-9_" ]+)(?:\(([0-9, ]+)\)([a-z ]*))?((?:\[\])?)$/i;

/** MySQL's display width, `int(11)`: it says nothing about the values. */
const mayHaveWidth = /Int$|^Year$/;

/** Longer texts name no type. */
const longestName = 100;

/**
 * The type that an `Unsupported("…")` could be written as; null where the provider has no native type that is spelled so.
 *
 * @param provider Null for the neutral profile. On SQLite no SQL name is known: there a column's type is its scalar alone.
 * @param sql The type as SQL spells it, in any case.
 */
export function findKnownType(provider: Provider | null, sql: string): KnownType | null {
  const [, before, inside, behind = "", brackets = ""] =
    sql.length > longestName ? [] : (sqlType.exec(sql.trim()) ?? []);
  if (before === undefined) return null;
  const values = inside === undefined ? [] : inside.split(",").map((value) => value.trim());
  for (const candidate of providersOf(provider)) {
    if (candidate === "sqlite" || (brackets !== "" && candidate === "mysql")) continue;
    const name = typeSpelled(candidate, `${before} ${behind}`);
    const signature = name === null ? null : signatureOf(candidate, name);
    if (name === null || signature === null) continue;
    const found = candidate === "mysql" && mayHaveWidth.test(name) ? [] : completeValues(signature, values);
    for (const scalar of scalarsOf(candidate, name)) {
      if (fits(signature, scalar, found)) return knownType(scalar, { name, arguments: found }, brackets !== "");
    }
  }
  return null;
}

/**
 * Reports an `Unsupported("…")` that the tool supports. Prisma knows the types of its provider, by their own names alone, not as SQL
 * spells them.
 */
export function checkUnsupportedType(context: CheckContext, provider: Provider | null, sql: string, span: Span): void {
  const { profile } = context.settings;
  const known = findKnownType(provider, sql);
  if (known === null) return;
  const { notation } = known;
  if (isNotation(known, sql)) {
    if (profile === "model" || provider !== null)
      context.reporter.report("knownUnsupportedType", span, { sql, notation });
  } else if (profile === "model") {
    context.reporter.report("spelledUnsupportedType", span, { sql, notation });
  }
}

/** Whether the text is the name of a native type, not its spelling in SQL. */
function isNotation({ native, list }: KnownType, sql: string): boolean {
  return !list && sql.split("(")[0]?.trim() === native.name;
}

/** In SQL a decimal of a precision alone has the scale 0. */
function completeValues(signature: Signature, values: readonly string[]): string[] {
  const numbers = values.map((value) => (value === "" ? value : String(Number(value))));
  return signature.parameters.length === 2 && numbers.length === 1 ? [...numbers, "0"] : numbers;
}

function fits(signature: Signature, scalar: ScalarType, values: readonly string[]): boolean {
  if (values.length === 0 && (signature.optional || signature.parameters.length === 0)) return true;
  if (values.length !== signature.parameters.length) return false;
  return signature.parameters.every((parameter, index) => {
    const { min, max } = parameter.rangeOn?.[scalar] ?? parameter.range;
    const value = Number(values[index] === "" ? Number.NaN : values[index]);
    return value >= min && value <= max;
  });
}

function knownType(scalar: ScalarType, native: NativeType, list: boolean): KnownType {
  const inside = native.arguments.length === 0 ? "" : `(${native.arguments.join(", ")})`;
  return { scalar, native, list, notation: `${scalar}${list ? "[]" : ""} @db.${native.name}${inside}` };
}
