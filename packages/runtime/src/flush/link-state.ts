/**
 * The links of a flush, apart from its rows: what the relations of the changed entities were when it froze, so that, once it is done,
 * their collections forget what has been written and nothing that changed while the statements were under way.
 */
import type { RelationMeta } from "../meta/model.ts";
import { model as modelKey } from "../meta/symbols.ts";
import { collectionOf, EntityCollection } from "../state/collection.ts";
import { type Entity, linkOf, originOf } from "../state/entity.ts";
import type { Link } from "./link-changes.ts";
import type { Step } from "./steps.ts";

/** One relation of one entity. What a collection had queued is empty for a to-one. */
export interface LinkState {
  readonly entity: Entity;
  readonly relation: RelationMeta;
  readonly added: readonly Entity[];
  readonly removed: readonly Entity[];
}

const none: readonly Entity[] = [];

/** The known links of the entities whose links changed, as they are now. */
export function linkState(relinked: Iterable<Entity>): LinkState[] {
  const links: LinkState[] = [];
  for (const entity of relinked) {
    for (const relation of entity[modelKey].relations) {
      const known = linkOf(entity, relation.index);
      if (known === undefined) continue;
      const isMany = known instanceof EntityCollection;
      links.push({
        entity,
        relation,
        added: isMany ? [...EntityCollection.added(known)] : none,
        removed: isMany ? [...EntityCollection.removed(known)] : none,
      });
    }
  }
  return links;
}

/**
 * Has both sides' queues forget the pairs that a frozen plan writes: a pair that is parted from here on is one that was, and belongs to the next
 * flush. Gives what queues them again, for a flush of which nothing has run.
 */
export function takeLinks(steps: readonly Step[], there: readonly Link[]): () => void {
  const taken: { readonly link: Link; readonly isNew: boolean }[] = there.map((link) => ({ link, isNew: true }));
  for (const step of steps)
    if ("pairs" in step)
      for (const pair of step.pairs)
        taken.push({ link: { relation: step.relation, pair }, isNew: step.kind === "link" });
  for (const { link } of taken) eachSide(link, (collection, item) => EntityCollection.settleOne(collection, item));
  return () => {
    const queue = (isNew: boolean) => (collection: EntityCollection<Entity>, item: Entity) =>
      EntityCollection.requeue(collection, item, isNew);
    for (const { link, isNew } of taken) eachSide(link, queue(isNew));
  };
}

function eachSide(
  { relation, pair: [owner, target] }: Link,
  work: (collection: EntityCollection<Entity>, item: Entity) => void,
): void {
  work(collectionOf(owner, relation), target);
  if (relation.inverse !== null) work(collectionOf(target, relation.inverse), owner);
}

/** Has collections forget what is written now. Those that hold somebody who is in no session yet, or who waits, go back on the list. */
export function settleLinks(links: readonly LinkState[], waiting: ReadonlySet<Entity>, relinked: Set<Entity>): void {
  for (const { entity, relation, added, removed } of links) {
    const known = linkOf(entity, relation.index);
    if (!(known instanceof EntityCollection)) {
      if (known && originOf(known).status === "transient") relinked.add(entity);
      continue;
    }
    for (const item of [...added, ...removed]) {
      if (originOf(item).status === "transient" || waiting.has(item)) relinked.add(entity);
      else if (relation.key !== "join") EntityCollection.settleOne(known, item);
    }
  }
}
