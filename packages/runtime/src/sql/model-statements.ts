/**
 * The statements whose shape the model alone decides: by key, among keys, insert, update, delete, links. Each text is built when it is first
 * needed and kept for the life of the database handle, so that a driver finds what it prepared by the text's identity and a program
 * pays for nothing that it does not use. (They are not emitted: one async client serves several engines, and each text costs microseconds
 * once.)
 */
import type { Dialect } from "../dialect/dialect.ts";
import type { CellKind, Statement } from "../io/request.ts";
import { computedIn, isStored } from "../meta/inheritance.ts";
import type { CellType, ColumnMeta, Model, RelationMeta } from "../meta/model.ts";
import { amongKinds, amongText, expandedSize } from "./among.ts";
import { columnSql, ownColumnSql } from "./column-sql.ts";
import { LinkStatements } from "./link-statements.ts";
import { insertedRows, listedRows, repeat, rowKinds, rowShape, tableOfRows } from "./parameter-rows.ts";
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
    const size = this.#amongSize(columns, count);
    const name = `${columns.join()}|${size}|${orderBy.map((order) => `${order.index}${order.sort}`).join()}`;
    const known = this.#among.get(name);
    if (known !== undefined) return known;
    const statement = {
      sql: `SELECT ${this.selectList} FROM ${this.#source} AS t WHERE ${this.#amongCondition("t.", columns, size)}${this.#orderBy("t", orderBy)}`,
      kinds: this.#amongKinds(columns, size),
      ...this.#secret(columns, Math.max(size, 1)),
      model: this.#model.name,
    };
    this.#among.set(name, statement);
    return statement;
  }

  /** What follows the conditions of `among`, given without it. */
  orderText(orderBy: RelationMeta["orderBy"]): string {
    return this.#orderBy("t", orderBy);
  }

  /** The same by a unique key, seeing what others have committed since the transaction's first read. */
  current(columns: readonly number[], count: number): Statement {
    const { currentRead } = this.#dialect;
    if (currentRead === "") return this.among(columns, count, []);
    const name = `${columns.join()}|current|${this.#amongSize(columns, count)}`;
    let statement = this.#among.get(name);
    if (statement === undefined) {
      const plain = this.among(columns, count, []);
      this.#among.set(name, (statement = { ...plain, sql: plain.sql + currentRead }));
    }
    return statement;
  }

  /** Some cells of the rows whose keys are among those given, after each one's key. Parameters as of `among`. */
  cells(columns: readonly number[], count: number): Statement {
    return this.#cells(columns, count, "", (list, size) => {
      const texts = list.map((index) => this.#select(this.#column(index)));
      return `SELECT ${texts.join(", ")} FROM ${this.#source} AS t WHERE ${this.#amongCondition("t.", this.#model.primaryKey, size)}`;
    });
  }

  /** The same from the table alone: what a statement that wrote would give back, on an engine whose statements do not. */
  written(columns: readonly number[], count: number): Statement {
    return this.#cells(columns, count, "written", (list, size) => {
      const texts = list.map((index) => this.#given(index, ""));
      return `SELECT ${texts.join(", ")} FROM ${this.#table} WHERE ${this.#amongCondition("", this.#model.primaryKey, size)}`;
    });
  }

  #cells(
    columns: readonly number[],
    count: number,
    what: string,
    text: (list: readonly number[], size: number) => string,
  ): Statement {
    const { primaryKey } = this.#model;
    const size = this.#amongSize(primaryKey, count);
    const name = `${columns.join()}|${what}|${size}`;
    let statement = this.#among.get(name);
    if (statement === undefined) {
      statement = {
        sql: text([...primaryKey, ...columns], size),
        kinds: this.#amongKinds(primaryKey, size),
        ...this.#secret(primaryKey, Math.max(size, 1)),
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
    const shape = rowShape(this.#dialect, size);
    return sized(this.#inserts, columns, returning, shape, () => {
      const names = columns.map((index) => this.#quoted(index));
      const values =
        columns.length === 0
          ? ` ${this.#dialect.defaultRow}`
          : ` (${names.join(", ")}) ${insertedRows(this.#dialect, this.#types(columns), shape)}`;
      const back = returning.map((index) => this.#given(index, ""));
      return {
        sql: `INSERT INTO ${this.#table}${values}${back.length === 0 ? "" : ` RETURNING ${back.join(", ")}`}`,
        kinds: rowKinds(this.#types(columns), shape),
        ...this.#secret(columns, Math.max(shape, 1)),
        model: this.#model.name,
      };
    });
  }

  /**
   * Sets `columns` in `size` rows. Parameters of each row: the new values, then what tells it (`identifying`). Where the database computes columns, it gives
   * each row's key, and then those, on an engine whose UPDATE can.
   */
  update(columns: readonly number[], size: number): Statement {
    const shape = rowShape(this.#dialect, size);
    return sized(this.#updates, columns, [], shape, () => {
      const { primaryKey } = this.#model;
      const computed = computedIn(this.#model);
      const all = [...columns, ...this.identifying];
      const equals = (index: number, at: number): string =>
        `${this.#quoted(index)} = ${size === 1 ? this.#dialect.parameter(at + 1, this.#column(index).type, false) : `v.column${at + 1}`}`;
      const set = columns.map(equals);
      const where = this.identifying.map((index, at) => this.#tells(index, columns.length + at, size)).join(" AND ");
      const given = computed.length === 0 ? [] : [...primaryKey, ...computed];
      const { updateFrom } = this.#dialect.supports;
      const target = `UPDATE ${this.#table} AS t`;
      const sql =
        size === 1 || updateFrom
          ? `${target} SET ${set.join(", ")}${size === 1 ? "" : ` FROM ${tableOfRows(this.#dialect, this.#types(all), shape)}`} WHERE ${where}`
          : `${target} JOIN (${this.#unionRows(all, size)}) AS v ON ${where} SET ${set.map((text) => `t.${text}`).join(", ")}`;
      return {
        sql: `${sql}${this.#dialect.supports.updateReturning ? this.#returning(given) : ""}`,
        kinds: rowKinds(this.#types(all), shape),
        ...this.#secret(all, Math.max(shape, 1)),
        model: this.#model.name,
      };
    });
  }

  /** The condition on a part of what tells a row of an update. @param at its place among a row's parameters */
  #tells(index: number, at: number, size: number): string {
    const { type } = this.#column(index);
    const given =
      size === 1 ? this.#dialect.parameter(at + 1, type, false) : this.#dialect.comparable(`v.column${at + 1}`, type);
    return `t.${this.#quoted(index)} = ${given}`;
  }

  /** A derived table of `size` rows, for an engine that names no columns of VALUES. */
  #unionRows(columns: readonly number[], size: number): string {
    const types = this.#types(columns);
    let position = 0;
    const rows = Array.from({ length: size }, (_, row) => {
      const cells = types.map((type, at) => {
        const cell = this.#dialect.cast(this.#dialect.parameter(++position, type, false), type);
        return row === 0 ? `${cell} AS column${at + 1}` : cell;
      });
      return `SELECT ${cells.join(", ")}`;
    });
    return rows.join(" UNION ALL ");
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

  /** Deletes by what tells rows. Parameters as of `among`. */
  delete(size: number): Statement {
    const { identifying } = this;
    const count = this.#amongSize(identifying, size);
    let statement = this.#deletes.get(count);
    if (statement === undefined) {
      const [alias, prefix] = this.#dialect.supports.deleteAlias ? [" AS t", "t."] : ["", ""];
      statement = {
        sql: `DELETE FROM ${this.#table}${alias} WHERE ${this.#amongCondition(prefix, identifying, count)}`,
        kinds: this.#amongKinds(identifying, count),
        ...this.#secret(identifying, Math.max(count, 1)),
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

  #types(columns: readonly number[]): CellType<unknown>[] {
    return columns.map((index) => this.#column(index).type);
  }

  #keyCondition(alias: string): string {
    return this.#model.primaryKey
      .map(
        (index, at) =>
          `${this.#read(index, `${alias}.`)} = ${this.#dialect.parameter(at + 1, this.#column(index).type, false)}`,
      )
      .join(" AND ");
  }

  /** How many cells or rows of cells the parameters of `count` keys are; 0 where one parameter carries all cells of a column. */
  #amongSize(columns: readonly number[], count: number): number {
    return columns.length === 1 ? expandedSize(this.#dialect, count) : rowShape(this.#dialect, count);
  }

  #amongKinds(columns: readonly number[], size: number): CellKind[] {
    const [first, ...more] = columns;
    if (first !== undefined && more.length === 0) return amongKinds(this.#column(first).type, size);
    return rowKinds(this.#types(columns), size);
  }

  /** @param prefix an alias and a point, or nothing. @param size as `#amongSize` says */
  #amongCondition(prefix: string, columns: readonly number[], size: number): string {
    const [first, ...more] = columns;
    if (first !== undefined && more.length === 0)
      return amongText(this.#dialect, this.#read(first, prefix), 1, this.#column(first).type, size);
    const names = columns.map((index) => this.#read(index, prefix));
    return `(${names.join(", ")}) IN ${listedRows(this.#dialect, this.#types(columns), size)}`;
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
