/**
 * Runs a flush plan: binds the rows of each step into batches and brings what the database assigned back to the right entities.
 *
 * Keys that the database assigns are never matched by position alone. Where a part of the row that the program knows identifies it (its
 * primary key), that comes back with the rest; else as many rows as were sent must come back with keys that ascend, which both engines
 * give for one INSERT of several rows; else the batch is undone and its rows go in one by one.
 *
 * Where an engine's statements give no rows back, the server tells the first key of an INSERT, and the others follow it at one distance:
 * InnoDB counts so for an INSERT whose number of rows is known, in each of its lock modes but for those that also bring keys of their own,
 * which none here does. As many rows as were sent must have gone in. Whatever else the database assigned is read by the keys afterwards.
 */
import { DatabaseError, invariant, type StaleDataError } from "../errors.ts";
import { type CellValue, insert as insertRows, type Op, query, type Row, run, type Statement } from "../io/request.ts";
import { computedIn } from "../meta/inheritance.ts";
import type { ColumnMeta, Model } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { keyParameters } from "../sql/among.ts";
import type { ModelStatements } from "../sql/model-statements.ts";
import { batches, partOf, type RowPart, rowParameters } from "../sql/parameter-rows.ts";
import type { Context } from "../state/context.ts";
import { type Entity, linkOf, setBase } from "../state/entity.ts";
import { nameCulprit } from "./culprit.ts";
import type { LinkChange } from "./link-changes.ts";
import { staleData } from "./stale-rows.ts";
import {
  assignsKey,
  deleteBatches,
  insertBatches,
  insertStatement,
  isSingle,
  linkParts,
  linkStatement,
  updateBatches,
  updateParts,
} from "./step-batches.ts";
import type { DeleteStep, InsertStep, LateCell, Step, UpdateStep } from "./steps.ts";

/** Runs the steps in order: each one statement for up to 100 of its rows, or for thousands where the engine takes arrays. The transaction is open. */
export function* persist(context: Context, steps: readonly Step[]): Op<void> {
  for (const step of steps) {
    switch (step.kind) {
      case "insert":
        yield* insert(context, step);
        break;
      case "update":
        yield* update(context, step);
        break;
      case "delete":
        yield* remove(context, step);
        break;
      case "link":
      case "unlink":
        yield* changeLinks(context, step);
    }
  }
}

// ---- inserts

function* insert(context: Context, step: InsertStep): Op<void> {
  resolve(context, step.late);
  const { model, rows, columns } = step;
  const statements = context.statements(model);
  const part = partOf(model, rows, columns);
  // Undone as a whole where keys cannot be told apart. A batch whose rows are identified by what was sent needs none.
  const guard = assignsKey(step) && !isSingle(context, step) && rows.length > 1 ? "joinery_insert" : null;
  if (guard !== null) yield { kind: "savepoint", name: guard };
  let matched = true;
  for (const { from, size } of insertBatches(context, step, part)) {
    matched = yield* insertBatch(context, step, statements, part, from, size);
    if (!matched) break;
  }
  if (guard !== null) {
    if (!matched) yield { kind: "rollbackTo", name: guard };
    yield { kind: "release", name: guard };
  }
  if (!matched) for (let at = 0; at < rows.length; at++) yield* insertBatch(context, step, statements, part, at, 1);
  for (const entity of step.entities) remember(context, entity);
}

/** Inserts `size` rows; false where it cannot be told which of the rows that came back is which. */
function* insertBatch(
  context: Context,
  step: InsertStep,
  statements: ModelStatements,
  part: RowPart,
  from: number,
  size: number,
): Op<boolean> {
  const { model, returning } = step;
  const params = rowParameters(context.dialect, [part], from, size);
  const identified = returning.length > 0 && !assignsKey(step);
  const { insertReturning } = context.dialect.supports;
  const statement = insertStatement(context, step, statements, size);
  try {
    if (returning.length === 0) {
      yield* run(statement, params);
      return true;
    }
    let given: Row[];
    if (insertReturning) given = yield* query(statement, params);
    else if (identified) {
      const count = yield* run(statement, params);
      given = count === size ? yield* readBack(context, step, statements, returning, from, size) : [];
    } else given = yield* insertCounted(context, step, statements, statement, params, from, size);
    if (given.length !== size) return false;
    if (identified) return takeByKey(step, returning, given, from);
    if (size > 1 && !ascends(model, returning, given)) return false;
    for (const [at, cells] of given.entries()) take(step, from + at, returning, cells, 0);
    return true;
  } catch (error) {
    const refused = { model, entities: step.entities, rows: step.rows, from, size };
    throw yield* nameCulprit(context, error, refused, (at) =>
      run(statements.insert(step.columns, [], 1), rowParameters(context.dialect, [part], at, 1)),
    );
  }
}

/**
 * Inserts rows whose keys a counter assigns, where the server tells the first of them alone. Gives the cells of `returning`, in the order in
 * which the rows were sent; none where it cannot be told which key is whose.
 */
function* insertCounted(
  context: Context,
  { model, rows, returning }: InsertStep,
  statements: ModelStatements,
  statement: Statement,
  params: readonly CellValue[],
  from: number,
  size: number,
): Op<Row[]> {
  const { count, firstKey, keyStep } = yield* insertRows(statement, params);
  if (count !== size) return [];
  const [counted, ...more] = returning.filter((index) => model.primaryKey.includes(index));
  if (counted === undefined || more.length > 0 || firstKey === "0") throw untoldKey(context, model, returning);
  const column = model.columns[counted] as ColumnMeta; // row indices come from the model itself
  const keyAt = (at: number): CellValue => {
    const digits = (BigInt(firstKey) + BigInt(at) * BigInt(keyStep)).toString();
    return column.type.kind === "bigint" ? digits : Number(digits);
  };
  const others = returning.filter((index) => index !== counted);
  const keys = Array.from({ length: size }, (_, at) =>
    model.primaryKey.map((index) => (index === counted ? keyAt(at) : ((rows[from + at] as Row)[index] as CellValue))),
  ); // the other parts of a key were sent
  const found =
    others.length === 0
      ? null
      : byKeyOf(
          model,
          yield* query(statements.written(others, size), keyParameters(context.dialect, model, model.primaryKey, keys)),
        );
  const given: Row[] = [];
  for (const [at, key] of keys.entries()) {
    const cells = found?.get(JSON.stringify(key)) ?? [];
    if (found !== null && cells.length === 0) return [];
    given.push(
      returning.map((index) =>
        index === counted ? keyAt(at) : cells[model.primaryKey.length + others.indexOf(index)],
      ),
    );
  }
  return given;
}

function untoldKey(context: Context, model: Model, returning: readonly number[]): DatabaseError {
  const index = returning.find((one) => model.primaryKey.includes(one)) ?? -1;
  return new DatabaseError(
    `the database assigned "${model.name}.${model.columns[index]?.name}" and does not tell which: ${context.dialect.name} tells the keys of AUTO_INCREMENT alone. ` +
      "Give the key in the program, or let the schema say autoincrement() or uuid()",
  );
}

/** What the database made of the rows that were sent, each after its key. */
function* readBack(
  context: Context,
  { model, rows }: Written,
  statements: ModelStatements,
  columns: readonly number[],
  from: number,
  size: number,
): Op<Row[]> {
  const keys = rows.slice(from, from + size).map((sent) => model.primaryKey.map((index) => sent[index] as CellValue));
  return yield* query(statements.written(columns, size), keyParameters(context.dialect, model, model.primaryKey, keys));
}

/** Whether the first assigned key column strictly ascends: then rows came back as they were sent. */
function ascends(model: Model, returning: readonly number[], given: readonly Row[]): boolean {
  const at = returning.findIndex((index) => model.primaryKey.includes(index));
  let last: number | bigint | null = null;
  for (const cells of given) {
    const cell = cells[at];
    const key =
      typeof cell === "number" ? cell : typeof cell === "string" && /^-?\d+$/.test(cell) ? BigInt(cell) : null;
    if (key === null || (last !== null && key <= last)) return false;
    last = key;
  }
  return true;
}

type Written = InsertStep | UpdateStep;

/** Rows that begin with their keys, by them. */
function byKeyOf(model: Model, given: readonly Row[]): Map<string, Row> {
  return new Map(given.map((cells) => [JSON.stringify(cells.slice(0, model.primaryKey.length)), cells]));
}

/** Matches rows by the primary key that was sent with them. */
function takeByKey(step: Written, returning: readonly number[], given: readonly Row[], from: number): boolean {
  const { model, rows } = step;
  const width = model.primaryKey.length;
  const byKey = byKeyOf(model, given);
  for (let at = 0; at < given.length; at++) {
    const sent = rows[from + at] as Row; // as many came back as were sent
    const cells = byKey.get(JSON.stringify(model.primaryKey.map((index) => sent[index])));
    if (cells === undefined) return false;
    take(step, from + at, returning, cells, width);
  }
  return true;
}

/** Gives an entity what the database assigned: in the row that was sent, and in the row of now where the entity has changed since. */
function take(step: Written, at: number, returning: readonly number[], cells: Row, offset: number): void {
  const sent = step.rows[at] as Row; // pairwise with the entities
  const now = (step.entities[at] as Entity)[row]; // as above
  for (const [place, index] of returning.entries()) {
    sent[index] = cells[offset + place];
    if (now !== sent && (now[index] === undefined || step.model.columns[index]?.computed === true))
      now[index] = sent[index];
  }
}

function remember(context: Context, entity: Entity): void {
  const model = entity[modelKey];
  const key = model.key(entity[row], 0);
  invariant(key !== null && key !== undefined, `a row of "${model.name}" was inserted without a key`);
  context.identity.set(model, key, entity);
}

// ---- updates and deletes

function* update(context: Context, step: UpdateStep): Op<void> {
  resolve(context, step.late);
  const { model, rows, columns } = step;
  const computed = computedIn(model);
  const statements = context.statements(model);
  const parts = updateParts(step, statements);
  for (const { from, size } of updateBatches(context, step, parts)) {
    const params = rowParameters(context.dialect, parts, from, size);
    try {
      const statement = statements.update(columns, size);
      const givesRows = computed.length > 0 && context.dialect.supports.updateReturning;
      if (!givesRows) {
        const changed = yield* run(statement, params);
        if (changed !== size) throw yield* staleUpdate(context, step, from, size, changed);
        if (computed.length === 0) continue;
      }
      const given = givesRows
        ? yield* query(statement, params)
        : yield* readBack(context, step, statements, computed, from, size);
      const isComplete = given.length === size && takeByKey(step, computed, given, from);
      if (!isComplete) throw yield* staleUpdate(context, step, from, size, given.length);
    } catch (error) {
      const refused = { model, entities: step.entities, rows, from, size };
      throw yield* nameCulprit(context, error, refused, (at) =>
        run(statements.update(columns, 1), rowParameters(context.dialect, parts, at, 1)),
      );
    }
  }
}

function* remove(context: Context, step: DeleteStep): Op<void> {
  const { model, known, entities, taken } = step;
  const { dialect } = context;
  const statements = context.statements(model);
  const { identifying } = statements;
  for (const { from, size } of deleteBatches(context, step, statements)) {
    const keys = known.slice(from, from + size).map((cells) => identifying.map((index) => cells[index] as CellValue)); // a persistent row has its key
    let changed: number;
    try {
      changed = yield* run(statements.delete(size), keyParameters(dialect, model, identifying, keys));
    } catch (error) {
      throw yield* nameCulprit(context, error, { model, entities, rows: known, from, size }, (at) =>
        run(statements.delete(1), keyParameters(dialect, model, identifying, keys.slice(at - from, at - from + 1))),
      );
    }
    if (changed === size) continue;
    const some = entities.slice(from, from + size);
    const gone = some.filter((entity) => taken.has(entity));
    const rows = known.slice(from, from + size);
    if (changed < size - gone.length)
      throw yield* staleData(context, { model, action: "delete", entities: some, rows, columns: [], changed });
  }
}

function* staleUpdate(
  context: Context,
  { model, entities, rows, columns }: UpdateStep,
  from: number,
  size: number,
  changed: number,
): Op<StaleDataError> {
  const to = from + size;
  const missed = { entities: entities.slice(from, to), rows: rows.slice(from, to) };
  return yield* staleData(context, { model, action: "update", ...missed, columns, changed });
}

// ---- links

function* changeLinks(context: Context, step: LinkChange): Op<void> {
  const { pairs } = step;
  const parts = linkParts(step); // both are in the database by now
  for (const { from, size } of batches(pairs.length, parts, context.dialect))
    yield* run(linkStatement(context, step, size), rowParameters(context.dialect, parts, from, size));
}

// ---- shared

/**
 * Reads late keys off their targets, which are in the database by now. The row of now gets them too, unless the relation was set to another,
 * or to nobody, since the plan was frozen: an empty cell cannot tell, and what is to come is told by the relation.
 */
function resolve(context: Context, late: readonly LateCell[]): void {
  for (const { entity, cells, index, target, targetIndex, relation } of late) {
    const key = target[row][targetIndex];
    invariant(key !== undefined, `"${target[modelKey].name}" has no key yet when a row that refers to it is sent`);
    const before = cells[index];
    cells[index] = key;
    if (linkOf(entity, relation.index) === target) {
      if (entity[row] !== cells && (entity[row][index] ?? null) === null) entity[row][index] = key;
    } else if (entity[row] === cells) {
      // The change had nothing to write yet.
      entity[row] = cells.slice();
      entity[row][index] = before;
      setBase(entity, cells);
      context.touched.add(entity);
    }
  }
}
