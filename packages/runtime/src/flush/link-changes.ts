/** What changed in many-to-many relations, as the net difference: each pair once, however many sides were touched. */
import type { RelationMeta } from "../meta/model.ts";
import { model as modelKey } from "../meta/symbols.ts";
import { EntityCollection } from "../state/collection.ts";
import { type Entity, linkOf, originOf } from "../state/entity.ts";
import { linkedInDatabase, linksToKnow, type RowSwitches } from "./row-switch.ts";
import { linksCame, linksWent, type Reason } from "./reasons.ts";

export interface LinkChange {
  readonly kind: "link" | "unlink";
  readonly why: Reason;
  /** The left side of the relation. */
  readonly relation: RelationMeta;
  readonly pairs: readonly (readonly [owner: Entity, target: Entity])[];
}

/** One link, from its left side. */
export interface Link {
  readonly relation: RelationMeta;
  readonly pair: readonly [owner: Entity, target: Entity];
}

export interface LinkChanges {
  readonly steps: LinkChange[];
  /** What came and is there already, since a new entity takes over the row of one that had it. */
  readonly there: readonly Link[];
}

type Pairs = Map<RelationMeta, [Entity, Entity][]>;

/** Links that went, then links that came. An entity that no session holds, that goes itself, or is new and waits takes part in none. */
export function linkChanges(
  relinked: ReadonlySet<Entity>,
  deleted: ReadonlySet<Entity>,
  switches: RowSwitches,
  waiting: ReadonlySet<Entity> = nobody,
): LinkChanges {
  const unlinks: Pairs = new Map();
  const links: Pairs = new Map();
  const takesPart = (entity: Entity): boolean => {
    const { status } = originOf(entity);
    return ((status === "pending" && !waiting.has(entity)) || status === "persistent") && !deleted.has(entity);
  };
  for (const owner of relinked) {
    if (!takesPart(owner)) continue;
    for (const relation of owner[modelKey].relations) {
      if (relation.key !== "join" || relation.side !== "left") continue;
      const collection = linkOf(owner, relation.index);
      if (!(collection instanceof EntityCollection)) continue;
      for (const target of EntityCollection.removed(collection))
        if (takesPart(target)) pair(unlinks, relation, owner, target);
      for (const target of EntityCollection.added(collection))
        if (takesPart(target)) pair(links, relation, owner, target);
    }
  }
  const there = switches.size === 0 ? noLinks : settleSwitched(switches, unlinks, links, takesPart);
  return { steps: [...steps("unlink", unlinks), ...steps("link", links)], there };
}

const nobody: ReadonlySet<Entity> = new Set();

const noLinks: readonly Link[] = [];

/** Rows that are taken over have their links still: those that come again are there, and the others go. */
function settleSwitched(
  switches: RowSwitches,
  unlinks: Pairs,
  links: Pairs,
  takesPart: (entity: Entity) => boolean,
): Link[] {
  const successors = new Map([...switches].map(([entity, old]) => [old, entity]));
  const there: Link[] = [];
  const seen = new Map<RelationMeta, Map<Entity, Set<Entity>>>();
  for (const [entity, old] of switches) {
    for (const relation of linksToKnow(old)) {
      const left = relation.side === "left" ? relation : relation.inverse;
      if (left === null) continue;
      for (const item of linkedInDatabase(old, relation)) {
        const other = successors.get(item) ?? item;
        if (!takesPart(other)) continue;
        const [owner, target] = left === relation ? [entity, other] : [other, entity];
        if (isSeen(seen, left, owner, target)) continue;
        const came = links.get(left);
        const at = came?.findIndex(([from, to]) => from === owner && to === target) ?? -1;
        if (at < 0) pair(unlinks, left, owner, target);
        else {
          came?.splice(at, 1);
          there.push({ relation: left, pair: [owner, target] });
        }
      }
    }
  }
  return there;
}

/** Where both ends are taken over, their link is met twice. */
function isSeen(
  seen: Map<RelationMeta, Map<Entity, Set<Entity>>>,
  relation: RelationMeta,
  owner: Entity,
  target: Entity,
): boolean {
  let owners = seen.get(relation);
  if (owners === undefined) seen.set(relation, (owners = new Map()));
  const targets = owners.get(owner);
  if (targets === undefined) owners.set(owner, new Set([target]));
  else if (targets.has(target)) return true;
  else targets.add(target);
  return false;
}

function pair(pairs: Pairs, relation: RelationMeta, owner: Entity, target: Entity): void {
  const known = pairs.get(relation);
  if (known === undefined) pairs.set(relation, [[owner, target]]);
  else known.push([owner, target]);
}

function steps(kind: LinkChange["kind"], pairs: Pairs): LinkChange[] {
  const why = kind === "link" ? linksCame : linksWent;
  return [...pairs]
    .filter(([, { length }]) => length > 0)
    .map(([relation, list]) => ({ kind, why, relation, pairs: list }));
}
