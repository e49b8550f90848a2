import type { ColumnType, NativeType } from "../ir/ir.ts";
import type { TypeAst } from "../syntax/ast.ts";
import type { BoundEnum, BoundScalar, BoundValueType } from "./bound.ts";
import type { Declarations } from "./declare.ts";
import { isScalarType } from "./scalars.ts";

export interface ResolvedType {
  readonly type: ColumnType;
  /** The custom scalar that the field names. */
  readonly scalar: string | null;
  /** That scalar's own native type. */
  readonly native: NativeType | null;
}

export interface KnownTypes {
  readonly declarations: Declarations;
  readonly scalars: ReadonlyMap<string, BoundScalar>;
  readonly types: ReadonlyMap<string, BoundValueType>;
}

/** What a field of this type holds; null where it is no type of a column. A declaration goes before a built-in type of its name. */
export function resolveType(known: KnownTypes, ast: TypeAst): ResolvedType | null {
  if (ast.unsupported !== null) return plain({ kind: "unsupported", sql: ast.unsupported });
  const name = ast.name.text;
  const declaredEnum: BoundEnum | undefined = known.declarations.enums.get(name);
  if (declaredEnum) return plain({ kind: "enum", enum: name });
  const custom = known.scalars.get(name);
  if (custom) return { type: { kind: "scalar", scalar: custom.scalar }, scalar: name, native: custom.native };
  if (known.declarations.types.has(name)) return plain({ kind: "value", value: name });
  const isTaken = known.declarations.broken.has(name) || known.declarations.models.has(name);
  if (isTaken || known.declarations.abstracts.has(name) || known.declarations.scalars.has(name)) return null;
  return isScalarType(name) ? plain({ kind: "scalar", scalar: name }) : null;
}

function plain(type: ColumnType): ResolvedType {
  return { type, scalar: null, native: null };
}
