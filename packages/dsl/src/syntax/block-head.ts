/** The head of a block: what stands before its `{`. Its keywords are words like any other, and names everywhere else. */
import type { IToken } from "chevrotain";
import type { AttributeAst, Name } from "./ast.ts";
import { scalarHeadToAst, type SyntaxContext, toName, tokenSpan } from "./cst-to-ast.ts";
import { parseLine } from "./grammar.ts";
import { Comma, Equals, isWord } from "./tokens.ts";

export type BlockHead =
  | {
      readonly kind: "model" | "view" | "type";
      readonly isAbstract: boolean;
      readonly name: Name;
      readonly base: Name | null;
      readonly mixins: readonly Name[];
    }
  | { readonly kind: "enum"; readonly name: Name }
  | { readonly kind: "datasource" | "generator"; readonly name: Name }
  | { readonly kind: "scalar"; readonly name: Name; readonly base: Name; readonly attributes: readonly AttributeAst[] }
  /** The keyword is unknown, or the rest of the head cannot be read. */
  | { readonly kind: "unknown"; readonly keyword: string; readonly name: Name };

const kinds = { model: true, view: true, type: true, enum: true, datasource: true, generator: true, scalar: true };

/** Every word that a block or a line at the top level begins with. */
export const topLevelKeywords: readonly string[] = [
  "model",
  "enum",
  "type",
  "view",
  "abstract",
  "scalar",
  "import",
  "datasource",
  "generator",
];

/** Reports what is wrong with a head. Null where not even a name is known. */
export function readHead(context: SyntaxContext, tokens: readonly IToken[], open: IToken): BlockHead | null {
  const { reporter, source } = context;
  const isAbstract = tokens[0]?.image === "abstract" && tokens[1]?.image === "model";
  const [keywordToken, nameToken, ...rest] = isAbstract ? tokens.slice(1) : tokens;
  const keyword = keywordToken?.image ?? "";
  const span = tokenSpan(source, keywordToken ?? open);
  const name = isWord(nameToken) ? toName(context, nameToken) : null;
  if (keyword === "abstract") {
    const place = tokenSpan(source, nameToken ?? keywordToken ?? open);
    reporter.report("unexpectedToken", place, { found: nameToken?.image ?? null, expected: '"model"' });
    const declared = rest[0] && isKind(nameToken?.image ?? "") && isWord(rest[0]) ? toName(context, rest[0]) : name;
    return declared === null ? null : { kind: "unknown", keyword, name: declared };
  }
  if (!isKind(keyword)) {
    const suggestion = reporter.suggest(keyword, topLevelKeywords);
    reporter.report("unknownKeyword", span, { keyword, suggestion, known: topLevelKeywords });
    return name === null ? null : { kind: "unknown", keyword, name };
  }
  if (name === null) {
    reporter.report("blockWithoutName", span, { keyword });
    return null;
  }
  if (keyword === "scalar") return readScalarHead(context, name, rest);
  if (keyword === "model") return readModelHead(context, name, rest, isAbstract);
  expectEnd(context, rest);
  if (keyword === "view" || keyword === "type") {
    return { kind: keyword, isAbstract: false, name, base: null, mixins: [] };
  }
  return keyword === "enum" ? { kind: keyword, name } : { kind: keyword, name };
}

/** `model Name extends Base with One, Two`. */
function readModelHead(context: SyntaxContext, name: Name, tokens: readonly IToken[], isAbstract: boolean): BlockHead {
  let base: Name | null = null;
  const mixins: Name[] = [];
  let rest = tokens;
  if (!isAbstract && rest[0]?.image === "extends") {
    base = nameAt(context, rest, 1, "the name of a model");
    rest = base === null ? [] : rest.slice(2);
  }
  if (rest[0]?.image === "with") {
    do {
      const mixin = nameAt(context, rest, 1, "the name of an abstract model");
      if (mixin !== null) mixins.push(mixin);
      rest = mixin === null ? [] : rest.slice(2);
    } while (rest[0]?.tokenType === Comma);
  }
  expectEnd(context, rest, headHint(rest, isAbstract));
  if (base === null && !isAbstract && rest[0]?.image === "extends" && isWord(rest[1])) base = toName(context, rest[1]);
  return { kind: "model", isAbstract, name, base, mixins };
}

/** The way out for what other languages allow in the head of a class. */
function headHint([extra]: readonly IToken[], isAbstract: boolean): string | null {
  if (extra?.image === "extends") {
    return isAbstract ? 'an abstract model takes the fields of another by "with"' : 'write "extends" before "with"';
  }
  return extra?.tokenType === Comma ? 'a model extends one other, and mixes in abstract models by "with"' : null;
}

/** `scalar Name = Type @db.Native`. */
function readScalarHead(context: SyntaxContext, name: Name, tokens: readonly IToken[]): BlockHead {
  const [equals, ...type] = tokens;
  const { tree } = equals?.tokenType === Equals ? parseLine("scalarHead", type) : { tree: null };
  if (tree === null) {
    context.reporter.report("scalarWithoutType", name.span, { scalar: name.text });
    return { kind: "unknown", keyword: "scalar", name };
  }
  return { kind: "scalar", name, ...scalarHeadToAst(context, tree) };
}

function nameAt(context: SyntaxContext, tokens: readonly IToken[], index: number, expected: string): Name | null {
  const token = tokens[index];
  const place = token ?? tokens[index - 1];
  const parameters = { found: token?.image ?? null, expected };
  if (isWord(token)) return toName(context, token);
  if (place) context.reporter.report("unexpectedToken", tokenSpan(context.source, place), parameters);
  return null;
}

function expectEnd(context: SyntaxContext, tokens: readonly IToken[], hint: string | null = null): void {
  const [extra] = tokens;
  if (!extra) return;
  const parameters = { found: extra.image, expected: `"{"`, hint };
  context.reporter.report("unexpectedToken", tokenSpan(context.source, extra), parameters);
}

function isKind(keyword: string): keyword is keyof typeof kinds {
  return Object.hasOwn(kinds, keyword);
}
