import type { ColumnType, ScalarType } from "../ir/ir.ts";
import { unreachable } from "./unreachable.ts";

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

/** What SQL, TypeScript and other schema languages call them. */
const foreignNames: Readonly<Record<string, ScalarType>> = {
  integer: "Int",
  smallint: "Int",
  serial: "Int",
  bigserial: "BigInt",
  double: "Float",
  real: "Float",
  numeric: "Decimal",
  money: "Decimal",
  text: "String",
  char: "String",
  varchar: "String",
  bool: "Boolean",
  timestamp: "DateTime",
  timestamptz: "DateTime",
  guid: "Uuid",
  jsonb: "Json",
  object: "Json",
  blob: "Bytes",
  bytea: "Bytes",
  buffer: "Bytes",
};

/** The scalar that another language calls so; null where none does. */
export function scalarCalled(name: string): ScalarType | null {
  const key = name.toLowerCase();
  return Object.hasOwn(foreignNames, key) ? (foreignNames[key] ?? null) : null;
}

export function isScalarType(name: string): name is ScalarType {
  return Object.hasOwn(scalars, name);
}

/** Whether a declaration may take this built-in name: Prisma lacks the type, so its schemas may use the word. */
export function yieldsToDeclaration(scalar: ScalarType): boolean {
  return scalars[scalar].yields;
}

/** The type as the schema writes it, without `?` and `[]`. */
export function typeName(type: ColumnType): string {
  switch (type.kind) {
    case "scalar":
      return type.scalar;
    case "enum":
      return type.enum;
    case "value":
      return type.value;
    case "unsupported":
      return `Unsupported("${type.sql}")`;
    default:
      return unreachable(type);
  }
}

export function isInteger(type: ColumnType): boolean {
  return type.kind === "scalar" && (type.scalar === "Int" || type.scalar === "BigInt");
}
