/**
 * A generated source before it is printed: its statements, as the emitters give them. One source is printed in up to three forms
 * (`print-source.ts`): as TypeScript, as the JavaScript of it, and as its declarations. An import, an interface and a class say what
 * there is to know of each form. Other statements are text, in which three kinds of marks tell what a parser would have to find out:
 * what is there for the compiler alone, and which names are declared. Marks are control characters, which no text of ours has, and which
 * texts of the user's lose (`unmarked`) or have escaped (every literal).
 */

/** One of the three files of a source. */
export type Form = "ts" | "js" | "dts";

export interface SourceStructure {
  readonly statements: readonly Statement[];
  /**
   * Whether the text is laid out: `final` is whatever its width, `rough` has types that are not, and otherwise it is where no line is
   * too long.
   */
  readonly layout?: "final" | "rough";
}

export type Statement = ImportStatement | InterfaceStatement | ClassStatement | TextStatement;

export interface ImportStatement {
  readonly kind: "import";
  readonly from: string;
  readonly namespace?: string;
  readonly default?: string;
  readonly names?: readonly ImportedName[];
  /** Whether all of it is types. */
  readonly isTypeOnly?: boolean;
}

export interface ImportedName {
  readonly name: string;
  readonly alias?: string;
  readonly isType?: boolean;
}

/** An exported interface. */
export interface InterfaceStatement {
  readonly kind: "interface";
  readonly name: string;
  readonly doc: string | null;
  readonly members: readonly {
    readonly name: string;
    readonly optional: boolean;
    readonly type: string;
    readonly doc: string | null;
  }[];
}

/** An exported class. */
export interface ClassStatement {
  readonly kind: "class";
  readonly name: string;
  readonly extends: string;
  /** Of what it extends. */
  readonly typeArguments?: string;
  readonly doc: string | null;
  readonly properties: readonly ClassProperty[];
  /** Null where it is the base's. */
  readonly constructs: ClassConstructor | null;
  readonly accessors: readonly Accessors[];
}

export interface ClassProperty {
  readonly name: string;
  readonly type: string;
  /** Null for what the compiler alone sees. */
  readonly initializer: string | null;
  readonly isStatic: boolean;
  readonly isOverride: boolean;
  /** Whether a blank line stands above it. */
  readonly isApart: boolean;
}

export interface Parameter {
  readonly name: string;
  readonly optional?: boolean;
  readonly type: string;
}

/** One of two signatures: that of programs, and that of the runtime, which is internal. */
export interface ClassConstructor {
  readonly doc: string | null;
  readonly outer: readonly Parameter[];
  readonly inner: readonly Parameter[];
  /** What takes both. */
  readonly parameters: readonly Parameter[];
  readonly body: string;
}

/** The property that an object has by its class. */
export interface Accessors {
  readonly name: string;
  readonly isOverride: boolean;
  readonly doc: string | null;
  readonly type: string;
  readonly get: string;
  /** Null for what no program sets. */
  readonly set: { readonly parameter: string; readonly type: string; readonly body: string } | null;
}

export interface TextStatement {
  readonly kind: "text";
  /** As TypeScript, marked. */
  readonly text: string;
  /** Whether nothing of it is left at run time. */
  readonly isTypeOnly: boolean;
  /** The same in declarations, marked; null for what is internal. */
  readonly declared: string | null;
  /** Whether no blank line stands above it. */
  readonly isTight?: boolean;
}

/** A statement that types alone are made of. */
export function typeText(text: string): TextStatement {
  return { kind: "text", text, isTypeOnly: true, declared: text };
}

/** A statement that programs do not see. */
export function internalText(text: string): TextStatement {
  return { kind: "text", text, isTypeOnly: false, declared: null };
}

/** @param declared what declarations have in its place */
export function valueText(text: string, declared: string): TextStatement {
  return { kind: "text", text, isTypeOnly: false, declared };
}

/** Marks what stands in TypeScript for its compiler: an annotation, a type argument, an assertion. */
export function typed(text: string): string {
  return `\u0001${text}\u0002`;
}

/** Marks a name as that of the declaration it stands in. */
export function declaredName(name: string): string {
  return `\u0003${name}`;
}

/** Marks a name as that of a member. */
export function memberName(name: string): string {
  return `\u0004${name}`;
}

export const marks = /[\u0001-\u0004]/g;

/** A text of the user's, in which no mark can stand. */
export function unmarked(text: string): string {
  return text.replace(marks, "");
}

/** What the text is wide once it is printed. */
export function widthOf(text: string): number {
  let width = text.length;
  for (let at = 0; at < text.length; at++) if (isMark(text.charCodeAt(at))) width--;
  return width;
}

function isMark(code: number): boolean {
  return code >= 1 && code <= 4;
}
