/** Every provider's native types, and the questions that are asked of them. */
import type { NativeType, ScalarType } from "../../ir/ir.ts";
import { cockroachdb } from "./cockroachdb.ts";
import { mysql } from "./mysql.ts";
import type { NativeTypeSet, Provider, Signature } from "./native-type-set.ts";
import { postgresql } from "./postgresql.ts";
import { sqlite } from "./sqlite.ts";

const nativeTypes: Readonly<Record<Provider, NativeTypeSet>> = { postgresql, mysql, sqlite, cockroachdb };

/** In the order in which messages name them. */
export const providers: readonly Provider[] = ["postgresql", "mysql", "sqlite", "cockroachdb"];

/** Whose features a schema without a provider may use: it is right where one of these takes it. */
export const neutralProviders: readonly Provider[] = ["postgresql", "mysql", "sqlite"];

/** @param provider Null for the neutral profile. */
export function providersOf(provider: Provider | null): readonly Provider[] {
  return provider === null ? neutralProviders : [provider];
}

/** Null where the provider has no native type of this name. */
export function signatureOf(provider: Provider, name: string): Signature | null {
  const { signatures } = nativeTypes[provider];
  return Object.hasOwn(signatures, name) ? (signatures[name] ?? null) : null;
}

export function nativeTypeNames(provider: Provider): readonly string[] {
  return Object.keys(nativeTypes[provider].signatures);
}

/** The native types that hold the scalar, the usual one first. */
export function typesFor(provider: Provider, scalar: ScalarType): readonly string[] {
  return nativeTypes[provider].fitting[scalar];
}

/** The scalars that the native type holds, Prisma's before those of Joinery's own. */
export function scalarsOf(provider: Provider, name: string): readonly ScalarType[] {
  const { fitting } = nativeTypes[provider];
  const scalars = Object.keys(fitting) as ScalarType[]; // The keys of a record of all scalars.
  return scalars.filter((scalar) => fitting[scalar].includes(name));
}

/** What a column without `@db` has in Prisma's meaning; null on SQLite, and for an enum (`scalar` null). */
export function defaultNativeType(provider: Provider, scalar: ScalarType | null): NativeType | null {
  return scalar === null ? null : nativeTypes[provider].defaults[scalar];
}

/** The native type that the database spells so, case and blanks aside; null where it has none. */
export function typeSpelled(provider: Provider, sqlName: string): string | null {
  const { signatures, sqlNames } = nativeTypes[provider];
  const key = sqlName.trim().toLowerCase().replaceAll(/\s+/g, " ");
  if (Object.hasOwn(sqlNames, key)) return sqlNames[key] ?? null;
  return Object.keys(signatures).find((name) => name.toLowerCase() === key) ?? null;
}
