/**
 * The bound schema: declarations with their names resolved. A field is a column or one side of a relation; attributes are read against
 * their specification. What could not be bound is `broken`: known by name, so that nothing that mentions it is reported again.
 */
import type { Reporter } from "../diagnostics/diagnostic.ts";
import type { ColumnType, Computed, Default, NativeType, ScalarType } from "../ir/ir.ts";
import type { Arity, AttributeAst, EnumAst, FieldAst, RecordAst, ScalarAst } from "../syntax/ast.ts";
import type { Span } from "../text/span.ts";
import type { ReadAttribute } from "./attributes.ts";
import type { Names } from "./names.ts";
import type { SchemaSettings } from "./settings.ts";

export interface BoundSchema {
  /** Models and views, in source order; abstract models are mixed into others and not among them. */
  readonly models: readonly BoundModel[];
  /** The abstract models that nobody mixes in, opened as models to be checked. */
  readonly unmixed: readonly BoundModel[];
  readonly enums: ReadonlyMap<string, BoundEnum>;
  readonly types: ReadonlyMap<string, BoundValueType>;
  readonly scalars: ReadonlyMap<string, BoundScalar>;
}

export interface BoundModel {
  readonly kind: "model" | "view";
  readonly ast: RecordAst;
  /** The records that its fields come from: its own, then its mixins and theirs, without those of `base`. */
  readonly parts: readonly RecordAst[];
  /** Whether a mixin or its base is missing, so that it may have more fields than are known. */
  readonly isPartial: boolean;
  readonly name: string;
  readonly table: string;
  /** Where the table's name is written. */
  readonly tableSpan: Span;
  readonly schema: string | null;
  readonly ignored: boolean;
  /** The model that this one extends; its fields are not among `fields`. */
  readonly base: BoundModel | null;
  /** Own fields, then those of the mixins. */
  readonly fields: readonly BoundField[];
  readonly embeddeds: readonly BoundEmbedded[];
  readonly expressions: readonly BoundExpression[];
  /** Own members, by the name of the property; parts of an embedded value by their path. */
  readonly byName: ReadonlyMap<string, BoundMember | "broken">;
  /** Those of its mixins too. */
  readonly attributes: readonly ReadAttribute[];
}

export type BoundField = BoundColumn | BoundRelation;

export type BoundMember = BoundField | BoundEmbedded | BoundExpression;

export interface BoundColumn {
  readonly kind: "column";
  readonly model: BoundModel;
  readonly name: string;
  readonly column: string;
  readonly type: ColumnType;
  readonly scalar: string | null;
  readonly native: NativeType | null;
  readonly list: boolean;
  readonly nullable: boolean;
  readonly attributes: ReadonlyMap<string, ReadAttribute>;
  readonly default: Default | null;
  readonly computed: Computed | null;
  readonly ignored: boolean;
  readonly inferred: boolean;
  readonly hidden: boolean;
  readonly embedded: string | null;
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
  readonly ignored: boolean;
  readonly attributes: ReadonlyMap<string, ReadAttribute>;
  readonly doc: string | null;
  readonly span: Span;
}

/** A field of a value type that is flattened into columns, which are fields of the model themselves. */
export interface BoundEmbedded {
  readonly kind: "embedded";
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly columns: readonly string[];
  readonly doc: string | null;
  readonly span: Span;
}

export interface BoundExpression {
  readonly kind: "expression";
  readonly name: string;
  readonly type: ColumnType;
  readonly list: boolean;
  readonly nullable: boolean;
  readonly scalar: string | null;
  readonly sql: string;
  readonly attributes: ReadonlyMap<string, ReadAttribute>;
  readonly doc: string | null;
  readonly span: Span;
}

export interface BoundEnum {
  readonly ast: EnumAst;
  readonly name: string;
  readonly type: string;
  readonly typeSpan: Span;
  readonly schema: string | null;
  readonly members: readonly BoundEnumMember[];
  /** Names of members, the broken ones too. */
  readonly names: ReadonlySet<string>;
}

export interface BoundEnumMember {
  readonly name: string;
  readonly value: string;
  readonly doc: string | null;
  readonly span: Span;
}

export interface BoundScalar {
  readonly ast: ScalarAst;
  readonly name: string;
  readonly scalar: ScalarType;
  readonly native: NativeType | null;
  readonly codec: string;
}

export interface BoundValueType {
  readonly ast: RecordAst;
  readonly name: string;
  readonly fields: readonly BoundValueField[];
}

export interface BoundValueField {
  readonly ast: FieldAst;
  readonly name: string;
  /** As `@map` has it, or the name. */
  readonly key: string;
  /** Whether `key` was written. */
  readonly mapped: boolean;
  readonly type: ColumnType;
  readonly scalar: string | null;
  readonly native: NativeType | null;
  readonly nativeAst: AttributeAst | null;
  readonly list: boolean;
  readonly nullable: boolean;
  readonly attributes: ReadonlyMap<string, ReadAttribute>;
}

export interface CheckContext {
  readonly reporter: Reporter;
  /** All of the schema's, also where only some of its models are looked at. */
  readonly names: Names;
  readonly settings: SchemaSettings;
}
