/** The statements over the join table of a many-to-many, each text built once (see `model-statements.ts`). */
import type { Dialect } from "../dialect/dialect.ts";
import type { Statement } from "../io/request.ts";
import type { CellType, ColumnMeta, RelationMeta } from "../meta/model.ts";
import { amongKinds, amongText, expandedSize } from "./among.ts";
import { columnSql } from "./column-sql.ts";
import { insertedRows, listedRows, repeat, rowKinds, rowShape } from "./parameter-rows.ts";
import { linkSourceOf, sourceOf } from "./source.ts";

/** Seen from one side of the relation. */
export class LinkStatements {
  readonly #relation: RelationMeta;
  readonly #dialect: Dialect;
  readonly #selectList: string;
  readonly #among = new Map<number, Statement>();
  #order: string | undefined;
  readonly #inserts = new Map<number, Statement>();
  readonly #deletes = new Map<number, Statement>();

  constructor(relation: RelationMeta, dialect: Dialect, selectList: string) {
    this.#relation = relation;
    this.#dialect = dialect;
    this.#selectList = selectList;
  }

  /** The targets of the owners among the keys given; each row begins with the owner's key. Parameters as in `ModelStatements.among`. */
  among(count: number): Statement {
    const { columns, target, targetColumns, model } = this.#relation;
    const join = linkSourceOf(this.#relation, this.#dialect);
    const isSingle = columns.length === 1;
    const shape = isSingle ? expandedSize(this.#dialect, count) : rowShape(this.#dialect, count);
    const known = this.#among.get(shape);
    if (known !== undefined) return known;
    const quote = this.#dialect.quote.bind(this.#dialect);
    const own = join.columns.map((name) => `l.${quote(name)}`);
    const metas = columns.map((index) => model.columns[index] as ColumnMeta); // row indices come from the model itself
    const types = metas.map((column) => column.type);
    const [first] = types;
    const condition =
      own.length === 1 && first !== undefined
        ? amongText(this.#dialect, own[0] as string, 1, first, shape)
        : `(${own.join(", ")}) IN ${listedRows(this.#dialect, types, shape)}`;
    const on = join.targetColumns.map(
      (name, at) => `t.${quote(target.columns[targetColumns[at] as number]?.sourceName ?? name)} = l.${quote(name)}`,
    );
    const statement: Statement = {
      sql:
        `SELECT ${own.map((name, at) => this.#dialect.select(name, types[at] as (typeof types)[0])).join(", ")}, ${this.#selectList}` +
        ` FROM ${join.from} AS l JOIN ${sourceOf(target, this.#dialect)} AS t ON ${on.join(" AND ")} WHERE ${condition}${this.orderText}`,
      kinds: own.length === 1 && first !== undefined ? amongKinds(first, shape) : rowKinds(types, shape),
      ...secretOf(metas, Math.max(shape, 1)),
      model: target.name,
    };
    this.#among.set(shape, statement);
    return statement;
  }

  /** The end of `among`, behind its conditions. */
  get orderText(): string {
    const { target, orderBy } = this.#relation;
    const order = orderBy.map(
      ({ index, sort }) =>
        `${columnSql(this.#dialect, target.columns[index] as ColumnMeta, "t.")}${sort === "desc" ? " DESC" : ""}`,
    );
    return (this.#order ??= order.length === 0 ? "" : ` ORDER BY ${order.join(", ")}`);
  }

  /** Links `size` pairs: the owner's key, then the target's. A link that is there already is left alone. */
  insert(size: number): Statement {
    return this.#pairs(this.#inserts, size, (names, types, shape) => {
      const unlessThere = this.#dialect.unlessThere(this.#dialect.quote(this.#table.columns[0] ?? ""));
      return `INSERT INTO ${this.#name} (${names}) ${insertedRows(this.#dialect, types, shape)} ${unlessThere}`;
    });
  }

  /** Unlinks `size` pairs. */
  delete(size: number): Statement {
    return this.#pairs(
      this.#deletes,
      size,
      (names, types, shape) =>
        `DELETE FROM ${this.#name} WHERE (${names}) IN ${listedRows(this.#dialect, types, shape)}`,
    );
  }

  #pairs(
    cache: Map<number, Statement>,
    size: number,
    text: (names: string, types: readonly CellType<unknown>[], shape: number) => string,
  ): Statement {
    const shape = rowShape(this.#dialect, size);
    let statement = cache.get(shape);
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
        sql: text(names, types, shape),
        kinds: rowKinds(types, shape),
        ...secretOf(metas, Math.max(shape, 1)),
        model: model.name,
      };
      cache.set(shape, statement);
    }
    return statement;
  }

  get #name(): string {
    return this.#dialect.table(this.#table);
  }

  get #table(): NonNullable<RelationMeta["join"]> {
    return this.#relation.join as NonNullable<RelationMeta["join"]>; // made for relations through a join table alone
  }
}

/** Which parameters of `size` rows hold what is secret on the side that it comes from. */
function secretOf(columns: readonly ColumnMeta[], size: number): Pick<Statement, "secret"> {
  const flags = columns.map((column) => column.secret);
  return flags.includes(true) ? { secret: repeat(flags, size) } : {};
}
