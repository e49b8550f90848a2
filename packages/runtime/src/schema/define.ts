/** What emitted `schema` and model files call: they say what the models are, by row index, in straight lines. */
import { ContractVersionError, invariant } from "../errors.ts";
import { bindColumn } from "../expr/column.ts";
import { bindRelation } from "../expr/relation.ts";
import type { Cell, CellValue, Row } from "../io/request.ts";
import type {
  AssociationMeta,
  ColumnMeta,
  EmbeddedMeta,
  EntityLike,
  IdentityKey,
  Inheritance,
  JoinTableMeta,
  Model,
  ReferentialAction,
  RelationMeta,
  RowReader,
  ValuePlace,
} from "../meta/model.ts";
import { readerOf } from "../meta/selection.ts";
import { model as modelKey } from "../meta/symbols.ts";
import { checkExtension, type Extension, type ModelClass, throughExtension } from "./extension.ts";
import { completeHierarchies } from "./hierarchy.ts";

/** Raised whenever generated code of before would be wrong now. */
export const contractVersion = 2;

/** A schema as the generated client holds it. */
export interface Schema {
  readonly models: readonly Model[];
  /** The statements that create the tables, by dialect. */
  readonly ddl: Readonly<Partial<Record<"sqlite" | "postgresql" | "mysql", readonly string[]>>>;
}

/** What `defineModel` is told: a model without what follows from it. */
export type ModelDefinition<E> = Omit<
  Model<E>,
  | "modelClass"
  | "index"
  | "byName"
  | "key"
  | "blank"
  | "selected"
  | "reader"
  | "isPartial"
  | "stamped"
  | "computed"
  | "derived"
  | "version"
  | "isView"
  | "embeddeds"
  | "inheritance"
> & {
  /** False when absent. */
  readonly isView?: boolean;
  readonly embeddeds?: readonly EmbeddedMeta[];
  readonly key: (cells: Row, offset: number) => Cell;
  /** Of a model with methods of the user's own. */
  readonly extension?: Extension;
  /** Of a model that others extend. */
  readonly inheritance?: Pick<Inheritance, "strategy" | "discriminator" | "value">;
};

/** What `extendModel` is told: what the heir has beside its base. */
export type HeirDefinition<E> = Pick<Model<E>, "name" | "columns" | "relations" | "uniques" | "create"> & {
  readonly embeddeds?: readonly EmbeddedMeta[];
  readonly extension?: Extension;
  /** Where the hierarchy is a joined one. */
  readonly table?: string;
  readonly schema?: string;
  /** What its rows hold in the discriminator. */
  readonly value: string;
};

/** Ties a class to its model. @throws ExtensionError where the user's own methods do not fit in */
export function defineModel<E>(modelClass: ModelClass, definition: ModelDefinition<E>): Model<E> {
  const model = makeModel(modelClass, definition, null);
  const { inheritance } = definition;
  if (inheritance !== undefined) placeModel(model, { ...inheritance, root: model, base: null, heirs: [] });
  return model;
}

/** Ties a class to the model of an heir, whose columns and relations follow those of its base. @throws ExtensionError as of `defineModel` */
export function extendModel<E>(modelClass: ModelClass, base: Model, definition: HeirDefinition<E>): Model<E> {
  const { inheritance } = base;
  invariant(inheritance !== null, `"${definition.name}" extends "${base.name}", which is not to be extended`);
  const { value, table = base.table, ...own } = definition;
  const schema = definition.schema ?? base.schema;
  const model: Model<E> = makeModel(
    modelClass,
    {
      ...own,
      table,
      ...(schema === undefined ? {} : { schema }),
      columns: [...base.columns, ...own.columns],
      relations: [...base.relations, ...own.relations],
      embeddeds: [...base.embeddeds, ...(own.embeddeds ?? [])],
      primaryKey: base.primaryKey,
      uniques: [...base.uniques, ...own.uniques],
      key: base.key,
    },
    base,
  );
  placeModel(model, { ...inheritance, value, base, heirs: [] });
  (inheritance.heirs as Model[]).push(model); // read-only for everybody else
  return model;
}

function placeModel(model: Model, inheritance: Inheritance): void {
  (model as { inheritance: Inheritance }).inheritance = inheritance; // read-only for everybody else
}

/** @param base what its first columns and relations belong to */
function makeModel<E>(
  modelClass: ModelClass,
  { extension, ...definition }: ModelDefinition<E>,
  base: Model | null,
): Model<E> {
  if (extension !== undefined) checkExtension(modelClass, definition, extension);
  const blank: Row = [];
  for (let index = 0; index < definition.columns.length; index++) blank.push(undefined);
  const isWhole = !definition.columns.some((column) => column.deferred);
  const version = definition.columns.findIndex((column) => column.version);
  let names: Map<string, ColumnMeta | RelationMeta> | undefined;
  const model: Model<E> = {
    ...definition,
    modelClass: modelClass as unknown as Model["modelClass"], // a class has a prototype
    create: extension === undefined ? definition.create : throughExtension(definition.create, definition, extension),
    isView: definition.isView ?? false,
    embeddeds: definition.embeddeds ?? [],
    key: definition.key as Model["key"], // a key whose cells a Map cannot compare is made by compoundKey
    stamped: definition.columns.flatMap((column, index) => (column.updatedAt ? [index] : [])),
    computed: definition.columns.flatMap((column, index) => (column.computed ? [index] : [])),
    blank,
    derived: definition.columns.flatMap((column, index) => (typeof column.expression === "string" ? [index] : [])),
    version: version < 0 ? null : version,
    selected: isWhole ? definition.columns : definition.columns.filter((column) => !column.deferred),
    reader: null,
    isPartial: false,
    inheritance: null,
    index: -1,
    byName(name) {
      names ??= new Map(
        [...definition.relations, ...definition.columns].filter((one) => !one.hidden).map((one) => [one.name, one]),
      );
      return names.get(name);
    },
  };
  for (let index = base?.columns.length ?? 0; index < definition.columns.length; index++) {
    bindColumn(definition.columns[index] as ColumnMeta, model, index); // within its length
  }
  for (let index = base?.relations.length ?? 0; index < definition.relations.length; index++) {
    bindRelation(definition.relations[index] as RelationMeta, { model, index }); // within its length
  }
  if (!isWhole) (model as { reader: RowReader }).reader = readerOf(model, model.selected); // read-only for everybody else
  for (const embedded of model.embeddeds.slice(base?.embeddeds.length ?? 0)) {
    (embedded as { model: Model }).model = model; // read-only for everybody else
    (embedded as { secret: boolean }).secret = embedded.columns.some((index) => model.columns[index]?.secret);
  }
  Object.defineProperty(modelClass.prototype, modelKey, { value: model });
  return model;
}

/** What a model file says of an embedded value. */
export interface Embedded<T extends I, I> {
  readonly name: string;
  readonly nullable?: boolean;
  /** Row indices. */
  readonly columns: readonly number[];
  read(cells: Row, entity: EntityLike): T;
  write(value: I, place: ValuePlace): readonly CellValue[];
}

/** A value of several columns; `defineModel` gives it its model. */
export function embeddedValue<T extends I, I>(definition: Embedded<T, I>): EmbeddedMeta {
  const unbound = { name: "(unbound)", columns: [], embeddeds: [] } as unknown as Model; // until `defineModel`
  return { nullable: false, ...definition, secret: false, model: unbound };
}

/**
 * What each generated file begins with, before it takes anything that only one version has.
 *
 * @param version of the contract that the file was written for
 * @throws ContractVersionError for a client that another version of `gen` wrote
 */
export function checkContract(version: number): void {
  if (version !== contractVersion) throw new ContractVersionError(version, contractVersion);
}

/** Puts the models of a client together. @throws ContractVersionError as of `checkContract` */
export function defineSchema(definition: Schema & { readonly contract: number }): Schema {
  checkContract(definition.contract);
  for (let index = 0; index < definition.models.length; index++) {
    (definition.models[index] as { index: number }).index = index; // read-only for everybody else
  }
  completeHierarchies(definition.models);
  return definition;
}

/** What every kind of relation may be told. */
interface Wiring {
  readonly target: Model;
  readonly inverse?: RelationMeta;
  readonly columns: readonly number[];
  readonly targetColumns: readonly number[];
  readonly nullable?: boolean;
  readonly hidden?: boolean;
  readonly cascade?: RelationMeta["cascade"];
  readonly orderBy?: RelationMeta["orderBy"];
  readonly load?: RelationMeta["load"];
  /** Nothing is carried across it, and no program changes it. */
  readonly readOnly?: boolean;
}

/** A relation whose key stands in its own model. */
export function wireLocal(
  relation: RelationMeta,
  wiring: Wiring & { readonly onDelete?: ReferentialAction; readonly onUpdate?: ReferentialAction },
): void {
  bindRelation(relation, { ...usual, ...wiring, ...carried(wiring), key: "local" });
}

/** A relation whose key stands in the target. */
export function wireRemote(relation: RelationMeta, wiring: Wiring): void {
  bindRelation(relation, { ...usual, ...wiring, ...carried(wiring), key: "remote" });
}

/** A relation through a join table, or through the table of a model: that one is `readOnly`, and has no side. */
export function wireJoin(
  relation: RelationMeta,
  wiring: Wiring & {
    readonly side?: "left" | "right";
    readonly table: JoinTableMeta;
    readonly association?: AssociationMeta;
  },
): void {
  const { table, ...rest } = wiring;
  bindRelation(relation, { ...usual, ...rest, ...carried(wiring), key: "join", join: table });
}

function carried({ readOnly, cascade }: Wiring): Pick<RelationMeta, "cascade"> {
  return { cascade: readOnly === true ? [] : (cascade ?? usual.cascade) };
}

const usual = { inverse: null, cascade: ["save", "merge"], load: "lazy" } as const;

/**
 * The identity of a compound key, or of one whose cells no Map compares: a text that no other cells give. Undefined while a part is
 * unassigned, null where a part is NULL.
 */
export function compoundKey(...cells: Row): IdentityKey | null | undefined {
  let key = "";
  for (const cell of cells) {
    if (cell === undefined || cell === null) return cell;
    const text = cell instanceof Uint8Array ? Buffer.from(cell).toString("hex") : String(cell);
    // The length keeps ("a", "bc") apart from ("ab", "c").
    key += `${text.length}:${text}`;
  }
  return key;
}
