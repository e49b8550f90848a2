import { ts } from "ts-morph";

/** One module that a source file names. */
export interface Import {
  readonly specifier: string;
  /** `type`: gone when compiled. `value`: loaded before the file runs. `dynamic`: loaded by `import()`, when it is called. */
  readonly kind: "type" | "value" | "dynamic";
  /** One-based. */
  readonly line: number;
}

/** All imports and re-exports of a TypeScript file, in source order, `import()` in expressions and in types among them. */
export function importsOf(path: string, text: string): Import[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, /* setParentNodes */ false);
  const imports: Import[] = [];
  const add = (specifier: ts.Node, kind: Import["kind"]): void => {
    if (!ts.isStringLiteralLike(specifier)) return;
    const { line } = file.getLineAndCharacterOfPosition(specifier.getStart(file));
    imports.push({ specifier: specifier.text, kind, line: line + 1 });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      // `import { type A }` still loads the module (verbatimModuleSyntax); only `import type` does not.
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword ? "type" : "value");
    } else if (ts.isExportDeclaration(node)) {
      if (node.moduleSpecifier) add(node.moduleSpecifier, node.isTypeOnly ? "type" : "value");
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, "type");
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments;
      if (specifier) add(specifier, "dynamic");
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return imports;
}
