/** Who mentions whom among the declarations of one schema. */
import { chainDepths, deepestChain } from "./chain-depths.ts";
import type { Mentions } from "./mentions.ts";
import { mentionsOf } from "./mentions.ts";
import type { Names } from "./names.ts";

export interface MentionGraph {
  /** What the declaration mentions, by itself or by what it extends or mixes in. */
  readonly mentionsOf: (name: string) => Mentions;
  /** The declarations that mention the name in the same way. */
  readonly mentionersOf: (name: string) => readonly string[];
  /** The models that a model extends, and those that extend it, one step each. */
  readonly familyOf: (name: string) => readonly string[];
}

const nothing: Mentions = {
  names: new Set(),
  parents: new Set(),
  keyDepends: false,
  namesForeignColumns: false,
  copiesForeignColumns: false,
};

/** Null where models stand on one another in longer chains than a schema may have: what they mention would grow with the square. */
export function createMentionGraph(names: Names): MentionGraph | null {
  const depths = chainDepths(names.keys(), (name) => [...ownMentions(names, name).parents]);
  for (const depth of depths.values()) if (depth > 2 * deepestChain) return null;
  const whole = new Map<string, Mentions>();
  const mentioners = new Map<string, string[]>();
  const families = new Map<string, string[]>();
  for (const [name, declaration] of names) {
    for (const mentioned of mentionsOfName(name).names) push(mentioners, mentioned, name);
    if (declaration.kind !== "model" || declaration.base === null) continue;
    push(families, name, declaration.base.text);
    push(families, declaration.base.text, name);
  }
  return {
    mentionsOf: mentionsOfName,
    mentionersOf: (name) => mentioners.get(name) ?? [],
    familyOf: (name) => families.get(name) ?? [],
  };

  function mentionsOfName(name: string): Mentions {
    const found = whole.get(name);
    if (found) return found;
    const own = ownMentions(names, name);
    whole.set(name, own); // For mixins that run in a circle.
    if (own.parents.size === 0) return own;
    const all = [own, ...Array.from(own.parents, mentionsOfName)];
    const merged: Mentions = {
      names: new Set(all.flatMap((mentions) => [...mentions.names])),
      parents: new Set(all.flatMap((mentions) => [...mentions.parents])),
      keyDepends: all.some((mentions) => mentions.keyDepends),
      namesForeignColumns: all.some((mentions) => mentions.namesForeignColumns),
      copiesForeignColumns: all.some((mentions) => mentions.copiesForeignColumns),
    };
    whole.set(name, merged);
    return merged;
  }
}

function ownMentions(names: Names, name: string): Mentions {
  const declaration = names.get(name);
  const isRecord = declaration?.kind === "model" || declaration?.kind === "view" || declaration?.kind === "type";
  return isRecord ? mentionsOf(declaration) : nothing;
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const found = map.get(key);
  if (found) found.push(value);
  else map.set(key, [value]);
}
