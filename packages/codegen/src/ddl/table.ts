/**
 * The tables that a schema's models and many-to-many relations come down to, in the database's own names: what is left to say of each
 * is how an engine writes it.
 *
 * Models of one single-table hierarchy share the root's table. Its columns are those of all of them, and whatever the root does not have
 * itself is nullable there, since the others' rows lack it. A model of a joined hierarchy has a table of its own columns beside the key, which
 * refers to its base's: a row begins there, and goes with it.
 */
import type {
  Column,
  ForeignKey,
  Index,
  IndexPart,
  IndexType,
  JoinSide,
  JoinTable,
  Model,
  ReferentialAction,
  Schema,
  Sort,
  Unique,
} from "@joinery/dsl";

/** A name of the database, within the database schema that it stands in. */
export interface DatabaseName {
  readonly schema: string | null;
  readonly name: string;
}

export interface Table extends DatabaseName {
  readonly kind: "model" | "join";
  /** The models whose rows it holds: what foreign keys know it by. */
  readonly models: readonly string[];
  readonly strict: boolean;
  readonly doc: string | null;
  readonly columns: readonly Column[];
  /** From here on, columns are by their names in the database. */
  /** Null where a unique index stands for it, or nothing does. */
  readonly primaryKey: TableKey | null;
  /** The unique ones first. */
  readonly indexes: readonly TableIndex[];
  readonly foreignKeys: readonly TableForeignKey[];
  readonly checks: readonly { readonly name: string; readonly sql: string }[];
}

export interface TableKey {
  readonly name: string | null;
  readonly columns: readonly string[];
  /** Pairwise with `columns`, where an engine keys by the beginnings of values; null for the whole value. */
  readonly lengths: readonly (number | null)[];
}

export interface TableIndex {
  readonly name: string;
  readonly unique: boolean;
  readonly type: IndexType | null;
  readonly parts: readonly TableIndexPart[];
  readonly where: string | null;
}

export interface TableIndexPart {
  readonly column: string;
  readonly sort: Sort;
  /** How much of each value is indexed, in characters or bytes; null for all of it. */
  readonly length: number | null;
  readonly ops: string | null;
}

export interface TableForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  /** The model whose table it refers to. */
  readonly target: string;
  readonly table: DatabaseName;
  readonly targetColumns: readonly string[];
  /** The `strict` of the table that it refers to. */
  readonly targetStrict: boolean;
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
}

/** Those of the models in the schema's order, then the join tables. */
export function tablesOf(schema: Schema): Table[] {
  const models = new Map(schema.models.map((model) => [model.name, model]));
  const roots = schema.models.filter((model) => !sharesTable(model));
  const sharing = Map.groupBy(schema.models.filter(sharesTable), (model) => rootOf(model, models));
  return [
    ...roots.map((root) => modelTable(root, sharing.get(root) ?? [], models)),
    ...schema.joinTables.map((joinTable) => joinTableOf(joinTable, models)),
  ];
}

type Models = ReadonlyMap<string, Model>;

/** Whether its rows stand in the table of the model that it extends. */
function sharesTable({ inheritance }: Model): boolean {
  return inheritance !== null && inheritance.strategy === "single" && inheritance.base !== null;
}

function modelTable(root: Model, sharing: readonly Model[], models: Models): Table {
  const all = [root, ...sharing];
  const { name, columns, lengths } = root.primaryKey;
  const key = { name, columns: databaseNames(root, columns), lengths: lengths ?? columns.map(() => null) };
  const parts = all.map((model) => ({ model, columns: storedColumns(model, sharing.includes(model)) }));
  return {
    kind: "model",
    models: all.map(({ name }) => name),
    name: root.table,
    schema: root.schema,
    strict: root.strict,
    doc: root.doc,
    columns: distinct(
      parts.flatMap(({ columns }) => columns),
      ({ column }) => column,
    ),
    primaryKey: root.keyConstraint === "primary" && key.columns.length > 0 ? key : null,
    indexes: distinct(
      [
        ...(root.keyConstraint === "unique" && key.name !== null
          ? [{ name: key.name, unique: true, type: null, parts: ascending(key.columns, key.lengths), where: null }]
          : []),
        ...all.flatMap((model) => ownKeys(model, model.uniques).map((key) => uniqueIndex(key, model))),
        ...all.flatMap((model) => ownKeys(model, model.indexes).map((index) => plainIndex(index, model))),
      ],
      ({ name }) => name,
    ),
    foreignKeys: distinct(
      all.flatMap((model) =>
        ownKeys(model, model.foreignKeys)
          .filter(({ constraint }) => constraint)
          .map((key) => modelForeignKey(key, model, models)),
      ),
      ({ name }) => name,
    ),
    checks: distinct(
      all.flatMap(({ checks }) => checks),
      ({ name }) => name,
    ),
  };
}

/** The model whose table holds the rows of this one. */
function rootOf(model: Model, models: Models): Model {
  let root = model;
  while (sharesTable(root)) root = named(root.inheritance?.base ?? "", models);
  return root;
}

/** The columns that a model brings to its table. */
function storedColumns(model: Model, isGuest: boolean): readonly Column[] {
  const { columns, inheritance, primaryKey } = model;
  if (isGuest) return columns.filter(({ inherited }) => !inherited).map((column) => ({ ...column, nullable: true }));
  if (inheritance === null || inheritance.base === null) return columns;
  return columns
    .filter(({ name, inherited }) => !inherited || primaryKey.columns.includes(name))
    .map((column) => (column.inherited ? { ...column, default: null } : column)); // the base's row has it first
}

/** Keys and indexes over columns that the model's own table has: what stands over a joined base's columns is the base's. */
function ownKeys<K extends Unique | Index | ForeignKey>(model: Model, keys: readonly K[]): readonly K[] {
  if (model.inheritance?.strategy !== "joined") return keys;
  const stored = new Set(storedColumns(model, false).map(({ name }) => name));
  return keys.filter(({ columns }) =>
    columns.every((column) => stored.has(typeof column === "string" ? column : column.name)),
  );
}

function uniqueIndex({ name, parts, where }: Unique, model: Model): TableIndex {
  return { name, unique: true, type: null, parts: tableParts(parts, model), where };
}

function plainIndex({ name, columns, type, where }: Index, model: Model): TableIndex {
  return { name, unique: false, type, parts: tableParts(columns, model), where };
}

function tableParts(parts: readonly IndexPart[], model: Model): TableIndex["parts"] {
  return parts.map(({ name, ...part }) => ({ ...part, column: databaseName(model, name) }));
}

function modelForeignKey(key: ForeignKey, model: Model, models: Models): TableForeignKey {
  const target = holderOf(named(key.target, models), key.targetColumns, models);
  return {
    name: key.name,
    columns: databaseNames(model, key.columns),
    target: target.name,
    table: { schema: target.schema, name: target.table },
    targetColumns: databaseNames(target, key.targetColumns),
    targetStrict: target.strict,
    onDelete: key.onDelete,
    onUpdate: key.onUpdate,
  };
}

/** The model of a joined hierarchy whose table has these columns: the base's, where they are inherited and not the key. */
function holderOf(target: Model, columns: readonly string[], models: Models): Model {
  let holder = target;
  for (;;) {
    const { inheritance, primaryKey } = holder;
    if (inheritance === null || inheritance.base === null || inheritance.strategy === "single") return holder;
    const stored = new Set(storedColumns(holder, false).map(({ name }) => name));
    if (columns.join() === primaryKey.columns.join() || columns.every((name) => stored.has(name))) return holder;
    holder = named(inheritance.base, models);
  }
}

/** The table of a many-to-many: both keys, which together are its primary key. */
function joinTableOf({ table, schema, strict, left, right }: JoinTable, models: Models): Table {
  const sides = [left, right].map((side) => ({ side, model: named(side.model, models) }));
  const keyColumns = sides.flatMap(({ side }) => side.columns);
  return {
    kind: "join",
    models: [],
    name: table,
    schema,
    strict,
    doc: null,
    columns: sides.flatMap(({ side, model }) => linkColumns(side, model)),
    primaryKey: { name: null, columns: keyColumns, lengths: keyColumns.map(() => null) },
    indexes: sides.flatMap(({ side: { index, columns } }) =>
      index === null ? [] : [{ name: index, unique: false, type: null, parts: ascending(columns), where: null }],
    ),
    foreignKeys: sides
      .filter(({ side }) => side.constraint)
      .map(({ side, model }) => {
        const holder = rootOf(model, models);
        return {
          name: side.foreignKey,
          columns: side.columns,
          target: model.name,
          table: { schema: holder.schema, name: holder.table },
          targetColumns: databaseNames(model, side.references),
          targetStrict: holder.strict,
          onDelete: "Cascade",
          onUpdate: "Cascade",
        };
      }),
    checks: [],
  };
}

function linkColumns({ columns, references }: JoinSide, model: Model): Column[] {
  return references.flatMap((reference, place) => {
    const column = model.columns.find(({ name }) => name === reference);
    const name = columns[place] ?? reference;
    if (column === undefined) return [];
    return [{ ...column, name, column: name, nullable: false, default: null, computed: null, doc: null }];
  });
}

export function ascending(columns: readonly string[], lengths: TableKey["lengths"] = []): TableIndexPart[] {
  return columns.map((column, place) => ({ column, sort: "asc", length: lengths[place] ?? null, ops: null }));
}

function named(name: string, models: Models): Model {
  const model = models.get(name);
  if (model === undefined) throw new Error(`the schema has no model "${name}" (this is a bug in Joinery)`);
  return model;
}

function databaseNames(model: Model, columns: readonly string[]): string[] {
  return columns.map((column) => databaseName(model, column));
}

function databaseName({ columns }: Model, property: string): string {
  return columns.find(({ name }) => name === property)?.column ?? property;
}

/** The first of each name: models of one hierarchy may share what they have. */
function distinct<T>(items: readonly T[], nameOf: (item: T) => string): T[] {
  const names = new Set<string>();
  return items.filter((item) => names.size < names.add(nameOf(item)).size);
}
