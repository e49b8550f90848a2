/** What the declarations of a generated source name, so that they import that and no more. */
import { ts } from "ts-morph";

/**
 * The first identifiers of all types and of the classes that are extended: in `j.Column<User, Role>`, `j`, `User` and `Role`.
 *
 * @param isDropped whether a statement or member has no part in the declarations
 */
export function namedTypes(file: ts.SourceFile, isDropped: (node: ts.Node) => boolean): ReadonlySet<string> {
  const names = new Set<string>();

  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isBlock(node) || isDropped(node)) return;
    if (ts.isTypeReferenceNode(node)) note(node.typeName);
    else if (ts.isTypeQueryNode(node)) note(node.exprName);
    else if (ts.isExpressionWithTypeArguments(node) || ts.isComputedPropertyName(node)) note(node.expression);
    if (hasInitializer(node)) visitDeclaration(node);
    else ts.forEachChild(node, visit);
  };
  /** Initializers are left out of declarations. */
  const visitDeclaration = ({ name, type }: ts.PropertyDeclaration | ts.VariableDeclaration): void => {
    visit(name);
    if (type !== undefined) visit(type);
  };
  const note = (name: ts.Node): void => {
    if (ts.isIdentifier(name)) names.add(name.text);
    else if (ts.isQualifiedName(name)) note(name.left);
    else if (ts.isPropertyAccessExpression(name)) note(name.expression);
  };
  ts.forEachChild(file, visit);
  return names;
}

function hasInitializer(node: ts.Node): node is ts.PropertyDeclaration | ts.VariableDeclaration {
  return ts.isPropertyDeclaration(node) || ts.isVariableDeclaration(node);
}
