/**
 * The steps of session programs, a table: each says how often it is chosen beside the others, and does one thing to the session and the same
 * to the naive model. A further operation of a session is a further entry.
 *
 * What a program must not do it leaves out: the operands are chosen so, and the reason stands there. One that finds nothing to choose from
 * throws `Refused` before it has changed anything.
 */
import {
  AttachedElsewhereError,
  DuplicateIdentityError,
  joinedload,
  makeTransient,
  RelationTypeError,
  selectinload,
  SessionStateError,
} from "../../../src/index.ts";
import type { RelationMeta } from "../../../src/meta/model.ts";
import { model as modelKey } from "../../../src/meta/symbols.ts";
import { EntityCollection } from "../../../src/state/collection.ts";
import { linkOf } from "../../../src/state/entity.ts";
import { failureOf, Refused, same } from "./claims.ts";
import { collectionsOf, relationsOf, type ToOneFacts } from "./facts.ts";
import type { Thing } from "./naive-model.ts";
import type { Bag, Run } from "./run.ts";

interface StepFacts {
  readonly weight: number;
  readonly run: (run: Run, a: number, b: number, c: number) => Promise<void>;
}

/** Of the entities and relations that a program holds, without a statement: what it may do as well while a flush is under way. */
const changes = {
  create: { weight: 3, run: (run, a, b, c) => create(run, "create", a, b, c) },
  createBelow: { weight: 2, run: (run, a, b, c) => create(run, "createBelow", a, b, c) },
  createInside: { weight: 1, run: (run, a, b, c) => create(run, "createInside", a, b, c) },
  setColumn: { weight: 1, run: (run, a, b, c) => setColumn(run, "setColumn", a, b, c) },
  setAndBack: { weight: 1, run: (run, a, b, c) => setColumn(run, "setAndBack", a, b, c) },
  change: { weight: 1, run: changeDocument },
  setOne: { weight: 3, run: (run, a, b, c) => setOne(run, "setOne", a, b, c) },
  setKey: { weight: 1, run: (run, a, b, c) => setOne(run, "setKey", a, b, c) },
  setFar: { weight: 1, run: setFar },
  addTo: { weight: 3, run: addTo },
  removeFrom: { weight: 1, run: removeFrom },
  replace: { weight: 1, run: replace },
  misuse: { weight: 1, run: misuse },
} as const satisfies Record<string, StepFacts>;

const others = {
  delete: { weight: 1, run: (run, a) => markDeleted(run, a) },
  keep: { weight: 1, run: (run, a) => keep(run, a) },
  bringBack: { weight: 1, run: (run, a) => bringBack(run, a) },
  plan: { weight: 1, run: (run) => planned(run) },
  swap: { weight: 1, run: swap },
  comeAndGo: { weight: 1, run: comeAndGo },
  listen: {
    weight: 1,
    run: async (run) => {
      run.say("listen");
      run.listen();
    },
  },
  swapEnds: { weight: 1, run: swapEnds },
  mergeCopy: { weight: 1, run: mergeCopy },
  mergeDetached: { weight: 1, run: mergeDetached },
  makeTransient: { weight: 1, run: (run, a) => beTransient(run, a) },
  rowSwitch: { weight: 1, run: (run, a) => switchRow(run, a) },
  rekey: { weight: 1, run: (run, a) => rekey(run, a) },
  bulkUpdate: { weight: 1, run: bulkUpdate },
  bulkDelete: { weight: 1, run: (run, a, b) => bulkDelete(run, a, b) },
  quietly: { weight: 1, run: (run, a) => quietly(run, a) },
  readSome: { weight: 1, run: (run, a, b) => readSome(run, a, b) },
  flush: { weight: 1, run: (run) => flush(run) },
  flushMeanwhile: { weight: 2, run: flushMeanwhile },
  commit: { weight: 2, run: (run) => commit(run) },
  commitMeanwhile: { weight: 1, run: commitMeanwhile },
  together: { weight: 1, run: (run, a) => together(run, a) },
  rollback: { weight: 1, run: (run) => rollback(run) },
  beginNested: { weight: 1, run: (run) => beginNested(run) },
  commitNested: { weight: 1, run: (run) => endNested(run, "commitNested") },
  rollbackNested: { weight: 1, run: (run) => endNested(run, "rollbackNested") },
  newSession: { weight: 1, run: (run, a, b) => newSession(run, a, b) },
  abort: { weight: 1, run: (run, a, b) => abort(run, a, b) },
  access: { weight: 2, run: (run, a, b) => access(run, a, b) },
  joined: { weight: 1, run: (run, a, b, c) => query(run, "joined", a, b, c) },
  selectin: { weight: 1, run: (run, a, b, c) => query(run, "selectin", a, b, c) },
  count: { weight: 1, run: (run, a, b) => count(run, a, b) },
  get: { weight: 1, run: async (run, a) => void (await run.entity(run.pick(run.persistent(), a))) },
  refresh: { weight: 1, run: (run, a, b) => refresh(run, a, b) },
} as const satisfies Record<string, StepFacts>;

export type StepName = keyof typeof changes | keyof typeof others;

export const steps: Readonly<Record<StepName, StepFacts>> = { ...changes, ...others };

const changeNames = Object.keys(changes) as (keyof typeof changes)[];

const calledOff = new Error("called off");

// ---- changes

async function create(run: Run, kind: string, a: number, b: number, c: number): Promise<void> {
  const { facts, truth } = run;
  const model = run.pick(
    facts.models.flatMap((one) => Array.from({ length: one.weight }, () => one)),
    a,
  );
  const wanted = facts.toOnes.filter((one) => one.model === model.name);
  const required = wanted.find((one) => one.isRequired);
  const relation = required ?? wanted[b % Math.max(1, wanted.length)];
  const owners = relation === undefined ? [] : run.alive(relation.target).filter((one) => run.isFree(relation, one));
  const owner = owners.length > 0 && (required !== undefined || kind !== "create") ? run.pick(owners, c) : undefined;
  if (required !== undefined && owner === undefined) return;
  const ownerEntity = owner === undefined ? undefined : await run.entity(owner);
  if (owner !== undefined && relation !== undefined) await run.lookFar(relation, owner);
  const id = ++run.lastId;
  const values = model.make(id);
  const isInside =
    kind === "createInside" && owner !== undefined && relation !== undefined && relation.isUnique !== true;
  const collection = isInside ? await run.readMany(ownerEntity as Bag, relation.inverse) : null;
  run.say(kind, model.name, id, relation?.name, owner);
  const entity = new (run.class(model.name))(
    owner === undefined || relation === undefined || isInside ? values : { ...values, [relation.name]: ownerEntity },
  );
  truth.create(id, model.name, { ...structuredClone(values), ...model.defaults });
  run.adopt(id, entity);
  if (owner !== undefined && relation !== undefined && !isInside) truth.setOne(id, relation.name, owner.id);
  if (isInside) {
    collection?.add(entity);
    truth.addTo(owner.id, relation.inverse, id);
  } else if (kind === "create" || owner === undefined) {
    run.session.add(entity);
    truth.add(id);
  }
}

async function setColumn(run: Run, kind: string, a: number, b: number, c: number): Promise<void> {
  const thing = run.pick(run.alive(), a);
  const [name, values] = run.pick(Object.entries(run.factsOf(thing.model).pools(thing.id)), b);
  const entity = await run.entity(thing);
  const value = values[c % values.length];
  if (name === run.factsOf(thing.model).unique && value !== null)
    if (run.truth.things.some((one) => one.model === thing.model && one !== thing && one.columns[name] === value))
      return;
  run.say(kind, thing, name, value);
  const before = entity[name];
  entity[name] = structuredClone(value);
  if (kind === "setAndBack") entity[name] = before;
  else run.truth.thing(thing.id).columns[name] = structuredClone(value);
}

/** Changes a list in place. */
async function changeDocument(run: Run, a: number, b: number): Promise<void> {
  const thing = run.pick(
    run.alive().filter(({ model }) => run.factsOf(model).list !== undefined),
    a,
  );
  const name = run.factsOf(thing.model).list as string; // chosen to have one
  const entity = await run.entity(thing);
  run.say("change", thing, name);
  const [given, expected] = [entity[name] as string[], run.truth.thing(thing.id).columns[name] as string[]];
  for (const list of [given, expected]) {
    if (b % 2 === 0) list.push("c");
    else list.pop();
  }
}

async function setOne(run: Run, kind: string, a: number, b: number, c: number): Promise<void> {
  const things = run.alive().filter(({ model }) => run.facts.toOnes.some((one) => one.model === model));
  const thing = run.pick(things, a);
  const relation = run.pick(
    run.facts.toOnes.filter((one) => one.model === thing.model),
    b,
  );
  const targets = run.alive(relation.target).filter((one) => run.isFree(relation, one));
  const target = run.mayLose(thing, relation) && c % 4 === 3 ? null : run.pick(targets, c);
  const entity = await run.entity(thing);
  await run.lookFar(relation, target);
  if (kind === "setOne") {
    const targetEntity = target === null ? null : await run.entity(target);
    run.say(kind, thing, relation.name, target);
    entity[relation.name] = targetEntity;
  } else {
    // By the key column: of one column, and to a row that is there; of something that belongs to a session, for nothing else can know whom
    // a key means. Emptying a required key is a mistake that types refuse; that of an owner would be parting without a word of orphans.
    const [column] = relation.columns;
    if (thing.state === "transient" || relation.columns.length > 1 || column === undefined) return;
    if (target === null && (relation.isRequired === true || relation.isOwner === true)) return;
    if (target !== null && (target.state !== "persistent" || !run.hasKey(target))) return;
    run.say(kind, thing, relation.name, target);
    entity[column] = target === null ? null : run.keyOf(target);
  }
  run.truth.setOne(thing.id, relation.name, target?.id ?? null);
}

/** A one-to-one from the side without the key. */
async function setFar(run: Run, a: number, b: number, c: number): Promise<void> {
  const relation = run.pick(
    run.facts.toOnes.filter((one) => one.isUnique === true),
    c,
  );
  if (relation.isOwner === true && b % 3 === 0) return clearFar(run, relation, a);
  const owner = run.pick(
    run.alive(relation.target).filter((one) => run.isFree(relation, one)),
    a,
  );
  const item = run.pick(run.alive(relation.model), b);
  const [ownerEntity, itemEntity] = [await run.entity(owner), await run.entity(item)];
  // As in `clearFar`.
  const isTaken = run.holdsRow(relation, owner) || run.truth.related(owner.id, relation.inverse).length > 0;
  const isFlushed = isTaken && a % 2 === 0 && !run.isMeanwhile;
  if (isTaken && !isFlushed) await run.read(ownerEntity, relation.inverse);
  run.say("setFar", owner, relation.inverse, item);
  ownerEntity[relation.inverse] = itemEntity;
  run.truth.addTo(owner.id, relation.inverse, item.id);
  if (isFlushed) await flush(run);
}

/** Takes what it owns away from an owner. */
async function clearFar(run: Run, relation: ToOneFacts, a: number): Promise<void> {
  const item = run.pick(
    run.alive(relation.model).filter((one) => one.ones[relation.name] !== null && run.mayLose(one, relation)),
    a,
  );
  const owner = run.truth.thing(item.ones[relation.name] as number); // chosen to have one
  if (owner.isMarked) return;
  const [ownerEntity] = [await run.entity(owner), await run.entity(item)];
  // What is not loaded is found out by the flush, and stays in step with the other side from then on.
  const isFlushed = a % 2 === 0 && !run.isMeanwhile;
  if (!isFlushed) await run.read(ownerEntity, relation.inverse);
  run.say("setFar", owner, relation.inverse, null);
  ownerEntity[relation.inverse] = null;
  run.truth.removeFrom(owner.id, relation.inverse, item.id);
  if (isFlushed) await flush(run);
}

/** A collection, whose it is, and what may go in. */
function collection(run: Run, a: number, b: number): { owner: Thing; name: string; items: Thing[] } {
  const { model, name, item } = run.pick(collectionsOf(run.facts), b);
  return { owner: run.pick(run.alive(model), a), name, items: run.alive(item) };
}

async function addTo(run: Run, a: number, b: number, c: number): Promise<void> {
  const { owner, name, items } = collection(run, a, b);
  const item = run.pick(items, c);
  const [ownerEntity, itemEntity] = [await run.entity(owner), await run.entity(item)];
  const members = await run.readMany(ownerEntity, name);
  run.say("addTo", owner, name, item);
  members.add(itemEntity);
  run.truth.addTo(owner.id, name, item.id);
}

async function removeFrom(run: Run, a: number, b: number, c: number): Promise<void> {
  const { owner, name } = collection(run, a, b);
  const members = run.truth.related(owner.id, name).map((id) => run.truth.thing(id));
  const item = run.pick(
    members.filter((one) => !one.isMarked && mayRemove(run, owner, name, one)),
    c,
  );
  const [ownerEntity, itemEntity] = [await run.entity(owner), await run.entity(item)];
  const entities = await run.readMany(ownerEntity, name);
  run.say("removeFrom", owner, name, item);
  same(entities.remove(itemEntity), true, "what remove says");
  run.truth.removeFrom(owner.id, name, item.id);
}

function mayRemove(run: Run, owner: Thing, name: string, item: Thing): boolean {
  const isLink = run.facts.manyToManys.some(({ left, right }) =>
    [left, right].some((end) => end.model === owner.model && end.name === name),
  );
  return isLink || run.mayLose(item, run.truth.there(owner.id, name));
}

/** Assigns a collection: some of its members, and one more. */
async function replace(run: Run, a: number, b: number, c: number): Promise<void> {
  const { owner, name, items } = collection(run, a, b);
  const members = run.truth.related(owner.id, name).map((id) => run.truth.thing(id));
  const stay = members.filter((one, at) => one.isMarked || !mayRemove(run, owner, name, one) || (c >> at) % 2 === 1);
  const next = new Set([...stay, ...(items.length > 0 ? [run.pick(items, c)] : [])]);
  const entities: Bag[] = [];
  const ownerEntity = await run.entity(owner);
  for (const one of next) entities.push(await run.entity(one));
  if (members.some((one) => one.state === "deleted")) throw new Refused("a flush deleted one");
  await run.readMany(ownerEntity, name);
  run.say("replace", owner, name, ...next);
  ownerEntity[name] = entities;
  for (const one of members) if (!next.has(one)) run.truth.removeFrom(owner.id, name, one.id);
  for (const one of next) run.truth.addTo(owner.id, name, one.id);
}

/** Something that is refused, and changes nothing. */
async function misuse(run: Run, a: number, b: number, c: number): Promise<void> {
  const thing = run.pick(run.alive(), a);
  const entity = await run.entity(thing);
  if (b % 4 === 0) {
    const relation = run.pick(entity[modelKey].relations, c);
    const wrong = run.pick(
      run.alive().filter(({ model }) => model !== relation.target.name),
      c,
    );
    const wrongEntity = await run.entity(wrong);
    const known = relation.many ? await run.readMany(entity, relation.name) : null;
    run.say("misuse", thing, relation.name, wrong);
    const error = await failureOf(() => {
      if (known === null) entity[relation.name] = wrongEntity;
      else known.add(wrongEntity);
    });
    same(error instanceof RelationTypeError, true, "a relation refuses another model's entity");
  } else if (b % 4 === 1) {
    run.say("misuse: another session", thing);
    if (thing.state === "transient") return;
    const other = run.client.db.session({ discard: "silent" });
    const error = await failureOf(() => other.add(entity));
    same(error instanceof AttachedElsewhereError, true, "another session refuses it");
    if (run.client.colour === "sync" || !run.isMeanwhile) await other.close();
  } else if (b % 4 === 2) {
    const { key, generatedBy } = run.factsOf(thing.model);
    if (thing.state !== "persistent" || generatedBy !== undefined || run.isMeanwhile) return;
    run.say("misuse: a second object", thing);
    const twin = new (run.class(thing.model))({ ...thing.columns, ...keyValues(key, run.keyOf(thing)) });
    const error = await failureOf(() => run.session.add(twin));
    same(error instanceof DuplicateIdentityError, true, "the session refuses a second object of one key");
  } else {
    if (thing.state !== "transient" || run.isMeanwhile) return;
    run.say("misuse: delete", thing);
    const error = await failureOf(() => run.session.delete(entity));
    same(error instanceof SessionStateError, true, "a session does not delete what it does not have");
  }
}

function keyValues(names: readonly string[], key: unknown): object {
  return names.length === 1 ? { [names[0] as string]: key } : (key as object); // of as many names
}

// ---- coming and going

/** Whether a deletion is told to all whom it concerns. */
function mayDelete(run: Run, thing: Thing): boolean {
  const { facts, truth } = run;
  const around = truth.neighbours(thing.id).map((id) => truth.thing(id));
  if (thing.state === "transient") return false;
  // Taking back an `add` leaves the object's links as they are: only a lone one has nothing to say to others.
  if (thing.state === "pending") return around.length === 0;
  const owned = facts.toOnes
    .filter((one) => one.isOwner === true && one.target === thing.model)
    .flatMap((one) => truth.related(thing.id, one.inverse));
  // What no session holds cannot be told that its target goes.
  if (around.some((one) => one.state === "transient" && !owned.includes(one.id))) return false;
  return owned.every(
    (id) => truth.thing(id).state === "persistent" || truth.neighbours(id).every((other) => other === thing.id),
  );
}

async function markDeleted(run: Run, a: number): Promise<void> {
  const thing = run.pick(run.alive(), a);
  if (!mayDelete(run, thing)) return;
  const entity = await run.entity(thing);
  if (!mayDelete(run, run.truth.thing(thing.id))) return; // an autoflush took place
  run.say("delete", thing);
  await run.session.delete(entity);
  run.truth.delete(thing.id);
}

/** Takes a deletion back that no flush has seen. */
async function keep(run: Run, a: number): Promise<void> {
  // One whose neighbours stay: adding again reaches them too.
  const marked = run.truth.things.filter(
    (one) =>
      one.isMarked &&
      !one.isOrphan &&
      !run.facts.toOnes.some(({ isOwner, model, target }) => isOwner === true && [model, target].includes(one.model)) &&
      !run.truth.neighbours(one.id).some((id) => run.truth.thing(id).isMarked),
  );
  const thing = run.pick(marked, a);
  run.say("keep", thing);
  run.session.add(await run.entity(thing));
  run.truth.thing(thing.id).isMarked = false;
}

/** Adds an entity again whose deletion was flushed and not committed: a new row. A lone one, for its former links are its own affair. */
async function bringBack(run: Run, a: number): Promise<void> {
  const required = new Set(run.facts.toOnes.filter((one) => one.isRequired === true).map((one) => one.model));
  const gone = run.truth.things.filter(
    (one) => one.state === "deleted" && one.wasLone && !required.has(one.model) && run.entities.has(one.id),
  );
  const thing = run.pick(gone, a);
  // A database gives the key of the row that went to the next one: then it is taken, and else it is put in before another takes it.
  const isGiven = run.factsOf(thing.model).generatedBy === "database";
  const rivals = run.truth.things.filter((one) => one.model === thing.model && run.truth.isInSession(one.id));
  const { unique = "" } = run.factsOf(thing.model);
  const value = thing.columns[unique] ?? null;
  const others = run.truth.things.filter((one) => one.model === thing.model && one !== thing);
  if (value !== null && others.some((one) => one.columns[unique] === value)) return;
  const holder = rivals.find((one) => run.hasSameKey(one, thing));
  if (holder?.isMarked === true) return;
  if (holder !== undefined) {
    const error = await failureOf(() => run.session.add(run.entities.get(thing.id) as Bag)); // as below
    same(error instanceof DuplicateIdentityError, true, "the session refuses a second object of one key");
    return;
  }
  if (isGiven && rivals.some((one) => one.state === "pending")) return;
  run.say("bringBack", thing);
  run.session.add(run.entities.get(thing.id) as Bag); // chosen to be known
  run.truth.bringBack(thing.id);
  if (isGiven) await flush(run);
}

/** Expunges an entity, does something without it, and adds it again: persistent, stale, and with the changes made meanwhile. */
async function comeAndGo(run: Run, a: number, b: number, c: number): Promise<void> {
  const thing = run.pick(
    run
      .persistent()
      // Adding it again reaches what is to be deleted, and keeps it.
      .filter(({ id }) => !run.truth.neighbours(id).some((other) => run.truth.thing(other).isMarked))
      .filter(({ id }) => run.truth.isUntouched(id)),
    a,
  );
  const entity = await run.entity(thing);
  run.say("expunge", thing);
  run.session.expunge(entity);
  same(run.session.has(entity), false, "an expunged entity is the session's");
  const { pools: all, unique } = run.factsOf(thing.model);
  const pools = Object.entries(all(thing.id)).filter(([name]) => name !== unique);
  const [name, values] = pools[b % Math.max(1, pools.length)] ?? [];
  if (name !== undefined && values !== undefined && b % 2 === 0) {
    const value = values[c % values.length];
    run.say("  sets", name, value);
    entity[name] = structuredClone(value);
    run.truth.thing(thing.id).columns[name] = structuredClone(value);
  }
  run.session.add(entity);
}

/** Two rows swap the value of a unique column, or one takes it from another that goes. */
async function swap(run: Run, a: number, b: number, c: number): Promise<void> {
  const model = run.pick(
    run.facts.models.filter(({ unique }) => unique !== undefined),
    c,
  );
  const name = model.unique as string; // chosen to have one
  const one = run.pick(run.alive(model.name), a);
  const other = run.pick(
    run.truth.things.filter((thing) => thing.model === model.name && thing.state !== "deleted" && thing !== one),
    b,
  );
  const [oneEntity, otherEntity] = [await run.entity(one), await run.entity(other)];
  const [first, second] = [run.truth.thing(one.id), run.truth.thing(other.id)];
  if (first.state === "deleted" || second.state === "deleted" || first.isOrphan || second.isOrphan) return;
  const [value, wanted] = [first.columns[name], second.columns[name]];
  run.say("swap", first, name, second);
  first.columns[name] = oneEntity[name] = wanted;
  if (second.isMarked) return;
  second.columns[name] = otherEntity[name] = value;
}

/** Two things give each other the targets of a one-to-one. */
async function swapEnds(run: Run, a: number, b: number, c: number): Promise<void> {
  const relation = run.pick(
    run.facts.toOnes.filter((one) => one.isUnique === true),
    c,
  );
  const holders = (): Thing[] => run.alive(relation.model).filter((thing) => thing.ones[relation.name] !== null);
  const [one, other] = [run.pick(holders(), a), run.pick(holders(), b)];
  const ends = [one, other].map((thing) => run.truth.thing(thing.ones[relation.name] as number));
  const [first, second] = ends as [Thing, Thing];
  if (one === other || ends.some(({ isMarked }) => isMarked)) return;
  const [oneEntity, otherEntity] = [await run.entity(one), await run.entity(other)];
  const [firstEntity, secondEntity] = [await run.entity(first), await run.entity(second)];
  for (const end of ends) await run.lookFar(relation, end);
  if (run.truth.thing(one.id).ones[relation.name] !== first.id) throw new Refused("a flush changed it");
  if (run.truth.thing(other.id).ones[relation.name] !== second.id) throw new Refused("a flush changed it");
  // A circle of rows whose keys are never empty is refused.
  if (relation.isRequired === true && [one, other].every(({ id }) => run.truth.thing(id).state === "persistent"))
    return;
  run.say("swapEnds", one, relation.name, other);
  oneEntity[relation.name] = secondEntity;
  run.truth.setOne(one.id, relation.name, second.id);
  otherEntity[relation.name] = firstEntity;
  run.truth.setOne(other.id, relation.name, first.id);
}

/** A value for a column that no unique key has. */
function plainValue(run: Run, thing: Thing, b: number, c: number): [name: string, value: unknown] | null {
  const { pools, unique } = run.factsOf(thing.model);
  const all = Object.entries(pools(thing.id)).filter(([name]) => name !== unique);
  const [name, values] = all[b % Math.max(1, all.length)] ?? [];
  return name === undefined || values === undefined ? null : [name, structuredClone(values[c % values.length])];
}

/** Merges a new object with the key of one that is there: what it was given is set. */
async function mergeCopy(run: Run, a: number, b: number, c: number): Promise<void> {
  const thing = run.pick(run.persistent(), a);
  const change = plainValue(run, thing, b, c);
  if (change === null || !run.hasKey(thing)) return;
  const entity = await run.entity(thing);
  const [name, value] = change;
  await run.probe(); // as a merge that reads
  if (run.truth.thing(thing.id).state !== "persistent") return;
  run.say("mergeCopy", thing, name, value);
  const values = { ...keyValues(run.factsOf(thing.model).key, run.keyOf(thing)), [name]: value };
  const copy = new (run.class(thing.model))(values);
  const merged = await run.session.merge(copy);
  same(merged === entity, true, "a merge gives the session's own");
  same(run.session.has(copy), false, "what was merged stays outside");
  run.truth.thing(thing.id).columns[name] = structuredClone(value);
}

/** Expunges a lone entity, changes it and merges it: another object for its row, with the change. */
async function mergeDetached(run: Run, a: number, b: number, c: number): Promise<void> {
  const lone = run.persistent().filter(({ id }) => run.truth.isUntouched(id) && run.truth.neighbours(id).length === 0);
  const thing = run.pick(lone, a);
  const change = plainValue(run, thing, b, c);
  const entity = await run.entity(thing);
  await run.probe(); // as the merge would
  if (change === null || !run.truth.isUntouched(thing.id)) return;
  const [name, value] = change;
  run.say("mergeDetached", thing, name, value);
  run.session.expunge(entity);
  entity[name] = structuredClone(value);
  const merged = await run.session.merge(entity);
  same(merged === entity, false, "a merge takes no detached object");
  run.truth.thing(thing.id).columns[name] = structuredClone(value);
  run.adopt(thing.id, merged);
}

/** A new one that is made transient is forgotten, and can be added again. */
async function beTransient(run: Run, a: number): Promise<void> {
  const thing = run.pick(
    run.alive().filter(({ id, state }) => state === "pending" && run.truth.neighbours(id).length === 0),
    a,
  );
  const entity = await run.entity(thing);
  run.say("makeTransient", thing);
  makeTransient(entity);
  same(run.session.has(entity), false, "a transient entity is the session's");
  run.session.add(entity);
}

/** Deletes a lone entity and adds another with its key, in one flush. */
async function switchRow(run: Run, a: number): Promise<void> {
  const required = new Set(run.facts.toOnes.filter((one) => one.isRequired === true).map((one) => one.model));
  const thing = run.pick(
    run.persistent().filter(({ id, model }) => {
      const isGiven = run.factsOf(model).generatedBy === undefined && !required.has(model);
      return isGiven && run.hasKey(run.truth.thing(id)) && run.truth.neighbours(id).length === 0;
    }),
    a,
  );
  await flush(run);
  if (run.truth.thing(thing.id).state !== "persistent" || run.truth.thing(thing.id).isMarked) return;
  const entity = await run.entity(thing);
  const { key, make, version } = run.factsOf(thing.model);
  const id = ++run.lastId;
  const values = { ...make(id), ...keyValues(key, run.keyOf(thing)) };
  run.say("rowSwitch", thing, id);
  const last = run.truth.rows.get(thing.id);
  await run.session.delete(entity);
  const anew = new (run.class(thing.model))(values);
  run.session.add(anew);
  run.truth.delete(thing.id);
  run.truth.create(id, thing.model, structuredClone(values));
  run.truth.add(id);
  run.adopt(id, anew);
  const from = run.statements.length;
  await run.flushing(true, () => run.session.flush());
  const written = run.statements.slice(from).filter((text) => /^(INSERT|DELETE)/.test(text));
  same(written, [], "what a row switch inserts and deletes");
  if (version !== undefined && last !== undefined) run.truth.goOn(id, last);
  await run.compareTables(run.session);
}

/** Changes a key that a program gives; what refers to it follows. */
async function rekey(run: Run, a: number): Promise<void> {
  const thing = run.pick(
    run.persistent().filter(({ id, model }) => {
      const { generatedBy, pools } = run.factsOf(model);
      return generatedBy === undefined && run.hasKey(run.truth.thing(id)) && pools(id) !== undefined;
    }),
    a,
  );
  await flush(run);
  const now = run.truth.thing(thing.id);
  if (now.state !== "persistent" || now.isMarked) return;
  const entity = await run.entity(thing);
  const name = run.factsOf(thing.model).key.at(-1) as string; // there is one
  const last = entity[name];
  const unused = ++run.keysMade; // a key that was left may be somebody's again
  const next = typeof last === "number" ? 10_000 * unused + (last % 10_000) : `${String(last)}'${unused}`;
  run.say("rekey", thing, name, next);
  entity[name] = next;
  if (name in now.columns) now.columns[name] = next;
  for (const id of run.truth.neighbours(thing.id)) {
    const neighbour = run.truth.thing(id);
    neighbour.neighbourKeys = (neighbour.neighbourKeys ?? 0) + 1;
  }
  await run.flushing(true, () => run.session.flush());
  await run.compareTables(run.session);
}

/** Changes rows past the session, which sees it. */
async function bulkUpdate(run: Run, a: number, b: number, c: number): Promise<void> {
  const sample = run.pick(run.persistent(), a);
  const change = plainValue(run, sample, b, c);
  const where = plainValue(run, sample, c, b);
  const { list } = run.factsOf(sample.model);
  if (change === null || where === null || change[0] === list || where[0] === list) return;
  if (run.truth.things.some(({ isOrphan, isMarked }) => isOrphan || isMarked)) await flush(run);
  run.say("bulkUpdate", sample.model, where, change);
  const query = run.session.query(run.class(sample.model) as never) as unknown as {
    filterBy(values: object): { update(values: object): Promise<number> };
  };
  const values = { [change[0]]: change[1] };
  const count = await run.flushing(true, () => query.filterBy({ [where[0]]: where[1] }).update(values));
  same(count, run.truth.bulkUpdate(sample.model, where, change), "how many rows were updated");
  await run.compareTables(run.session);
}

/** Deletes rows to which nothing refers past the session, which lets go of them. */
async function bulkDelete(run: Run, a: number, b: number): Promise<void> {
  const leaves = run.facts.models.filter(({ name }) => !run.facts.toOnes.some((one) => one.target === name));
  const model = run.pick(leaves, a).name;
  const { list } = run.factsOf(model);
  const things = run.persistent().filter((one) => one.model === model);
  const where = plainValue(run, run.pick(things, b), b, a);
  if (where === null || where[0] === list) return;
  await flush(run);
  run.say("bulkDelete", model, where);
  const query = run.session.query(run.class(model) as never) as unknown as {
    filterBy(values: object): { delete(): Promise<number> };
  };
  const count = await query.filterBy({ [where[0]]: where[1] }).delete();
  same(count, run.truth.bulkDelete(model, where), "how many rows were deleted");
  await run.compareTables(run.session);
}

/** A query that does not flush sees what was flushed. */
async function quietly(run: Run, a: number): Promise<void> {
  const model = run.pick(run.facts.models, a).name;
  run.say("quietly", model);
  const found = await run.session.noAutoflush(() => run.session.query(run.class(model) as never).count());
  same(found, [...run.truth.rows.values()].filter((row) => row.model === model).length, `the rows of ${model}`);
}

/** Reads a column anew, losing its change. (One that is expired is read by an access of a sync client alone, so that the statements differ.) */
async function readSome(run: Run, a: number, b: number): Promise<void> {
  const thing = run.pick(run.persistent(), a);
  const change = plainValue(run, thing, b, 0);
  const entity = await run.entity(thing);
  const row = run.truth.rows.get(thing.id);
  if (change === null || row === undefined || run.truth.thing(thing.id).state !== "persistent") return;
  const [name] = change;
  run.say("refresh", thing, name);
  await run.session.refresh(entity, [name as never]);
  run.truth.thing(thing.id).columns[name] = structuredClone(row.columns[name]);
}

/** What the plan says is what the flush does. */
async function planned(run: Run): Promise<void> {
  run.say("plan");
  let texts: string[] | undefined;
  const plan = await failureOf(async () => {
    texts = (
      await (run.session as unknown as { plan(): Promise<{ statements: { sql: string }[] }> }).plan()
    ).statements.map(({ sql }) => sql);
  });

  run.compareMemory();
  const from = run.statements.length;
  await run.flushing(true, () => run.session.flush());
  if (plan !== null) throw plan as Error;
  const done = run.statements.slice(from).filter((text) => /^(INSERT|UPDATE|DELETE)/.test(text));
  same(done, texts, "what was planned");
}

// ---- flushes and transactions

async function flush(run: Run): Promise<void> {
  run.say("flush");
  await run.flushing(true, () => run.session.flush());
  await run.compareTables(run.session);
}

async function commit(run: Run): Promise<void> {
  run.say("commit");
  await run.flushingAll(() => run.session.commit());
  await run.committed();
}

async function rollback(run: Run): Promise<void> {
  run.say("rollback");
  await run.session.rollback();
  await run.rolledBack();
}

/**
 * Works while a flush is under way: what it does belongs to the next. In a sync client, where there is no meanwhile, right after it, which
 * must come to the same. Gives false where the flush has nothing to write, and so no meanwhile.
 */
async function workMeanwhile(run: Run, kind: "flush" | "commit", a: number, b: number, c: number): Promise<boolean> {
  // What handlers add comes before what is done meanwhile, or after it.
  if (run.truth.isHeard) throw new Refused("handlers");
  const before = run.truth.rowsText;
  run.say(kind);
  if (!run.truth.flush(true)) return run.refused(() => run.session[kind]());
  const writes = run.truth.rowsText !== before;
  const work = async (): Promise<void> => {
    run.isMeanwhile = true;
    for (let at = 0; at <= a % 3; at++) {
      const step = changeNames[(a + b + at * 5) % changeNames.length] as keyof typeof changes; // within its length
      await run.perform({ kind: step, a: b + at, b: c + at, c: a + at });
    }
    run.isMeanwhile = false;
  };
  const { ticking } = run.client;
  if (!writes || run.client.colour === "sync" || ticking === undefined) {
    await run.session.flush();
    if (writes) await work();
    return writes;
  }
  let isDone = false;
  // The plan is frozen as the transaction begins, if it is not open; at the latest with the first statement that writes.
  const moment = c % 2 === 0 ? "before" : "after";
  ticking.during = async (text, when) => {
    if (isDone || when !== moment || !/^(INSERT|UPDATE|DELETE)/.test(text)) return;
    isDone = true;
    await work();
  };
  try {
    await run.session[kind]();
  } finally {
    ticking.during = null;
  }
  same(isDone, true, "something was written");
  return true;
}

async function flushMeanwhile(run: Run, a: number, b: number, c: number): Promise<void> {
  await workMeanwhile(run, "flush", a, b, c);
  run.learnKeys();
  await run.compareFrozen();
}

async function commitMeanwhile(run: Run, a: number, b: number, c: number): Promise<void> {
  const isAsync = run.client.colour === "async" && run.client.ticking !== undefined;
  let done: boolean;
  let failure: unknown = null;
  try {
    done = await workMeanwhile(run, "commit", a, b, c);
  } catch (error) {
    if (error instanceof Refused || !isAsync) throw error;
    [done, failure] = [true, error];
  }
  const isRight = run.truth.flush(true);
  const rest = async (): Promise<void> => {
    if (failure !== null) throw failure as Error;
    if (!isAsync || !done) await run.session.commit();
  };
  if (!isRight) await run.refused(rest);
  await rest();
  run.learnKeys();
  await run.committed();
}

/** Calls that are issued one after the other, without waiting for any. */
async function together(run: Run, a: number): Promise<void> {
  const model = run.pick(run.facts.models, a);
  if (run.truth.isHeard) throw new Refused("as `workMeanwhile`");
  run.say("flush, count and commit", model.name);
  const expected = (): number => [...run.truth.rows.values()].filter((row) => row.model === model.name).length;
  if (!run.truth.flush(true)) await run.refused(() => run.session.flush());
  const [, found] = await Promise.all([
    run.session.flush(),
    run.session.query(run.class(model.name) as never).count(),
    run.session.commit(),
  ]);
  run.learnKeys();
  same(found, expected(), `the number of ${model.name}`);
  await run.committed();
}

async function beginNested(run: Run): Promise<void> {
  if (run.savepoints.length === 3) return;
  run.say("beginNested");
  const savepoint = await run.flushingAll(() => run.session.beginNested());
  run.savepoints.push(savepoint);
  run.openedSavepoint();
  await run.compareTables(run.session);
}

async function endNested(run: Run, kind: "commitNested" | "rollbackNested"): Promise<void> {
  const savepoint = run.savepoints.at(-1);
  if (savepoint === undefined) return;
  run.say(kind);
  if (kind === "commitNested") {
    await run.flushingAll(() => savepoint.commit());
    run.releasedSavepoint();
  } else {
    await savepoint.rollback();
    run.rolledBackSavepoint();
  }
  run.savepoints.pop();
  await run.compareTables(run.session);
}

/** Goes on in another session: after a commit, or losing what was not committed; with nothing in it, or with a detached entity. */
async function newSession(run: Run, a: number, b: number): Promise<void> {
  const { truth } = run;
  if (a % 4 > 0) await commit(run);
  run.say("newSession");
  await run.session.close();
  if (a % 4 === 0) await run.rolledBack();
  run.session = run.open(b);
  truth.isHeard = false;
  for (const { id, state } of truth.things) if (state === "transient") truth.forget(id);
  const before = [...run.entities].filter(([id]) => truth.has(id));
  run.entities = new Map();
  const [id, entity] = before[b % Math.max(1, before.length)] ?? [];
  if (a % 3 > 0 || entity === undefined || id === undefined) return;
  run.say("attach", id);
  run.session.add(entity);
  for (const [other, held] of before) if (run.session.has(held)) run.entities.set(other, held);
}

/** Calls the session off, in a transaction or outside; then another goes on. */
async function abort(run: Run, a: number, b: number): Promise<void> {
  run.say("abort");
  run.controller.abort(calledOff);
  const error = await failureOf(() => run.session.flush());
  same(error === calledOff, true, "the reason is what the session says");
  await run.session.rollback();
  await run.rolledBack();
  run.compareMemory();
  await newSession(run, 4 * a, b);
}

// ---- reading

async function access(run: Run, a: number, b: number): Promise<void> {
  const thing = run.pick(run.alive(), a);
  const name = run.pick(relationsOf(run.facts, thing.model), b);
  const entity = await run.entity(thing);
  run.say("access", thing, name);
  const found = await run.read(entity, name);
  const items = (found === null ? [] : Array.isArray(found) ? Array.from(found) : [found]) as Bag[];
  run.expectSame(items, run.truth.related(thing.id, name), `${thing.model} ${thing.id}.${name}`);
}

async function query(run: Run, kind: "joined" | "selectin", a: number, b: number, c: number): Promise<void> {
  const load = kind === "joined" ? joinedload : selectinload;
  const model = run.pick(run.facts.models, a).name;
  const names = relationsOf(run.facts, model);
  const handles = run.class(model);
  const chosen = [...new Set([names[b % names.length], names[c % names.length]])] as string[];
  run.say(kind, model, chosen);
  const selected = run.session.query(run.class(model) as never) as unknown as {
    options(...loads: unknown[]): { all(): Promise<Bag[]> };
  };
  const found = await run.flushing(false, () =>
    selected.options(...chosen.map((name) => load(handles[name] as never))).all(),
  );
  const rows = [...run.truth.rows].filter(([, row]) => row.model === model);
  run.expectSame(
    found,
    rows.map(([id]) => id),
    `the query for ${model}`,
  );
  for (const entity of found)
    for (const name of chosen) {
      const relation = entity[modelKey].relations.find((one) => one.name === name) as RelationMeta; // named by the facts
      const link = linkOf(entity, relation.index);
      const isLoaded =
        link instanceof EntityCollection
          ? EntityCollection.isLoaded(link) && !EntityCollection.isStale(link)
          : link !== undefined;
      same(isLoaded, true, `${model}.${name} is loaded`);
    }
}

async function count(run: Run, a: number, b: number): Promise<void> {
  const model = run.pick(run.facts.models, a).name;
  const expected = (): number => [...run.truth.rows.values()].filter((row) => row.model === model).length;
  if (b % 2 === 0) {
    run.say("count", model);
    const found = await run.flushing(false, () => run.session.query(run.class(model) as never).count());
    same(found, expected(), `the number of ${model}`);
  } else {
    run.say("exists", model);
    const found = await run.flushing(false, () => run.session.query(run.class(model) as never).exists());
    same(found, expected() > 0, `whether there is a ${model}`);
  }
}

/** Reads a row anew, of a clean entity or losing its changes; or marks one to be read anew. */
async function refresh(run: Run, a: number, b: number): Promise<void> {
  const thing = run.pick(run.persistent(), a);
  const entity = await run.entity(thing);
  if (b % 3 > 0) await run.flushing(true, () => run.session.flush());
  if (!run.truth.has(thing.id) || run.truth.thing(thing.id).state !== "persistent") return;
  // What another has taken from it meanwhile would be had twice.
  const { unique } = run.factsOf(thing.model);
  const value = unique === undefined ? null : (run.truth.rows.get(thing.id)?.columns[unique] ?? null);
  const rivals = run.truth.things.filter((one) => one.model === thing.model && one !== thing);
  if (value !== null && rivals.some(({ columns }) => columns[unique ?? ""] === value)) return;
  run.say(b % 3 === 2 ? "expire" : "refresh", thing);
  if (b % 3 === 2) return run.session.expire(entity);
  await run.session.refresh(entity);
  run.truth.refresh(thing.id);
}
