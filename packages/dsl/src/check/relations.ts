/** Both sides of every association as the IR has them, and the join tables of the many-to-many ones. */
import type { JoinSide, JoinTable, Relation } from "../ir/ir.ts";
import type { BoundColumn, BoundModel, BoundRelation, CheckContext } from "./bound.ts";
import { constraintName, shortenName } from "./constraint-names.ts";
import { hiddenRelationName, inferredName, uncapitalise } from "./foreign-key-columns.ts";
import type { Keys } from "./keys.ts";
import type { Association } from "./pairing.ts";
import { defaultCascade, readCascade, readLoad, readOrder } from "./rules/loading.ts";

export interface JoinDraft {
  readonly table: JoinTable;
  /** The field that the table is reported at. */
  readonly field: BoundRelation;
}

export interface Relations {
  /** Per model: declared ones in declaration order, then the hidden ones. */
  readonly byModel: ReadonlyMap<BoundModel, readonly Relation[]>;
  readonly joinTables: readonly JoinDraft[];
}

type Shape = Pick<
  Relation,
  "kind" | "key" | "columns" | "targetColumns" | "joinTable" | "joinSide" | "nullable" | "inverse"
>;

export function buildRelations(
  context: CheckContext,
  keys: Keys,
  models: readonly BoundModel[],
  associations: readonly Association[],
): Relations {
  const shapes = new Map<BoundRelation, Shape>();
  const hidden = new Map<BoundModel, Relation[]>(models.map((model) => [model, []]));
  const joinTables: JoinDraft[] = [];
  for (const association of associations) {
    if (association.kind === "join") {
      const draft = buildJoin(keys, association);
      if (draft === null) continue;
      joinTables.push(draft);
      shapes.set(association.left, joinShape(draft.table, "left", association.right));
      shapes.set(association.right, joinShape(draft.table, "right", association.left));
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
  return { name, target: target.name, ...shape, hidden: false, ...session, doc, span };
}

function remoteShape(
  kind: "oneToOne" | "oneToMany",
  columns: readonly string[],
  targetColumns: readonly string[],
  inverse: string,
): Shape {
  const nullable = kind === "oneToOne";
  return { kind, key: "remote", columns, targetColumns, joinTable: null, joinSide: null, nullable, inverse };
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
    nullable: true,
    inverse: list.name,
    hidden: true,
    load: "lazy",
    cascade: defaultCascade,
    orderBy: [],
    doc: null,
    span: list.span,
  };
}

/**
 * The join table is named after its relation, or else after its two models in alphabetical order; its columns after the models and
 * their keys.
 */
function buildJoin(keys: Keys, association: Extract<Association, { kind: "join" }>): JoinDraft | null {
  const { left, right } = association;
  const leftKey = keys.keyOf(left.model);
  const rightKey = keys.keyOf(right.model);
  if (leftKey === null || rightKey === null) return null;
  const table = shortenName(`_${left.relationName ?? `${left.model.name}To${right.model.name}`}`);
  // A and B tell the sides apart in a self-relation, and where model `A` with key `bId` meets model `AB` with key `id`.
  const plain = (model: BoundModel, key: readonly BoundColumn[]): string[] =>
    key.map((column) => inferredName(uncapitalise(model.name), column));
  const rightNames = new Set(plain(right.model, rightKey));
  const needsLetters = plain(left.model, leftKey).some((name) => rightNames.has(name));
  const side = (model: BoundModel, key: readonly BoundColumn[], letter: string, indexed: boolean): JoinSide => {
    const prefix = uncapitalise(model.name) + (needsLetters ? letter : "");
    const columns = key.map((column) => shortenName(inferredName(prefix, column)));
    return {
      model: model.name,
      columns,
      references: namesOf(key),
      foreignKey: constraintName(table, columns, "fkey"),
      index: indexed ? constraintName(table, columns, "idx") : null,
    };
  };
  return {
    table: { table, left: side(left.model, leftKey, "A", false), right: side(right.model, rightKey, "B", true) },
    field: left,
  };
}

function namesOf(columns: readonly BoundColumn[]): string[] {
  return columns.map((column) => column.name);
}
