/**
 * The declarations (`.d.ts`) of a generated source: takes out bodies, initializers and what is marked as internal, and leaves the layout.
 * It relies on what the emitters guarantee: every export has its type written out (an enum's constant aside, whose object gives it).
 */
import { ts } from "ts-morph";
import { applyEdits, type Edit, inOrder, movePositions } from "./edits.ts";
import { hasModifier, withoutSiblings } from "./node-edits.ts";
import type { Source } from "./project.ts";
import { namedTypes } from "./named-types.ts";

/** A declared name: where it stands in the declarations' text, and what it names. */
export interface DeclaredName {
  readonly name: string;
  readonly kind: "declaration" | "member";
  readonly start: number;
  readonly end: number;
}

export interface Declarations {
  readonly text: string;
  /** In the text's order. */
  readonly names: readonly DeclaredName[];
}

export function declarationsOf({ tree: file, repairs }: Source): Declarations {
  const used = namedTypes(file, (node) => isDropped(node, file));
  const isLeftOut = (node: ts.Node) => (ts.isImportDeclaration(node) ? !isUsed(node, used) : isDropped(node, file));
  const edits = [...repairs, ...withoutSiblings(file.statements, isLeftOut, file.text, headerEnd(file.text))];
  for (const statement of file.statements) {
    if (isLeftOut(statement)) continue;
    edits.push(...declareStatement(statement, file, used));
    if (ts.isClassDeclaration(statement)) edits.push(...declareMembers(statement, file));
  }
  const ordered = inOrder(edits);
  const names = namesOf(file);
  const starts = movePositions(
    names.map(({ start }) => start),
    ordered,
  );
  const text = applyEdits(file.text, ordered);
  return {
    // What declares nothing is a module all the same.
    text: file.statements.every(isLeftOut) ? `${text.trimEnd()}\n\nexport {};\n` : text,
    names: names.map((name, index) => {
      const start = starts[index] ?? name.start;
      return { ...name, start, end: start + name.name.length };
    }),
  };
}

/** The header belongs to the file, not to its first import. */
function headerEnd(text: string): number {
  return text.startsWith("//") ? text.indexOf("\n") : 0;
}

function isDropped(node: ts.Node, file: ts.SourceFile): boolean {
  return isInternal(node, file) || isImplementation(node);
}

/** Values stand for nothing in declarations. */
function isImplementation(node: ts.Node): boolean {
  return ts.isExpressionStatement(node) || (ts.isConstructorDeclaration(node) && node.body !== undefined);
}

/** Many imports serve values alone. */
function isUsed({ importClause }: ts.ImportDeclaration, used: ReadonlySet<string>): boolean {
  if (importClause?.name !== undefined && used.has(importClause.name.text)) return true;
  const bindings = importClause?.namedBindings;
  if (bindings === undefined) return false;
  return ts.isNamespaceImport(bindings)
    ? used.has(bindings.name.text)
    : bindings.elements.some(({ name }) => used.has(name.text));
}

function isInternal(node: ts.Node, file: ts.SourceFile): boolean {
  const comments = ts.getLeadingCommentRanges(file.text, node.pos) ?? [];
  return comments.some(({ pos, end }) => file.text.slice(pos, end).includes("@internal"));
}

function declareStatement(statement: ts.Statement, file: ts.SourceFile, used: ReadonlySet<string>): Edit[] {
  if (ts.isImportDeclaration(statement)) return usedImports(statement, file, used);
  if (ts.isFunctionDeclaration(statement) && statement.body !== undefined) {
    return [insert(afterExport(statement), " declare"), replaceBody(statement.body, file)];
  }
  if (ts.isClassDeclaration(statement)) return [insert(afterExport(statement), " declare")];
  if (!ts.isVariableStatement(statement)) return [];
  return [insert(afterExport(statement), " declare"), ...statement.declarationList.declarations.flatMap(constantType)];
}

/** `import { type Role, roleType }` as `import type { Role }`; a class that is extended is a value here too. */
function usedImports({ importClause }: ts.ImportDeclaration, file: ts.SourceFile, used: ReadonlySet<string>): Edit[] {
  const bindings = importClause?.namedBindings;
  if (importClause === undefined || bindings === undefined || !ts.isNamedImports(bindings)) return [];
  if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
  const kept = bindings.elements.filter(({ name }) => used.has(name.text));
  const text = kept.every(({ isTypeOnly }) => isTypeOnly)
    ? `type { ${kept.map(({ name }) => name.text).join(", ")} }`
    : `{ ${kept.map((element) => element.getText(file)).join(", ")} }`;
  return [{ start: importClause.getStart(file), end: importClause.end, text }];
}

/** A constant's own type; where it has none, it is an enum's object, whose literals are its type. */
function constantType({ name, type, initializer }: ts.VariableDeclaration): Edit[] {
  if (initializer === undefined) return [];
  if (type !== undefined) return [{ start: type.end, end: initializer.end, text: "" }];
  const literal = ts.isAsExpression(initializer) ? initializer.expression : initializer;
  if (!ts.isObjectLiteralExpression(literal)) return [];
  return [
    { start: name.end, end: name.end + " =".length, text: ":" },
    ...literal.properties.flatMap((property) => [
      insert(property.name?.getStart() ?? property.getStart(), "readonly "),
      { start: property.end, end: property.end + 1, text: ";" },
    ]),
    { start: literal.end, end: initializer.end, text: "" },
  ];
}

function declareMembers(declaration: ts.ClassDeclaration, file: ts.SourceFile): Edit[] {
  const kept = declaration.members.filter((member) => !isDropped(member, file));
  return [
    ...withoutSiblings(declaration.members, (node) => isDropped(node, file), file.text),
    ...kept.flatMap((member) => [...withoutModifiers(member, file), ...declareMember(member, file)]),
  ];
}

/** `declare` is said of the class, and `override` of implementations. */
function withoutModifiers(member: ts.ClassElement, file: ts.SourceFile): Edit[] {
  const modifiers = ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []) : [];
  return modifiers
    .filter(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword || kind === ts.SyntaxKind.OverrideKeyword)
    .map((modifier) => ({ start: modifier.getStart(file), end: modifier.end + 1, text: "" }));
}

function declareMember(member: ts.ClassElement, file: ts.SourceFile): Edit[] {
  if (ts.isAccessor(member) && member.body !== undefined) return [replaceBody(member.body, file)];
  if (!ts.isPropertyDeclaration(member) || member.type === undefined || member.initializer === undefined) return [];
  return [{ start: member.type.end, end: member.initializer.end, text: "" }];
}

/** The names that a source declares to its users, in the text's order. */
export function namesOf(file: ts.SourceFile): DeclaredName[] {
  const names: DeclaredName[] = [];
  const note = (node: ts.Node, kind: DeclaredName["kind"]): void =>
    void names.push({ name: node.getText(file), kind, start: node.getStart(file), end: node.end });

  const visit = (node: ts.Node): void => {
    if (isDropped(node, file) || ts.isBlock(node) || ts.isCallExpression(node)) return;
    if (isDeclaration(node)) note(node.name, "declaration");
    else if (isMember(node)) note(node.name, "member");
    // What a handle is made of are parts of another declaration.
    if (ts.isPropertyDeclaration(node) && hasModifier(node, ts.SyntaxKind.StaticKeyword)) return;
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(file, visit);
  return names;
}

function isDeclaration(node: ts.Node): node is ts.NamedDeclaration & { readonly name: ts.Identifier } {
  const declares =
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isVariableDeclaration(node);
  return declares && node.name !== undefined && ts.isIdentifier(node.name);
}

function isMember(node: ts.Node): node is ts.NamedDeclaration & { readonly name: ts.Identifier } {
  const isNamed =
    ts.isPropertyDeclaration(node) ||
    ts.isPropertySignature(node) ||
    ts.isPropertyAssignment(node) ||
    ts.isAccessor(node);
  return isNamed && ts.isIdentifier(node.name);
}

function afterExport(node: ts.Statement): number {
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
  return modifiers?.find(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)?.end ?? node.getStart();
}

function insert(position: number, text: string): Edit {
  return { start: position, end: position, text };
}

function replaceBody(body: ts.Node, file: ts.SourceFile): Edit {
  return { start: body.getStart(file) - 1, end: body.end, text: ";" };
}
