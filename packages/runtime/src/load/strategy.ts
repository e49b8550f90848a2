/**
 * Loading options: which relations a query loads and how, as a tree along the relations. `selectinload(User.posts).joinedload(Post.tags)`
 * is a path; the options of a query merge into one tree, and two strategies for one path are a mistake.
 */
import { kindOf, LoadOptionError } from "../errors.ts";
import { isKindOf } from "../meta/inheritance.ts";
import type { RelationMeta } from "../meta/model.ts";
import type { rel } from "../meta/symbols.ts";
import { Column } from "../expr/column.ts";
import { ToMany, ToOne } from "../expr/relation.ts";
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

type Keys = readonly string[];
/** The relations that lead to a model; null below one that is not loaded, where nothing can be said. */
type LoadPath = Keys | null;
type Step<P extends LoadPath, K extends string> = P extends Keys ? readonly [...P, K] : null;

/** The shape `S` with `X` added where the path `P` leads. */
type Nest<S, P extends LoadPath, X> = P extends readonly [infer K, ...infer R extends Keys]
  ? { [Q in keyof S]: Q extends K ? Within<S[Q], R, X> : S[Q] }
  : S;

/** The same for what stands at one relation of the path. */
type Within<V, P extends Keys, X> =
  V extends Collection<infer E> ? Collection<Below<E, P, X>> : V extends null ? null : Below<V, P, X>;

/** What is more exact comes first: of two collections the first says what iterating gives. */
type Below<E, P extends Keys, X> = P extends readonly [infer K extends keyof E, ...infer R extends Keys]
  ? { [Q in K]: Within<E[Q], R, X> } & E
  : X & E;

/** A loading option: from the model `O`, adding the shape `S`; further steps go on from `T`, where the path `P` leads. */
export interface Load<in O, S, T, P extends LoadPath = LoadPath> {
  readonly owner?: (owner: O) => void;
  readonly shape?: S;
  /** Loads one more relation by a join in the statement of the query; below a select-in, by one more statement. */
  joinedload<T2, K extends string, N>(
    relation: ToOne<T, T2, K, N>,
  ): Load<O, Nest<S, P, { [Q in K]: T2 | N }>, T2, Step<P, K>>;
  joinedload<T2, K extends string>(
    relation: ToMany<T, T2, K>,
  ): Load<O, Nest<S, P, { [Q in K]: Collection<T2> }>, T2, Step<P, K>>;
  /** Loads one more relation by a statement of its own for all entities of this one. */
  selectinload<T2, K extends string, N>(
    relation: ToOne<T, T2, K, N>,
  ): Load<O, Nest<S, P, { [Q in K]: T2 | N }>, T2, Step<P, K>>;
  selectinload<T2, K extends string>(
    relation: ToMany<T, T2, K>,
  ): Load<O, Nest<S, P, { [Q in K]: Collection<T2> }>, T2, Step<P, K>>;
  /** Leaves a relation to be loaded on access, whatever the schema says. */
  lazyload<T2>(relation: ToOne<T, T2, string, unknown> | ToMany<T, T2, string>): Load<O, S, T2, null>;
  /** Refuses to load a relation on access. */
  raiseload<T2>(relation: ToOne<T, T2, string, unknown> | ToMany<T, T2, string>): Load<O, S, T2, null>;
}

type AnyRelation<O, T> = ToOne<O, T, string, unknown> | ToMany<O, T, string>;

class Path {
  readonly steps: readonly LoadStep[];

  constructor(steps: readonly LoadStep[]) {
    this.steps = steps;
  }

  joinedload(relation: RelationMeta): Path {
    return this.#step(relation, "joined");
  }

  selectinload(relation: RelationMeta): Path {
    return this.#step(relation, "selectin");
  }

  lazyload(relation: RelationMeta): Path {
    return this.#step(relation, "lazy");
  }

  raiseload(relation: RelationMeta): Path {
    return this.#step(relation, "raise");
  }

  #step(relation: unknown, strategy: Exclude<Strategy, "noload">): Path {
    if (relation instanceof ToOne || relation instanceof ToMany)
      return new Path([...this.steps, { relation, strategy }]);
    const found =
      relation instanceof Column ? `the column "${relation.model.name}.${relation.name}"` : kindOf(relation);
    throw new LoadOptionError(`${strategy}load takes a relation, such as User.posts, and was given ${found}`);
  }
}

const root = new Path([]);

/** Loads a relation in the query's own statement, by a join: an inner one where the key cannot be NULL. */
export function joinedload<O, T, K extends string, N>(
  relation: ToOne<O, T, K, N>,
): Load<O, { [P in K]: T | N }, T, readonly [K]>;
export function joinedload<O, T, K extends string>(
  relation: ToMany<O, T, K>,
): Load<O, { [P in K]: Collection<T> }, T, readonly [K]>;
export function joinedload(relation: RelationMeta): unknown {
  return root.joinedload(relation);
}

/** Loads a relation of all the query's entities by one more statement (one for each 500 keys). */
export function selectinload<O, T, K extends string, N>(
  relation: ToOne<O, T, K, N>,
): Load<O, { [P in K]: T | N }, T, readonly [K]>;
export function selectinload<O, T, K extends string>(
  relation: ToMany<O, T, K>,
): Load<O, { [P in K]: Collection<T> }, T, readonly [K]>;
export function selectinload(relation: RelationMeta): unknown {
  return root.selectinload(relation);
}

/** Leaves a relation to be loaded on access, whatever the schema says. */
export function lazyload<O, T>(relation: AnyRelation<O, T>): Load<O, unknown, T, null> {
  return root.lazyload(relation);
}

/** Refuses to load a relation on access: reading it throws LazyLoadRefusedError. */
export function raiseload<O, T>(relation: AnyRelation<O, T>): Load<O, unknown, T, null> {
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
      if (!isKindOf(at, relation.model))
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
