/** What changed in many-to-many relations, as the net difference: each pair once, however many sides were touched. */
import type { RelationMeta } from "../meta/model.ts";
import { model as modelKey } from "../meta/symbols.ts";
import { EntityCollection } from "../state/collection.ts";
import { type Entity, linkOf, originOf } from "../state/entity.ts";
import { linksCame, linksWent, type Reason } from "./reasons.ts";

export interface LinkChange {
  readonly kind: "link" | "unlink";
  readonly why: Reason;
  /** The left side of the relation. */
  readonly relation: RelationMeta;
  readonly pairs: readonly (readonly [owner: Entity, target: Entity])[];
}

/** Links that went, then links that came. An entity that no session holds, or that goes itself, takes part in none. */
export function linkChanges(relinked: ReadonlySet<Entity>, deleted: ReadonlySet<Entity>): LinkChange[] {
  const unlinks = new Map<RelationMeta, [Entity, Entity][]>();
  const links = new Map<RelationMeta, [Entity, Entity][]>();
  const takesPart = (entity: Entity): boolean => {
    const { status } = originOf(entity);
    return (status === "pending" || status === "persistent") && !deleted.has(entity);
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
  return [...steps("unlink", unlinks), ...steps("link", links)];
}

function pair(
  pairs: Map<RelationMeta, [Entity, Entity][]>,
  relation: RelationMeta,
  owner: Entity,
  target: Entity,
): void {
  const known = pairs.get(relation);
  if (known === undefined) pairs.set(relation, [[owner, target]]);
  else known.push([owner, target]);
}

function steps(kind: LinkChange["kind"], pairs: Map<RelationMeta, [Entity, Entity][]>): LinkChange[] {
  const why = kind === "link" ? linksCame : linksWent;
  return [...pairs].map(([relation, list]) => ({ kind, why, relation, pairs: list }));
}
