/** What emitted `schema` and model files call: they say what the models are, by row index, in straight lines. */
import { ContractVersionError, invariant } from "../errors.ts";
import { bindColumn } from "../expr/column.ts";
import { bindRelation } from "../expr/relation.ts";
import type { Cell, Row } from "../io/request.ts";
import type {
  ColumnMeta,
  IdentityKey,
  Inheritance,
  JoinTableMeta,
  Model,
  ReferentialAction,
  RelationMeta,
} from "../meta/model.ts";
import { model as modelKey } from "../meta/symbols.ts";
import { completeHierarchies } from "./hierarchy.ts";

/** Raised whenever generated code of before would be wrong now. */
export const contractVersion = 2;

/** A schema as the generated client holds it. */
export interface Schema {
  readonly models: readonly Model[];
  /** The statements that create the tables, by dialect. */
  readonly ddl: Readonly<Partial<Record<"sqlite" | "postgresql", readonly string[]>>>;
}

/** What `defineModel` is told: a model without what follows from it. */
export type ModelDefinition<E> = Omit<
  Model<E>,
  "index" | "byName" | "key" | "blank" | "selected" | "reader" | "stamped" | "computed" | "inheritance"
> & {
  readonly key: (cells: Row, offset: number) => Cell;
  /** Of a model that others extend. */
  readonly inheritance?: Pick<Inheritance, "strategy" | "discriminator" | "value">;
};

/** What `extendModel` is told: what the heir has beside its base. */
export type HeirDefinition<E> = Pick<Model<E>, "name" | "columns" | "relations" | "uniques" | "create"> & {
  /** Where the hierarchy is a joined one. */
  readonly table?: string;
  readonly schema?: string;
  /** What its rows hold in the discriminator. */
  readonly value: string;
};

/** Ties a class to its model. */
export function defineModel<E>(modelClass: ModelClass, definition: ModelDefinition<E>): Model<E> {
  const model = makeModel(modelClass, definition, null);
  const { inheritance } = definition;
  if (inheritance !== undefined) placeModel(model, { ...inheritance, root: model, base: null, heirs: [] });
  return model;
}

/** Ties a class to the model of an heir, whose columns and relations follow those of its base. */
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

interface ModelClass {
  readonly prototype: object;
}

function placeModel(model: Model, inheritance: Inheritance): void {
  (model as { inheritance: Inheritance }).inheritance = inheritance; // read-only for everybody else
}

/** @param base what its first columns and relations belong to */
function makeModel<E>(modelClass: ModelClass, definition: ModelDefinition<E>, base: Model | null): Model<E> {
  const blank: Row = [];
  for (let index = 0; index < definition.columns.length; index++) blank.push(undefined);
  let names: Map<string, ColumnMeta | RelationMeta> | undefined;
  const model: Model<E> = {
    ...definition,
    key: definition.key as Model["key"], // a key whose cells a Map cannot compare is made by compoundKey
    stamped: definition.columns.flatMap((column, index) => (column.updatedAt ? [index] : [])),
    computed: definition.columns.flatMap((column, index) => (column.computed ? [index] : [])),
    blank,
    selected: definition.columns,
    reader: null,
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
  Object.defineProperty(modelClass.prototype, modelKey, { value: model });
  return model;
}

/** Puts the models of a client together. @throws ContractVersionError for a client that another version of `gen` wrote */
export function defineSchema(definition: Schema & { readonly contract: number }): Schema {
  if (definition.contract !== contractVersion) throw new ContractVersionError(definition.contract, contractVersion);
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
}

/** A relation whose key stands in its own model. */
export function wireLocal(
  relation: RelationMeta,
  wiring: Wiring & { readonly onDelete?: ReferentialAction; readonly onUpdate?: ReferentialAction },
): void {
  bindRelation(relation, { ...usual, ...wiring, key: "local" });
}

/** A relation whose key stands in the target. */
export function wireRemote(relation: RelationMeta, wiring: Wiring): void {
  bindRelation(relation, { ...usual, ...wiring, key: "remote" });
}

/** A relation through a join table. */
export function wireJoin(
  relation: RelationMeta,
  wiring: Wiring & { readonly side: "left" | "right"; readonly table: JoinTableMeta },
): void {
  const { table, ...rest } = wiring;
  bindRelation(relation, { ...usual, ...rest, key: "join", join: table });
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
