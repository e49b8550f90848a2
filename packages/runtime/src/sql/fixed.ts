/**
 * The statements whose shape the model alone decides: by key, among keys, insert, update, delete, links. Each text is built when it is first
 * needed and kept for the life of the database handle, so that a driver finds what it prepared by the text's identity and a program
 * pays for nothing that it does not use. (They are not emitted: one async client serves several engines, and each text costs microseconds
 * once.)
 *
 * Batches come in some thirty sizes, so that flushes of any length share their prepared statements: 100 rows to a statement are where SQLite
 * stops getting faster.
 */
import type { Dialect } from "../dialect/dialect.ts";
import type { CellKind, Statement } from "../io/request.ts";
import type { ColumnMeta, Model, RelationMeta } from "../meta/model.ts";

const maxBatch = 100;

/** Cuts `count` rows of `width` parameters into batches of up to 100 rows: any size up to 20, and whole tens above. */
export function* batches(count: number, width: number, dialect: Dialect): Generator<{ from: number; size: number }> {
  const most = Math.max(1, Math.min(maxBatch, Math.floor(dialect.maxParameters / width)));
  for (let from = 0; from < count;) {
    const left = Math.min(count - from, most);
    const size = left > 20 ? left - (left % 10) : left;
    yield { from, size };
    from += size;
  }
}

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

  /** The model's columns as a select list, in row order. */
  get selectList(): string {
    return (this.#columns ??= this.#model.columns.map((column) => this.#select(column, "t")).join(", "));
  }

  /** One row by its primary key. Parameters: the key's cells. */
  get byKey(): Statement {
    return (this.#byKey ??= {
      sql: `SELECT ${this.selectList} FROM ${this.#table} AS t WHERE ${this.#keyCondition("t")}`,
      kinds: this.#kinds(this.#model.primaryKey),
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
      sql: `SELECT ${this.selectList} FROM ${this.#table} AS t WHERE ${this.#amongCondition("t", columns, count)}${this.#orderBy("t", orderBy)}`,
      kinds: one ? (["list"] as CellKind[]) : repeat(this.#kinds(columns), count),
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

  /** Sets `columns` in `size` rows. Parameters of each row: the new values, then its key's cells. */
  update(columns: readonly number[], size: number): Statement {
    return sized(this.#updates, columns, [], size, () => {
      const { primaryKey } = this.#model;
      const all = [...columns, ...primaryKey];
      const equals = (index: number, at: number): string =>
        `${this.#quoted(index)} = ${size === 1 ? this.#dialect.parameter(at + 1, this.#column(index).type, false) : `v.column${at + 1}`}`;
      const set = columns.map(equals);
      const where = primaryKey.map((index, at) => `t.${equals(index, columns.length + at)}`);
      const from = size === 1 ? "" : ` FROM (VALUES ${this.#rows(all, size)}) AS v`;
      return {
        sql: `UPDATE ${this.#table} AS t SET ${set.join(", ")}${from} WHERE ${where.join(" AND ")}`,
        kinds: repeat(this.#kinds(all), size),
        ...this.#secret(all, size),
      };
    });
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
      };
      this.#deletes.set(count, statement);
    }
    return statement;
  }

  get #table(): string {
    return this.#dialect.quote(this.#model.table);
  }

  #column(index: number): ColumnMeta {
    return this.#model.columns[index] as ColumnMeta; // row indices come from the model itself
  }

  #quoted(index: number): string {
    return this.#dialect.quote(this.#column(index).column);
  }

  #select(column: ColumnMeta, alias: string): string {
    return this.#dialect.select(`${alias}.${this.#dialect.quote(column.column)}`, column.type);
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
          `${alias}.${this.#quoted(index)} = ${this.#dialect.parameter(at + 1, this.#column(index).type, false)}`,
      )
      .join(" AND ");
  }

  #amongCondition(alias: string, columns: readonly number[], count: number): string {
    const [first, ...more] = columns;
    if (first !== undefined && more.length === 0)
      return this.#dialect.isAmong(`${alias}.${this.#quoted(first)}`, 1, this.#column(first).type);
    const names = columns.map((index) => `${alias}.${this.#quoted(index)}`);
    return `(${names.join(", ")}) IN (VALUES ${this.#rows(columns, count)})`;
  }

  #orderBy(alias: string, orderBy: RelationMeta["orderBy"]): string {
    if (orderBy.length === 0) return "";
    return ` ORDER BY ${orderBy.map(({ index, sort }) => `${this.#dialect.sortable(`${alias}.${this.#quoted(index)}`, this.#column(index).type)}${sort === "desc" ? " DESC" : ""}`).join(", ")}`;
  }
}

/** The statements over the join table of a many-to-many, seen from one side. */
export class LinkStatements {
  readonly #relation: RelationMeta;
  readonly #dialect: Dialect;
  readonly #selectList: string;
  readonly #among = new Map<number, Statement>();
  readonly #inserts = new Map<number, Statement>();
  readonly #deletes = new Map<number, Statement>();

  constructor(relation: RelationMeta, dialect: Dialect, selectList: string) {
    this.#relation = relation;
    this.#dialect = dialect;
    this.#selectList = selectList;
  }

  /** The targets of the owners among the keys given; each row begins with the owner's key. Parameters as in `ModelStatements.among`. */
  among(count: number): Statement {
    const { columns, target, targetColumns, model, orderBy } = this.#relation;
    const join = this.#table;
    const shape = columns.length === 1 ? 1 : count;
    const known = this.#among.get(shape);
    if (known !== undefined) return known;
    const quote = this.#dialect.quote.bind(this.#dialect);
    const own = join.columns.map((name) => `l.${quote(name)}`);
    const types = columns.map((index) => (model.columns[index] as ColumnMeta).type); // row indices come from the model itself
    const [first] = types;
    const condition =
      own.length === 1 && first !== undefined
        ? this.#dialect.isAmong(own[0] as string, 1, first)
        : `(${own.join(", ")}) IN (VALUES ${parameterRows(this.#dialect, types, count)})`;
    const on = join.targetColumns.map(
      (name, at) => `t.${quote(target.columns[targetColumns[at] as number]?.column ?? name)} = l.${quote(name)}`,
    );
    const order = orderBy.map(
      ({ index, sort }) => `t.${quote(target.columns[index]?.column ?? "")}${sort === "desc" ? " DESC" : ""}`,
    );
    const statement: Statement = {
      sql:
        `SELECT ${own.map((name, at) => this.#dialect.select(name, types[at] as (typeof types)[0])).join(", ")}, ${this.#selectList}` +
        ` FROM ${quote(join.name)} AS l JOIN ${quote(target.table)} AS t ON ${on.join(" AND ")} WHERE ${condition}` +
        (order.length === 0 ? "" : ` ORDER BY ${order.join(", ")}`),
      kinds:
        own.length === 1
          ? ["list"]
          : repeat(
              types.map((type) => type.kind),
              count,
            ),
    };
    this.#among.set(shape, statement);
    return statement;
  }

  /** Links `size` pairs: the owner's key, then the target's. A link that is there already is left alone. */
  insert(size: number): Statement {
    return this.#pairs(
      this.#inserts,
      size,
      (names, rows) => `INSERT INTO ${this.#name} (${names}) VALUES ${rows} ON CONFLICT DO NOTHING`,
    );
  }

  /** Unlinks `size` pairs. */
  delete(size: number): Statement {
    return this.#pairs(
      this.#deletes,
      size,
      (names, rows) => `DELETE FROM ${this.#name} WHERE (${names}) IN (VALUES ${rows})`,
    );
  }

  /** Parameters to a pair. */
  get width(): number {
    return this.#table.columns.length + this.#table.targetColumns.length;
  }

  #pairs(cache: Map<number, Statement>, size: number, text: (names: string, rows: string) => string): Statement {
    let statement = cache.get(size);
    if (statement === undefined) {
      const { model, columns, target, targetColumns } = this.#relation;
      const metas = [
        ...columns.map((index) => model.columns[index]),
        ...targetColumns.map((index) => target.columns[index]),
      ] as ColumnMeta[];
      const types = metas.map((column) => column.type);
      const names = [...this.#table.columns, ...this.#table.targetColumns]
        .map((name) => this.#dialect.quote(name))
        .join(", ");
      statement = {
        sql: text(names, parameterRows(this.#dialect, types, size)),
        kinds: repeat(
          types.map((type) => type.kind),
          size,
        ),
      };
      cache.set(size, statement);
    }
    return statement;
  }

  get #name(): string {
    return this.#dialect.quote(this.#table.name);
  }

  get #table(): NonNullable<RelationMeta["join"]> {
    return this.#relation.join as NonNullable<RelationMeta["join"]>; // made for relations through a join table alone
  }
}

/** `(?, ?), (?, ?)`: the parameters of `size` rows. */
function parameterRows(dialect: Dialect, types: readonly ColumnMeta["type"][], size: number): string {
  let position = 0;
  const row = (): string => `(${types.map((type) => dialect.parameter(++position, type, true)).join(", ")})`;
  return Array.from({ length: size }, row).join(", ");
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
export function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}

function repeat<T>(values: readonly T[], times: number): T[] {
  return Array.from({ length: times }, () => values).flat();
}
