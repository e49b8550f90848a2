/**
 * Conditions that hold for a model wherever it is read: soft deletion, the rows of one tenant. They are given to a query, a session or a whole
 * database, and every SELECT of the model has them: the query's own rows, joined ones, those of select-in and lazy loads, and what `any`, `has`
 * and `none` look at. What a base is given holds for its heirs; what an heir is given, for its rows among those of a base.
 *
 * They do not stand in what reads a known row again (a refresh, a deferred column), nor in the user's own SQL, nor within one another: a
 * criterion that asks for related rows sees all of them. After SQLAlchemy's `with_loader_criteria`.
 */
import { ArgumentError, kindOf } from "../errors.ts";
import { familyOf, lineOf } from "../meta/inheritance.ts";
import type { Model } from "../meta/model.ts";
import { type ModelClass, modelIn, modelOf } from "../meta/model-class.ts";
import { nodeOf, type PredicateNode } from "./predicate.ts";
import type { Condition } from "./sql.ts";

/** Made by `withLoaderCriteria`. */
export class LoaderCriteria {
  readonly #conditionOf: (model: Model) => PredicateNode | null;

  /** @internal */
  constructor(conditionOf: (model: Model) => PredicateNode | null) {
    this.#conditionOf = conditionOf;
  }

  /** @internal What it says of exactly this model. */
  static conditionOf(criteria: LoaderCriteria, model: Model): PredicateNode | null {
    return criteria.#conditionOf(model);
  }
}

/**
 * A condition on the rows of a model, or by a function on those of every model, that each SELECT of it has: as an option of a query, or among
 * the `criteria` of a session or a database.
 *
 * The function is called for a model when it is first read (by the query, or by the session's statement), and gives null where there is
 * nothing to ask of it.
 *
 * @example
 * session.query(Team).options(withLoaderCriteria(User, User.deletedAt.isNull()));
 * db.session({ criteria: [withLoaderCriteria((M) => (hasColumn(M, "tenantId") ? column(M, "tenantId").eq(7) : null))] });
 *
 * @throws ArgumentError, QueryError
 */
export function withLoaderCriteria<M>(
  modelClass: ModelClass<M>,
  condition: Condition<M> | ((modelClass: ModelClass<M>) => Condition<M> | null),
): LoaderCriteria;
export function withLoaderCriteria(
  condition: (modelClass: ModelClass<unknown>) => Condition<never> | null,
): LoaderCriteria;
export function withLoaderCriteria(first: unknown, condition?: unknown): LoaderCriteria {
  if (modelIn(first) === undefined && typeof first === "function" && condition === undefined)
    return new LoaderCriteria((model) => given(first as ConditionFunction, model)); // as the overload has it
  const wanted = modelOf(first as ModelClass<unknown>); // asked there
  if (typeof condition === "function")
    return new LoaderCriteria((model) => (model === wanted ? given(condition as ConditionFunction, model) : null));
  const node = nodeOf(condition, "withLoaderCriteria");
  return new LoaderCriteria((model) => (model === wanted ? node : null));
}

type ConditionFunction = (modelClass: ModelClass<unknown>) => unknown;

function given(conditionOf: ConditionFunction, model: Model): PredicateNode | null {
  const condition = conditionOf(model.modelClass);
  if (condition === undefined)
    throw new ArgumentError(
      `the function of withLoaderCriteria gave undefined for "${model.name}": give null where there is nothing to ask`,
    );
  return condition === null ? null : nodeOf(condition, "withLoaderCriteria");
}

/** What an option that takes criteria should be given; null for a list of them. */
export function criteriaList(value: unknown): string | null {
  return Array.isArray(value) && value.every((one) => one instanceof LoaderCriteria)
    ? null
    : "a list of withLoaderCriteria(…)";
}

/** The criteria of one query or session, put together. */
export class Criteria {
  readonly #list: readonly LoaderCriteria[];
  readonly #byModel = new Map<Model, readonly PredicateNode[]>();

  constructor(list: readonly LoaderCriteria[]) {
    this.#list = list;
  }

  /** What statements ask of the rows of a model; nothing, mostly. */
  of(model: Model): readonly PredicateNode[] {
    let known = this.#byModel.get(model);
    if (known === undefined) this.#byModel.set(model, (known = this.#list.flatMap((one) => conditionsOf(one, model))));
    return known;
  }

  /** Both; null where there are none. */
  static both(one: Criteria | null, other: Criteria | null): Criteria | null {
    if (one === null || other === null || one === other) return one ?? other;
    return new Criteria([...new Set([...one.#list, ...other.#list])]);
  }

  /** Those of a list. @throws ArgumentError where a function gave anything else */
  static from(list: readonly LoaderCriteria[]): Criteria | null {
    const expected = criteriaList(list);
    if (expected !== null)
      throw new ArgumentError(`the function "criteria" of connect gives ${expected}, and gave ${kindOf(list)}`);
    return list.length === 0 ? null : new Criteria(list);
  }
}

function conditionsOf(criteria: LoaderCriteria, model: Model): PredicateNode[] {
  const conditions: PredicateNode[] = [];
  for (const one of lineOf(model)) {
    const condition = LoaderCriteria.conditionOf(criteria, one);
    if (condition !== null) addNew(conditions, condition);
  }
  if (model.inheritance === null) return conditions;
  const [, ...heirs] = familyOf(model);
  for (const heir of heirs) {
    const condition = LoaderCriteria.conditionOf(criteria, heir);
    // What a function says of all models it says of the heirs as well.
    if (condition === null || conditions.some((known) => isSame(known, condition))) continue;
    addNew(conditions, { kind: "or", parts: [{ kind: "not", part: isOf(heir) }, condition] });
  }
  return conditions;
}

function addNew(conditions: PredicateNode[], condition: PredicateNode): void {
  if (!conditions.some((known) => isSame(known, condition))) conditions.push(condition);
}

/** Whether a row of a hierarchy is one of this model, by the column that tells them apart. */
function isOf(heir: Model): PredicateNode {
  const { inheritance } = heir;
  const column = inheritance === null ? undefined : heir.columns[inheritance.discriminator];
  if (column === undefined) return { kind: "constant", holds: true };
  const cells = familyOf(heir).flatMap((one) => (one.inheritance === null ? [] : [one.inheritance.value]));
  return { kind: "among", column, cells };
}

/** Whether two trees say the same. Columns and relations are themselves alone. */
function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if ("model" in one || "model" in other) return false;
  const [mine, theirs] = [Object.entries(one), Object.entries(other)];
  return (
    mine.length === theirs.length &&
    mine.every(([key, value]) => isSame(value, (other as Readonly<Record<string, unknown>>)[key])) // of an object
  );
}
