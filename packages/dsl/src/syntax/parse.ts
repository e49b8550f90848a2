/**
 * Text to AST: tokens, the outline of blocks and lines, each line's CST, its AST. Whatever the text, a tree comes out; what could not
 * be read is reported and missing from it. A line has at most one error of its own here.
 */
import type { IRecognitionException, IToken } from "chevrotain";
import { spanBetween } from "../text/source-file.ts";
import type { AttributeAst, Declaration, EnumMemberAst, FieldAst, FileAst, Name } from "./ast.ts";
import { lineToAst, type SyntaxContext, tokenSpan, tokensSpan } from "./cst-to-ast.ts";
import { type LineRule, parseLine } from "./grammar.ts";
import { reportLexicalErrors, reportOpenComment } from "./lexical-errors.ts";
import { outline, type OutlineItem, type OutlineLine } from "./outline.ts";
import { At, DoubleAt, isWord, RightBrace, tokenize } from "./tokens.ts";

type Block = Extract<OutlineItem, { kind: "block" }>;

const keywords = ["model", "enum"];
/** Block keywords of the language that are not compiled yet. */
const laterKeywords = new Set(["abstract", "type", "view", "scalar", "datasource", "generator", "import"]);

/** What to do for now, for those that schemas of other tools begin with. */
const insteadOf: Readonly<Record<string, string | undefined>> = {
  datasource: "remove it: the database is named where the program connects",
  generator: "remove it: settings are flags of `joinery gen`, or stand in joinery.config.ts",
  import: "remove it: all .model files of a directory are one schema, where that directory is the schema",
  type: "use a model, or a field of type Json",
};

/** Brackets within brackets that one line may have; the parser recurses once per level. */
export const deepestNesting = 64;

export function parseFile(context: SyntaxContext): FileAst {
  const declarations: Declaration[] = [];
  let afterStray = false;
  for (const item of outline(tokenize(context.source.text))) {
    if (item.kind === "block") {
      const declaration = parseBlock(context, item);
      if (declaration !== null) declarations.push(declaration);
    } else if (afterStray) {
      reportOpenComment(context, item.tokens);
    } else {
      reportStray(context, item.tokens);
    }
    // After one stray line the next ones are as a rule its consequence, as when a brace closes a block too early.
    afterStray = item.kind === "stray";
  }
  return { path: context.source.path, declarations };
}

function parseBlock(context: SyntaxContext, block: Block): Declaration | null {
  const { reporter, source } = context;
  const [keywordToken, nameToken, extra] = block.head;
  if (reportLexicalErrors(context, block.head) && !isWord(nameToken)) return null;
  const keyword = keywordToken?.image ?? "";
  const keywordSpan = keywordToken ? tokenSpan(source, keywordToken) : tokenSpan(source, block.open);
  const name = isWord(nameToken) ? { text: nameToken.image, span: tokenSpan(source, nameToken) } : null;
  if (!block.closed) {
    reporter.report("unclosedBlock", tokenSpan(source, block.open), { block: describe(keyword, name) });
  }
  if (laterKeywords.has(keyword)) {
    reporter.report("notSupportedYet", keywordSpan, { what: `the block "${keyword}"`, instead: insteadOf[keyword] });
    const declared = keyword === "abstract" ? block.head[2] : nameToken;
    return isWord(declared) ? { kind: "unsupported", keyword, name: toName(context, declared) } : null;
  }
  if (keyword !== "model" && keyword !== "enum") {
    const suggestion = reporter.suggest(keyword, keywords);
    reporter.report("unknownKeyword", keywordSpan, { keyword, suggestion });
    return name === null ? null : { kind: "unsupported", keyword, name };
  }
  if (name === null) {
    reporter.report("blockWithoutName", keywordSpan, { keyword });
    return null;
  }
  if (extra && (extra.image === "extends" || extra.image === "with")) {
    reporter.report("notSupportedYet", tokenSpan(source, extra), { what: `"${extra.image}" on a model` });
    return { kind: "unsupported", keyword, name };
  }
  if (extra) {
    reporter.report("unexpectedToken", tokenSpan(source, extra), { found: extra.image, expected: `"{"` });
  }
  return parseBody(context, keyword, name, block);
}

function parseBody(context: SyntaxContext, kind: "model" | "enum", name: Name, block: Block): Declaration {
  const fields: FieldAst[] = [];
  const members: EnumMemberAst[] = [];
  const attributes: AttributeAst[] = [];
  const brokenNames: string[] = [];
  for (const line of block.lines) {
    const ast = readLine(context, kind, line);
    if (ast === null) {
      brokenNames.push(line.tokens[0]?.image ?? "");
      continue;
    }
    // One by one: as arguments of one call, the fields of a line without end would overflow the stack.
    for (const field of ast.fields) fields.push(field);
    for (const member of ast.members) members.push(member);
    for (const attribute of ast.attributes) attributes.push(attribute);
    for (const broken of ast.brokenNames) brokenNames.push(broken);
  }
  return kind === "model"
    ? { kind, name, doc: block.doc, fields, attributes, brokenNames }
    : { kind, name, doc: block.doc, members, attributes, brokenNames };
}

function readLine(context: SyntaxContext, kind: "model" | "enum", line: OutlineLine) {
  const { reporter, source } = context;
  if (reportLexicalErrors(context, line.tokens)) return null;
  const first = line.tokens[0];
  const last = line.tokens.at(-1);
  if (!first || !last) return null;
  if (line.unclosed) {
    reporter.report("unclosedBracket", tokenSpan(source, line.unclosed), { bracket: line.unclosed.image });
    return null;
  }
  if (line.depth > deepestNesting) {
    reporter.report("nestedTooDeeply", tokensSpan(source, first, last), { limit: deepestNesting });
    return null;
  }
  if (first.tokenType === At) {
    const attribute = isWord(line.tokens[1]) ? line.tokens[1].image : "";
    reporter.report("attributeWithoutField", tokenSpan(source, first), { attribute });
    return null;
  }
  if (first.tokenType !== DoubleAt && !isWord(first)) {
    reporter.report("notAMember", tokensSpan(source, first, last), { kind });
    return null;
  }
  const rule: LineRule = kind === "model" ? "modelLine" : "enumLine";
  const { tree, error } = parseLine(rule, line.tokens);
  if (error !== null) reportParseError(context, rule, error, last);
  return tree === null ? null : lineToAst(context, tree, line.doc);
}

/** What each rule was about to read, for the errors that no other message explains. */
const expectedIn: Readonly<Record<string, string>> = {
  modelLine: "a field, an attribute or the end of the line",
  enumLine: "a member, an attribute or the end of the line",
  field: "a type or an attribute",
  type: "a type",
  dottedName: "a name",
  argumentList: `"," or ")"`,
  argument: "an argument",
  value: "a value",
  list: `"," or "]"`,
};

function reportParseError(context: SyntaxContext, rule: LineRule, error: IRecognitionException, last: IToken): void {
  const { reporter, source } = context;
  const expected = expectedIn[error.context.ruleStack.at(-1) ?? rule] ?? "an attribute";
  const atEnd = Number.isNaN(error.token.startOffset) || error.token.image === "";
  if (atEnd) {
    const end = (last.endOffset ?? last.startOffset) + 1;
    const span = spanBetween(source, end, Math.min(end + 1, source.text.length));
    reporter.report("unexpectedToken", span, { found: null, expected });
  } else {
    reporter.report("unexpectedToken", tokenSpan(source, error.token), { found: error.token.image, expected });
  }
}

function reportStray(context: SyntaxContext, tokens: readonly IToken[]): void {
  const { reporter, source } = context;
  const [first, second] = tokens;
  const last = tokens.at(-1);
  if (!first || !last || reportLexicalErrors(context, tokens)) return;
  const span = tokensSpan(source, first, last);
  if (first.tokenType === RightBrace) {
    reporter.report("unexpectedBrace", span, {});
  } else if (laterKeywords.has(first.image)) {
    const what = `"${first.image}"`;
    reporter.report("notSupportedYet", tokenSpan(source, first), { what, instead: insteadOf[first.image] });
  } else if (keywords.includes(first.image)) {
    const found = second && (tokens.length > 2 || !isWord(second)) ? second.image : null;
    reporter.report("unexpectedToken", span, { found, expected: `a name and "{"` });
  } else {
    const suggestion = isWord(first) ? reporter.suggest(first.image, keywords) : null;
    reporter.report("notABlock", span, { suggestion });
  }
}

function toName(context: SyntaxContext, token: IToken): Name {
  return { text: token.image, span: tokenSpan(context.source, token) };
}

function describe(keyword: string, name: Name | null): string {
  return name === null ? `this block` : `${keyword} "${name.text}"`;
}
