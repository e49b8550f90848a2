/**
 * A rehearsal: work that changes memory and may have to read is done, looked at and undone, all within one tick, so that nobody ever sees
 * memory in between. `session.plan()` rehearses what a flush does before it freezes its plan.
 *
 * The work is the flush's own operation. While it is rehearsed its reads are answered from what was read before. Where one of them has not
 * been read yet, memory is put back, the statement is run, and the rehearsal begins anew: so what the program of an async client does
 * meanwhile counts, and each statement is run once.
 *
 * Of what is read, entities that the session has not seen stay in its identity map, as it read them; everything else is as it was.
 *
 * Not chosen: to describe the work's outcome beside memory, as rows and links laid over the entities. Everything that orders and binds rows would
 * have to look through that, and a flush pays for each look. This costs a flush nothing, and follows it whatever it comes to do.
 *
 * @complexity linear in the entities that the session knows and those that they lead to, for each statement that is read
 */
import { invariant } from "../errors.ts";
import type { CellValue, Op, Request, Row } from "../io/request.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { EntityCollection } from "../state/collection.ts";
import {
  baseOf,
  documentsOf,
  type Entity,
  type Link,
  linkOf,
  originOf,
  setBase,
  setDocuments,
  setLink,
  setOrigin,
} from "../state/entity.ts";
import type { SessionContext } from "./context.ts";

/** What `look` sees once `work` is done; the work itself is undone. Runs the statements that it reads by. */
export function* rehearse<T>(session: SessionContext, work: () => Op<void>, look: () => T): Op<T> {
  const replies = new Map<string, readonly Row[]>();
  for (;;) {
    const putBack = keepMemory(session);
    let lacking: Reading;
    session.isRehearsing = true;
    try {
      const found = upToLacking(work(), replies);
      if (found === null) return look();
      lacking = found;
    } finally {
      session.isRehearsing = false;
      putBack();
    }
    const rows = yield { kind: "query", statement: lacking.statement, params: lacking.params };
    replies.set(textOf(lacking), rows as Row[]); // the runners answer a query with rows
  }
}

type Reading = Extract<Request, { kind: "query" }>;

/** Does the work as far as its reads are known; gives the first that is not, null at the end. */
function upToLacking(work: Op<void>, replies: ReadonlyMap<string, readonly Row[]>): Reading | null {
  for (let step = work.next(); step.done !== true;) {
    const request = step.value;
    invariant(request.kind === "query", "what a flush does before its plan is made should only read");
    const rows = replies.get(textOf(request));
    if (rows === undefined) return request;
    step = work.next(rows.map((cells) => cells.slice())); // entities may take them for their own
  }
  return null;
}

function textOf({ statement, params }: Reading): string {
  return JSON.stringify([statement.sql, params.map(plain)]);
}

function plain(param: CellValue): unknown {
  return param instanceof Uint8Array ? Array.from(param) : param;
}

/** Keeps all that work may change of a session's memory; gives what puts it back. */
function keepMemory(session: SessionContext): () => void {
  const { work, undo, identity } = session;
  const kept = new Map<Entity, () => void>();
  const open = [...identity.entities(), ...work.listed];
  for (let entity = open.pop(); entity !== undefined; entity = open.pop()) {
    if (kept.has(entity)) continue;
    const links = linksOf(entity);
    kept.set(entity, keepEntity(entity, links));
    for (const link of links) {
      if (link instanceof EntityCollection) for (const item of reachedBy(link)) open.push(item);
      else if (link) open.push(link);
    }
  }
  const lists = [work.keep(), undo.keep(), identity.keep()];
  return () => {
    for (const entity of identity.entities()) if (!kept.has(entity)) settleNew(entity);
    for (const putBack of kept.values()) putBack();
    for (const putBack of lists) putBack();
  };
}

function reachedBy(collection: EntityCollection<Entity>): Entity[] {
  return [
    ...EntityCollection.members(collection),
    ...EntityCollection.added(collection),
    ...EntityCollection.removed(collection),
  ];
}

function linksOf(entity: Entity): Link[] {
  return entity[modelKey].relations.map(({ index }) => linkOf(entity, index));
}

function keepEntity(entity: Entity, links: readonly Link[]): () => void {
  const cells = entity[row];
  const [base, origin] = [baseOf(entity), originOf(entity)];
  // The row of a clean one is copied before its first change; others are written to as they are.
  const copy = base === null && origin.status === "persistent" ? null : cells.slice();
  const documents = documentsOf(entity)?.slice() ?? null;
  const collections = links.flatMap((link) => (link instanceof EntityCollection ? [EntityCollection.keep(link)] : []));
  return () => {
    if (copy !== null) for (let index = 0; index < copy.length; index++) cells[index] = copy[index];
    entity[row] = cells;
    setBase(entity, base);
    setOrigin(entity, origin);
    setDocuments(entity, documents);
    for (const putBack of collections) putBack();
    for (const [index, link] of links.entries()) if (linkOf(entity, index) !== link) setLink(entity, index, link);
  };
}

/** An entity that was read during the rehearsal is as it was read. */
function settleNew(entity: Entity): void {
  entity[row] = baseOf(entity) ?? entity[row];
  setBase(entity, null);
  setDocuments(entity, null);
  for (const { index } of entity[modelKey].relations)
    if (linkOf(entity, index) !== undefined) setLink(entity, index, undefined);
}
