import type { BoundMember, BoundModel } from "./bound.ts";

/** The model's member of this name, or that of a model that it extends. */
export function memberNamed(model: BoundModel, name: string): BoundMember | "broken" | undefined {
  for (let owner: BoundModel | null = model; owner !== null; owner = owner.base) {
    const member = owner.byName.get(name);
    if (member !== undefined) return member;
  }
  return undefined;
}
