/**
 * `session.plan()`: what an explicit flush would do now, without doing it.
 *
 * It is the flush up to the point where that would begin to take things: `prepare` finds out who comes along and who goes, in a rehearsal whose
 * effects are undone; the draft of the unit of work puts the rows in order, and is described instead of frozen. So there is no second account of what a
 * flush does that might differ from the first.
 */
import { draftFlush } from "../flush/unit-of-work.ts";
import { FlushPlan } from "../flush/planned-flush.ts";
import { keyNow, labelOf } from "../flush/planned-row.ts";
import { type Cause, plannedStatements } from "../flush/planned-statements.ts";
import type { Op } from "../io/request.ts";
import type { RelationMeta } from "../meta/model.ts";
import { model as modelKey } from "../meta/symbols.ts";
import { EntityCollection } from "../state/collection.ts";
import { type Entity, linkOf } from "../state/entity.ts";
import { knownOne } from "../state/to-one.ts";
import type { SessionContext } from "./context.ts";
import { checkMayWrite, prepare } from "./flush.ts";
import { letGo } from "./let-go.ts";
import { contains } from "./membership.ts";
import { rehearse } from "./rehearsal.ts";

/** What the lists were before the flush prepared itself. */
interface Before {
  readonly added: ReadonlySet<Entity>;
  readonly deleted: ReadonlySet<Entity>;
  readonly orphans: ReadonlySet<Entity>;
}

/** The statements that a flush would issue. Reads what the flush would have to read first; changes nothing. @throws what the flush would, before its first write */
export function* plan(session: SessionContext): Op<FlushPlan> {
  session.checkUsable();
  if (session.hasAccounts) EntityCollection.checkAccounts(session);
  if (!session.hasWork) return new FlushPlan([], []);
  let before: Before | undefined;
  const work = (): Op<void> => {
    const { added, deleted, orphans } = session.work;
    before = { added: new Set(added), deleted: new Set(deleted), orphans: new Set(orphans.keys()) };
    return prepare(session, true);
  };
  return yield* rehearse(session, work, () => look(session, before as Before)); // the work is done before the look
}

/** Describes what is due, once a flush has prepared itself. */
function look(session: SessionContext, before: Before): FlushPlan {
  letGo(session);
  const due = session.work.due(nobody);
  const { draft, switches } = draftFlush({ context: session, models: session.models, waiting: nobody, ...due });
  const { steps } = draft;
  if (steps.length > 0 || switches.size > 0) checkMayWrite(session);
  const coming = new Set(due.added);
  const causeOf = (entity: Entity): Cause | null => {
    if (due.deleted.has(entity)) return causeToGo(entity, due.deleted, before);
    return coming.has(entity) && !before.added.has(entity) ? causeToCome(session, entity) : null;
  };
  const statements = plannedStatements({ context: session, models: session.models, steps, causeOf });
  const dropped = [...before.added].filter((entity) => !coming.has(entity));
  return new FlushPlan(
    statements,
    dropped.map((entity) => `${labelled(entity)} is dropped: nobody owns it any more`),
  );
}

const nobody: ReadonlySet<Entity> = new Set();

/** Why a new entity is inserted that was not added. */
function causeToCome(session: SessionContext, entity: Entity): Cause {
  for (const relation of entity[modelKey].relations) {
    const { inverse } = relation;
    if (inverse?.cascade.includes("save") !== true) continue;
    const link = linkOf(entity, relation.index);
    for (const holder of link instanceof EntityCollection ? EntityCollection.members(link) : link ? [link] : []) {
      if (!contains(session, holder)) continue;
      return {
        kind: `brought in by ${nameOf(inverse)}`,
        text: `not added, but in ${placeOf(holder, inverse)}`,
      };
    }
  }
  return { kind: "brought in by a relation", text: "not added, but reached by a relation of one that was" };
}

/** Why an entity goes that nobody may have asked to delete by itself. */
function causeToGo(entity: Entity, deleted: ReadonlySet<Entity>, before: Before): Cause | null {
  for (const relation of entity[modelKey].relations) {
    const { inverse } = relation;
    if (inverse?.cascade.includes("delete") !== true) continue;
    const owner = relation.many ? undefined : knownOne(entity, relation);
    if (owner === undefined || !deleted.has(owner)) continue;
    return { kind: `cascade of ${nameOf(inverse)}`, text: `cascade of ${placeOf(owner, inverse)}` };
  }
  if (before.deleted.has(entity)) return null;
  const owning = entity[modelKey].relations.find(({ inverse }) => inverse?.cascade.includes("deleteOrphan") === true);
  const of = owning?.inverse === null || owning === undefined ? "" : ` of ${nameOf(owning.inverse)}`;
  return { kind: `orphans${of}`, text: `orphan${of}` };
}

/** `"User.posts"` */
function nameOf(relation: RelationMeta): string {
  return `"${relation.model.name}.${relation.name}"`;
}

/** `User(1).posts` */
function placeOf(owner: Entity, relation: RelationMeta): string {
  return `${labelled(owner)}.${relation.name}`;
}

function labelled(entity: Entity): string {
  return labelOf(keyNow(entity));
}
