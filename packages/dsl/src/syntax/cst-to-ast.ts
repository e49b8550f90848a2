/**
 * One line's CST to AST. Here the shapes that the grammar lets through only to be named get their diagnostics. A part that has one is
 * left out; the rest of its line stands.
 */
import type { CstElement, CstNode, IToken } from "chevrotain";
import type { Reporter } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../text/source-file.ts";
import type { Span } from "../text/span.ts";
import type {
  ArgumentAst,
  Arity,
  AttributeAst,
  EnumMemberAst,
  FieldAst,
  Name,
  SettingAst,
  TypeAst,
  ValueAst,
} from "./ast.ts";
import { readString } from "./string-literal.ts";

export interface SyntaxContext {
  readonly source: SourceFile;
  readonly reporter: Reporter;
}

export interface LineAst {
  readonly fields: readonly FieldAst[];
  readonly members: readonly EnumMemberAst[];
  readonly attributes: readonly AttributeAst[];
  readonly settings: readonly SettingAst[];
  /** Names of fields that have an error of syntax. */
  readonly brokenNames: readonly string[];
}

export function lineToAst(context: SyntaxContext, tree: CstNode, doc: string | null): LineAst {
  const fields: FieldAst[] = [];
  const brokenNames: string[] = [];
  for (const [index, node] of nodesOf(tree, "field").entries()) {
    const field = toField(context, node, index === 0 ? doc : null);
    if (field === null) brokenNames.push(firstToken(node, "name").image);
    else fields.push(field);
  }
  const members = nodesOf(tree, "member").map((node, index) => toMember(context, node, index === 0 ? doc : null));
  const attributes = nodesOf(tree, "blockAttribute").map((node) => toAttribute(context, node));
  const settings = nodesOf(tree, "setting").map((node) => toSetting(context, node));
  return { fields, members, attributes, settings, brokenNames };
}

/** The type behind the `=` of a scalar's head. */
export function scalarHeadToAst(
  context: SyntaxContext,
  tree: CstNode,
): { readonly base: Name; readonly attributes: readonly AttributeAst[] } {
  const attributes = nodesOf(tree, "attribute").map((node) => toAttribute(context, node));
  return { base: toName(context, firstToken(tree, "name")), attributes };
}

export function tokenSpan(source: SourceFile, token: IToken): Span {
  return tokensSpan(source, token, token);
}

/** From the first token to the last; both come from a lexer that tracks positions in full. */
export function tokensSpan(source: SourceFile, first: IToken, last: IToken): Span {
  return {
    file: source.path,
    start: first.startOffset,
    end: endOf(last),
    line: first.startLine ?? 1,
    column: first.startColumn ?? 1,
  };
}

function toField(context: SyntaxContext, node: CstNode, doc: string | null): FieldAst | null {
  const nameToken = firstToken(node, "name");
  const name = toName(context, nameToken);
  const colon = tokensOf(node, "Colon")[0];
  if (colon) context.reporter.report("legacyColon", tokenSpan(context.source, colon), {});
  const typeNode = nodesOf(node, "type")[0];
  if (!typeNode) {
    context.reporter.report("incompleteField", name.span, { field: name.text });
    return null;
  }
  const type = toType(context, typeNode);
  const attributes = nodesOf(node, "attribute").map((attribute) => toAttribute(context, attribute));
  return type === null ? null : { name, type, attributes, doc };
}

function toType(context: SyntaxContext, node: CstNode): TypeAst | null {
  const { reporter, source } = context;
  const token = firstToken(node, "name");
  const name = toName(context, token);
  const [argumentList] = nodesOf(node, "argumentList");
  const unsupported = argumentList ? readUnsupported(context, name, toArguments(context, argumentList)) : null;
  if (argumentList && unsupported === null) return null;
  if (!argumentList && name.text === "Unsupported") {
    reporter.report("unsupportedWithoutType", name.span, { found: "nothing" });
    return null;
  }
  const list = tokensOf(node, "list");
  const optional = tokensOf(node, "optional");
  const legacyList = tokensOf(node, "legacyList")[0];
  const bang = tokensOf(node, "legacyRequired")[0];
  if (legacyList) {
    reporter.report("legacyListType", tokensSpan(source, legacyList, lastOf(tokensOf(node, "RightSquare"))), {
      type: name.text,
    });
  }
  if (bang) reporter.report("legacyRequired", tokenSpan(source, bang), { type: name.text });
  if (list.length > 1) reporter.report("nestedList", tokensSpan(source, token, lastOf(list)), { type: name.text });
  if (list.length + (legacyList ? 1 : 0) > 0 && optional.length > 0) {
    reporter.report("optionalList", tokensSpan(source, token, lastOf(optional)), { type: name.text });
  } else if (optional.length > 1) {
    reporter.report("unexpectedToken", tokenSpan(source, lastOf(optional)), {
      found: "?",
      expected: "an attribute or the end of the line",
    });
  }
  const arity: Arity = list.length > 0 || legacyList ? "list" : optional.length > 0 ? "optional" : "required";
  return { name, arity, unsupported };
}

/** The text in `Unsupported("…")`, the one type that takes an argument. */
function readUnsupported(context: SyntaxContext, name: Name, found: readonly ArgumentAst[]): string | null {
  if (name.text !== "Unsupported") {
    context.reporter.report("typeWithArguments", name.span, { type: name.text });
    return null;
  }
  const [only, second] = found;
  if (only?.value.kind === "string" && only.value.text.trim() !== "" && only.name === null && !second) {
    return only.value.text;
  }
  const problem = only === undefined ? "nothing" : second ? "several arguments" : "another argument";
  context.reporter.report("unsupportedWithoutType", name.span, { found: problem });
  return null;
}

function toSetting(context: SyntaxContext, node: CstNode): SettingAst {
  const value = nodesOf(node, "value")[0];
  return { name: toName(context, firstToken(node, "name")), value: value ? toValue(context, value) : null };
}

function toMember(context: SyntaxContext, node: CstNode, doc: string | null): EnumMemberAst {
  return {
    name: toName(context, firstToken(node, "name")),
    attributes: nodesOf(node, "attribute").map((attribute) => toAttribute(context, attribute)),
    doc,
  };
}

function toAttribute(context: SyntaxContext, node: CstNode): AttributeAst {
  const name = toDottedName(context, firstNode(node, "dottedName"));
  const list = nodesOf(node, "argumentList")[0];
  const end = list ? endOf(firstToken(list, "close")) : name.span.end;
  const given = list ? toArguments(context, list) : [];
  return {
    name,
    arguments: given,
    isBroken: list !== undefined && given.length < nodesOf(list, "argument").length,
    span: { ...tokenSpan(context.source, firstToken(node, "sign")), end },
  };
}

function toArguments(context: SyntaxContext, node: CstNode): ArgumentAst[] {
  const nodes = nodesOf(node, "argument");
  const found = nodes.map((argument) => toArgument(context, argument));
  reportEmptyPlaces(context, node, nodes.map(argumentStart));
  return found.filter((argument) => argument !== null);
}

function toArgument(context: SyntaxContext, node: CstNode): ArgumentAst | null {
  const nameToken = tokensOf(node, "name")[0];
  const name = nameToken ? toName(context, nameToken) : null;
  const valueNode = nodesOf(node, "value")[0];
  if (!valueNode) {
    // The grammar lets only a named argument go without its value.
    if (name !== null) context.reporter.report("argumentWithoutValue", name.span, { argument: name.text });
    return null;
  }
  const value = toValue(context, valueNode);
  const sortToken = tokensOf(node, "sort")[0];
  const sort = sortToken ? toName(context, sortToken) : null;
  return { name, value, sort, span: { ...(name ?? value).span, end: (sort ?? value).span.end } };
}

function toValue(context: SyntaxContext, node: CstNode): ValueAst {
  const { source } = context;
  const string = tokensOf(node, "string")[0];
  if (string) return { kind: "string", text: readString(context, string), span: tokenSpan(source, string) };
  const number = tokensOf(node, "number")[0];
  if (number) return { kind: "number", text: number.image, span: tokenSpan(source, number) };
  const list = nodesOf(node, "list")[0];
  if (list) return toList(context, list);
  const object = nodesOf(node, "object")[0];
  if (object) return toObject(context, object);
  const name = toDottedName(context, firstNode(node, "dottedName"));
  const call = nodesOf(node, "argumentList")[0];
  if (!call) return { kind: "name", text: name.text, span: name.span };
  const span = { ...name.span, end: endOf(firstToken(call, "close")) };
  return { kind: "call", name, arguments: toArguments(context, call), span };
}

function toList(context: SyntaxContext, node: CstNode): ValueAst {
  const items = nodesOf(node, "value").map((item) => toValue(context, item));
  reportEmptyPlaces(
    context,
    node,
    items.map((item) => item.span.start),
  );
  const span = tokensSpan(context.source, firstToken(node, "open"), firstToken(node, "close"));
  return { kind: "list", items, span };
}

function toObject(context: SyntaxContext, node: CstNode): ValueAst {
  const values = nodesOf(node, "value").map((value) => toValue(context, value));
  const entries = tokensOf(node, "name").flatMap((name, index) => {
    const value = values[index];
    return value ? [{ name: toName(context, name), value }] : [];
  });
  const span = tokensSpan(context.source, firstToken(node, "open"), firstToken(node, "close"));
  return { kind: "object", entries, span };
}

/** Reports a comma that no item follows, or precedes. `starts` are the items' offsets, ascending as the commas are. */
function reportEmptyPlaces(context: SyntaxContext, node: CstNode, starts: readonly number[]): void {
  const commas = tokensOf(node, "Comma");
  if (commas.length < starts.length) return; // One comma between each two items is one fewer than items.
  let next = 0;
  for (const [index, comma] of commas.entries()) {
    const hadItem = next < starts.length && (starts[next] ?? 0) < comma.startOffset;
    if (hadItem) next++;
    const followed = next < starts.length && (commas[index + 1]?.startOffset ?? Infinity) > (starts[next] ?? 0);
    if (!hadItem || !followed) {
      context.reporter.report("emptyArgument", tokenSpan(context.source, comma), {});
      return;
    }
  }
}

function argumentStart(node: CstNode): number {
  const name = tokensOf(node, "name")[0];
  return name ? name.startOffset : valueStart(firstNode(node, "value"));
}

function valueStart(node: CstNode): number {
  const token = tokensOf(node, "string")[0] ?? tokensOf(node, "number")[0];
  if (token) return token.startOffset;
  const list = nodesOf(node, "list")[0];
  if (list) return firstToken(list, "open").startOffset;
  return firstToken(firstNode(node, "dottedName"), "part").startOffset;
}

export function toName(context: SyntaxContext, token: IToken): Name {
  return { text: token.image, span: tokenSpan(context.source, token) };
}

function toDottedName(context: SyntaxContext, node: CstNode): Name {
  const parts = tokensOf(node, "part");
  return {
    text: parts.length === 1 ? firstOf(parts).image : parts.map((part) => part.image).join("."),
    span: tokensSpan(context.source, firstToken(node, "part"), lastOf(parts)),
  };
}

function endOf(token: IToken): number {
  return (token.endOffset ?? token.startOffset) + 1;
}

const none: readonly CstElement[] = [];

/** In no rule does a label stand for both nodes and tokens, so neither of these two has to look at what it gives. */
function nodesOf(node: CstNode, rule: string): readonly CstNode[] {
  return (node.children[rule] ?? none) as readonly CstNode[]; // As said above.
}

function tokensOf(node: CstNode, label: string): readonly IToken[] {
  return (node.children[label] ?? none) as readonly IToken[]; // As said above.
}

function firstToken(node: CstNode, label: string): IToken {
  return firstOf(tokensOf(node, label));
}

function firstNode(node: CstNode, rule: string): CstNode {
  return firstOf(nodesOf(node, rule));
}

/** For parts that the grammar makes mandatory. */
function firstOf<T>(items: readonly T[]): T {
  return items[0] as T; // Mandatory in the grammar, and a tree exists only for a line without errors.
}

function lastOf<T>(items: readonly T[]): T {
  return items.at(-1) as T; // As above.
}
