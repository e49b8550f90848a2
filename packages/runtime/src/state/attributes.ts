/** Attributes of an entity as a program names them: by the property, or by the model's handle. */
import { ArgumentError, kindOf, UnknownKeyError } from "../errors.ts";
import { Column, type DeferredValue } from "../expr/column.ts";
import { ToMany, ToOne } from "../expr/relation.ts";
import { isKindOf } from "../meta/inheritance.ts";
import { memberNames } from "../meta/member-names.ts";
import type { ColumnMeta, EmbeddedMeta, Model, RelationMeta } from "../meta/model.ts";

/** A column, a value of several columns or a relation of `M`: its name, or the handle that its class has. */
export type Attribute<M> =
  | (keyof M & string)
  | Column<M, unknown>
  | DeferredValue<M, unknown, string>
  | ToOne<M, unknown, string, unknown>
  | ToMany<M, unknown, string>;

export type Member =
  | { readonly kind: "column"; readonly column: ColumnMeta }
  | { readonly kind: "value"; readonly meta: EmbeddedMeta }
  | { readonly kind: "relation"; readonly relation: RelationMeta };

/** @throws UnknownKeyError for a name that the model does not have, ArgumentError for what is none, or another model's */
export function memberOf(model: Model, attribute: unknown): Member {
  if (typeof attribute === "string") return byName(model, attribute);
  const parts = attribute instanceof Column ? [attribute] : partsOf(attribute);
  const [first] = parts;
  const owner: Model | undefined =
    attribute instanceof ToOne || attribute instanceof ToMany ? attribute.model : first?.model;
  if (owner === undefined)
    throw new ArgumentError(
      `an attribute is a name or a handle such as ${model.name}.${memberNames(model)[0]}, and ${kindOf(attribute)} is neither`,
    );
  if (!isKindOf(model, owner))
    throw new ArgumentError(`the attribute is one of "${owner.name}", and the entity is a "${model.name}"`);
  if (attribute instanceof ToOne || attribute instanceof ToMany) return { kind: "relation", relation: attribute };
  if (attribute instanceof Column) return { kind: "column", column: attribute };
  const meta = model.embeddeds.find(({ columns }) => first !== undefined && columns.includes(first.index));
  if (meta === undefined) throw new ArgumentError(`"${model.name}" has no value of these columns`);
  return { kind: "value", meta };
}

function byName(model: Model, name: string): Member {
  const column = model.columns.find((one) => one.name === name && !one.hidden);
  if (column !== undefined) return { kind: "column", column };
  const relation = model.relations.find((one) => one.name === name && !one.hidden);
  if (relation !== undefined) return { kind: "relation", relation };
  const meta = model.embeddeds.find((one) => one.name === name);
  if (meta !== undefined) return { kind: "value", meta };
  throw new UnknownKeyError(model.name, name, memberNames(model));
}

/** The columns of a handle that stands for several. */
function partsOf(handle: unknown): readonly ColumnMeta[] {
  if (typeof handle !== "object" || handle === null) return [];
  return Object.values(handle).filter((part): part is Column<never, unknown> => part instanceof Column);
}

/** Attributes by what they are made of: row indices, and relations. */
export interface Members {
  readonly columns: readonly number[];
  readonly relations: readonly RelationMeta[];
}

/** @param call for what is thrown: `refresh` @throws UnknownKeyError, ArgumentError */
export function membersOf(model: Model, attributes: Iterable<unknown>, call: string): Members {
  if (typeof attributes === "string" || typeof attributes?.[Symbol.iterator] !== "function")
    throw new ArgumentError(`${call} takes a list of attributes, and was given ${kindOf(attributes)}: put it into [ ]`);
  const columns = new Set<number>();
  const relations = new Set<RelationMeta>();
  for (const attribute of attributes) {
    const member = memberOf(model, attribute);
    if (member.kind === "column") columns.add(member.column.index);
    else if (member.kind === "value") for (const index of member.meta.columns) columns.add(index);
    else relations.add(member.relation);
  }
  return { columns: [...columns], relations: [...relations] };
}
