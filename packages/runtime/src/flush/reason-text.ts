/** A reason for a batch's place, in words. */
import { familyOf, isJoined } from "../meta/inheritance.ts";
import type { Model } from "../meta/model.ts";
import type { KeyColumns } from "./reasons.ts";
import type { Step } from "./steps.ts";

export function reasonText(step: Step): string {
  const { why } = step;
  switch (why.kind) {
    case "ownersFirst":
      return "relation" in step ? "" : afterOwners(step.model);
    case "level":
      return why.level === 0
        ? "rows of this table refer to each other: those that need none of the others come first"
        : `rows of this table refer to each other: these refer to rows of level ${why.level}, and are of level ${why.level + 1}`;
    case "closesCycle":
      return `a second statement: ${names(why.relations.map(({ model, name }) => `${model.name}.${name}`))} closes a cycle of keys, and is set once all its rows are in`;
    case "linksWent":
      return "links that went, after all rows are in and before the links that came";
    case "linksCame":
      return "links that came, once the rows at both ends are in";
    case "referringFirst":
      return beforeOwners("relation" in step ? step.relation.model : step.model);
    case "deleteLevel":
      return why.level === 0
        ? "rows of this table refer to each other: those that no other refers to go first"
        : `rows of this table refer to each other: those of level ${why.level + 1} go when the rows that refer to them have gone`;
    case "rowSwitch":
      return "new entities take over the rows of deleted ones with the same keys: the rows stay, and are updated";
    case "releasedFirst":
      return `first, since later rows take what these release, or need them to be there: values of ${keyNames(why.keys)}`;
    case "parked":
      return `rows take each other's values of ${keyNames(why.keys)} in a circle: meanwhile one waits on NULL or on a value that nobody has`;
    case "letsGo":
      return `rows that go refer to each other in a circle: ${names(why.relations.map(({ model, name }) => `${model.name}.${name}`))} lets go first`;
    case "keysFollow":
      return `"${why.relation.model.name}.${why.relation.name}" refers to rows whose keys change, and the database does not change it along`;
  }
}

function afterOwners(model: Model): string {
  const owners = ownersOf(model);
  const base = model.inheritance?.base ?? null;
  if (base !== null && isJoined(model)) owners.unshift(base.name);
  if (owners.length === 0) return `"${model.name}" refers to no other table`;
  return `"${model.name}" comes after ${names(owners)}, to which its rows refer`;
}

function beforeOwners(model: Model): string {
  const owners = ownersOf(model);
  if (owners.length === 0) return `"${model.name}" goes after everything that refers to it`;
  return `"${model.name}" goes before ${names(owners)}, to which its rows refer`;
}

/** The models that rows of a model's table refer to, but for its own. */
function ownersOf(model: Model): string[] {
  const own = familyOf(model);
  const targets = model.relations.filter(({ key, target }) => key === "local" && !own.includes(target));
  return [...new Set(targets.map(({ target }) => target.name))];
}

function keyNames(keys: readonly KeyColumns[]): string {
  return names(
    keys.map(({ model, columns }) => columns.map((index) => `${model.name}.${model.columns[index]?.name}`).join(" + ")),
  );
}

function names(all: readonly string[]): string {
  return [...new Set(all)].map((name) => `"${name}"`).join(", ");
}
