/** Column handles: the static members of a model class, and what conditions and orders are made of. */
import { invariant, kindOf, QueryError, UndefinedValueError } from "../errors.ts";
import type { CellValue } from "../io/request.ts";
import type { CellType, ColumnMeta, ExpressionSql, Model } from "../meta/model.ts";
import type { key, owner, value } from "./carriers.ts";
import { type Comparison, Ordering, Predicate, type PredicateNode } from "./predicate.ts";

/** What a column is besides its name and type; absent means no. */
export interface ColumnOptions {
  /** The name in the database, where it is not the property's. */
  readonly column?: string;
  readonly nullable?: boolean;
  /** The database gives the value where the program gives none. */
  readonly assigned?: boolean;
  /** The database alone gives the value. */
  readonly computed?: boolean;
  /** What is read in its place, where the table has no such column. */
  readonly expression?: ExpressionSql;
  readonly version?: boolean;
  readonly deferred?: boolean;
  readonly updatedAt?: boolean;
  /** Has no property. */
  readonly hidden?: boolean;
  readonly secret?: boolean;
}

/** Stands for the model until `bindColumn` gives it. A lookup before that is a bug of ours, and says so by this name. */
const unbound = { name: "(unbound)", columns: [] } as unknown as Model; // its name is all that an error needs

/** Every column, whatever its model and type. */
export type AnyColumn = Column<never, unknown>;

/**
 * A column of `M` that gives `T`.
 *
 * Values are checked and encoded where the condition is built, so that a mistake is reported on its own line. `undefined` is refused
 * everywhere: it never means "match everything".
 */
export class Column<in M, out T> implements ColumnMeta {
  declare readonly [owner]: (owner: M) => void;
  declare readonly [value]: T;

  readonly name: string;
  readonly column: string;
  readonly sourceName: string;
  readonly type: CellType<unknown>;
  readonly nullable: boolean;
  readonly assigned: boolean;
  readonly computed: boolean;
  readonly expression: ExpressionSql | null;
  readonly version: boolean;
  readonly deferred: boolean;
  readonly updatedAt: boolean;
  readonly hidden: boolean;
  readonly secret: boolean;
  readonly index: number = -1;
  readonly model: Model = unbound;

  /** @internal */
  constructor(name: string, type: CellType<unknown>, options: ColumnOptions) {
    this.name = name;
    this.column = options.column ?? name;
    this.sourceName = this.column;
    this.type = type;
    this.nullable = options.nullable ?? false;
    this.expression = options.expression ?? null;
    this.computed = options.computed ?? (this.expression !== null && typeof this.expression !== "string");
    this.assigned = options.assigned ?? this.computed;
    this.version = options.version ?? false;
    this.deferred = options.deferred ?? false;
    this.updatedAt = options.updatedAt ?? false;
    this.hidden = options.hidden ?? false;
    this.secret = options.secret ?? false;
  }

  /**
   * Equal. `null` asks for NULL; another column compares the two.
   *
   * @throws UndefinedValueError, ValueError
   */
  eq(value: T): Predicate<M>;
  eq<O>(other: Column<O, T | null>): Predicate<M & O>;
  eq(value: unknown): Predicate<M> {
    return value === null ? this.isNull() : this.#compare("=", value);
  }

  /** Not equal; as in SQL, a NULL in the row satisfies neither this nor `eq`. `null` asks for a value. */
  ne(value: T): Predicate<M>;
  ne<O>(other: Column<O, T | null>): Predicate<M & O>;
  ne(value: unknown): Predicate<M> {
    return value === null ? this.isNotNull() : this.#compare("<>", value);
  }

  lt(value: NonNullable<T>): Predicate<M>;
  lt<O>(other: Column<O, T | null>): Predicate<M & O>;
  lt(value: unknown): Predicate<M> {
    return this.#compare("<", value);
  }

  le(value: NonNullable<T>): Predicate<M>;
  le<O>(other: Column<O, T | null>): Predicate<M & O>;
  le(value: unknown): Predicate<M> {
    return this.#compare("<=", value);
  }

  gt(value: NonNullable<T>): Predicate<M>;
  gt<O>(other: Column<O, T | null>): Predicate<M & O>;
  gt(value: unknown): Predicate<M> {
    return this.#compare(">", value);
  }

  ge(value: NonNullable<T>): Predicate<M>;
  ge<O>(other: Column<O, T | null>): Predicate<M & O>;
  ge(value: unknown): Predicate<M> {
    return this.#compare(">=", value);
  }

  /** At least `low` and at most `high`. */
  between(low: NonNullable<T>, high: NonNullable<T>): Predicate<M> {
    return new Predicate({ kind: "between", column: this, low: this.#encode(low), high: this.#encode(high) });
  }

  /** One of `values`, among which `null` asks for NULL. With no value, nowhere. One parameter, however many they are. */
  in(values: Iterable<T>): Predicate<M> {
    return new Predicate(this.#among(values));
  }

  /** None of `values`. With no value, everywhere. */
  notIn(values: Iterable<T>): Predicate<M> {
    return new Predicate({ kind: "not", part: this.#among(values) });
  }

  isNull(): Predicate<M> {
    return new Predicate({ kind: "null", column: this });
  }

  isNotNull(): Predicate<M> {
    return new Predicate({ kind: "not", part: { kind: "null", column: this } });
  }

  /** Matches a pattern: `%` stands for any text, `_` for one character, a backslash takes the next as it is. `a` is not `A`. */
  like(this: Column<M, string | null>, pattern: string): Predicate<M> {
    return new Predicate(match(this, pattern, "like"));
  }

  /** As `like`, where `a` is `A` (on SQLite, for the letters of ASCII). */
  ilike(this: Column<M, string | null>, pattern: string): Predicate<M> {
    return new Predicate(match(this, pattern, "ilike"));
  }

  /** Begins with `text`, in which nothing is a wildcard. */
  startsWith(this: Column<M, string | null>, text: string): Predicate<M> {
    return new Predicate(match(this, escaped(this, text) + "%", "like"));
  }

  /** Ends with `text`, in which nothing is a wildcard. */
  endsWith(this: Column<M, string | null>, text: string): Predicate<M> {
    return new Predicate(match(this, "%" + escaped(this, text), "like"));
  }

  /** Has `text` in it, in which nothing is a wildcard. */
  contains(this: Column<M, string | null>, text: string): Predicate<M> {
    return new Predicate(match(this, `%${escaped(this, text)}%`, "like"));
  }

  asc(): Ordering<M> {
    return new Ordering({ by: this, sort: "asc", nulls: null });
  }

  desc(): Ordering<M> {
    return new Ordering({ by: this, sort: "desc", nulls: null });
  }

  #compare(comparison: Comparison, value: unknown): Predicate<M> {
    if (value instanceof Column) return new Predicate({ kind: "columns", left: this, comparison, right: value });
    return new Predicate({ kind: "compare", column: this, comparison, cell: this.#encode(value) });
  }

  #encode(value: unknown): CellValue {
    if (value === undefined) throw new UndefinedValueError(this.model.name, this.name);
    return this.type.write(value, this);
  }

  #among(values: Iterable<T>): PredicateNode {
    if (values === undefined) throw new UndefinedValueError(this.model.name, this.name);
    // A text is iterable too, by its characters.
    if (typeof values !== "object" || values === null || !(Symbol.iterator in values))
      throw new QueryError(
        `in and notIn of "${this.model.name}.${this.name}" take a list of values, and were given ${kindOf(values)}`,
      );
    const cells: CellValue[] = [];
    let hasNull = false;
    for (const value of values) {
      if (value === null) hasNull = true;
      else cells.push(this.#encode(value));
    }
    const among: PredicateNode =
      cells.length === 0 ? { kind: "constant", holds: false } : { kind: "among", column: this, cells };
    if (!hasNull) return among;
    const isNull: PredicateNode = { kind: "null", column: this };
    return cells.length === 0 ? isNull : { kind: "or", parts: [among, isNull] };
  }
}

function checkText({ model, name }: AnyColumn, text: unknown): void {
  if (text === undefined) throw new UndefinedValueError(model.name, name);
  if (typeof text !== "string")
    throw new QueryError(`"${model.name}.${name}" is matched with a string, and was given ${kindOf(text)}`);
}

function match(column: AnyColumn, pattern: string, kind: "like" | "ilike"): PredicateNode {
  checkText(column, pattern);
  return { kind: "match", column, pattern, match: kind };
}

function escaped(column: AnyColumn, text: string): string {
  checkText(column, text);
  return text.replace(/[\\%_]/g, "\\$&");
}

/** A column that is not read with its row, under the property `K`. */
export type DeferredColumn<M, T, K extends string> = Column<M, T> & { readonly [key]: K };

/** The handle of a deferred column, as `column` makes it. */
export function deferred<M, T, K extends string>(
  name: K,
  type: CellType<T> | CellType<NonNullable<T>>,
  options: ColumnOptions = {},
): DeferredColumn<M, T, K> {
  return new Column(name, type, { ...options, deferred: true }) as unknown as DeferredColumn<M, T, K>; // the key is of types alone
}

/** The handles of an embedded value's columns, where they are not read with the row, under the property `K`. */
export interface DeferredValue<in M, T, K extends string> {
  readonly [owner]: (model: M) => void;
  readonly [value]: T;
  readonly [key]: K;
}

/** Makes one of them. */
export function deferredValue<P extends object, M, T, K extends string>(parts: P): DeferredValue<M, T, K> & P {
  return parts as DeferredValue<M, T, K> & P; // what is beside the parts is of types alone
}

/** A new handle; generated code makes one per column, and `defineModel` gives it its model. */
export function column<M, T>(
  name: string,
  type: CellType<T> | CellType<NonNullable<T>>,
  options: ColumnOptions = {},
): Column<M, T> {
  return new Column(name, type, options);
}

/**
 * Gives a handle its place, once.
 *
 * @internal
 */
export function bindColumn(column: ColumnMeta, model: Model, index: number): void {
  invariant(column.model === unbound, `the column "${column.name}" belongs to two models`);
  const open = column as { model: Model; index: number }; // read-only for everybody else
  open.model = model;
  open.index = index;
}
