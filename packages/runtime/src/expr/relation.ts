/**
 * Relation handles: the static members of a model class that name a relation in conditions and loading options. Conditions on a relation
 * are EXISTS, or comparisons of keys where those suffice; they never change which rows a query gives, as a join would.
 */
import { invariant, NotAssignedError, RelationTypeError, UndefinedValueError } from "../errors.ts";
import type { CellValue } from "../io/request.ts";
import { isKindOf } from "../meta/inheritance.ts";
import type {
  AssociationMeta,
  EntityLike,
  JoinTableMeta,
  Model,
  ReferentialAction,
  RelationMeta,
} from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import type { access, key, none, owner, target } from "./carriers.ts";
import { nodeOf, Predicate, type PredicateNode } from "./predicate.ts";

/** What wiring says of a relation; `defineSchema` and the `wire…` functions make it. */
export type RelationFacts = Omit<RelationMeta, "name" | "many">;

/** Stands for a model until the relation is wired. */
const unbound = { name: "(unbound)", columns: [] } as unknown as Model; // its name is all that an error needs

/** A relation of `M` to one `T`, or to `N` (null, or never where there is always one), under the property `K`. */
export class ToOne<in M, T, K extends string, N> implements RelationMeta {
  declare readonly [owner]: (owner: M) => void;
  declare readonly [target]: T;
  declare readonly [key]: K;
  declare readonly [none]: N;

  readonly name: K;
  readonly many = false;
  readonly key: RelationMeta["key"] = "local";
  readonly columns: readonly number[] = [];
  readonly targetColumns: readonly number[] = [];
  readonly nullable: boolean = false;
  readonly inverse: RelationMeta | null = null;
  readonly join: JoinTableMeta | null = null;
  readonly association: AssociationMeta | null = null;
  readonly readOnly: boolean = false;
  readonly side: RelationMeta["side"] = null;
  readonly onDelete: ReferentialAction = "NoAction";
  readonly onUpdate: ReferentialAction = "NoAction";
  readonly cascade: RelationMeta["cascade"] = [];
  readonly orderBy: RelationMeta["orderBy"] = [];
  readonly load: RelationMeta["load"] = "lazy";
  readonly hidden: boolean = false;
  readonly index: number = -1;
  readonly model: Model = unbound;
  readonly target: Model = unbound;

  /** @internal */
  constructor(name: K) {
    this.name = name;
  }

  /** There is one, and it satisfies the condition if one is given. */
  has(condition?: Predicate<T>): Predicate<M> {
    return new Predicate(related(this, condition));
  }

  /** There is none, or none that satisfies the condition if one is given. */
  none(condition?: Predicate<T>): Predicate<M> {
    return new Predicate({ kind: "not", part: related(this, condition) });
  }

  /**
   * It is this entity; `null` asks for none.
   *
   * @throws NotAssignedError when the entity has no key yet: flush it first.
   */
  eq(entity: T | null): Predicate<M> {
    return new Predicate(entity === null ? { kind: "not", part: related(this, undefined) } : refersTo(this, entity));
  }

  /** It is not this entity, or there is none. `null` asks for one. */
  ne(entity: T | null): Predicate<M> {
    const isIt = entity === null ? null : refersTo(this, entity);
    if (isIt === null) return new Predicate(related(this, undefined));
    return new Predicate({
      kind: "or",
      parts: [
        { kind: "not", part: isIt },
        { kind: "not", part: related(this, undefined) },
      ],
    });
  }
}

/** Whether a program changes a collection. */
export type Access = "writable" | "readonly";

/** A relation of `M` to many `T` under the property `K`. */
export class ToMany<in M, T, K extends string, A extends Access = "writable"> implements RelationMeta {
  declare readonly [owner]: (owner: M) => void;
  declare readonly [target]: T;
  declare readonly [key]: K;
  declare readonly [access]: A;

  readonly name: K;
  readonly many = true;
  readonly key: RelationMeta["key"] = "remote";
  readonly columns: readonly number[] = [];
  readonly targetColumns: readonly number[] = [];
  readonly nullable: boolean = false;
  readonly inverse: RelationMeta | null = null;
  readonly join: JoinTableMeta | null = null;
  readonly association: AssociationMeta | null = null;
  readonly readOnly: boolean = false;
  readonly side: RelationMeta["side"] = null;
  readonly onDelete: ReferentialAction = "NoAction";
  readonly onUpdate: ReferentialAction = "NoAction";
  readonly cascade: RelationMeta["cascade"] = [];
  readonly orderBy: RelationMeta["orderBy"] = [];
  readonly load: RelationMeta["load"] = "lazy";
  readonly hidden: boolean = false;
  readonly index: number = -1;
  readonly model: Model = unbound;
  readonly target: Model = unbound;

  /** @internal */
  constructor(name: K) {
    this.name = name;
  }

  /** Some member satisfies the condition; without one, there is a member. */
  any(condition?: Predicate<T>): Predicate<M> {
    return new Predicate(related(this, condition));
  }

  /** The same as `any`, by the word for relations to one. */
  has(condition?: Predicate<T>): Predicate<M> {
    return this.any(condition);
  }

  /** No member satisfies the condition; without one, there is no member. */
  none(condition?: Predicate<T>): Predicate<M> {
    return new Predicate({ kind: "not", part: related(this, condition) });
  }

  /**
   * This entity is a member.
   *
   * @throws NotAssignedError when the entity has no key yet: flush it first.
   */
  contains(entity: T): Predicate<M> {
    return new Predicate(refersTo(this, entity));
  }
}

function related(relation: RelationMeta, condition: Predicate<never> | undefined): PredicateNode {
  const { model, name } = relation;
  return {
    kind: "related",
    relation,
    filter: condition === undefined ? null : nodeOf(condition, `a condition on "${model.name}.${name}"`),
  };
}

/** The condition that the relation gives `entity`, by keys alone. */
function refersTo(relation: RelationMeta, entity: unknown): PredicateNode {
  const { model, name, target } = relation;
  if (entity === undefined || entity === null) throw new UndefinedValueError(model.name, name);
  const given = entity as EntityLike; // if it is none, it has no model
  if (given[modelKey] === undefined || !isKindOf(given[modelKey], target))
    throw new RelationTypeError(model.name, name, target.name, entity);
  const cells = relation.targetColumns.map((index) => keyCell(given, index));
  if (relation.key === "join") return { kind: "linked", relation, cells };
  // A key with NULL in it refers to nothing.
  if (cells.includes(null)) return { kind: "constant", holds: false };
  const parts = cells.map((cell, at): PredicateNode => {
    const column = relation.model.columns[relation.columns[at] ?? -1];
    invariant(column !== undefined, `the relation "${relation.name}" is wired to a column that its model has not`);
    return { kind: "compare", column, comparison: "=", cell };
  });
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "and", parts };
}

function keyCell(entity: EntityLike, index: number): CellValue {
  const cell = entity[row][index];
  if (cell !== undefined) return cell;
  const model = entity[modelKey];
  throw new NotAssignedError(model.name, model.columns[index]?.name ?? "");
}

/** A new handle; generated code makes one per relation, and the `wire…` functions say what it is. */
export function toOne<M, T, K extends string, N>(name: K): ToOne<M, T, K, N> {
  return new ToOne(name);
}

/** A new handle; generated code makes one per relation, and the `wire…` functions say what it is. */
export function toMany<M, T, K extends string, A extends Access>(name: K): ToMany<M, T, K, A> {
  return new ToMany(name);
}

/**
 * Says what a handle's relation is. `defineModel` may say its model and index, and the `wire…` functions the rest.
 *
 * @internal
 */
export function bindRelation(relation: RelationMeta, facts: Partial<RelationFacts>): void {
  Object.assign(relation, facts);
}
