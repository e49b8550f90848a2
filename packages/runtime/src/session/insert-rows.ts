/**
 * Rows that are inserted without becoming entities: 100,000 of them from a generator need the memory of one batch.
 *
 * Each row passes through its class's constructor, which knows the defaults and checks values, and is forgotten once its batch is written. Rows
 * with the same columns that follow one another share a statement. What is asked to be given back is inserted as a flush inserts it, by the
 * flush's own plan; so are rows of a joined hierarchy, whose tables need the key that the first of them assigns.
 */
import { addToMessage, ArgumentError, kindOf, SessionStateError } from "../errors.ts";
import { Draft, firstVersion } from "../flush/draft.ts";
import { fits, insertColumns } from "../flush/batch-columns.ts";
import { resolveKeys } from "../flush/foreign-keys.ts";
import { persist } from "../flush/persist.ts";
import { ownersFirst } from "../flush/reasons.ts";
import type { InsertStep } from "../flush/steps.ts";
import { type Op, type Row, run } from "../io/request.ts";
import { isJoined } from "../meta/inheritance.ts";
import type { Model } from "../meta/model.ts";
import { row } from "../meta/symbols.ts";
import { batches, batchLimits, partOf, rowParameters } from "../sql/parameter-rows.ts";
import { type Entity, setDocuments, setOrigin } from "../state/entity.ts";
import { transient } from "../state/origin.ts";
import { checkNoView } from "../state/read-only.ts";
import type { SessionContext } from "./context.ts";
import { type RowMaker, rowMaker } from "./given-values.ts";
import { type ModelClass, modelOf } from "../meta/model-class.ts";
import { checkOptions, flag, type OptionChecks } from "./options.ts";
import { enter, markEntered } from "./synchronize.ts";
import { beginWriting, failing, failOnce, prepareWriting } from "./writing.ts";

/** What `session.insert` may be told. */
export interface InsertOptions {
  /** Whether the rows are given back as entities of the session. They are held, all of them. */
  readonly returning?: boolean | undefined;
}

/** An insert under way: its rows come one by one, from wherever they come. */
export class Insertion {
  readonly entities: Entity[] = [];
  count = 0;
  readonly #session: SessionContext;
  readonly #model: Model;
  readonly #make: RowMaker;
  readonly #isReturning: boolean;
  readonly #limits: { readonly rows: number; readonly characters: number };
  #waiting: Entity[] = [];
  #characters = 0;
  #hasWritten = false;
  #epoch = 0;

  constructor(session: SessionContext, model: Model, make: RowMaker, isReturning: boolean) {
    checkNoView(model, "session.insert(…)");
    this.#session = session;
    this.#model = model;
    this.#make = make;
    this.#isReturning = isReturning;
    this.#limits = batchLimits(model.columns.length, session.dialect);
  }

  /** Takes a row; says whether a batch is full, which is then to be written. */
  take(values: unknown): boolean {
    const entity = this.#made(values);
    this.#waiting.push(entity);
    if (this.#limits.characters < Infinity)
      for (const cell of entity[row])
        if (typeof cell === "string" || cell instanceof Uint8Array) this.#characters += cell.length;
    return this.#waiting.length >= this.#limits.rows || this.#characters > this.#limits.characters;
  }

  #made(values: unknown): Entity {
    try {
      return this.#make(values);
    } catch (error) {
      addToMessage(error, inRow("insert(…)", this.count + this.#waiting.length));
      throw error;
    }
  }

  /** Writes what waits. A failure ends the transaction, as that of a flush does, once anything of the insert has been sent. */
  *write(): Op<void> {
    this.#session.checkUsable();
    this.#checkGoesOn();
    const entities = this.#waiting;
    if (entities.length === 0) return;
    this.#waiting = [];
    this.#characters = 0;
    const steps = this.#plan(entities);
    yield* beginWriting(this.#session, this.#model);
    this.#hasWritten = true;
    this.#epoch = this.#session.epoch;
    yield* failing(this.#session, () => this.#run(steps, entities));
    this.count += entities.length;
  }

  /** Whether what went wrong between batches leaves rows behind, which only a rollback takes away. */
  get hasWritten(): boolean {
    return this.#hasWritten;
  }

  /** @throws SessionStateError where rows that were sent are not in the transaction that is open now */
  #checkGoesOn(): void {
    if (this.#hasWritten && this.#epoch !== this.#session.epoch)
      throw new SessionStateError(
        `the transaction of an insert of "${this.#model.name}" was committed or rolled back while its rows were still coming: leave that to what calls insert(…), or insert in parts, one call for each transaction`,
      );
  }

  #plan(entities: readonly Entity[]): readonly InsertStep[] | Draft {
    if (!this.#isReturning && !isJoined(this.#model)) return plainSteps(this.#model, entities, this.count);
    for (const entity of entities) setDocuments(entity, null);
    const draft = new Draft(this.#session);
    draft.insert(entities);
    return draft;
  }

  *#run(steps: readonly InsertStep[] | Draft, entities: readonly Entity[]): Op<void> {
    if (steps instanceof Draft) {
      steps.freeze();
      yield* persist(this.#session, steps.steps);
    } else yield* insertPlain(this.#session, steps);
    if (this.#isReturning) {
      for (const entity of entities) {
        this.entities.push(entity);
        enter(this.#session, entity);
      }
      return;
    }
    if (steps instanceof Draft) for (const entity of entities) this.#forget(entity);
    markEntered(
      this.#session,
      this.#model,
      entities.map((entity) => entity[row]),
    );
  }

  #forget(entity: Entity): void {
    const key = this.#model.key(entity[row], 0);
    this.#session.undo.forget(entity);
    if (key !== null && key !== undefined) this.#session.identity.remove(this.#model, key, entity);
    setOrigin(entity, transient);
  }
}

/** Which of many rows an error is about, counted as in a list. */
export function inRow(call: string, at: number): string {
  return ` (rows[${at}] of ${call})`;
}

/**
 * Rows of a table by their columns, neighbours together.
 *
 * @param before how many rows came before these
 * @throws MissingValueError
 */
function plainSteps(model: Model, entities: readonly Entity[], before: number): InsertStep[] {
  const steps: InsertStep[] = [];
  for (const [at, entity] of entities.entries()) {
    const sent = sentRow(model, entity);
    const last = steps.at(-1);
    if (last !== undefined && fits(last, sent, [])) {
      last.rows.push(sent);
      continue;
    }
    const { columns, returning } = columnsOfRow(model, entity, sent, before + at);
    steps.push({ kind: "insert", why: ownersFirst, model, entities: [], rows: [sent], columns, returning, late: [] });
  }
  return steps;
}

function columnsOfRow(model: Model, entity: Entity, sent: Row, at: number): ReturnType<typeof insertColumns> {
  try {
    return insertColumns(model, entity, sent, []);
  } catch (error) {
    addToMessage(error, inRow("insert(…)", at));
    throw error;
  }
}

/** The row of an entity that was made for it, with what every insert fills in. */
export function sentRow(model: Model, entity: Entity): Row {
  const sent = entity[row];
  if (model.version !== null) sent[model.version] = firstVersion(model, model.version);
  resolveKeys(entity, sent);
  return sent;
}

function* insertPlain(session: SessionContext, steps: readonly InsertStep[]): Op<void> {
  for (const { model, rows, columns } of steps) {
    const part = partOf(model, rows, columns);
    const statements = session.statements(model);
    // A row of defaults alone is one statement.
    const sizes =
      columns.length === 0 ? rows.map((_, from) => ({ from, size: 1 })) : batches(rows.length, [part], session.dialect);
    for (const { from, size } of sizes)
      yield* run(statements.insert(columns, [], size), rowParameters(session.dialect, [part], from, size));
  }
}

/** What runs an insert: a session's core. */
export interface Inserter extends SessionContext {
  run<T>(op: Op<T>): T | Promise<T>;
}

const insertOptions: OptionChecks<InsertOptions> = { returning: flag };

/** Inserts rows; gives how many, or their entities, in the session's colour. @throws ArgumentError */
export function insert(
  session: Inserter,
  modelClass: ModelClass<unknown>,
  rows: unknown,
  options: InsertOptions,
): unknown {
  const model = modelOf(modelClass);
  checkOptions("insert", options, insertOptions);
  checkRows(rows, "insert(…)", session.colour === "async");
  const isReturning = options.returning === true;
  const insertion = new Insertion(session, model, rowMaker(model, modelClass, "insert(…)"), isReturning);
  const result = (): number | Entity[] => (isReturning ? insertion.entities : insertion.count);
  if (isIterable(rows)) return session.run(insertAll(session, insertion, rows, result));
  return insertAsTheyCome(session, insertion, rows as AsyncIterable<unknown>).then(result); // as checked
}

const isIterable = (rows: unknown): rows is Iterable<unknown> =>
  typeof rows === "object" && rows !== null && Symbol.iterator in rows;

function* insertAll<T>(session: Inserter, insertion: Insertion, rows: Iterable<unknown>, result: () => T): Op<T> {
  yield* prepareWriting(session);
  try {
    for (const values of rows) if (insertion.take(values)) yield* insertion.write();
    yield* insertion.write();
  } catch (error) {
    if (insertion.hasWritten) yield* failOnce(session, error);
    throw error;
  }
  return result();
}

/** Each batch is a call of its own, so that what gives the rows may read them by this very session. */
async function insertAsTheyCome(session: Inserter, insertion: Insertion, rows: AsyncIterable<unknown>): Promise<void> {
  await session.run(prepareWriting(session));
  try {
    for await (const values of rows) if (insertion.take(values)) await session.run(insertion.write());
    await session.run(insertion.write());
  } catch (error) {
    if (insertion.hasWritten) await session.run(failOnce(session, error));
    throw error;
  }
}

/** @throws ArgumentError */
export function checkRows(rows: unknown, call: string, isAsync: boolean): void {
  const isIterable =
    typeof rows === "object" && rows !== null && (Symbol.iterator in rows || (isAsync && Symbol.asyncIterator in rows));
  if (isIterable) return;
  const comesLater = typeof rows === "object" && rows !== null && Symbol.asyncIterator in rows;
  throw new ArgumentError(
    comesLater
      ? `${call} takes a list of rows here, and was given one that has to be awaited: insert(…) of an async client takes that`
      : `${call} takes a list of rows, and was given ${kindOf(rows)}: one row is a list too, [row]`,
  );
}
