/** Why a batch stands where it does in a flush plan: data, which `session.plan()` puts into words. */
import type { Model, RelationMeta } from "../meta/model.ts";

/** The columns of a unique key. */
export interface KeyColumns {
  readonly model: Model;
  /** Row indices. */
  readonly columns: readonly number[];
}

export type Reason =
  /** Table by table: a table after those that its keys refer to. */
  | { readonly kind: "ownersFirst" }
  /** Rows of tables that refer to each other, or of one that refers to itself: each level after those that it needs. The first is 0. */
  | { readonly kind: "level"; readonly level: number }
  /** The second statement of rows whose keys close a cycle. */
  | { readonly kind: "closesCycle"; readonly relations: readonly RelationMeta[] }
  | { readonly kind: "linksWent" }
  | { readonly kind: "linksCame" }
  /** Deletes, table by table the other way round: rows that refer to others go before those. */
  | { readonly kind: "referringFirst" }
  /** Deletes of rows of tables that refer to each other, or of one that refers to itself. The first level is 0. */
  | { readonly kind: "deleteLevel"; readonly level: number }
  /** Rows that a deleted entity had and a new one of the same key takes over. */
  | { readonly kind: "rowSwitch" }
  /** They release values of unique keys that later rows take, or have to go before such. */
  | { readonly kind: "releasedFirst"; readonly keys: readonly KeyColumns[] }
  /** In a circle of rows that take each other's values one waits on NULL, or on a value that nobody has. */
  | { readonly kind: "parked"; readonly keys: readonly KeyColumns[] }
  /** Rows that go and refer to each other in a circle: keys that refuse to lose what they lead to let go of it first. */
  | { readonly kind: "letsGo"; readonly relations: readonly RelationMeta[] }
  /** Keys that refer to a row whose key changes, and that the database does not change along: they let go of it, or follow it. */
  | { readonly kind: "keysFollow"; readonly relation: RelationMeta };

export const ownersFirst: Reason = { kind: "ownersFirst" };
export const referringFirst: Reason = { kind: "referringFirst" };
export const linksWent: Reason = { kind: "linksWent" };
export const linksCame: Reason = { kind: "linksCame" };
export const rowSwitch: Reason = { kind: "rowSwitch" };
