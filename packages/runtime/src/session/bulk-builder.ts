/** UPDATE and DELETE by conditions, as programs build them: immutable, and run at the end. */
import type { Column } from "../expr/column.ts";
import type { PredicateNode } from "../expr/predicate.ts";
import type { Condition, Sql } from "../expr/sql.ts";
import type { Colour, Colours } from "../io/connection.ts";
import type { Op } from "../io/request.ts";
import type { Model } from "../meta/model.ts";
import type { rel } from "../meta/symbols.ts";
import type { Assignment } from "../sql/bulk-statements.ts";
import type { Entity } from "../state/entity.ts";
import { deleteReturning, deleteRows } from "./bulk-delete.ts";
import type { Synchronize, Target } from "./bulk-target.ts";
import { updateReturning, updateRows } from "./bulk-update.ts";
import type { SessionCore } from "./core.ts";
import { filterByNodes, filterNodes, type FilterValues } from "./filters.ts";
import { assignmentsOf } from "./given-values.ts";

/** What a constructor takes for a member, which may be less than what is read: the fields of a value that have defaults are absent. */
type InitValue<I, K> = I extends unknown ? (K extends keyof I ? I[K] : never) : never;

/**
 * What `set` takes for `M`: values of columns or SQL that makes them, and entities for relations to one.
 *
 * @typeParam I what its class's constructor takes
 */
export type ChangeValues<M extends { readonly [rel]: object }, I = never> = {
  readonly [K in Exclude<keyof M, keyof M[typeof rel] | symbol | "toJSON">]?:
    (M[K] extends PromiseLike<infer T> ? T : M[K]) | InitValue<I, K> | Sql | Column<M, unknown> | undefined;
} & { readonly [K in keyof M[typeof rel]]?: M[typeof rel][K] | undefined };

type AnyEntity = Entity & { readonly [rel]: object };

/** An UPDATE of rows of `M`. Without a condition, of all. */
export class BulkUpdate<M extends AnyEntity, C extends Colour, I = never> {
  readonly #core: SessionCore;
  readonly #target: Target;
  readonly #assignments: readonly Assignment[];

  /** @internal */
  constructor(core: SessionCore, target: Target, assignments: readonly Assignment[]) {
    this.#core = core;
    this.#target = target;
    this.#assignments = assignments;
  }

  /** Of rows that satisfy all conditions. @throws UndefinedValueError */
  filter(...conditions: readonly Condition<M>[]): BulkUpdate<M, C, I> {
    return this.#narrowed(filterNodes(this.#target.model, conditions));
  }

  /** Of rows whose columns equal the values given. @throws UnknownKeyError, UndefinedValueError, ValueError */
  filterBy(values: FilterValues<M>): BulkUpdate<M, C, I> {
    return this.#narrowed(filterByNodes(this.#target.model, values));
  }

  /**
   * What the rows get: values, `sql` templates over the row's own columns, other columns. `undefined` counts as not given. What is set again
   * takes the later value.
   *
   * @throws UnknownKeyError, ValueError, ArgumentError for a collection or a column that the database computes
   */
  set(values: ChangeValues<M, I>): BulkUpdate<M, C, I> {
    const added = assignmentsOf(this.#target.model, values, "set(…)");
    const kept = this.#assignments.filter(({ column }) => !added.some((one) => one.column === column));
    return new BulkUpdate(this.#core, this.#target, [...kept, ...added]);
  }

  /**
   * Flushes and changes the rows; gives how many. One statement; on engines without RETURNING a SELECT besides where the entities that the
   * session holds cannot follow from memory. Of a joined hierarchy one statement for each table, and a SELECT of the keys.
   *
   * @throws ArgumentError where nothing is set, ReadOnlyTransaction, QueryError
   */
  run(): Colours<number>[C] {
    return this.#give(updateRows(this.#core, this.#update));
  }

  /** Flushes and changes the rows; gives their entities. One statement; on engines without RETURNING, two SELECTs besides. @throws as of `run` */
  returning(): Colours<M[]>[C] {
    return this.#give(updateReturning(this.#core, this.#update) as Op<M[]>); // rows of the model are of its class
  }

  get #update(): Target & { readonly assignments: readonly Assignment[] } {
    return { ...this.#target, assignments: this.#assignments };
  }

  #narrowed(nodes: readonly PredicateNode[]): BulkUpdate<M, C, I> {
    return new BulkUpdate(this.#core, narrowed(this.#target, nodes), this.#assignments);
  }

  #give<T>(op: Op<T>): Colours<T>[C] {
    return this.#core.run(op) as Colours<T>[C]; // the core's channel is of this builder's colour
  }
}

/** A DELETE of rows of `M`. Without a condition, of all. */
export class BulkDelete<M extends AnyEntity, C extends Colour> {
  readonly #core: SessionCore;
  readonly #target: Target;

  /** @internal */
  constructor(core: SessionCore, target: Target) {
    this.#core = core;
    this.#target = target;
  }

  /** Of rows that satisfy all conditions. @throws UndefinedValueError */
  filter(...conditions: readonly Condition<M>[]): BulkDelete<M, C> {
    return new BulkDelete(this.#core, narrowed(this.#target, filterNodes(this.#target.model, conditions)));
  }

  /** Of rows whose columns equal the values given. @throws UnknownKeyError, UndefinedValueError, ValueError */
  filterBy(values: FilterValues<M>): BulkDelete<M, C> {
    return new BulkDelete(this.#core, narrowed(this.#target, filterByNodes(this.#target.model, values)));
  }

  /**
   * Flushes and deletes the rows; gives how many. One statement, and on engines without RETURNING a SELECT before it where memory cannot tell
   * which entities go. No cascade runs but the database's own.
   *
   * @throws ReadOnlyTransaction, QueryError, ForeignKeyViolation
   */
  run(): Colours<number>[C] {
    return this.#core.run(deleteRows(this.#core, this.#target)) as Colours<number>[C]; // as of BulkUpdate
  }

  /** Flushes and deletes the rows; gives the entities that they were. One statement; on engines without RETURNING, a SELECT besides. @throws as of `run` */
  returning(): Colours<M[]>[C] {
    return this.#core.run(deleteReturning(this.#core, this.#target)) as Colours<M[]>[C]; // as of BulkUpdate
  }
}

function narrowed(target: Target, nodes: readonly PredicateNode[]): Target {
  return { ...target, filters: [...target.filters, ...nodes] };
}

/** Every row of a model. */
export function everyRow(model: Model, synchronize: Synchronize): Target {
  return { model, filters: [], synchronize };
}
