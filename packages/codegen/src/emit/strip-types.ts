/**
 * JavaScript out of a generated source: takes the types out and leaves everything else as it stands, comments and blank lines
 * included. It knows the few forms that the emitters write, and tests compare it with Node's own type stripping.
 */
import { ts } from "ts-morph";
import { applyEdits, type Edit, inOrder } from "./edits.ts";
import type { Source } from "./project.ts";
import { hasModifier, withoutItems, withoutSiblings } from "./node-edits.ts";

export function stripTypes({ tree: file, repairs }: Source): string {
  const edits: Edit[] = [...repairs];
  const cut = (start: number, end: number): void => void edits.push({ start, end, text: "" });

  const visit = (node: ts.Node): void => {
    if (isTypeOnly(node)) return;
    if (ts.isSourceFile(node)) edits.push(...withoutSiblings(node.statements, isTypeOnly, node.text));
    if (ts.isClassDeclaration(node)) edits.push(...withoutSiblings(node.members, isTypeOnly, file.text));
    if (ts.isNamedImports(node) || ts.isNamedExports(node))
      edits.push(...withoutItems(node.elements, isTypeOnly, file));
    if (ts.isPropertyDeclaration(node)) visitProperty(node);
    else if (ts.isCallExpression(node) && node.typeArguments !== undefined) {
      cut(node.typeArguments.pos - 1, node.typeArguments.end + 1);
      visit(node.expression);
      node.arguments.forEach(visit);
    } else if (ts.isExpressionWithTypeArguments(node)) cut(node.expression.end, node.end);
    else if (ts.isAsExpression(node)) cut(node.expression.end, node.end);
    else if (ts.isParameter(node)) cut(node.name.end, node.end);
    else if (ts.isTypeNode(node)) cut(node.pos - 1, node.end);
    else if (node.kind === ts.SyntaxKind.ReadonlyKeyword || node.kind === ts.SyntaxKind.OverrideKeyword)
      cut(node.getStart(file), node.end + 1);
    else ts.forEachChild(node, visit);
  };
  // Without its type, a property's initializer begins on the same line.
  const visitProperty = ({ modifiers, name, initializer }: ts.PropertyDeclaration): void => {
    modifiers?.forEach(visit);
    if (initializer === undefined) return;
    edits.push({ start: name.end, end: initializer.getStart(file), text: " = " });
    visit(initializer);
  };
  visit(file);
  return applyEdits(file.text, inOrder(edits));
}

/** Whether nothing of it is left at run time. */
function isTypeOnly(node: ts.Node): boolean {
  if (ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node)) return true;
  if (ts.isImportDeclaration(node)) return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  if (ts.isImportSpecifier(node) || ts.isExportSpecifier(node)) return node.isTypeOnly;
  if (ts.isConstructorDeclaration(node)) return node.body === undefined;
  return ts.isPropertyDeclaration(node) && hasModifier(node, ts.SyntaxKind.DeclareKeyword);
}
