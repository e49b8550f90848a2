/** What a generated file needs of the others, each file named once. */
import { StructureKind } from "ts-morph";
import type { Column } from "../client-schema.ts";
import type { Emission } from "./emission.ts";

export interface NeededNames {
  readonly file: string;
  readonly types: readonly string[];
  readonly values: readonly string[];
}

/** What a column or a part of an embedded value needs: the types that its members name, and what reads and writes its cells. */
export function importsOf(column: Column, emission: Emission): NeededNames[] {
  const { names } = emission;
  const { type, scalar } = column;
  const isNamed = !column.hidden;
  if (scalar !== null) {
    const found = names.scalar(scalar);
    return [{ file: found.file, types: isNamed ? [found.scalar] : [], values: [found.type] }];
  }
  if (type.kind === "enum") {
    const found = names.enum(type.enum);
    return [{ file: found.file, types: isNamed ? [found.enum] : [], values: [found.type] }];
  }
  if (type.kind !== "value") return [];
  const found = names.value(type.value);
  // A part is set with its embedded value, and what is computed not at all.
  const isSet = column.embedded === null && column.computed === null;
  const types = isNamed ? [found.value, ...(isSet ? [found.init] : [])] : [];
  return [{ file: found.file, types, values: [found.type] }];
}

/** The types of an embedded value. */
export function valueImports(type: string, { names }: Emission): NeededNames {
  const { file, value, init } = names.value(type);
  return { file, types: [value, init], values: [] };
}

/** As import declarations, in the order of their files. */
export function mergeImports(needed: readonly NeededNames[], importExtension: string) {
  const files = new Map<string, { types: Set<string>; values: Set<string> }>();
  for (const { file, types, values } of needed) {
    const known = files.get(file) ?? { types: new Set(), values: new Set() };
    for (const name of types) known.types.add(name);
    for (const name of values) known.values.add(name);
    files.set(file, known);
  }
  return [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, { types, values }]) => ({
      kind: StructureKind.ImportDeclaration as const,
      isTypeOnly: values.size === 0,
      namedImports: [...[...types].map((name) => (values.size === 0 ? name : `type ${name}`)), ...values],
      moduleSpecifier: `./${file}${importExtension}`,
    }));
}
