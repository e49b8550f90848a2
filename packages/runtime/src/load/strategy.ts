/**
 * Loading options: which relations a query loads and how, as a tree along the relations. `selectinload(User.posts).joinedload(Post.tags)`
 * is a path; the options of a query merge into one tree, and two strategies for one path are a mistake.
 */
import { LoadOptionError } from "../errors.ts";
import type { RelationMeta } from "../meta/model.ts";
import type { rel } from "../meta/symbols.ts";
import type { ToMany, ToOne } from "../expr/relation.ts";
import type { Collection } from "../state/collection.ts";

export type Strategy = "lazy" | "joined" | "selectin" | "raise" | "noload";

/** One step of a path. */
export interface LoadStep {
  readonly relation: RelationMeta;
  readonly strategy: Strategy;
}

/** What a query has to load from one model on, by relation. */
export type LoadTree = ReadonlyMap<RelationMeta, LoadBranch>;
export interface LoadBranch {
  readonly strategy: Strategy;
  readonly children: LoadTree;
}

type Related = { readonly [rel]: object };

/** `M` with the relations `K` loaded, as `options(selectinload(…))` gives it. Assignable to `M`. */
export type Loaded<M extends Related, K extends keyof M[typeof rel]> = M & Pick<M[typeof rel], K>;

/** The shape that one more step adds below the shape `S`. */
type Nest<S, X> = {
  [P in keyof S]: S[P] extends Collection<infer E>
    ? Collection<E & X>
    : null extends S[P]
      ? (S[P] & X) | null
      : S[P] & X;
};

/** A loading option: from the model `O`, adding the shape `S`; further steps go on from `T`. */
export interface Load<in O, S, T> {
  readonly owner?: (owner: O) => void;
  readonly shape?: S;
  /** Loads one more relation in the statement of this one, by a join. */
  joinedload<T2, K extends string, N>(relation: ToOne<T, T2, K, N>): Load<O, Nest<S, { [P in K]: T2 | N }>, T2>;
  joinedload<T2, K extends string>(relation: ToMany<T, T2, K>): Load<O, Nest<S, { [P in K]: Collection<T2> }>, T2>;
  /** Loads one more relation by a statement of its own for all entities of this one. */
  selectinload<T2, K extends string, N>(relation: ToOne<T, T2, K, N>): Load<O, Nest<S, { [P in K]: T2 | N }>, T2>;
  selectinload<T2, K extends string>(relation: ToMany<T, T2, K>): Load<O, Nest<S, { [P in K]: Collection<T2> }>, T2>;
  /** Leaves a relation to be loaded on access, whatever the schema says. */
  lazyload<T2>(relation: ToOne<T, T2, string, unknown> | ToMany<T, T2, string>): Load<O, S, T2>;
  /** Refuses to load a relation on access. */
  raiseload<T2>(relation: ToOne<T, T2, string, unknown> | ToMany<T, T2, string>): Load<O, S, T2>;
}

type AnyRelation<O, T> = ToOne<O, T, string, unknown> | ToMany<O, T, string>;

class Path {
  readonly steps: readonly LoadStep[];

  constructor(steps: readonly LoadStep[]) {
    this.steps = steps;
  }

  joinedload(relation: RelationMeta): Path {
    return new Path([...this.steps, { relation, strategy: "joined" }]);
  }

  selectinload(relation: RelationMeta): Path {
    return new Path([...this.steps, { relation, strategy: "selectin" }]);
  }

  lazyload(relation: RelationMeta): Path {
    return new Path([...this.steps, { relation, strategy: "lazy" }]);
  }

  raiseload(relation: RelationMeta): Path {
    return new Path([...this.steps, { relation, strategy: "raise" }]);
  }
}

const root = new Path([]);

/** Loads a relation in the query's own statement, by a join: an inner one where the key cannot be NULL. */
export function joinedload<O, T, K extends string, N>(relation: ToOne<O, T, K, N>): Load<O, { [P in K]: T | N }, T>;
export function joinedload<O, T, K extends string>(relation: ToMany<O, T, K>): Load<O, { [P in K]: Collection<T> }, T>;
export function joinedload(relation: RelationMeta): unknown {
  return root.joinedload(relation);
}

/** Loads a relation of all the query's entities by one more statement (one for each 500 keys). */
export function selectinload<O, T, K extends string, N>(relation: ToOne<O, T, K, N>): Load<O, { [P in K]: T | N }, T>;
export function selectinload<O, T, K extends string>(
  relation: ToMany<O, T, K>,
): Load<O, { [P in K]: Collection<T> }, T>;
export function selectinload(relation: RelationMeta): unknown {
  return root.selectinload(relation);
}

/** Leaves a relation to be loaded on access, whatever the schema says. */
export function lazyload<O, T>(relation: AnyRelation<O, T>): Load<O, unknown, T> {
  return root.lazyload(relation);
}

/** Refuses to load a relation on access: reading it throws LazyLoadRefusedError. */
export function raiseload<O, T>(relation: AnyRelation<O, T>): Load<O, unknown, T> {
  return root.raiseload(relation);
}

type Growing = Map<RelationMeta, { strategy: Strategy; children: Growing }>;

/** Merges options into one tree. @throws LoadOptionError where one path is given two strategies, or a step does not follow from the one before. */
export function loadTree(model: RelationMeta["model"], options: readonly unknown[]): LoadTree {
  const tree: Growing = new Map();
  for (const option of options) {
    if (!(option instanceof Path))
      throw new LoadOptionError("an option is made by joinedload(…), selectinload(…), lazyload(…) or raiseload(…)");
    let level: Growing = tree;
    let at = model;
    for (const { relation, strategy } of option.steps) {
      const name = `${relation.model.name}.${relation.name}`;
      if (relation.model !== at)
        throw new LoadOptionError(`"${name}" is not a relation of "${at.name}", where this step of the option begins`);
      const known = level.get(relation);
      if (known !== undefined && known.strategy !== strategy) {
        throw new LoadOptionError(
          `"${name}" is given two loading strategies in one query, "${known.strategy}" and "${strategy}": choose one`,
        );
      }
      const branch = known ?? { strategy, children: new Map() as Growing };
      level.set(relation, branch);
      level = branch.children;
      at = relation.target;
    }
  }
  return tree;
}
