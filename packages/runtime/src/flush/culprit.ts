/**
 * Which entity of a batch a constraint refused. An engine that undoes a refused statement alone is asked: the rows are tried one by one under a
 * savepoint, and all is undone. On PostgreSQL, where the transaction is over, its words are read: they name the key that clashed, in the values'
 * own text, and of two rows of a batch with one value the later is the one. Where neither helps the error names nobody.
 */
import { ConstraintViolation } from "../errors.ts";
import type { CellKind, CellValue, Op, Row } from "../io/request.ts";
import type { Model } from "../meta/model.ts";
import type { Context } from "../state/context.ts";
import type { Entity } from "../state/entity.ts";

/** Rows of one statement. */
export interface Refused {
  readonly model: Model;
  readonly entities: readonly Entity[];
  /** Pairwise with the entities. */
  readonly rows: readonly Row[];
  /** Which of them the statement was about. */
  readonly from: number;
  readonly size: number;
}

/**
 * The error that a batch ends with: the one given, which names the entity now where that is known, or that of its row alone.
 *
 * @param alone sends the row at this place by itself
 */
export function* nameCulprit(
  context: Context,
  error: unknown,
  { model, entities, rows, from, size }: Refused,
  alone: (at: number) => Op<unknown>,
): Op<unknown> {
  if (!(error instanceof ConstraintViolation)) return error;
  if (size === 1) error.entity = entities[from];
  if (size === 1) return error;
  if (!context.dialect.supports.statementRollback) {
    const at = rows.slice(from, from + size).findLastIndex((cells) => isNamed(model, cells, keyIn(error)));
    if (at >= 0) error.entity = entities[from + at];
    return error;
  }
  let found: unknown = error;
  yield { kind: "savepoint", name: "joinery_culprit" };
  for (let at = from; at < from + size && found === error; at++) {
    try {
      yield* alone(at);
    } catch (single) {
      if (!(single instanceof ConstraintViolation)) break;
      single.entity = entities[at];
      found = single;
    }
  }
  yield { kind: "rollbackTo", name: "joinery_culprit" };
  yield { kind: "release", name: "joinery_culprit" };
  return found;
}

interface NamedKey {
  readonly columns: readonly string[];
  readonly text: string;
}

/** `Key (a, b)=(1, x) already exists.`, as PostgreSQL has it in the error that the driver gave. */
function keyIn({ cause }: ConstraintViolation): NamedKey | null {
  const detail = typeof cause === "object" && cause !== null && "detail" in cause ? cause.detail : undefined;
  const found = typeof detail === "string" ? /\((.*?)\)=\((.*)\)[^()]*(?:"[^"]*")?[^()]*$/s.exec(detail) : null;
  if (found === null) return null;
  const [, names = "", text = ""] = found;
  return { columns: names.split(", ").map((name) => name.replaceAll('"', "")), text };
}

function isNamed(model: Model, cells: Row, key: NamedKey | null): boolean {
  if (key === null) return false;
  const values = key.columns.map((name) => {
    const column = model.columns.find((one) => one.column === name);
    return column === undefined ? undefined : textOf(cells[column.index] ?? null, column.type.kind);
  });
  return !values.includes(undefined) && values.join(", ") === key.text;
}

/** As the engine writes it; undefined for a kind that it writes in a way of its own. */
function textOf(cell: CellValue, kind: CellKind): string | undefined {
  if (kind === "bool") return cell === 1 ? "t" : "f";
  const isPlain = kind === "int" || kind === "bigint" || kind === "text" || kind === "uuid" || kind === "enum";
  return isPlain && cell !== null && !(cell instanceof Uint8Array) ? String(cell) : undefined;
}
