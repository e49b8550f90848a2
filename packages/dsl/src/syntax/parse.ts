/**
 * Text to AST: tokens, the outline of blocks and lines, each line's CST, its AST. Whatever the text, a tree comes out; what could not
 * be read is reported and missing from it. A line has at most one error of its own here.
 */
import type { IRecognitionException, IToken } from "chevrotain";
import type { Span } from "../text/span.ts";
import { spanBetween } from "../text/source-file.ts";
import type { AttributeAst, Declaration, EnumMemberAst, FieldAst, FileAst, ImportAst, SettingAst } from "./ast.ts";
import { type BlockHead, readHead, topLevelKeywords } from "./block-head.ts";
import { type LineAst, lineToAst, type SyntaxContext, tokenSpan, tokensSpan, toName } from "./cst-to-ast.ts";
import { type LineRule, parseLine } from "./grammar.ts";
import { reportLexicalErrors, reportOpenComment } from "./lexical-errors.ts";
import { outline, type OutlineItem, type OutlineLine } from "./outline.ts";
import { readString } from "./string-literal.ts";
import { At, DoubleAt, Equals, isWord, RightBrace, StringLiteral, tokenize } from "./tokens.ts";

type Block = Extract<OutlineItem, { kind: "block" }>;

/** Brackets within brackets that one line may have; the parser recurses once per level. */
export const deepestNesting = 64;

export function parseFile(context: SyntaxContext): FileAst {
  const declarations: Declaration[] = [];
  const imports: ImportAst[] = [];
  let afterStray = false;
  for (const item of outline(tokenize(context.source.text))) {
    if (item.kind === "block") {
      const declaration = parseBlock(context, item);
      if (declaration !== null) declarations.push(declaration);
      afterStray = false;
      continue;
    }
    const found = readImport(context, item.tokens);
    if (found !== null) {
      imports.push(found);
      afterStray = false;
      continue;
    }
    if (afterStray) reportOpenComment(context, item.tokens);
    else {
      const broken = reportStray(context, item.tokens);
      if (broken !== null) declarations.push(broken);
    }
    // After one stray line the next ones are as a rule its consequence, as when a brace closes a block too early.
    afterStray = true;
  }
  return { path: context.source.path, declarations, imports };
}

function readImport(context: SyntaxContext, tokens: readonly IToken[]): ImportAst | null {
  const [keyword, path, extra] = tokens;
  if (keyword?.image !== "import" || path?.tokenType !== StringLiteral || extra) return null;
  if (reportLexicalErrors(context, tokens)) return { path: null, span: tokenSpan(context.source, path) };
  return { path: readString(context, path), span: tokenSpan(context.source, path) };
}

function parseBlock(context: SyntaxContext, block: Block): Declaration | null {
  const { reporter, source } = context;
  const isGenerator = block.head[0]?.image === "generator";
  if (reportLexicalErrors(context, block.head, isGenerator) && !isWord(block.head[1])) return null;
  const head = readHead(context, block.head, block.open);
  if (block.close === null) {
    const described = head === null ? "this block" : `${block.head[0]?.image ?? ""} "${head.name.text}"`;
    reporter.report("unclosedBlock", tokenSpan(source, block.open), { block: described });
  }
  if (head === null) return null;
  const first = block.head[0] ?? block.open;
  const last = block.close ?? block.lines.at(-1)?.tokens.at(-1) ?? block.open;
  return parseBody(context, head, block, tokensSpan(source, first, last));
}

interface Body extends Omit<LineAst, "members"> {
  readonly fields: FieldAst[];
  readonly members: EnumMemberAst[];
  readonly attributes: AttributeAst[];
  readonly settings: SettingAst[];
  readonly brokenNames: string[];
}

function parseBody(context: SyntaxContext, head: BlockHead, block: Block, extent: Span): Declaration {
  const { doc } = block;
  switch (head.kind) {
    case "unknown":
      return { ...head, extent };
    case "model":
    case "view":
    case "type": {
      const { fields, attributes, brokenNames } = readLines(context, "modelLine", block);
      return { ...head, doc, fields, attributes, brokenNames, extent };
    }
    case "enum": {
      const { members, attributes, brokenNames } = readLines(context, "enumLine", block);
      return { ...head, doc, members, attributes, brokenNames, extent };
    }
    case "scalar":
      return { ...head, doc, settings: readLines(context, "settingLine", block).settings, extent };
    default: {
      const { settings, brokenNames } = readLines(context, "settingLine", block, head.kind === "generator");
      return { ...head, settings, isBroken: brokenNames.length > 0, extent };
    }
  }
}

function readLines(context: SyntaxContext, rule: BodyRule, block: Block, takesAnyWord: boolean = false): Body {
  const body: Body = { fields: [], members: [], attributes: [], settings: [], brokenNames: [] };
  for (const line of block.lines) {
    const ast = readLine(context, rule, line, takesAnyWord);
    if (ast === null) {
      body.brokenNames.push(line.tokens[0]?.image ?? "");
      continue;
    }
    // One by one: as arguments of one call, the fields of a line without end would overflow the stack.
    for (const field of ast.fields) body.fields.push(field);
    for (const member of ast.members) body.members.push(member);
    for (const attribute of ast.attributes) body.attributes.push(attribute);
    for (const setting of ast.settings) body.settings.push(setting);
    for (const broken of ast.brokenNames) body.brokenNames.push(broken);
  }
  return body;
}

type BodyRule = Exclude<LineRule, "scalarHead">;

function readLine(context: SyntaxContext, rule: BodyRule, line: OutlineLine, takesAnyWord: boolean): LineAst | null {
  const { reporter, source } = context;
  if (reportLexicalErrors(context, line.tokens, takesAnyWord)) return null;
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
  if (first.tokenType === At && rule !== "settingLine") {
    const attribute = isWord(line.tokens[1]) ? line.tokens[1].image : "";
    reporter.report("attributeWithoutField", tokenSpan(source, first), { attribute });
    return null;
  }
  const isAttribute = first.tokenType === DoubleAt && rule !== "settingLine";
  if (!isAttribute && !isWord(first)) {
    reporter.report("notAMember", tokensSpan(source, first, last), { holds: rule });
    return null;
  }
  const { tree, error } = parseLine(rule, line.tokens);
  if (error !== null) reportParseError(context, rule, error, last);
  return tree === null ? null : lineToAst(context, tree, line.doc);
}

/** What each rule was about to read, for the errors that no other message explains. */
const expectedIn: Readonly<Record<string, string>> = {
  modelLine: "a field, an attribute or the end of the line",
  enumLine: "a member, an attribute or the end of the line",
  settingLine: "a setting or the end of the line",
  setting: `"=" and a value`,
  field: "a type or an attribute",
  type: "a type",
  dottedName: "a name",
  argumentList: `"," or ")"`,
  argument: "an argument",
  value: "a value",
  list: `"," or "]"`,
  object: `"name: value" or "}"`,
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
    const found = error.token.image;
    const hint = habits[`${rule} ${found}`] ?? null;
    reporter.report("unexpectedToken", tokenSpan(source, error.token), { found, expected, hint });
  }
}

/** What other languages write between the members of a block. */
const habits: Readonly<Record<string, string>> = {
  "modelLine ,": "fields stand on lines of their own, or side by side with blanks between them",
  "modelLine ;": "a field ends with its line",
  "modelLine =": "the value that a field begins with is said by @default(…)",
  "enumLine ,": "members stand on lines of their own, or side by side with blanks between them",
  "enumLine =": `what the database stores for a member is said by @map("…")`,
};

/** What the tokens were meant to declare; null where they declare nothing. */
function reportStray(context: SyntaxContext, tokens: readonly IToken[]): Declaration | null {
  const { reporter, source } = context;
  const [first, second, third] = tokens;
  const last = tokens.at(-1);
  if (!first || !last || reportLexicalErrors(context, tokens)) return null;
  const span = tokensSpan(source, first, last);
  if (first.image === "scalar" && isWord(second) && third?.tokenType === Equals) {
    const name = toName(context, second);
    reporter.report("scalarWithoutCodec", name.span, { scalar: name.text, hasBody: false });
    return { kind: "unknown", keyword: "scalar", name, extent: span };
  }
  if (first.tokenType === RightBrace) {
    reporter.report("unexpectedBrace", span, {});
  } else if (topLevelKeywords.includes(first.image)) {
    const needsPath = first.image === "import";
    const skipped = needsPath ? second?.tokenType === StringLiteral : isWord(second);
    const found = tokens[skipped ? 2 : 1] ?? null;
    const expected = needsPath ? `the path of a file in quotes` : `a name and "{"`;
    reporter.report("unexpectedToken", span, { found: found?.image ?? null, expected });
  } else {
    const suggestion = isWord(first) ? reporter.suggest(first.image, topLevelKeywords) : null;
    reporter.report("notABlock", span, { suggestion });
  }
  return null;
}
