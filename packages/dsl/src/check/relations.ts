/** Both sides of every association as the IR has them, and the join tables of the many-to-many ones. */
import type { JoinTable, Relation } from "../ir/ir.ts";
import type { BoundColumn, BoundModel, BoundRelation, CheckContext } from "./bound.ts";
import { hiddenRelationName } from "./foreign-key-columns.ts";
import { buildJoin, type JoinDraft } from "./join-table.ts";
import type { Keys } from "./keys.ts";
import type { Association } from "./pairing.ts";
import { defaultCascade, readCascade, readLoad, readOrder } from "./rules/loading.ts";
import type { Table } from "./table.ts";

export interface Relations {
  /** Per model: declared ones in declaration order, then the hidden ones. */
  readonly byModel: ReadonlyMap<BoundModel, readonly Relation[]>;
  readonly joinTables: readonly JoinDraft[];
}

type Shape = Pick<
  Relation,
  "kind" | "key" | "columns" | "targetColumns" | "joinTable" | "joinSide" | "through" | "nullable" | "inverse"
>;

export function buildRelations(
  context: CheckContext,
  keys: Keys,
  models: readonly BoundModel[],
  associations: readonly Association[],
  tables: ReadonlyMap<string, Table>,
): Relations {
  const shapes = new Map<BoundRelation, Shape>();
  const hidden = new Map<BoundModel, Relation[]>(models.map((model) => [model, []]));
  const joinTables: JoinDraft[] = [];
  for (const association of associations) {
    if (association.kind === "join") {
      const draft = buildJoin(context, keys, association, tables);
      if (draft === null) continue;
      joinTables.push(draft);
      shapes.set(association.left, joinShape(draft.table, "left", association.right));
      shapes.set(association.right, joinShape(draft.table, "right", association.left));
      continue;
    }
    if (association.kind === "through") {
      const ends = { near: shapes.get(association.near), far: shapes.get(association.far) };
      shapes.set(association.list, throughShape(keys, association, ends));
      continue;
    }
    const foreignKey = keys.foreignKeyOf(association);
    if (foreignKey === null) continue;
    const columns = namesOf(foreignKey.columns);
    const targetColumns = namesOf(foreignKey.targetColumns);
    if (association.kind === "list") {
      const { list } = association;
      const inverse = hiddenRelationName(list);
      shapes.set(list, remoteShape("oneToMany", targetColumns, columns, inverse));
      const relation = hiddenRelation(list, inverse, columns, targetColumns);
      hidden.get(list.target)?.push(relation);
    } else {
      const { owner, other } = association;
      const isOne = other !== null && other.arity !== "list";
      shapes.set(owner, {
        kind: isOne ? "oneToOne" : "manyToOne",
        key: "local",
        columns,
        targetColumns,
        joinTable: null,
        joinSide: null,
        through: null,
        nullable: owner.arity === "optional",
        inverse: other?.name ?? null,
      });
      const kind = isOne ? "oneToOne" : "oneToMany";
      if (other !== null) shapes.set(other, remoteShape(kind, targetColumns, columns, owner.name));
    }
  }
  const byModel = new Map<BoundModel, Relation[]>();
  for (const model of models) {
    const declared = model.fields.flatMap((field) => {
      if (field.kind !== "relation") return [];
      const session = readSession(context, keys, field);
      const shape = shapes.get(field);
      const orphans = session.cascade.includes("deleteOrphan");
      if (orphans && shape && shape.key !== "remote") {
        context.reporter.report("orphanOfMany", field.span, { field: field.name });
      }
      return shape ? [toRelation(field, shape, session)] : [];
    });
    byModel.set(model, [...declared, ...(hidden.get(model) ?? [])]);
  }
  return { byModel, joinTables };
}

type Session = Pick<Relation, "load" | "cascade" | "orderBy">;

function readSession(context: CheckContext, keys: Keys, field: BoundRelation): Session {
  return {
    load: readLoad(context, field),
    cascade: readCascade(context, field),
    orderBy: readOrder(context, keys, field),
  };
}

function toRelation(field: BoundRelation, shape: Shape, session: Session): Relation {
  const { name, target, doc, span } = field;
  const ignored = field.ignored || target.ignored;
  return { name, target: target.name, ...shape, inherited: false, ignored, hidden: false, ...session, doc, span };
}

/** @param ends The two relations of the model between, which say what they refer to. */
function throughShape(
  keys: Keys,
  association: Extract<Association, { kind: "through" }>,
  ends: { readonly near: Shape | undefined; readonly far: Shape | undefined },
): Shape {
  const { list, model, near, far, other } = association;
  return {
    kind: "manyToMany",
    key: "through",
    columns: ends.near?.targetColumns ?? namesOf(keys.keyOf(list.model) ?? []),
    targetColumns: ends.far?.targetColumns ?? namesOf(keys.keyOf(list.target) ?? []),
    joinTable: null,
    joinSide: null,
    through: { model: model.name, near: near.name, far: far.name },
    nullable: false,
    inverse: other?.name ?? null,
  };
}

function remoteShape(
  kind: "oneToOne" | "oneToMany",
  columns: readonly string[],
  targetColumns: readonly string[],
  inverse: string,
): Shape {
  const nullable = kind === "oneToOne";
  const key = "remote";
  return { kind, key, columns, targetColumns, joinTable: null, joinSide: null, through: null, nullable, inverse };
}

function joinShape(table: JoinTable, side: "left" | "right", other: BoundRelation): Shape {
  const opposite = side === "left" ? table.right : table.left;
  return {
    kind: "manyToMany",
    key: "join",
    columns: table[side].references,
    targetColumns: opposite.references,
    joinTable: table.table,
    joinSide: side,
    through: null,
    nullable: false,
    inverse: other.name,
  };
}

function hiddenRelation(
  list: BoundRelation,
  name: string,
  columns: readonly string[],
  targetColumns: readonly string[],
): Relation {
  return {
    name,
    target: list.model.name,
    kind: "manyToOne",
    key: "local",
    columns,
    targetColumns,
    joinTable: null,
    joinSide: null,
    through: null,
    nullable: true,
    inverse: list.name,
    inherited: false,
    ignored: list.ignored || list.model.ignored,
    hidden: true,
    load: "lazy",
    cascade: defaultCascade,
    orderBy: [],
    doc: null,
    span: list.span,
  };
}

function namesOf(columns: readonly BoundColumn[]): string[] {
  return columns.map((column) => column.name);
}
