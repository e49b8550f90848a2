/**
 * The bound schema: declarations with their names resolved. A field is a column or one side of a relation; attributes are read against
 * their specification. What could not be bound is `broken`: known by name, so that nothing that mentions it is reported again.
 */
import type { Reporter } from "../diagnostics/diagnostic.ts";
import type { ColumnType, Default } from "../ir/ir.ts";
import type { Arity, EnumAst, ModelAst } from "../syntax/ast.ts";
import type { Span } from "../text/span.ts";
import type { ReadAttribute } from "./attributes.ts";

export interface BoundSchema {
  readonly models: readonly BoundModel[];
  readonly enums: ReadonlyMap<string, BoundEnum>;
}

export interface BoundModel {
  readonly ast: ModelAst;
  readonly name: string;
  readonly table: string;
  /** Where the table's name is written. */
  readonly tableSpan: Span;
  readonly fields: readonly BoundField[];
  readonly byName: ReadonlyMap<string, BoundField | "broken">;
  readonly attributes: readonly ReadAttribute[];
}

export type BoundField = BoundColumn | BoundRelation;

export interface BoundColumn {
  readonly kind: "column";
  readonly model: BoundModel;
  readonly name: string;
  readonly column: string;
  readonly type: ColumnType;
  readonly list: boolean;
  readonly nullable: boolean;
  readonly attributes: ReadonlyMap<string, ReadAttribute>;
  readonly default: Default | null;
  readonly inferred: boolean;
  readonly hidden: boolean;
  readonly doc: string | null;
  readonly span: Span;
}

export interface BoundRelation {
  readonly kind: "relation";
  readonly model: BoundModel;
  readonly name: string;
  readonly target: BoundModel;
  readonly arity: Arity;
  /** The name given by `@relation("Name")`. */
  readonly relationName: string | null;
  readonly attributes: ReadonlyMap<string, ReadAttribute>;
  readonly doc: string | null;
  readonly span: Span;
}

export interface BoundEnum {
  readonly ast: EnumAst;
  readonly name: string;
  readonly type: string;
  readonly typeSpan: Span;
  readonly members: readonly BoundMember[];
  /** Names of members, the broken ones too. */
  readonly names: ReadonlySet<string>;
}

export interface BoundMember {
  readonly name: string;
  readonly value: string;
  readonly doc: string | null;
  readonly span: Span;
}

export interface CheckContext {
  readonly reporter: Reporter;
}
