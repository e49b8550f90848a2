/**
 * Loading options: which relations and columns a query loads and how, as a tree along the relations. `selectinload(User.posts).joinedload(Post.tags)`
 * is a path; the options of a query merge into one tree, and two strategies for one path are a mistake.
 */
import { kindOf, LoadOptionError } from "../errors.ts";
import { isKindOf } from "../meta/inheritance.ts";
import type { ColumnMeta, RelationMeta } from "../meta/model.ts";
import type { ColumnChoice } from "../meta/selection.ts";
import type { rel } from "../meta/symbols.ts";
import { Column, type DeferredColumn, type DeferredValue } from "../expr/column.ts";
import { type Access, ToMany, ToOne } from "../expr/relation.ts";
import type { Collection, ReadonlyCollection } from "../state/collection.ts";

export type Strategy = "lazy" | "joined" | "selectin" | "raise" | "noload";

/** One step of a path: to a relation, or a choice among the columns of the model that the steps before lead to. */
export type LoadStep =
  | { readonly kind: "relation"; readonly relation: RelationMeta; readonly strategy: Strategy }
  | { readonly kind: "columns"; readonly choice: keyof ColumnChoice; readonly columns: readonly ColumnMeta[] };

/** What a query has to load from one model on. */
export interface LoadTree {
  readonly relations: ReadonlyMap<RelationMeta, LoadBranch>;
  readonly columns: ColumnChoice;
}
export interface LoadBranch {
  readonly strategy: Strategy;
  readonly children: LoadTree;
}

type Related = { readonly [rel]: object };

/**
 * `M` with the relations and deferred columns `K` loaded, as `options(selectinload(…))` gives it. Assignable to `M`.
 *
 * Of an async client, what may be null loses `null` in this type, though not at run time: null is assignable to no `Lazy`, which the member of
 * `M` is, so a type that is assignable to `M` cannot have it. Read it by `?.` or, where the compiler is to see to it, by `await`.
 */
export type Loaded<M extends Related, K extends keyof M[typeof rel]> = M & Pick<M[typeof rel], K>;

type Keys = readonly string[];
/** The relations that lead to a model; null below one that is not loaded, where nothing can be said. */
type LoadPath = Keys | null;
type Step<P extends LoadPath, K extends string> = P extends Keys ? readonly [...P, K] : null;

/** The shape `S` with `X` added where the path `P` leads. */
type Nest<S, P extends LoadPath, X> = P extends readonly [infer K, ...infer R extends Keys]
  ? { [Q in keyof S]: Q extends K ? Within<S[Q], R, X> : S[Q] }
  : P extends readonly []
    ? S & X
    : S;

/** The same for what stands at one relation of the path. */
type Within<V, P extends Keys, X> =
  V extends Collection<infer E>
    ? Collection<Below<E, P, X>>
    : V extends ReadonlyCollection<infer E>
      ? ReadonlyCollection<Below<E, P, X>>
      : V extends null
        ? null
        : Below<V, P, X>;

/** What a relation to many gives. */
type Many<T, A extends Access> = A extends "readonly" ? ReadonlyCollection<T> : Collection<T>;

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
  joinedload<T2, K extends string, A extends Access>(
    relation: ToMany<T, T2, K, A>,
  ): Load<O, Nest<S, P, { [Q in K]: Many<T2, A> }>, T2, Step<P, K>>;
  /** Loads one more relation by a statement of its own for all entities of this one. */
  selectinload<T2, K extends string, N>(
    relation: ToOne<T, T2, K, N>,
  ): Load<O, Nest<S, P, { [Q in K]: T2 | N }>, T2, Step<P, K>>;
  selectinload<T2, K extends string, A extends Access>(
    relation: ToMany<T, T2, K, A>,
  ): Load<O, Nest<S, P, { [Q in K]: Many<T2, A> }>, T2, Step<P, K>>;
  /** Leaves a relation to be loaded on access, whatever the schema says. */
  lazyload<T2>(relation: AnyRelation<T, T2>): Load<O, S, T2, null>;
  /** Refuses to load a relation on access. */
  raiseload<T2>(relation: AnyRelation<T, T2>): Load<O, S, T2, null>;
  /** Reads a deferred column with the rows; below a select-in, by one more statement. */
  undefer<V, K extends string>(
    column: DeferredColumn<T, V, K> | DeferredValue<T, V, K>,
  ): Load<O, Nest<S, P, { [Q in K]: V }>, T, P>;
}

type AnyRelation<O, T> = ToOne<O, T, string, unknown> | ToMany<O, T, string, Access>;

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

  undefer(column: object): Path {
    return this.choose("more", "undefer", isParts(column) ? Object.values(column) : [column]);
  }

  choose(choice: keyof ColumnChoice, call: string, columns: readonly unknown[]): Path {
    const checked = columns.map((column) => {
      if (column instanceof Column) return column;
      throw new LoadOptionError(`${call} takes columns, such as User.name, and was given ${found(column)}`);
    });
    return new Path([...this.steps, { kind: "columns", choice, columns: checked }]);
  }

  #step(relation: unknown, strategy: Exclude<Strategy, "noload">): Path {
    if (relation instanceof ToOne || relation instanceof ToMany)
      return new Path([...this.steps, { kind: "relation", relation, strategy }]);
    throw new LoadOptionError(`${strategy}load takes a relation, such as User.posts, and was given ${found(relation)}`);
  }
}

/** Whether it is the handle of an embedded value: an object of those of its columns. */
function isParts(handle: unknown): handle is object {
  if (typeof handle !== "object" || handle === null) return false;
  const parts = Object.values(handle);
  return parts.length > 0 && parts.every((part) => part instanceof Column);
}

function found(value: unknown): string {
  if (value instanceof Column) return `the column "${value.model.name}.${value.name}"`;
  if (value instanceof ToOne || value instanceof ToMany) return `the relation "${value.model.name}.${value.name}"`;
  return kindOf(value);
}

const root = new Path([]);

/** Loads a relation in the query's own statement, by a join: an inner one where the key cannot be NULL. */
export function joinedload<O, T, K extends string, N>(
  relation: ToOne<O, T, K, N>,
): Load<O, { [P in K]: T | N }, T, readonly [K]>;
export function joinedload<O, T, K extends string, A extends Access>(
  relation: ToMany<O, T, K, A>,
): Load<O, { [P in K]: Many<T, A> }, T, readonly [K]>;
export function joinedload(relation: RelationMeta): unknown {
  return root.joinedload(relation);
}

/** Loads a relation of all the query's entities by one more statement (one for each 500 keys). */
export function selectinload<O, T, K extends string, N>(
  relation: ToOne<O, T, K, N>,
): Load<O, { [P in K]: T | N }, T, readonly [K]>;
export function selectinload<O, T, K extends string, A extends Access>(
  relation: ToMany<O, T, K, A>,
): Load<O, { [P in K]: Many<T, A> }, T, readonly [K]>;
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

/** Reads a deferred column (or an expression, or an embedded value) with the rows of the query. */
export function undefer<O, T, K extends string>(
  column: DeferredColumn<O, T, K> | DeferredValue<O, T, K>,
): Load<O, { [P in K]: T }, O, readonly []>;
export function undefer(column: object): unknown {
  return root.undefer(column);
}

/**
 * Leaves columns out of the rows of the query. Where one is read after all, a sync client loads it, and an async client throws
 * ColumnNotLoadedError. Keys are never left out, nor is a version.
 */
export function defer<O>(...columns: readonly Column<O, unknown>[]): Load<O, unknown, O, readonly []> {
  return root.choose("less", "defer", columns);
}

/** Leaves all columns but these, keys and versions out of the rows of the query, as `defer` does. */
export function loadOnly<O>(...columns: readonly Column<O, unknown>[]): Load<O, unknown, O, readonly []> {
  return root.choose("only", "loadOnly", columns);
}

interface Growing {
  readonly relations: Map<RelationMeta, { strategy: Strategy; children: Growing }>;
  columns: { readonly only: Set<ColumnMeta> | null; readonly more: Set<ColumnMeta>; readonly less: Set<ColumnMeta> };
}

function growing(): Growing {
  return { relations: new Map(), columns: { only: null, more: new Set(), less: new Set() } };
}

/** What a query without options loads. */
export const emptyTree: LoadTree = growing();

/** Merges options into one tree. @throws LoadOptionError where one path is given two strategies, or a step does not follow from the one before. */
export function loadTree(model: RelationMeta["model"], options: readonly unknown[]): LoadTree {
  const tree = growing();
  for (const option of options) {
    if (!(option instanceof Path))
      throw new LoadOptionError(
        "an option is made by joinedload(…), selectinload(…), lazyload(…), raiseload(…), undefer(…), defer(…) or loadOnly(…)",
      );
    let level: Growing = tree;
    let at = model;
    for (const step of option.steps) {
      if (step.kind === "columns") {
        choose(level, at, step);
        continue;
      }
      const { relation, strategy } = step;
      const name = `${relation.model.name}.${relation.name}`;
      if (!isKindOf(at, relation.model))
        throw new LoadOptionError(`"${name}" is not a relation of "${at.name}", where this step of the option begins`);
      const known = level.relations.get(relation);
      if (known !== undefined && known.strategy !== strategy) {
        throw new LoadOptionError(
          `"${name}" is given two loading strategies in one query, "${known.strategy}" and "${strategy}": choose one`,
        );
      }
      const branch = known ?? { strategy, children: growing() };
      level.relations.set(relation, branch);
      level = branch.children;
      at = relation.target;
    }
  }
  return tree;
}

/** @throws LoadOptionError for a column of another model, or of the way in which another option has it */
function choose(level: Growing, model: RelationMeta["model"], step: LoadStep & { readonly kind: "columns" }): void {
  for (const column of step.columns) {
    const name = `${column.model.name}.${column.name}`;
    if (!isKindOf(model, column.model))
      throw new LoadOptionError(`"${name}" is not a column of "${model.name}", where this step of the option begins`);
    const { only, more, less } = level.columns;
    if (step.choice === "only") level.columns = { only: new Set([...(only ?? []), column]), more, less };
    else level.columns[step.choice]?.add(column);
    if (less.has(column) && (more.has(column) || level.columns.only?.has(column) === true))
      throw new LoadOptionError(`"${name}" is both wanted and left out by the options of one query: choose one`);
  }
}
