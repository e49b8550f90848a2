/** Taking an entity's past from it, or giving it one: what connects an object with a row is set here by hand. */
import { ArgumentError, RelationTypeError, SessionStateError } from "../errors.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { readBackDocuments } from "../state/documents.ts";
import { EntityCollection } from "../state/collection.ts";
import {
  type Entity,
  isEntity,
  isGiven,
  linkOf,
  markGiven,
  originOf,
  relationPlace,
  setBase,
  setLink,
  setOrigin,
} from "../state/entity.ts";
import { Origin, transient } from "../state/origin.ts";
import { checkNoView } from "../state/read-only.ts";
import { checkOptions, flag } from "./options.ts";

export interface MakeTransientOptions {
  /** Whether it also forgets a key that the database assigns, so that adding it inserts a copy under a new one. False when absent. */
  readonly forgetKey?: boolean | undefined;
}

/**
 * Makes an entity as new: no session's, and of no row. It keeps the values that it has, its key among them; what was not loaded is unset. Adding
 * it inserts a row. No statement.
 *
 * @throws RelationTypeError for what is no entity, ReadOnlyError for a view's
 * @example
 * session.expunge(post);
 * makeTransient(post, { forgetKey: true });
 * post.title = `Copy of ${post.title}`;
 * session.add(post);
 */
export function makeTransient(entity: Entity, options: MakeTransientOptions = {}): void {
  checkIsEntity(entity, "makeTransient");
  checkOptions("makeTransient", options, { forgetKey: flag });
  const { columns, relations, primaryKey } = entity[modelKey];
  readBackDocuments(entity);
  const { context, status } = originOf(entity);
  if (context !== null && !context.isClosed) {
    if (status === "deleted") context.undo.forget(entity);
    else context.expunge(entity);
  }
  setOrigin(entity, transient);
  setBase(entity, null);
  entity[row] = entity[row].slice();
  if (options.forgetKey === true)
    for (const index of primaryKey) if (columns[index]?.assigned === true) entity[row][index] = undefined;
  for (const { index } of columns) if (entity[row][index] !== undefined) markGiven(entity, index);
  for (const relation of relations) {
    const link = linkOf(entity, relation.index);
    if (link === undefined) continue;
    if (link instanceof EntityCollection && !EntityCollection.isLoaded(link))
      setLink(entity, relation.index, undefined);
    else markGiven(entity, relationPlace(entity, relation));
  }
}

/**
 * Makes a new entity one that has a row with its key, and belongs to no session: adding it attaches it without a SELECT. What it was not given is
 * not loaded. No statement; whether there is such a row is not asked.
 *
 * @throws SessionStateError where it is not transient, ArgumentError where it has no key, RelationTypeError for what is no entity
 * @example
 * const post = new Post({ id: 7, title: "…", author });
 * makeTransientToDetached(post);
 * session.add(post); // persistent: a change of it is an UPDATE of row 7
 */
export function makeTransientToDetached(entity: Entity): void {
  checkIsEntity(entity, "makeTransientToDetached");
  const model = entity[modelKey];
  const { columns, relations } = model;
  readBackDocuments(entity);
  if (originOf(entity) !== transient)
    throw new SessionStateError(
      `this "${model.name}" is not transient: makeTransientToDetached takes one that no session has taken or written; makeTransient makes it so`,
    );
  const key = model.key(entity[row], 0);
  if (key === null || key === undefined)
    throw new ArgumentError(`this "${model.name}" has no key, by which its row could be found: set it first`);
  const cells = entity[row].slice();
  for (const { index } of columns)
    if (!isGiven(entity, index) && !model.primaryKey.includes(index) && index !== model.inheritance?.discriminator)
      cells[index] = undefined;
  entity[row] = cells;
  for (const relation of relations) {
    const link = linkOf(entity, relation.index);
    const isEmpty = link === null || (link instanceof EntityCollection && link.length === 0);
    const isTold =
      isGiven(entity, relationPlace(entity, relation)) ||
      (relation.key === "local" && relation.columns.some((index) => isGiven(entity, index)));
    if (isEmpty && !isTold) setLink(entity, relation.index, undefined);
  }
  setOrigin(entity, new Origin("persistent", null, 0));
}

function checkIsEntity(entity: Entity, call: string): void {
  if (!isEntity(entity)) throw new RelationTypeError("Session", call, "an entity", entity);
  checkNoView(entity[modelKey], `${call}(…)`);
}
