/**
 * Queries: immutable, so that one can be built up by conditions and kept. A query compiles once; run again it costs its parameters.
 */
import { MultipleFoundError, NotFoundError, QueryError } from "../errors.ts";
import { Criteria, LoaderCriteria } from "../expr/criteria.ts";
import { type Condition, type OrderBy, orderingNode } from "../expr/sql.ts";
import type { OrderingNode, PredicateNode } from "../expr/predicate.ts";
import type { Colour, Colours } from "../io/connection.ts";
import { type Op, query } from "../io/request.ts";
import { hydrateAll } from "../load/hydrate.ts";
import { hydrateJoined } from "../load/joined.ts";
import { type LoadNode, type LoadPlan, loadSeparately, needsMoreStatements, planLoads } from "../load/plan.ts";
import { askedBy } from "../load/selectin.ts";
import { type Load, loadTree } from "../load/strategy.ts";
import type { Model } from "../meta/model.ts";
import { type ModelClass, modelOf } from "../meta/model-class.ts";
import type { rel } from "../meta/symbols.ts";
import { type Compiled, compileSelect } from "../sql/compile.ts";
import type { JoinedRelation, Select } from "../sql/statements.ts";
import type { Entity } from "../state/entity.ts";
import { deleteRows } from "./bulk-delete.ts";
import { type BulkOptions, synchronizeOf, type Target } from "./bulk-target.ts";
import { updateRows } from "./bulk-update.ts";
import type { ChangeValues } from "./bulk-builder.ts";
import type { SessionCore } from "./core.ts";
import { filterByNodes, filterNodes, type FilterValues } from "./filters.ts";
import { assignmentsOf } from "./given-values.ts";

export { type ModelClass, modelOf };

/** What `options` takes: what to load and how, or what to ask of all rows of a model. */
export type Option<M, S> = Load<M, S, never> | LoaderCriteria;

/** A query before it is given a session. */
interface QueryState {
  readonly model: Model;
  readonly filters: readonly PredicateNode[];
  readonly orderings: readonly OrderingNode[];
  readonly limit: number | null;
  readonly offset: number | null;
  readonly options: readonly unknown[];
  /** Of the options, what is asked of all models that it reads; null for nothing. */
  readonly criteria: Criteria | null;
}

/** The SELECT of a query's entities, and what it loads besides. */
interface Prepared {
  readonly compiled: Compiled;
  readonly plan: LoadPlan;
}

/** A query for entities of `M`, given as `R`: `M` with what the options load. */
export class Query<M extends Entity & { readonly [rel]: object }, R, C extends Colour> {
  readonly #core: SessionCore;
  readonly #state: QueryState;
  #prepared: Prepared | undefined;

  /** @internal */
  constructor(core: SessionCore, state: QueryState) {
    this.#core = core;
    this.#state = state;
  }

  /** Rows that satisfy all conditions. @throws UndefinedValueError for a condition that is not given */
  filter(...conditions: readonly Condition<M>[]): Query<M, R, C> {
    const nodes = filterNodes(this.#state.model, conditions);
    return this.#with({ filters: [...this.#state.filters, ...nodes] });
  }

  /**
   * Rows whose columns equal the values given; a relation to one takes an entity, and null asks for NULL.
   *
   * @throws UnknownKeyError, UndefinedValueError, ValueError
   */
  filterBy(values: FilterValues<M>): Query<M, R, C> {
    const nodes = filterByNodes(this.#state.model, values);
    return this.#with({ filters: [...this.#state.filters, ...nodes] });
  }

  /** Orders the rows, by what is given first, then the next. Adds to an order given before. */
  orderBy(...orders: readonly OrderBy<M>[]): Query<M, R, C> {
    return this.#with({ orderings: [...this.#state.orderings, ...orders.map((order) => orderingNode(order))] });
  }

  /** At most `count` entities, whatever is joined. */
  limit(count: number): Query<M, R, C> {
    return this.#with({ limit: natural(count, "limit") });
  }

  /** Leaves out the first `count` entities. */
  offset(count: number): Query<M, R, C> {
    return this.#with({ offset: natural(count, "offset") });
  }

  /** Says which relations and columns are loaded with the entities, and how. */
  options<S>(load: Option<M, S>): Query<M, R & S, C>;
  options<S1, S2>(first: Option<M, S1>, second: Option<M, S2>): Query<M, R & S1 & S2, C>;
  options<S1, S2, S3>(first: Option<M, S1>, second: Option<M, S2>, third: Option<M, S3>): Query<M, R & S1 & S2 & S3, C>;
  options(...given: readonly unknown[]): unknown {
    const asked = given.filter((option) => option instanceof LoaderCriteria);
    const loads = given.filter((option) => !(option instanceof LoaderCriteria));
    const criteria = Criteria.both(this.#state.criteria, Criteria.from(asked));
    return this.#with({ options: [...this.#state.options, ...loads], criteria });
  }

  /** All entities, in order. One statement, and those that the options ask for. */
  all(): Colours<R[]>[C] {
    return this.#run(this.#entities(this.#state, this));
  }

  /** The first entity, or null. One statement with LIMIT 1. */
  first(): Colours<R | null>[C] {
    return this.#run(this.#some(1, ([first]) => first ?? null));
  }

  /** The only entity. @throws NotFoundError where there is none, MultipleFoundError where there are more */
  one(): Colours<R>[C] {
    const { model } = this.#state;
    return this.#run(
      this.#some(2, ([first, second]) => {
        if (first === undefined) throw new NotFoundError(model.name, "satisfies the query");
        if (second !== undefined) throw new MultipleFoundError(model.name);
        return first;
      }),
    );
  }

  /** The only entity, or null. @throws MultipleFoundError where there are more */
  oneOrNull(): Colours<R | null>[C] {
    const { model } = this.#state;
    return this.#run(
      this.#some(2, ([first, second]) => {
        if (second !== undefined) throw new MultipleFoundError(model.name);
        return first ?? null;
      }),
    );
  }

  /** How many entities `all` would give. One statement. */
  count(): Colours<number>[C] {
    return this.#run(this.#scalar("count", ([row]) => Number(row?.[0] ?? 0)));
  }

  /** Whether there is one. One statement. */
  exists(): Colours<boolean>[C] {
    return this.#run(this.#scalar("exists", (rows) => rows.length > 0));
  }

  /**
   * Flushes and changes the query's rows, without loading them; gives how many. As `session.update(User).filter(…).set(values).run()`.
   *
   * @throws QueryError where the query has an order, a limit or an offset; ArgumentError, UnknownKeyError, ValueError, ReadOnlyTransaction
   */
  update(values: ChangeValues<M>, options: BulkOptions = {}): Colours<number>[C] {
    const target = this.#target("update", options);
    return this.#run(
      updateRows(this.#core, { ...target, assignments: assignmentsOf(target.model, values, "update(…)") }),
    );
  }

  /**
   * Flushes and deletes the query's rows, without loading them; gives how many. As `session.delete(User).filter(…).run()`: no cascade runs but the
   * database's own.
   *
   * @throws QueryError where the query has an order, a limit or an offset; ReadOnlyTransaction
   */
  delete(options: BulkOptions = {}): Colours<number>[C] {
    return this.#run(deleteRows(this.#core, this.#target("delete", options)));
  }

  /** @throws QueryError for what no engine but one has in such a statement */
  #target(call: "update" | "delete", options: BulkOptions): Target {
    const { model, filters, orderings, limit, offset, criteria } = this.#state;
    const refused = orderings.length > 0 ? "orderBy" : limit !== null ? "limit" : offset !== null ? "offset" : null;
    if (refused !== null)
      throw new QueryError(
        `a query with ${refused} cannot ${call} its rows in one statement: leave it out, or ${call} by the keys that the query gives, as in filter(${model.name}.id.in(…))`,
      );
    const asked = criteria?.of(model) ?? [];
    return { model, filters: [...filters, ...asked], synchronize: synchronizeOf(options, call) };
  }

  /** The SQL of `all` and its parameters, for reading. Runs nothing. */
  toSql(): { readonly sql: string; readonly params: readonly unknown[] } {
    const { statement, params } = this.#prepare(this.#state, askedBy(this.#core, this.#state.criteria).all).compiled;
    return { sql: statement.sql, params };
  }

  #with(change: Partial<QueryState>): Query<M, R, C> {
    return new Query(this.#core, { ...this.#state, ...change });
  }

  #run<T>(op: Op<T>): Colours<T>[C] {
    return this.#core.run(op) as Colours<T>[C]; // the core's channel is of this query's colour
  }

  *#some<T>(limit: number, pick: (entities: R[]) => T): Op<T> {
    const state = { ...this.#state, limit: Math.min(this.#state.limit ?? limit, limit) };
    return pick(yield* this.#entities(state, null));
  }

  *#scalar<T>(result: "count" | "exists", read: (rows: readonly (readonly unknown[])[]) => T): Op<T> {
    const core = this.#core;
    core.checkUsable();
    if (core.flushesFirst) yield* core.flush(false);
    const criteria = askedBy(core, this.#state.criteria).all;
    const { statement, params } = compileSelect({ ...this.#state, criteria, joined: [], result }, core.dialect);
    return read(yield* query(statement, params));
  }

  /** @param home the query whose statement may be kept */
  *#entities(state: QueryState, home: Query<M, R, C> | null): Op<R[]> {
    const core = this.#core;
    core.checkUsable();
    if (core.flushesFirst) yield* core.flush(false);
    const asked = askedBy(core, state.criteria);
    // What the session asks need not be the same the next time.
    const isKept = home !== null && asked.all === asked.own;
    const { compiled, plan } = isKept
      ? (home.#prepared ??= this.#prepare(state, asked.all))
      : this.#prepare(state, asked.all);
    // Several statements see one state of the database, and cost less, in one read transaction. It ends before this call does.
    const isSnapshot = needsMoreStatements(plan) && !core.holding && !core.readsInTransaction;
    if (isSnapshot) yield { kind: "begin", mode: "read" };
    try {
      const rows = yield* query(compiled.statement, compiled.params);
      const entities =
        plan.joined.length === 0
          ? hydrateAll(core, state.model, rows, plan.selection, asked.own)
          : hydrateJoined(core, state.model, plan, rows, asked.own);
      yield* loadSeparately(core, plan, entities, asked);
      if (isSnapshot) yield { kind: "commit" };
      return entities as unknown[] as R[]; // R is M with what the plan has loaded
    } catch (error) {
      if (isSnapshot && core.holding) yield { kind: "rollback" };
      throw error;
    }
  }

  #prepare(state: QueryState, criteria: Criteria | null): Prepared {
    const plan = planLoads(state.model, loadTree(state.model, state.options));
    const select: Select = {
      ...state,
      criteria,
      selection: plan.selection,
      joined: joins(plan.joined),
      result: "rows",
    };
    return { compiled: compileSelect(select, this.#core.dialect), plan };
  }
}

/** The query for all entities of a class. @throws QueryError for what is no generated class */
export function queryFor<M extends Entity & { readonly [rel]: object }, C extends Colour>(
  core: SessionCore,
  modelClass: ModelClass<M>,
): Query<M, M, C> {
  return new Query(core, {
    model: modelOf(modelClass),
    filters: [],
    orderings: [],
    limit: null,
    offset: null,
    options: [],
    criteria: null,
  });
}

function joins(nodes: readonly LoadNode[]): JoinedRelation[] {
  return nodes.map(({ relation, plan }) => ({ relation, selection: plan.selection, nested: joins(plan.joined) }));
}

function natural(count: number, what: string): number {
  if (!Number.isSafeInteger(count) || count < 0)
    throw new QueryError(`${what} takes a whole number of rows, 0 or more`);
  return count;
}
