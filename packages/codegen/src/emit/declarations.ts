/**
 * The declarations (`.d.ts`) of a generated source: takes out bodies, initializers and what is marked as internal, and leaves the layout.
 * It relies on what the emitters guarantee: every export has its type written out (an enum's constant aside, whose object gives it).
 */
import { ts } from "ts-morph";
import { applyEdits, type Edit, inOrder, movePositions } from "./edits.ts";
import { withoutSiblings } from "./node-edits.ts";
import type { Source } from "./project.ts";

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
  const edits = [...repairs, ...withoutSiblings(file.statements, (node) => isDropped(node, file), file.text)];
  for (const statement of file.statements) {
    if (isDropped(statement, file)) continue;
    edits.push(...declareStatement(statement, file));
    if (ts.isClassDeclaration(statement)) edits.push(...declareMembers(statement, file));
  }
  const ordered = inOrder(edits);
  const names = namesOf(file);
  const starts = movePositions(
    names.map(({ start }) => start),
    ordered,
  );
  return {
    text: applyEdits(file.text, ordered),
    names: names.map((name, index) => {
      const start = starts[index] ?? name.start;
      return { ...name, start, end: start + name.name.length };
    }),
  };
}

function isDropped(node: ts.Node, file: ts.SourceFile): boolean {
  return isInternal(node, file) || isImplementation(node);
}

/** Values stand for nothing in declarations, and the driver's and the schema's imports serve values alone. */
function isImplementation(node: ts.Node): boolean {
  if (ts.isExpressionStatement(node)) return true;
  if (ts.isConstructorDeclaration(node)) return node.body !== undefined;
  if (!ts.isImportDeclaration(node) || node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return false;
  const bindings = node.importClause?.namedBindings;
  return bindings !== undefined && ts.isNamedImports(bindings) && !bindings.elements.some(isType);
}

/** Whether an import serves as a type: as one alone, or as the base of the file's class. */
function isType({ isTypeOnly, name }: ts.ImportSpecifier): boolean {
  return isTypeOnly || basesIn(name.getSourceFile()).has(name.text);
}

function basesIn(file: ts.SourceFile): ReadonlySet<string> {
  const clauses = file.statements.filter(ts.isClassDeclaration).flatMap(({ heritageClauses }) => heritageClauses ?? []);
  const bases = clauses.flatMap(({ types }) => types.map(({ expression }) => expression));
  return new Set(bases.filter(ts.isIdentifier).map(({ text }) => text));
}

function isInternal(node: ts.Node, file: ts.SourceFile): boolean {
  const comments = ts.getLeadingCommentRanges(file.text, node.pos) ?? [];
  return comments.some(({ pos, end }) => file.text.slice(pos, end).includes("@internal"));
}

function declareStatement(statement: ts.Statement, file: ts.SourceFile): Edit[] {
  if (ts.isImportDeclaration(statement)) return onlyTypeImports(statement, file);
  if (ts.isFunctionDeclaration(statement) && statement.body !== undefined) {
    return [insert(afterExport(statement), " declare"), replaceBody(statement.body, file)];
  }
  if (ts.isClassDeclaration(statement)) return [insert(afterExport(statement), " declare")];
  if (!ts.isVariableStatement(statement)) return [];
  return [insert(afterExport(statement), " declare"), ...statement.declarationList.declarations.flatMap(constantType)];
}

/** `import { type Role, roleType }` as `import type { Role }`. */
function onlyTypeImports({ importClause }: ts.ImportDeclaration, file: ts.SourceFile): Edit[] {
  const bindings = importClause?.namedBindings;
  if (importClause === undefined || bindings === undefined || !ts.isNamedImports(bindings)) return [];
  if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
  const types = bindings.elements.filter(isType).map(({ name }) => name.text);
  return [{ start: importClause.getStart(file), end: importClause.end, text: `type { ${types.join(", ")} }` }];
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
