import type { BoundMember, BoundModel } from "./bound.ts";

/** The model's member of this name, or that of a model that it extends. */
export function memberNamed(model: BoundModel, name: string): BoundMember | "broken" | undefined {
  for (let owner: BoundModel | null = model; owner !== null; owner = owner.base) {
    const member = owner.byName.get(name);
    if (member !== undefined) return member;
  }
  return undefined;
}

/** Whether parts of the model, or of one that it extends, are missing: what is not found may be there. */
export function mayHaveMore(model: BoundModel): boolean {
  for (let owner: BoundModel | null = model; owner !== null; owner = owner.base) if (owner.isPartial) return true;
  return false;
}

/** Whether the model or one of its mixins has an attribute of this name, which may have been reported and left out. */
export function mentions({ parts }: BoundModel, name: string): boolean {
  return parts.some((record) => record.attributes.some((attribute) => attribute.name.text === name));
}
