/**
 * What one database's native types are, as data: which exist, what they take in their parentheses, which scalars they hold. A type's
 * name is Prisma's (`@db.VarChar`), so that schemas carry over.
 */
import type { NativeType, ScalarType } from "../../ir/ir.ts";

export type Provider = "sqlite" | "postgresql" | "mysql" | "cockroachdb";

export const providerNames = {
  sqlite: "SQLite",
  postgresql: "PostgreSQL",
  mysql: "MySQL",
  cockroachdb: "CockroachDB",
} satisfies Record<Provider, string>;

/** Both ends included. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** A whole number in the parentheses of a native type. */
export interface Parameter {
  readonly name: "length" | "precision" | "scale";
  readonly range: Range;
  /** Narrower ranges that hold where the type stands on one of these scalars. */
  readonly rangeOn?: Readonly<Partial<Record<ScalarType, Range>>>;
}

export interface Signature {
  readonly parameters: readonly Parameter[];
  /** Whether the arguments may be left out; all of them or none. */
  readonly optional: boolean;
}

export interface NativeTypeSet<Name extends string = string> {
  readonly signatures: Readonly<Record<Name, Signature>>;
  /** The types that can hold a scalar. */
  readonly fitting: Readonly<Record<ScalarType, readonly Name[]>>;
  /** The type that Prisma gives a column without `@db`; for the scalars that Prisma lacks, the type of the same meaning. */
  readonly defaults: Readonly<Record<ScalarType, NativeType | null>>;
  /** The SQL spellings of the types, in small letters, beside the names themselves. */
  readonly sqlNames: Readonly<Record<string, Name>>;
}

/** A type without parentheses. */
export const bare: Signature = { parameters: [], optional: false };

export function optional(...parameters: Parameter[]): Signature {
  return { parameters, optional: true };
}

export function required(...parameters: Parameter[]): Signature {
  return { parameters, optional: false };
}

export function length(min: number, max: number, rangeOn: NonNullable<Parameter["rangeOn"]> = {}): Parameter {
  return { name: "length", range: { min, max }, rangeOn };
}

export function precision(min: number, max: number): Parameter {
  return { name: "precision", range: { min, max } };
}

export function scale(max: number): Parameter {
  return { name: "scale", range: { min: 0, max } };
}

export function native(name: string, ...values: number[]): NativeType {
  return { name, arguments: values.map(String) };
}
