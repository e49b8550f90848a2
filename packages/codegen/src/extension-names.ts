/** What the file with a model's own methods has to be called and to hold, for whoever looks for it on a disk. */
import type * as ir from "@joinery/dsl";
import type { ts } from "ts-morph";
import { clientSchema } from "./client-schema.ts";
import { extensionExport, kebabCase, nameSchema } from "./naming.ts";

export interface ExtensionNames {
  /** The class that the file exports. */
  readonly exported: string;
  /** The generated class that it extends. */
  readonly base: string;
  /** The file of the generated class, without extension. */
  readonly baseFile: string;
}

/**
 * By model, for all of those that are `extended`.
 *
 * @complexity linear in the models
 */
export function extensionNames(
  schema: ir.Schema,
  extended: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, ExtensionNames> {
  const names = nameSchema(clientSchema(schema), extended);
  return new Map(
    Array.from(extended.keys(), (model) => {
      const { base, baseFile } = names.model(model);
      return [model, { exported: extensionExport(model), base, baseFile }];
    }),
  );
}

/** How the file is called that is found without `@@extend`, in the order in which it is looked for. */
export function extensionFiles(model: string): readonly string[] {
  return ["ts", "mts", "js", "mjs"].map((ending) => `${kebabCase(model)}.ext.${ending}`);
}

/**
 * Whether an ES module exports a name, as far as its own text tells: what it hands on from other modules may be anything. TypeScript's parser
 * is loaded for it, which takes longer than a client of a hundred models.
 */
export async function exportsName(path: string, text: string, name: string): Promise<boolean> {
  const { ts } = await import("ts-morph");
  const handsOn = ({ exportClause }: ts.ExportDeclaration): boolean => {
    if (exportClause === undefined) return true;
    return ts.isNamedExports(exportClause) && exportClause.elements.some((element) => element.name.text === name);
  };
  const isExported = (node: ts.HasModifiers): boolean => {
    const kinds = ts.getModifiers(node)?.map(({ kind }) => kind) ?? [];
    return kinds.includes(ts.SyntaxKind.ExportKeyword) && !kinds.includes(ts.SyntaxKind.DefaultKeyword);
  };
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext);
  return file.statements.some((statement) => {
    if (ts.isExportDeclaration(statement)) return handsOn(statement);
    if (!ts.canHaveModifiers(statement) || !isExported(statement)) return false;
    if (ts.isClassDeclaration(statement)) return statement.name?.text === name;
    if (!ts.isVariableStatement(statement)) return false;
    return statement.declarationList.declarations.some((one) => ts.isIdentifier(one.name) && one.name.text === name);
  });
}
