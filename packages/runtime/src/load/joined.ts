/**
 * Joined loading: the rows of one wide statement become a graph. The root's columns come first, then those of each joined relation, depth
 * first. A row repeats its owners for each member of a collection; each entity and each membership counts once.
 */
import type { Criteria } from "../expr/criteria.ts";
import type { Row } from "../io/request.ts";
import type { IdentityKey, Model, RelationMeta, Selection } from "../meta/model.ts";
import type { Context } from "../state/context.ts";
import type { Entity } from "../state/entity.ts";
import type { Origin } from "../state/origin.ts";
import { hydratePart, newOrigin, tellRows } from "./hydrate.ts";
import type { LoadNode, LoadPlan } from "./plan.ts";
import { connect, isLoaded, place } from "./selectin.ts";

/** One joined relation in the flat order of its columns. */
interface Part {
  readonly relation: RelationMeta;
  readonly selection: Selection;
  /** Where its owner stands among the parts; -1 for the root. */
  readonly parent: number;
  readonly offset: number;
  readonly known: Map<IdentityKey, Entity>;
  readonly origin: Origin;
  readonly siblings: Set<Entity>;
  /** What the rows say of each owner that had not loaded the relation before. */
  readonly members: Map<Entity, Set<Entity> | null>;
}

/** The roots, each once, in the order of their first rows. */
export function hydrateJoined(
  context: Context,
  model: Model,
  { joined: nodes, selection }: LoadPlan,
  rows: readonly Row[],
  criteria: Criteria | null = null,
): Entity[] {
  const parts: Part[] = [];
  layOut(context, nodes, -1, selection.selected.length, parts, criteria);
  const origin = newOrigin(context, criteria);
  origin.isPartial = selection.isPartial;
  const known = context.identity.of(model);
  const roots = new Set<Entity>();
  const current: (Entity | null)[] = new Array<Entity | null>(parts.length).fill(null);
  for (const cells of rows) {
    const root = hydratePart(model, known, cells, 0, origin, selection);
    if (root === null) continue;
    roots.add(root);
    for (const [at, part] of parts.entries()) {
      const owner = part.parent < 0 ? root : (current[part.parent] ?? null);
      current[at] = owner === null ? null : readPart(part, owner, cells);
    }
  }
  for (const part of parts) settle(part);
  origin.siblings = [...roots];
  if (origin.refreshed !== null) {
    tellRows(context, roots, origin);
    for (const part of parts) tellRows(context, part.siblings, part.origin);
  }
  return [...roots];
}

/** Gives each joined relation its place in the row; returns the width so far. */
function layOut(
  context: Context,
  nodes: readonly LoadNode[],
  parent: number,
  offset: number,
  parts: Part[],
  criteria: Criteria | null,
): number {
  for (const { relation, plan } of nodes) {
    const at = parts.length;
    const known = context.identity.of(relation.target);
    const { selection } = plan;
    const origin = newOrigin(context, criteria);
    origin.isPartial = selection.isPartial;
    parts.push({
      relation,
      selection,
      parent,
      offset,
      known,
      origin,
      siblings: new Set(),
      members: new Map(),
    });
    offset = layOut(context, plan.joined, at, offset + selection.selected.length, parts, criteria);
  }
  return offset;
}

function readPart(part: Part, owner: Entity, cells: Row): Entity | null {
  const entity = hydratePart(part.relation.target, part.known, cells, part.offset, part.origin, part.selection);
  let members = part.members.get(owner);
  if (members === undefined) {
    // An owner whose relation is loaded keeps it; null says so for its further rows.
    members = isLoaded(owner, part.relation) ? null : new Set();
    part.members.set(owner, members);
  }
  if (entity === null) return null;
  part.siblings.add(entity);
  members?.add(entity);
  return entity;
}

function settle(part: Part): void {
  part.origin.siblings = [...part.siblings];
  for (const [owner, members] of part.members) {
    if (members === null) continue;
    const items = [...members];
    if (part.relation.many) place(part.relation, owner, items);
    else connect(part.relation, owner, items[0] ?? null);
  }
}
