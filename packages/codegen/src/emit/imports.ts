/** What a generated file needs of the others, each file named once. */
import type { Column, Model } from "../client-schema.ts";
import { type Emission, isReadOnly } from "./emission.ts";
import { idType } from "./scalars.ts";
import type { ImportStatement } from "./source.ts";

export interface NeededNames {
  readonly file: string;
  readonly types: readonly string[];
  readonly values: readonly string[];
}

/**
 * What a column or a part of an embedded value needs: the types that its members name, and what reads and writes its cells.
 *
 * @param isSettable whether what is given for it is named, too
 * @param model whose column it is; null for a part of a document
 */
export function importsOf(
  column: Column,
  isSettable: boolean,
  emission: Emission,
  model: Model | null = null,
): NeededNames[] {
  const { names } = emission;
  const { type, scalar } = column;
  // The type of a key is named where it is declared, and stands for what it is made of everywhere else.
  const isOtherId = idType(column, emission) !== null && column.idOf !== model?.name;
  const isNamed = !column.hidden && !isOtherId;
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
  // A part is set with its embedded value.
  const isSet = column.embedded === null && isSettable;
  const types = isNamed ? [found.value, ...(isSet ? [found.init] : [])] : [];
  return [{ file: found.file, types, values: [found.type] }];
}

/** The classes of models, as types. */
export function classImports(models: Iterable<string>, { names }: Emission): NeededNames[] {
  return Array.from(models, (name) => {
    const { file, class: imported } = names.model(name);
    return { file, types: [imported], values: [] };
  });
}

/** The types of models' keys, which stand with the members. */
export function idImports(models: Iterable<string>, { names }: Emission): NeededNames[] {
  return Array.from(models, (name) => {
    const { baseFile: file, id } = names.model(name);
    return { file, types: [id], values: [] };
  });
}

/** What an inherited column needs: the types of what is given for it and, of one that is loaded later, of what is read. */
export function givenImports(column: Column, emission: Emission): NeededNames[] {
  const { names } = emission;
  const { type, scalar, deferred } = column;
  if (idType(column, emission) !== null) return [];
  const found = (file: string, types: string[]): NeededNames[] => [{ file, types, values: [] }];
  if (scalar !== null) return found(names.scalar(scalar).file, [names.scalar(scalar).scalar]);
  if (type.kind === "enum") return found(names.enum(type.enum).file, [names.enum(type.enum).enum]);
  if (type.kind !== "value") return [];
  const { file, value, init } = names.value(type.value);
  return found(file, [...(deferred ? [value] : []), ...(isReadOnly(column) ? [] : [init])]);
}

/** The class that another extends and, where the description is in the same file, the base's. */
export function baseImports(base: Model, isDescribed: boolean, { names }: Emission): NeededNames {
  const { file, class: name, model } = names.model(base.name);
  return { file, types: [], values: [name, ...(isDescribed ? [model] : [])] };
}

/** The description of a base, for that of an heir. */
export function describedImports(base: Model, { names }: Emission): NeededNames {
  const { file, model } = names.model(base.name);
  return { file, types: [], values: [model] };
}

/** The types of an embedded value. @param isRead whether the class has its accessor, or only its constructor takes one */
export function valueImports(type: string, isRead: boolean, { names }: Emission): NeededNames {
  const { file, value, init } = names.value(type);
  return { file, types: [...(isRead ? [value] : []), init], values: [] };
}

/** As import declarations, in the order of their files. */
export function mergeImports(needed: readonly NeededNames[], importExtension: string): ImportStatement[] {
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
      kind: "import",
      from: `./${file}${importExtension}`,
      isTypeOnly: values.size === 0,
      names: [...Array.from(types, (name) => ({ name, isType: true })), ...Array.from(values, (name) => ({ name }))],
    }));
}
