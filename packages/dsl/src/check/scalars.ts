import type { ColumnType, ScalarType } from "../ir/ir.ts";

const scalars = {
  Int: { yields: false },
  BigInt: { yields: false },
  Float: { yields: false },
  Decimal: { yields: false },
  String: { yields: false },
  Boolean: { yields: false },
  DateTime: { yields: false },
  Date: { yields: true },
  Time: { yields: true },
  Uuid: { yields: true },
  Json: { yields: false },
  Bytes: { yields: false },
} satisfies Record<ScalarType, { readonly yields: boolean }>;

/** In the order of the language's documentation. */
export const builtInTypes: readonly string[] = Object.keys(scalars);

export function isScalarType(name: string): name is ScalarType {
  return Object.hasOwn(scalars, name);
}

/** Whether a declaration may take this built-in name: Prisma lacks the type, so its schemas may use the word. */
export function yieldsToDeclaration(scalar: ScalarType): boolean {
  return scalars[scalar].yields;
}

/** The type as the schema writes it, without `?` and `[]`. */
export function typeName(type: ColumnType): string {
  return type.kind === "scalar" ? type.scalar : type.enum;
}

export function isInteger(type: ColumnType): boolean {
  return type.kind === "scalar" && (type.scalar === "Int" || type.scalar === "BigInt");
}
