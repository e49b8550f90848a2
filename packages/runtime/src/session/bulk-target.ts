/**
 * Which entities a statement by conditions has changed. The answer is found in memory where it can be, by evaluating the conditions for the
 * entities that the session holds; else the statement gives the keys back, or a SELECT before it does where the engine's cannot.
 */
import { ArgumentError, QueryError } from "../errors.ts";
import { evaluate } from "../expr/evaluate.ts";
import type { PredicateNode } from "../expr/predicate.ts";
import { type CellValue, type Op, query } from "../io/request.ts";
import { isJoined } from "../meta/inheritance.ts";
import type { ColumnMeta, Model } from "../meta/model.ts";
import { model as modelKey } from "../meta/symbols.ts";
import { compileSelect } from "../sql/compile.ts";
import { type Entity, originOf } from "../state/entity.ts";
import type { SessionContext } from "./context.ts";
import { checkOptions, type OptionChecks } from "./options.ts";
import { keyOf, knownRow } from "./synchronize.ts";

/**
 * How the entities of the session follow an UPDATE or DELETE by conditions. `evaluate`: the conditions are evaluated in memory. `fetch`: the
 * database says which rows they were. `auto`: the first where it can be, else the second. `false`: they do not follow, and what the session holds
 * of such rows is wrong until it is refreshed.
 */
export type Synchronize = "auto" | "evaluate" | "fetch" | false;

/** What a bulk UPDATE or DELETE may be told. */
export interface BulkOptions {
  /** "auto" when absent. */
  readonly synchronize?: Synchronize | undefined;
}

const bulkOptions: OptionChecks<BulkOptions> = {
  synchronize: (value) =>
    value === false || value === "auto" || value === "evaluate" || value === "fetch"
      ? null
      : '"auto", "evaluate", "fetch" or false',
};

/** @throws ArgumentError */
export function synchronizeOf(options: BulkOptions, call: string): Synchronize {
  if (typeof options !== "object" || options === null)
    throw new ArgumentError(`${call} takes its options as an object`);
  checkOptions(call, options, bulkOptions);
  return options.synchronize ?? "auto";
}

/** The rows that a bulk statement is about. */
export interface Target {
  readonly model: Model;
  readonly filters: readonly PredicateNode[];
  readonly synchronize: Synchronize;
}

/** The same, of what the session's criteria let it see. */
export function seenBy<T extends Target>(session: SessionContext, target: T): T {
  const more = session.criteria?.of(target.model) ?? [];
  return more.length === 0 ? target : { ...target, filters: [...target.filters, ...more] };
}

/** What memory can say. `entities`: these, and no others. `nobody`: it need not know. `unknown`: the database is to be asked. */
export type Found =
  | { readonly kind: "entities"; readonly entities: readonly Entity[] }
  | { readonly kind: "nobody" }
  | { readonly kind: "unknown" };

/** @throws QueryError where the program wants the conditions evaluated that cannot be */
export function findInMemory(session: SessionContext, { model, filters, synchronize }: Target): Found {
  if (synchronize === false) return { kind: "nobody" };
  const held = session.identity.entitiesOf(model);
  if (held.length === 0) return { kind: "nobody" };
  if (synchronize === "fetch") return { kind: "unknown" };
  const matched: Entity[] = [];
  for (const entity of held) {
    // What a commit has made stale may not be what the database has by now.
    const isKnown = synchronize === "evaluate" || !originOf(entity).isStale;
    const truth = isKnown
      ? evaluate({ kind: "and", parts: filters }, entity[modelKey], knownRow(entity), session.dialect)
      : undefined;
    if (truth === undefined && synchronize === "evaluate")
      throw new QueryError(
        `this condition on "${model.name}" cannot be evaluated in memory as ${session.dialect.name} would: leave out synchronize: "evaluate"`,
      );
    if (truth === undefined) return { kind: "unknown" };
    if (truth === true) matched.push(entity);
  }
  return { kind: "entities", entities: matched };
}

/** Above so many keys a SELECT of those that match is not narrowed down to them. */
const mostNarrowed = 1000;

/** The cells of columns of the rows, read before a statement changes them. @param held to narrow it down to them; null for all rows */
export function* readCells(
  session: SessionContext,
  { model, filters }: Target,
  columns: readonly ColumnMeta[],
  held: readonly Entity[] | null,
): Op<CellValue[][]> {
  const narrowed = held === null ? null : among(model, held);
  const compiled = compileSelect(
    {
      model,
      selection: { selected: columns, reader: null, isPartial: true },
      filters: narrowed === null ? filters : [...filters, narrowed],
      orderings: [],
      limit: null,
      offset: null,
      joined: [],
      result: "rows",
    },
    session.dialect,
  );
  return (yield* query(compiled.statement, compiled.params)) as CellValue[][]; // a row that is read has all its cells
}

function among(model: Model, held: readonly Entity[]): PredicateNode | null {
  const column = model.columns[model.primaryKey[0] ?? -1];
  if (column === undefined || model.primaryKey.length > 1 || held.length > mostNarrowed) return null;
  return { kind: "among", column, cells: held.map((entity) => keyOf(entity)[0] ?? null) };
}

export function keyColumns(model: Model): ColumnMeta[] {
  return model.primaryKey.map((index) => model.columns[index] as ColumnMeta); // row indices come from the model itself
}

/** Whether one statement over one table has all that an entity of the model is made of, and can give it back. */
export function givesWholeRows(session: SessionContext, model: Model): boolean {
  return session.dialect.supports.updateReturning && !isJoined(model) && model.derived.length === 0;
}
