/**
 * The syntax tree: what the text says, before any name is looked up. It holds only well-formed parts; what was malformed has been
 * reported and left out.
 */
import type { Span } from "../text/span.ts";

export interface FileAst {
  readonly path: string;
  readonly declarations: readonly Declaration[];
  readonly imports: readonly ImportAst[];
}

export type Declaration = RecordAst | EnumAst | ScalarAst | SettingsAst | UnknownAst;

export interface Name {
  readonly text: string;
  readonly span: Span;
}

/** `import "./billing.model"`. */
export interface ImportAst {
  /** Null where the text could not be read, which has been reported. */
  readonly path: string | null;
  readonly span: Span;
}

/** A block of fields: a model, a view, or a value type. */
export interface RecordAst {
  readonly kind: "model" | "view" | "type";
  /** `abstract model`: makes no table, is mixed into others. */
  readonly isAbstract: boolean;
  readonly name: Name;
  /** Behind `extends`. */
  readonly base: Name | null;
  /** Behind `with`. */
  readonly mixins: readonly Name[];
  readonly doc: string | null;
  readonly fields: readonly FieldAst[];
  readonly attributes: readonly AttributeAst[];
  /** Names of lines that could not be read: they are known to exist, so that nobody calls them unknown. */
  readonly brokenNames: readonly string[];
  /** From the head to the closing brace. */
  readonly extent: Span;
}

export interface EnumAst {
  readonly kind: "enum";
  readonly name: Name;
  readonly doc: string | null;
  readonly members: readonly EnumMemberAst[];
  readonly attributes: readonly AttributeAst[];
  readonly brokenNames: readonly string[];
  readonly extent: Span;
}

/** `scalar Money = Decimal @db.Decimal(12, 2) { codec: "./money.js" }`. */
export interface ScalarAst {
  readonly kind: "scalar";
  readonly name: Name;
  readonly base: Name;
  readonly attributes: readonly AttributeAst[];
  readonly doc: string | null;
  readonly settings: readonly SettingAst[];
  readonly extent: Span;
}

/** `datasource db { … }`, `generator client { … }`. */
export interface SettingsAst {
  readonly kind: "datasource" | "generator";
  readonly name: Name;
  readonly settings: readonly SettingAst[];
  /** Lines that could not be read: a setting may be among them. */
  readonly isBroken: boolean;
  readonly extent: Span;
}

export interface SettingAst {
  readonly name: Name;
  /** Null where nothing stands behind the sign. */
  readonly value: ValueAst | null;
}

/** A block whose keyword is unknown. Reported already; kept so that its name is known. */
export interface UnknownAst {
  readonly kind: "unknown";
  readonly keyword: string;
  readonly name: Name;
  readonly extent: Span;
}

export interface FieldAst {
  readonly name: Name;
  readonly type: TypeAst;
  readonly attributes: readonly AttributeAst[];
  readonly doc: string | null;
}

export type Arity = "required" | "optional" | "list";

export interface TypeAst {
  readonly name: Name;
  readonly arity: Arity;
  /** The SQL type of `Unsupported("…")`; null for every other type. */
  readonly unsupported: string | null;
}

export interface EnumMemberAst {
  readonly name: Name;
  readonly attributes: readonly AttributeAst[];
  readonly doc: string | null;
}

/** `@name(arguments)` on a field or member, `@@name(arguments)` on a block. */
export interface AttributeAst {
  /** Without the `@`; dotted for native types (`db.VarChar`). */
  readonly name: Name;
  readonly arguments: readonly ArgumentAst[];
  /** Whether an argument is missing here since it could not be read, which has been reported. */
  readonly isBroken: boolean;
  /** From the `@` to the end of its arguments. */
  readonly span: Span;
}

export interface ArgumentAst {
  readonly name: Name | null;
  readonly value: ValueAst;
  /** The word behind the value: `createdAt desc`. */
  readonly sort: Name | null;
  readonly span: Span;
}

export type ValueAst =
  | { readonly kind: "string"; readonly text: string; readonly span: Span }
  /** As written, for exactness. */
  | { readonly kind: "number"; readonly text: string; readonly span: Span }
  /** A bare word: a field, a member, `true`, an action. */
  | { readonly kind: "name"; readonly text: string; readonly span: Span }
  | {
      readonly kind: "call";
      readonly name: Name;
      readonly arguments: readonly ArgumentAst[];
      readonly span: Span;
    }
  | { readonly kind: "list"; readonly items: readonly ValueAst[]; readonly span: Span }
  /** `{ active: true, deletedAt: null }`: a condition over columns. */
  | { readonly kind: "object"; readonly entries: readonly ObjectEntryAst[]; readonly span: Span };

export interface ObjectEntryAst {
  readonly name: Name;
  readonly value: ValueAst;
}
