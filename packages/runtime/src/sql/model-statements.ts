/**
 * The statements whose shape the model alone decides: by key, among keys, insert, update, delete, links. Each text is built when it is first
 * needed and kept for the life of the database handle, so that a driver finds what it prepared by the text's identity and a program
 * pays for nothing that it does not use. (They are not emitted: one async client serves several engines, and each text costs microseconds
 * once.)
 */
import type { Dialect } from "../dialect/dialect.ts";
import type { CellKind, Statement } from "../io/request.ts";
import { computedIn, isStored } from "../meta/inheritance.ts";
import type { ColumnMeta, Model, RelationMeta } from "../meta/model.ts";
import { columnSql, ownColumnSql } from "./column-sql.ts";
import { LinkStatements } from "./link-statements.ts";
import { parameterRows, repeat } from "./parameter-rows.ts";
import { sourceOf } from "./source.ts";

/** The statements of one shape (which columns), by batch size. */
interface Shape {
  readonly columns: readonly number[];
  readonly returning: readonly number[];
  readonly bySize: Map<number, Statement>;
}

export class ModelStatements {
  readonly #model: Model;
  readonly #dialect: Dialect;
  readonly #inserts: Shape[] = [];
  readonly #updates: Shape[] = [];
  readonly #deletes = new Map<number, Statement>();
  readonly #among = new Map<string, Statement>();
  readonly #byRelation = new Map<RelationMeta, LinkStatements>();
  #byKey: Statement | undefined;
  #columns: string | undefined;
  #identifying: readonly number[] | undefined;

  constructor(model: Model, dialect: Dialect) {
    this.#model = model;
    this.#dialect = dialect;
  }

  /** What reading the model gives, as a select list. */
  get selectList(): string {
    return (this.#columns ??= this.#model.selected.map((column) => this.#select(column)).join(", "));
  }

  /** One row by its primary key. Parameters: the key's cells. */
  get byKey(): Statement {
    return (this.#byKey ??= {
      sql: `SELECT ${this.selectList} FROM ${this.#source} AS t WHERE ${this.#keyCondition("t")}`,
      kinds: this.#kinds(this.#model.primaryKey),
      ...this.#secret(this.#model.primaryKey, 1),
      model: this.#model.name,
    });
  }

  /**
   * The rows whose `columns` are among the keys given. One column: one parameter, a list as the dialect has it. Several: row values, `count`
   * keys of `columns.length` parameters each. `orderBy` orders the rows of one key.
   */
  among(columns: readonly number[], count: number, orderBy: RelationMeta["orderBy"]): Statement {
    const one = columns.length === 1;
    const name = `${columns.join()}|${one ? "" : count}|${orderBy.map((order) => `${order.index}${order.sort}`).join()}`;
    const known = this.#among.get(name);
    if (known !== undefined) return known;
    const statement = {
      sql: `SELECT ${this.selectList} FROM ${this.#source} AS t WHERE ${this.#amongCondition("t", columns, count)}${this.#orderBy("t", orderBy)}`,
      kinds: one ? (["list"] as CellKind[]) : repeat(this.#kinds(columns), count),
      ...this.#secret(columns, one ? 1 : count),
      model: this.#model.name,
    };
    this.#among.set(name, statement);
    return statement;
  }

  /** Some cells of the rows whose keys are among those given, after each one's key. Parameters as of `among`. */
  cells(columns: readonly number[], count: number): Statement {
    const { primaryKey } = this.#model;
    const size = primaryKey.length === 1 ? 1 : count;
    const name = `${columns.join()}||${size}`;
    let statement = this.#among.get(name);
    if (statement === undefined) {
      const list = [...primaryKey, ...columns].map((index) => this.#select(this.#column(index)));
      statement = {
        sql: `SELECT ${list.join(", ")} FROM ${this.#source} AS t WHERE ${this.#amongCondition("t", primaryKey, size)}`,
        kinds: primaryKey.length === 1 ? ["list"] : repeat(this.#kinds(primaryKey), size),
        ...this.#secret(primaryKey, size),
        model: this.#model.name,
      };
      this.#among.set(name, statement);
    }
    return statement;
  }

  /** The statements of a many-to-many. This model is the relation's target. */
  links(relation: RelationMeta): LinkStatements {
    let statements = this.#byRelation.get(relation);
    if (statements === undefined)
      this.#byRelation.set(relation, (statements = new LinkStatements(relation, this.#dialect, this.selectList)));
    return statements;
  }

  /** `size` rows with values for `columns`; gives `returning` of each. */
  insert(columns: readonly number[], returning: readonly number[], size: number): Statement {
    return sized(this.#inserts, columns, returning, size, () => {
      const names = columns.map((index) => this.#quoted(index));
      const values =
        columns.length === 0 ? " DEFAULT VALUES" : ` (${names.join(", ")}) VALUES ${this.#rows(columns, size)}`;
      const back = returning.map((index) => this.#given(index, ""));
      return {
        sql: `INSERT INTO ${this.#table}${values}${back.length === 0 ? "" : ` RETURNING ${back.join(", ")}`}`,
        kinds: repeat(this.#kinds(columns), size),
        ...this.#secret(columns, size),
        model: this.#model.name,
      };
    });
  }

  /**
   * Sets `columns` in `size` rows. Parameters of each row: the new values, then what tells it (`identifying`). Where the database computes columns, it gives
   * each row's key, and then those.
   */
  update(columns: readonly number[], size: number): Statement {
    return sized(this.#updates, columns, [], size, () => {
      const { primaryKey } = this.#model;
      const computed = computedIn(this.#model);
      const all = [...columns, ...this.identifying];
      const equals = (index: number, at: number): string =>
        `${this.#quoted(index)} = ${size === 1 ? this.#dialect.parameter(at + 1, this.#column(index).type, false) : `v.column${at + 1}`}`;
      const set = columns.map(equals);
      const where = this.identifying.map((index, at) => `t.${equals(index, columns.length + at)}`);
      const given = computed.length === 0 ? [] : [...primaryKey, ...computed];
      const from = size === 1 ? "" : ` FROM (VALUES ${this.#rows(all, size)}) AS v`;
      return {
        sql: `UPDATE ${this.#table} AS t SET ${set.join(", ")}${from} WHERE ${where.join(" AND ")}${this.#returning(given)}`,
        kinds: repeat(this.#kinds(all), size),
        ...this.#secret(all, size),
        model: this.#model.name,
      };
    });
  }

  /** What a statement over the alias `t` gives back of each row. */
  #returning(columns: readonly number[]): string {
    if (columns.length === 0) return "";
    const alias = this.#dialect.supports.returningAlias ? "t." : "";
    const texts = columns.map((index) => this.#given(index, alias));
    return ` RETURNING ${texts.join(", ")}`;
  }

  /** The row indices that tell a row which is to be changed: its key and, where its table has one, the version that is known. */
  get identifying(): readonly number[] {
    const { primaryKey, version } = this.#model;
    return (this.#identifying ??=
      version === null || !isStored(this.#model, version) ? primaryKey : [...primaryKey, version]);
  }

  /** Deletes by what tells rows: one list parameter where that is a single key, else `size` row values. */
  delete(size: number): Statement {
    const { identifying } = this;
    const count = identifying.length === 1 ? 1 : size;
    let statement = this.#deletes.get(count);
    if (statement === undefined) {
      statement = {
        sql: `DELETE FROM ${this.#table} AS t WHERE ${this.#amongCondition("t", identifying, count)}`,
        kinds: identifying.length === 1 ? ["list"] : repeat(this.#kinds(identifying), count),
        ...this.#secret(identifying, count),
        model: this.#model.name,
      };
      this.#deletes.set(count, statement);
    }
    return statement;
  }

  get #source(): string {
    return sourceOf(this.#model, this.#dialect);
  }

  get #table(): string {
    return this.#dialect.table({ schema: this.#model.schema, name: this.#model.table });
  }

  #column(index: number): ColumnMeta {
    return this.#model.columns[index] as ColumnMeta; // row indices come from the model itself
  }

  #quoted(index: number): string {
    return this.#dialect.quote(this.#column(index).column);
  }

  /** As the source of what is read has it. (Of a key, that is the table's name.) */
  #read(index: number, prefix: string): string {
    return columnSql(this.#dialect, this.#column(index), prefix);
  }

  #select(column: ColumnMeta): string {
    return this.#dialect.select(columnSql(this.#dialect, column, "t."), column.type);
  }

  /** What a statement that writes gives back: it knows the table alone. */
  #given(index: number, prefix: string): string {
    const column = this.#column(index);
    return this.#dialect.select(ownColumnSql(this.#dialect, column, prefix), column.type);
  }

  #kinds(columns: readonly number[]): CellKind[] {
    return columns.map((index) => this.#column(index).type.kind);
  }

  #secret(columns: readonly number[], size: number): { secret?: boolean[] } {
    const flags = columns.map((index) => this.#column(index).secret);
    return flags.includes(true) ? { secret: repeat(flags, size) } : {};
  }

  #rows(columns: readonly number[], size: number): string {
    return parameterRows(
      this.#dialect,
      columns.map((index) => this.#column(index).type),
      size,
    );
  }

  #keyCondition(alias: string): string {
    return this.#model.primaryKey
      .map(
        (index, at) =>
          `${this.#read(index, `${alias}.`)} = ${this.#dialect.parameter(at + 1, this.#column(index).type, false)}`,
      )
      .join(" AND ");
  }

  #amongCondition(alias: string, columns: readonly number[], count: number): string {
    const [first, ...more] = columns;
    if (first !== undefined && more.length === 0)
      return this.#dialect.isAmong(this.#read(first, `${alias}.`), 1, this.#column(first).type);
    const names = columns.map((index) => this.#read(index, `${alias}.`));
    return `(${names.join(", ")}) IN (VALUES ${this.#rows(columns, count)})`;
  }

  #orderBy(alias: string, orderBy: RelationMeta["orderBy"]): string {
    if (orderBy.length === 0) return "";
    return ` ORDER BY ${orderBy.map(({ index, sort }) => `${this.#dialect.sortable(this.#read(index, `${alias}.`), this.#column(index).type)}${sort === "desc" ? " DESC" : ""}`).join(", ")}`;
  }
}

function sized(
  shapes: Shape[],
  columns: readonly number[],
  returning: readonly number[],
  size: number,
  make: () => Statement,
): Statement {
  let shape = shapes.find((one) => sameNumbers(one.columns, columns) && sameNumbers(one.returning, returning));
  if (shape === undefined) shapes.push((shape = { columns, returning, bySize: new Map() }));
  let statement = shape.bySize.get(size);
  if (statement === undefined) shape.bySize.set(size, (statement = make()));
  return statement;
}

/** Whether two lists of row indices are the same. */
function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}
