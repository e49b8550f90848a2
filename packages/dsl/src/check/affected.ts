/**
 * Which models have to be looked at again after an edit.
 *
 * The idea: what is said of a model follows from its own text, from the texts of the models that it is related to, and from the keys of
 * these. So an edit reaches, from the declarations whose text has changed (the seeds),
 *
 *  1. whatever has one of their parts for its own: models with a mixin, heirs, fields of an enum, scalar or value type; these are seeds
 *     too;
 *  2. the neighbours of the seeds: models that mention them, or that they mention or mentioned;
 *  3. where a neighbour's key has columns of a relation, its own neighbours, and so on along such keys; so too along columns that are
 *     made after columns of a neighbour (`references` without `fields`);
 *  4. with a model all of its family, since heirs have the columns of their bases;
 *  5. where a model names columns of a neighbour (`references`, `@orderBy`), that model.
 *
 * To look at a model again takes its neighbours too, which are therefore bound but of which nothing is kept (`context`). Sound rather
 * than small: a test compiles random edits in this way and anew, and compares. Linear in the declarations, at a set lookup each.
 */
import type { MentionGraph } from "./mention-graph.ts";
import { isModel, type Names } from "./names.ts";

/** The declarations of a schema, and who among them mentions whom. */
interface NamedGraph {
  readonly names: Names;
  readonly graph: MentionGraph;
}

export interface Affected {
  /** The models and views whose results have to be made anew. */
  readonly models: ReadonlySet<string>;
  /** Those, and what has to be bound to check them. */
  readonly context: ReadonlySet<string>;
}

/** @param reported The models that have diagnostics: what is suggested there may be a name that has come or gone. */
export function findAffected(
  { names: before, graph: old }: NamedGraph,
  { names: now, graph }: NamedGraph,
  reported: readonly string[],
): Affected {
  const reach = createReach(now);
  const isOtherSet = before.size !== now.size || [...now.keys()].some((name) => !before.has(name));
  for (const seed of findSeeds(before, now, graph, isOtherSet ? reported : [])) {
    reach.add(seed);
    for (const name of graph.mentionersOf(seed)) reach.add(name);
    for (const name of old.mentionsOf(seed).names) reach.add(name);
    for (const name of graph.mentionsOf(seed).names) reach.add(name);
  }
  reach.close((name) => [
    ...graph.familyOf(name),
    ...(graph.mentionsOf(name).keyDepends ? graph.mentionersOf(name) : []),
    ...graph.mentionersOf(name).filter((mentioner) => graph.mentionsOf(mentioner).copiesForeignColumns),
  ]);
  for (const name of [...reach.found]) {
    for (const mentioner of graph.mentionersOf(name)) {
      if (graph.mentionsOf(mentioner).namesForeignColumns) reach.add(mentioner);
    }
  }
  reach.close((name) => graph.familyOf(name));
  return { models: reach.found, context: findContext(now, graph, reach.found) };
}

/** What is needed to check the models: their neighbours, and where columns of these are named, the neighbours' neighbours. */
function findContext(now: Names, graph: MentionGraph, models: ReadonlySet<string>): ReadonlySet<string> {
  const reach = createReach(now);
  for (const name of [...models, ...unmixedNames(now, graph)]) {
    reach.add(name);
    const { names, namesForeignColumns } = graph.mentionsOf(name);
    for (const neighbour of [...names, ...graph.mentionersOf(name)]) {
      reach.add(neighbour);
      if (!namesForeignColumns) continue;
      for (const second of graph.mentionsOf(neighbour).names) reach.add(second);
    }
  }
  reach.close((name) => [
    ...graph.familyOf(name),
    ...(graph.mentionsOf(name).keyDepends ? graph.mentionsOf(name).names : []),
    ...(graph.mentionsOf(name).copiesForeignColumns ? namesBehind(graph, name) : []),
  ]);
  return reach.found;
}

/** Abstract models that are checked by themselves, each time. */
function unmixedNames(names: Names, graph: MentionGraph): string[] {
  return [...names].flatMap(([name, declaration]) => {
    if (declaration.kind !== "model" || !declaration.isAbstract) return [];
    return graph.mentionersOf(name).some((mentioner) => graph.mentionsOf(mentioner).parents.has(name)) ? [] : [name];
  });
}

/** What the name mentions, and what that mentions. */
function namesBehind(graph: MentionGraph, name: string): string[] {
  return [...graph.mentionsOf(name).names].flatMap((neighbour) => [neighbour, ...graph.mentionsOf(neighbour).names]);
}

function findSeeds(before: Names, now: Names, graph: MentionGraph, others: readonly string[]): Set<string> {
  const seeds = new Set<string>();
  const open: string[] = [];
  const add = (name: string): void => {
    if (seeds.has(name)) return;
    seeds.add(name);
    open.push(name);
  };
  for (const [name, declaration] of now) if (before.get(name) !== declaration) add(name);
  for (const name of before.keys()) if (!now.has(name)) add(name);
  for (const name of others) add(name);
  for (let seed = open.pop(); seed !== undefined; seed = open.pop()) {
    const isPart = [before.get(seed), now.get(seed)].some((declaration) => declaration && !isModel(declaration));
    for (const mentioner of graph.mentionersOf(seed)) {
      if (isPart || graph.mentionsOf(mentioner).parents.has(seed)) add(mentioner);
    }
  }
  return seeds;
}

interface Reach {
  readonly found: ReadonlySet<string>;
  /** Adds a name that is a model's or view's; others are passed over. */
  readonly add: (name: string) => void;
  /** Adds whatever follows from what has been added. */
  readonly close: (next: (name: string) => Iterable<string>) => void;
}

function createReach(names: Names): Reach {
  const found = new Set<string>();
  const add = (name: string): void => {
    const declaration = names.get(name);
    if (declaration && isModel(declaration)) found.add(name);
  };
  return {
    found,
    add,
    close(next) {
      // A set goes on to what is added while it is walked.
      for (const name of found) for (const other of next(name)) add(other);
    },
  };
}
