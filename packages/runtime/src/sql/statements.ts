/** The SELECT of one model's entities, as data: what a query builds and `compileSelect` turns into text. */
import type { Criteria } from "../expr/criteria.ts";
import type { OrderingNode, PredicateNode } from "../expr/predicate.ts";
import type { Model, RelationMeta, Selection } from "../meta/model.ts";

/** A relation whose rows come in the statement of its owner. */
export interface JoinedRelation {
  readonly relation: RelationMeta;
  /** What is selected of its target; the model's own when absent. */
  readonly selection?: Selection;
  readonly nested: readonly JoinedRelation[];
}

export interface Select {
  readonly model: Model;
  /** The model's own when absent. */
  readonly selection?: Selection;
  /** All hold. */
  readonly filters: readonly PredicateNode[];
  /** What holds besides for each model that the statement reads; nothing when absent. */
  readonly criteria?: Criteria | null;
  readonly orderings: readonly OrderingNode[];
  /** Entities of `model`, whatever is joined. */
  readonly limit: number | null;
  readonly offset: number | null;
  /** For `rows` alone. */
  readonly joined: readonly JoinedRelation[];
  /** `rows`: the model's columns, then each joined target's, depth first. `count`: one number. `exists`: one row, or none. */
  readonly result: "rows" | "count" | "exists";
}
