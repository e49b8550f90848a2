/**
 * The statements whose shape the model alone decides: by key, among keys, insert, update, delete, links. Each text is built when it is first
 * needed and kept for the life of the database handle, so that a driver finds what it prepared by the text's identity and a program
 * pays for nothing that it does not use. (They are not emitted: one async client serves several engines, and each text costs microseconds
 * once.)
 */
import type { Dialect } from "../dialect/dialect.ts";
import type { CellKind, Statement } from "../io/request.ts";
import { computedIn } from "../meta/inheritance.ts";
import type { ColumnMeta, Model, RelationMeta } from "../meta/model.ts";
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

  constructor(model: Model, dialect: Dialect) {
    this.#model = model;
    this.#dialect = dialect;
  }

  /** What reading the model gives, as a select list. */
  get selectList(): string {
    return (this.#columns ??= this.#model.selected.map((column) => this.#select(column, "t")).join(", "));
  }

  /** One row by its primary key. Parameters: the key's cells. */
  get byKey(): Statement {
    return (this.#byKey ??= {
      sql: `SELECT ${this.selectList} FROM ${this.#source} AS t WHERE ${this.#keyCondition("t")}`,
      kinds: this.#kinds(this.#model.primaryKey),
      ...this.#secret(this.#model.primaryKey, 1),
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
    };
    this.#among.set(name, statement);
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
      const back = returning.map((index) => this.#dialect.select(this.#quoted(index), this.#column(index).type));
      return {
        sql: `INSERT INTO ${this.#table}${values}${back.length === 0 ? "" : ` RETURNING ${back.join(", ")}`}`,
        kinds: repeat(this.#kinds(columns), size),
        ...this.#secret(columns, size),
      };
    });
  }

  /**
   * Sets `columns` in `size` rows. Parameters of each row: the new values, then its key's cells. Where the database computes columns, it gives
   * each row's key, and then those.
   */
  update(columns: readonly number[], size: number): Statement {
    return sized(this.#updates, columns, [], size, () => {
      const { primaryKey } = this.#model;
      const computed = computedIn(this.#model);
      const all = [...columns, ...primaryKey];
      const equals = (index: number, at: number): string =>
        `${this.#quoted(index)} = ${size === 1 ? this.#dialect.parameter(at + 1, this.#column(index).type, false) : `v.column${at + 1}`}`;
      const set = columns.map(equals);
      const where = primaryKey.map((index, at) => `t.${equals(index, columns.length + at)}`);
      const given = computed.length === 0 ? [] : [...primaryKey, ...computed];
      const from = size === 1 ? "" : ` FROM (VALUES ${this.#rows(all, size)}) AS v`;
      return {
        sql: `UPDATE ${this.#table} AS t SET ${set.join(", ")}${from} WHERE ${where.join(" AND ")}${this.#returning(given)}`,
        kinds: repeat(this.#kinds(all), size),
        ...this.#secret(all, size),
      };
    });
  }

  /** What a statement over the alias `t` gives back of each row. */
  #returning(columns: readonly number[]): string {
    if (columns.length === 0) return "";
    const alias = this.#dialect.supports.returningAlias ? "t." : "";
    const texts = columns.map((index) => this.#dialect.select(alias + this.#quoted(index), this.#column(index).type));
    return ` RETURNING ${texts.join(", ")}`;
  }

  /** Deletes by primary key: one list parameter for a single key, `size` row values for a compound one. */
  delete(size: number): Statement {
    const { primaryKey } = this.#model;
    const count = primaryKey.length === 1 ? 1 : size;
    let statement = this.#deletes.get(count);
    if (statement === undefined) {
      statement = {
        sql: `DELETE FROM ${this.#table} AS t WHERE ${this.#amongCondition("t", primaryKey, count)}`,
        kinds: primaryKey.length === 1 ? ["list"] : repeat(this.#kinds(primaryKey), count),
        ...this.#secret(primaryKey, count),
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
  #read(index: number): string {
    return this.#dialect.quote(this.#column(index).sourceName);
  }

  #select(column: ColumnMeta, alias: string): string {
    return this.#dialect.select(`${alias}.${this.#dialect.quote(column.sourceName)}`, column.type);
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
          `${alias}.${this.#read(index)} = ${this.#dialect.parameter(at + 1, this.#column(index).type, false)}`,
      )
      .join(" AND ");
  }

  #amongCondition(alias: string, columns: readonly number[], count: number): string {
    const [first, ...more] = columns;
    if (first !== undefined && more.length === 0)
      return this.#dialect.isAmong(`${alias}.${this.#read(first)}`, 1, this.#column(first).type);
    const names = columns.map((index) => `${alias}.${this.#read(index)}`);
    return `(${names.join(", ")}) IN (VALUES ${this.#rows(columns, count)})`;
  }

  #orderBy(alias: string, orderBy: RelationMeta["orderBy"]): string {
    if (orderBy.length === 0) return "";
    return ` ORDER BY ${orderBy.map(({ index, sort }) => `${this.#dialect.sortable(`${alias}.${this.#read(index)}`, this.#column(index).type)}${sort === "desc" ? " DESC" : ""}`).join(", ")}`;
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
