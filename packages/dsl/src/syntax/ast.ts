/**
 * The syntax tree: what the text says, before any name is looked up. It holds only well-formed parts; what was malformed has been
 * reported and left out.
 */
import type { Span } from "../text/span.ts";

export interface FileAst {
  readonly path: string;
  readonly declarations: readonly Declaration[];
}

export type Declaration = ModelAst | EnumAst | UnsupportedAst;

export interface Name {
  readonly text: string;
  readonly span: Span;
}

export interface ModelAst {
  readonly kind: "model";
  readonly name: Name;
  readonly doc: string | null;
  readonly fields: readonly FieldAst[];
  readonly attributes: readonly AttributeAst[];
  /** Names of lines that could not be read: they are known to exist, so that nobody calls them unknown. */
  readonly brokenNames: readonly string[];
}

export interface EnumAst {
  readonly kind: "enum";
  readonly name: Name;
  readonly doc: string | null;
  readonly members: readonly EnumMemberAst[];
  readonly attributes: readonly AttributeAst[];
  readonly brokenNames: readonly string[];
}

/** A block that the language has but this version does not compile yet. Reported already; kept so that its name is known. */
export interface UnsupportedAst {
  readonly kind: "unsupported";
  readonly keyword: string;
  readonly name: Name;
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
  | { readonly kind: "list"; readonly items: readonly ValueAst[]; readonly span: Span };
