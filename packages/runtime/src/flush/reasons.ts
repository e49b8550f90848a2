/** Why a batch stands where it does in a flush plan: data, which `session.plan()` puts into words. */
import type { RelationMeta } from "../meta/model.ts";

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
  | { readonly kind: "deleteLevel"; readonly level: number };

export const ownersFirst: Reason = { kind: "ownersFirst" };
export const referringFirst: Reason = { kind: "referringFirst" };
export const linksWent: Reason = { kind: "linksWent" };
export const linksCame: Reason = { kind: "linksCame" };
