/**
 * The entity of a unique key, made where there is none. Two programs that do so at once get one row: the second one's INSERT is refused by the
 * key, undone by a savepoint, and the row is read.
 */
import { ArgumentError, kindOf, UndefinedValueError, UniqueViolation } from "../errors.ts";
import { Draft } from "../flush/draft.ts";
import { persist } from "../flush/persist.ts";
import type { PredicateNode } from "../expr/predicate.ts";
import { type Op, query } from "../io/request.ts";
import { hydrateAll } from "../load/hydrate.ts";
import type { Model } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { compileSelect } from "../sql/compile.ts";
import { type Entity, setDocuments, setOrigin } from "../state/entity.ts";
import { transient } from "../state/origin.ts";
import { checkNoView } from "../state/read-only.ts";
import type { SessionContext } from "./context.ts";
import { filterByNodes } from "./filters.ts";
import { columnsOf, type RowMaker } from "./given-values.ts";
import { enter } from "./synchronize.ts";
import { keysText, uniqueKeys } from "./unique-key.ts";
import { beginWriting, failWriting, prepareWriting } from "./writing.ts";

/** What `findOrCreate` gives. */
export interface FoundOrCreated<M> {
  readonly entity: M;
  readonly created: boolean;
}

const call = "findOrCreate(…)";

/** @param where values by name, a unique key among them. @throws ArgumentError, UnknownKeyError, UndefinedValueError */
export function checkKeyGiven(model: Model, where: unknown): void {
  checkNoView(model, "session.findOrCreate(…)");
  if (typeof where !== "object" || where === null)
    throw new ArgumentError(`${call} takes an object of columns of "${model.name}", and was given ${kindOf(where)}`);
  const given = Object.entries(where).flatMap(([name, value]) => {
    if (value === undefined) throw new UndefinedValueError(model.name, name);
    return value === null ? [] : columnsOf(model, name, call).map(({ index }) => index);
  });
  if (uniqueKeys(model).some((key) => key.every((index) => given.includes(index)))) return;
  throw new ArgumentError(
    `${call} goes by a unique key of "${model.name}", without which two programs would make two rows: give it ${keysText(model)}`,
  );
}

/** One SELECT, and one INSERT where it finds nothing, inside a savepoint. */
export function* findOrCreate(
  session: SessionContext,
  model: Model,
  where: object,
  defaults: object,
  make: RowMaker,
): Op<FoundOrCreated<Entity>> {
  yield* prepareWriting(session);
  const filters = filterByNodes(model, where);
  const known = yield* find(session, model, filters, false);
  if (known !== undefined) return { entity: known, created: false };
  const entity = make({ ...defaults, ...where });
  setDocuments(entity, null);
  const draft = new Draft(session);
  draft.insert([entity]);
  yield* beginWriting(session, model);
  const savepoint = "joinery_create";
  yield { kind: "savepoint", name: savepoint };
  draft.freeze();
  try {
    yield* persist(session, draft.steps);
    yield { kind: "release", name: savepoint };
    enter(session, entity);
    return { entity, created: true };
  } catch (error) {
    if (error instanceof UniqueViolation) {
      yield { kind: "rollbackTo", name: savepoint };
      yield { kind: "release", name: savepoint };
      forget(session, entity);
      draft.thaw();
      setOrigin(entity, transient);
      const other = yield* find(session, model, filters, true);
      if (other !== undefined) return { entity: other, created: false };
      throw error; // of another key
    }
    yield* failWriting(session, error);
    throw error;
  }
}

/** Of a joined hierarchy, the root's row may have gone in before an heir's was refused. */
function forget({ identity }: SessionContext, entity: Entity): void {
  const key = entity[modelKey].key(entity[row], 0);
  if (key !== null && key !== undefined) identity.remove(entity[modelKey], key, entity);
}

/** @param isCurrent whether what others have committed since the transaction's first read counts */
function* find(
  session: SessionContext,
  model: Model,
  filters: readonly PredicateNode[],
  isCurrent: boolean,
): Op<Entity | undefined> {
  const { statement, params } = compileSelect(
    { model, filters, orderings: [], limit: 1, offset: null, joined: [], result: "rows" },
    session.dialect,
  );
  const sql = isCurrent ? statement.sql + session.dialect.currentRead : statement.sql;
  return hydrateAll(session, model, yield* query({ ...statement, sql }, params))[0];
}
