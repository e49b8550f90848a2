/**
 * Keys that change while rows refer to them. What becomes of the rows that refer is the database's business where it has said so (`onUpdate`
 * of the relation), and memory follows without a statement: CASCADE gives loaded entities the new key, in their own keys too and so on from
 * there, SET NULL takes it away, SET DEFAULT makes them stale.
 *
 * RESTRICT and NO ACTION leave it to the session (SQLAlchemy's `passive_updates=False`, `session/rekey.ts`): such rows are updated after the
 * row that they refer to. Since the database may look at every statement, they let go of the key before, where it may be NULL. Where it may
 * not, RESTRICT is refused before any statement; NO ACTION may be a key without a constraint, and is tried.
 *
 * It costs a comparison of the key cells of each changed row, and one pass over the entities of each referring model where one differs.
 */
import type { Row } from "../io/request.ts";
import { holderOf, isJoined, rootOf } from "../meta/inheritance.ts";
import type { Model, ReferentialAction, RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import type { Context } from "../state/context.ts";
import { baseOf, type Entity, linkOf, originOf, setBase, setLink, setOrigin } from "../state/entity.ts";
import { Origin } from "../state/origin.ts";
import { referencesTo } from "./references.ts";
import type { UpdateStep } from "./steps.ts";
import { valueIn } from "./unique-keys.ts";

/** The changed entities that others may refer to by cells which are another now. */
export function rekeyedAmong(changed: Iterable<Entity>, models: readonly Model[]): Entity[] {
  const rekeyed: Entity[] = [];
  let model: Model | null = null;
  let references: readonly RelationMeta[] = [];
  for (const entity of changed) {
    // Most come model by model, and looking the references up costs more than all that follows.
    if (entity[modelKey] !== model) references = referencesTo((model = entity[modelKey]), models);
    if (references.length === 0) continue;
    const base = baseOf(entity);
    if (base === null || originOf(entity).status !== "persistent") continue;
    const cells = entity[row];
    for (const { targetColumns } of references) {
      if (!differsAt(targetColumns, base, cells)) continue;
      rekeyed.push(entity);
      break;
    }
  }
  return rekeyed;
}

function differsAt(columns: readonly number[], base: Row, cells: Row): boolean {
  for (const index of columns) if (base[index] !== cells[index] && cells[index] !== undefined) return true;
  return false;
}

/** The relations by which rows refer to what changes of a row. */
export function changedReferences(model: Model, models: readonly Model[], base: Row, cells: Row): RelationMeta[] {
  return referencesTo(model, models).filter(({ targetColumns }) => differsAt(targetColumns, base, cells));
}

/** What an engine does: MySQL takes no key along that refers to its own table, and refuses. */
export function actionOf({ dialect }: Context, { onUpdate, model, target }: RelationMeta): ReferentialAction {
  const refuses = dialect.name === "mysql" && rootOf(model) === rootOf(target) && onUpdate !== "NoAction";
  return refuses ? "Restrict" : onUpdate;
}

export function isLeftToSession(context: Context, relation: RelationMeta): boolean {
  const action = actionOf(context, relation);
  return action === "NoAction" || action === "Restrict";
}

/** Whether a column of a key may be NULL for a while. */
export function isEmptiable(model: Model, index: number): boolean {
  return model.columns[index]?.nullable === true && !model.primaryKey.includes(index);
}

interface Followed {
  readonly entity: Entity;
  readonly before: { readonly row: Row; readonly base: Row | null; readonly origin: Origin };
  readonly after: { readonly row: Row; readonly base: Row | null };
}

/** What followed a change of keys through memory. */
export interface KeyFollow {
  /** The statements by which rows let go of keys that are about to change. */
  readonly steps: readonly UpdateStep[];
  /** Has a rollback put back what it was, and moves entities whose own keys followed. */
  keep(): void;
  revert(): void;
}

/** Does to the entities of a session what the database will do to their rows. */
export function followKeys(context: Context, models: readonly Model[], rekeyed: readonly Entity[]): KeyFollow {
  const followed = new Map<Entity, Followed>();
  const lost: { readonly entity: Entity; readonly relation: RelationMeta }[] = [];
  const lettingGo = new Map<RelationMeta, Entity[]>();
  const open = rekeyed.map((entity) => ({ entity, base: baseOf(entity) as Row, cells: entity[row] })); // a changed one has it
  const seen = new Set<string>();
  const keyNumbers = new Map<Entity, number>();
  // Grows while it is walked: an entity's own key may follow.
  for (const { entity, base, cells } of open) {
    for (const relation of changedReferences(entity[modelKey], models, base, cells)) {
      const { columns, targetColumns } = relation;
      const old = valueIn(base, targetColumns);
      if (old === null) continue;
      for (const child of context.identity.entitiesOf(relation.model)) {
        const known = followed.get(child)?.before ?? { row: child[row], base: baseOf(child), origin: originOf(child) };
        const knownRow = known.base ?? known.row;
        if (valueIn(knownRow, columns) !== old) continue;
        const number = keyNumbers.get(child) ?? keyNumbers.size;
        keyNumbers.set(child, number);
        const name = `${number} ${relation.model.index} ${relation.index}`;
        if (seen.has(name)) continue;
        seen.add(name);
        if (isLeftToSession(context, relation)) {
          if (columns.some((index) => isEmptiable(relation.model, index))) append(lettingGo, relation, child);
          continue;
        }
        if (relation.onUpdate === "SetNull") lost.push({ entity: child, relation });
        const baseBefore = baseOf(child) ?? child[row];
        const moved = (from: Row): Row => {
          const next = from.slice();
          for (const [at, index] of columns.entries()) {
            if (from[index] !== knownRow[index]) continue;
            next[index] = relation.onUpdate === "Cascade" ? cells[targetColumns[at] as number] : null; // pairwise
          }
          return next;
        };
        const now = baseOf(child);
        const after = { row: moved(child[row]), base: now === null ? null : moved(now) };
        followed.set(child, { entity: child, before: known, after });
        child[row] = after.row;
        setBase(child, after.base);
        if (relation.onUpdate === "SetDefault") setOrigin(child, new Origin("persistent", context, context.epoch - 1));
        open.push({ entity: child, base: baseBefore, cells: after.base ?? after.row });
      }
    }
  }
  return {
    steps: [...lettingGo].flatMap(([relation, children]) => letGo(relation, children)),
    keep: () => {
      for (const { entity, before, after } of followed.values()) {
        context.undo.keepOrigin(entity, before.base ?? before.row, before.origin);
        move(context, entity, before.base ?? before.row, after.base ?? after.row);
      }
      for (const { entity, relation } of lost) {
        context.undo.keepLink(entity, relation, linkOf(entity, relation.index));
        if (relation.columns.some((index) => entity[row][index] === null)) setLink(entity, relation.index, null);
      }
    },
    revert: () => {
      for (const { entity, before, after } of followed.values()) {
        entity[row] = before.row;
        setBase(entity, before.base);
        setOrigin(entity, before.origin);
        move(context, entity, after.base ?? after.row, before.base ?? before.row);
      }
    },
  };
}

function append(groups: Map<RelationMeta, Entity[]>, relation: RelationMeta, entity: Entity): void {
  const known = groups.get(relation);
  if (known === undefined) groups.set(relation, [entity]);
  else known.push(entity);
}

/** One statement for each table of the children: their keys are NULL from then on, until they are given another, or the rows go. */
export function letGo(
  relation: RelationMeta,
  entities: readonly Entity[],
  why: UpdateStep["why"] = { kind: "keysFollow", relation },
): UpdateStep[] {
  const steps = new Map<Model, UpdateStep>();
  for (const entity of entities) {
    const exact = entity[modelKey];
    const columns = relation.columns.filter((index) => isEmptiable(exact, index));
    const model = isJoined(exact) ? holderOf(exact, columns[0] ?? 0) : exact;
    const known = baseOf(entity) ?? entity[row];
    const sent = known.slice();
    for (const index of columns) sent[index] = null;
    let step = steps.get(model);
    if (step === undefined)
      steps.set(model, (step = { kind: "update", why, model, entities: [], rows: [], known: [], columns, late: [] }));
    step.entities.push(entity);
    step.rows.push(sent);
    step.known.push(known);
  }
  return [...steps.values()];
}

function move(context: Context, entity: Entity, from: Row, to: Row): void {
  const model = entity[modelKey];
  if (model.primaryKey.every((index) => from[index] === to[index])) return;
  const [before, after] = [model.key(from, 0), model.key(to, 0)];
  if (before !== null && before !== undefined) context.identity.remove(model, before, entity);
  if (after !== null && after !== undefined) context.identity.set(model, after, entity);
}
