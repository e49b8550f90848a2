/** Conditions and orders as immutable trees: built by handles, read by the compiler. Every value in them is a cell already. */
import { kindOf, QueryError } from "../errors.ts";
import type { PatternKind } from "../dialect/dialect.ts";
import type { CellKind, CellValue } from "../io/request.ts";
import type { ColumnMeta, Model, RelationMeta } from "../meta/model.ts";
import type { owner } from "./carriers.ts";

export type Comparison = "=" | "<>" | "<" | "<=" | ">" | ">=";

export type PredicateNode =
  | { readonly kind: "constant"; readonly holds: boolean }
  | { readonly kind: "compare"; readonly column: ColumnMeta; readonly comparison: Comparison; readonly cell: CellValue }
  | { readonly kind: "columns"; readonly left: ColumnMeta; readonly comparison: Comparison; readonly right: ColumnMeta }
  | { readonly kind: "null"; readonly column: ColumnMeta }
  | { readonly kind: "among"; readonly column: ColumnMeta; readonly cells: readonly CellValue[] }
  | { readonly kind: "between"; readonly column: ColumnMeta; readonly low: CellValue; readonly high: CellValue }
  | { readonly kind: "match"; readonly column: ColumnMeta; readonly pattern: string; readonly match: PatternKind }
  | { readonly kind: "and" | "or"; readonly parts: readonly PredicateNode[] }
  | { readonly kind: "not"; readonly part: PredicateNode }
  /** Some row of the relation's target satisfies `filter`. */
  | { readonly kind: "related"; readonly relation: RelationMeta; readonly filter: PredicateNode | null }
  /** The join table links to the target with this key. */
  | { readonly kind: "linked"; readonly relation: RelationMeta; readonly cells: readonly CellValue[] }
  | SqlNode;

/** A piece of the user's own SQL. */
export interface SqlNode {
  readonly kind: "sql";
  readonly parts: readonly SqlPart[];
}

export type SqlPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "column"; readonly column: ColumnMeta }
  | { readonly kind: "table"; readonly model: Model }
  | { readonly kind: "parameter"; readonly cell: CellValue; readonly type: CellKind }
  | { readonly kind: "predicate"; readonly node: PredicateNode };

export interface OrderingNode {
  readonly by: ColumnMeta | SqlNode;
  readonly sort: "asc" | "desc";
  /** Where NULLs go; as the engine has it when null. */
  readonly nulls: "first" | "last" | null;
}

/**
 * A condition on the rows of `M`.
 *
 * @example
 * session.query(Post).filter(Post.title.like("%ORM%").or(Post.published.eq(true)));
 */
export class Predicate<in M> {
  declare readonly [owner]: (owner: M) => void;
  /** @internal */
  readonly node: PredicateNode;

  /** @internal */
  constructor(node: PredicateNode) {
    this.node = node;
  }

  /** Holds where this and all of `others` hold. */
  and<O = M>(...others: readonly Predicate<O>[]): Predicate<M & O> {
    return new Predicate({ kind: "and", parts: [this.node, ...others.map((other) => nodeOf(other, "and"))] });
  }

  /** Holds where this or one of `others` holds. */
  or<O = M>(...others: readonly Predicate<O>[]): Predicate<M & O> {
    return new Predicate({ kind: "or", parts: [this.node, ...others.map((other) => nodeOf(other, "or"))] });
  }

  /** Holds where this does not. (SQL's logic: where this is unknown because of a NULL, neither holds.) */
  not(): Predicate<M> {
    return new Predicate({ kind: "not", part: this.node });
  }
}

/** What tells a piece of the user's own SQL, by a key that no document from outside can have. */
export const isSqlPiece: unique symbol = Symbol("SQL piece");

/** The tree of what stands for a condition. @throws QueryError for anything else: it is never left out, nor taken as it is */
export function nodeOf(condition: unknown, call: string): PredicateNode {
  if (condition instanceof Predicate) return condition.node;
  if (typeof condition === "object" && condition !== null && isSqlPiece in condition)
    return (condition as unknown as { readonly node: SqlNode }).node; // the key is on class Sql alone
  throw new QueryError(
    `${call} takes conditions, such as User.id.eq(1) or sql\`…\`, and was given ${kindOf(condition)}`,
  );
}

/** Holds where all parts hold; with no part, everywhere. */
export function and<M>(...parts: readonly Predicate<M>[]): Predicate<M> {
  return new Predicate({ kind: "and", parts: parts.map((part) => nodeOf(part, "and")) });
}

/** Holds where one part holds; with no part, nowhere. */
export function or<M>(...parts: readonly Predicate<M>[]): Predicate<M> {
  return new Predicate({ kind: "or", parts: parts.map((part) => nodeOf(part, "or")) });
}

/** Holds where `part` does not. */
export function not<M>(part: Predicate<M>): Predicate<M> {
  return new Predicate({ kind: "not", part: nodeOf(part, "not") });
}

/** An order of the rows of `M`. */
export class Ordering<in M> {
  declare readonly [owner]: (owner: M) => void;
  /** @internal */
  readonly node: OrderingNode;

  /** @internal */
  constructor(node: OrderingNode) {
    this.node = node;
  }

  /** NULLs before all values. Engines differ where neither this nor `nullsLast` is said. */
  nullsFirst(): Ordering<M> {
    return new Ordering({ ...this.node, nulls: "first" });
  }

  nullsLast(): Ordering<M> {
    return new Ordering({ ...this.node, nulls: "last" });
  }
}
