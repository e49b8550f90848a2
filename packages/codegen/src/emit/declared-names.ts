/** The names that declarations declare, found in their text: for those that Prettier has laid out anew. */
import type { ts } from "ts-morph";
import type { DeclaredName } from "./print-source.ts";

/** In the text's order. TypeScript is loaded for the few files that need it. */
export async function declaredNames(path: string, text: string): Promise<DeclaredName[]> {
  const { ts } = await import("ts-morph");
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022);
  const names: DeclaredName[] = [];
  const note = (node: ts.Node, kind: DeclaredName["kind"]): void =>
    void names.push({ name: node.getText(file), kind, start: node.getStart(file), end: node.end });

  const visit = (node: ts.Node): void => {
    const name = nameOf(node);
    if (name !== undefined && ts.isIdentifier(name)) note(name, isMember(node) ? "member" : "declaration");
    // What a handle is made of are parts of another declaration.
    if (ts.isPropertyDeclaration(node) && isStatic(node)) return;
    ts.forEachChild(node, visit);
  };
  const nameOf = (node: ts.Node): ts.Node | undefined =>
    isMember(node) || isDeclaration(node) ? node.name : undefined;
  const isDeclaration = (node: ts.Node) =>
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isVariableDeclaration(node);
  const isMember = (node: ts.Node) =>
    ts.isPropertyDeclaration(node) || ts.isPropertySignature(node) || ts.isAccessor(node);
  const isStatic = ({ modifiers }: ts.PropertyDeclaration): boolean =>
    modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword) === true;

  ts.forEachChild(file, visit);
  return names;
}
