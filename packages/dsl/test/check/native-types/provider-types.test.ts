import { expect, test } from "vitest";
import type { Provider } from "../../../src/check/native-types/native-type-set.ts";
import {
  defaultNativeType,
  nativeTypeNames,
  providers,
  signatureOf,
  typesFor,
} from "../../../src/check/native-types/provider-types.ts";
import { builtInTypes, isScalarType } from "../../../src/check/scalars.ts";

const scalars = builtInTypes.filter(isScalarType);

test.each(providers)("lists on %s each native type where it fits, and no other", (provider) => {
  const fitting = new Set(scalars.flatMap((scalar) => typesFor(provider, scalar)));
  expect([...fitting].toSorted()).toEqual(nativeTypeNames(provider).toSorted());
});

test.each(["postgresql", "mysql", "cockroachdb"] as const)("has on %s a right default for every scalar", (provider) => {
  for (const scalar of scalars) {
    const native = defaultNativeType(provider, scalar);
    expect(typesFor(provider, scalar)[0]).toBe(native?.name);
    const signature = signatureOf(provider, native?.name ?? "");
    const parameters = signature?.parameters.length ?? 0;
    expect(signature?.optional ? [0, parameters] : [parameters]).toContain(native?.arguments.length);
  }
});

const defaults: readonly [Provider, Record<string, string>][] = [
  [
    "postgresql",
    { DateTime: "Timestamp(3)", Decimal: "Decimal(65, 30)", String: "Text", Json: "JsonB", Int: "Integer" },
  ],
  ["mysql", { DateTime: "DateTime(3)", Decimal: "Decimal(65, 30)", String: "VarChar(191)", Boolean: "TinyInt" }],
  ["cockroachdb", { DateTime: "Timestamp(3)", Int: "Int4", BigInt: "Int8", String: "String", Boolean: "Bool" }],
];

test.each(defaults)("gives on %s Prisma's defaults", (provider, expected) => {
  for (const [scalar, text] of Object.entries(expected)) {
    const native = isScalarType(scalar) ? defaultNativeType(provider, scalar) : null;
    const inside = native?.arguments.length ? `(${native.arguments.join(", ")})` : "";
    expect(`${native?.name}${inside}`).toBe(text);
  }
});

test("gives no default on SQLite, and none for an enum", () => {
  for (const scalar of scalars) expect(defaultNativeType("sqlite", scalar)).toBeNull();
  expect(defaultNativeType("postgresql", null)).toBeNull();
});
