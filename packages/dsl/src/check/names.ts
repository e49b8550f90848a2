/** The names at the top level of a schema, and what each of them declares. */
import type { Reporter } from "../diagnostics/diagnostic.ts";
import type { Declaration, FileAst, SettingsAst } from "../syntax/ast.ts";
import { isScalarType, yieldsToDeclaration } from "./scalars.ts";
import { isSettings } from "./settings.ts";

export type NamedDeclaration = Exclude<Declaration, SettingsAst>;

/** In source order. Of two declarations with one name the first has it. */
export type Names = ReadonlyMap<string, NamedDeclaration>;

export function collectNames(reporter: Reporter, files: readonly FileAst[]): Names {
  const names = new Map<string, NamedDeclaration>();
  for (const file of files) {
    for (const declaration of file.declarations) {
      if (!isSettings(declaration) && isFree(reporter, names, declaration))
        names.set(declaration.name.text, declaration);
    }
  }
  return names;
}

function isFree(reporter: Reporter, names: Names, declaration: NamedDeclaration): boolean {
  const { name } = declaration;
  const earlier = names.get(name.text);
  if (earlier) {
    const parameters = { kind: kindOf(declaration), name: name.text, firstKind: kindOf(earlier) };
    reporter.report("duplicateDeclaration", name.span, parameters, [
      { message: "declared first here", span: earlier.name.span },
    ]);
    return false;
  }
  if (!isScalarType(name.text) || yieldsToDeclaration(name.text)) return true;
  reporter.report("builtInName", name.span, { kind: kindOf(declaration), name: name.text });
  return false;
}

function kindOf({ kind }: NamedDeclaration): string {
  if (kind === "unknown") return "block";
  return kind === "type" ? "value type" : kind;
}

/** Those of the models that have a table. */
export function modelNames(names: Names): string[] {
  return [...names.values()].flatMap((declaration) =>
    declaration.kind === "model" && !declaration.isAbstract ? [declaration.name.text] : [],
  );
}

/** Whether it has rows. */
export function isModel(declaration: NamedDeclaration): boolean {
  return declaration.kind === "view" || (declaration.kind === "model" && !declaration.isAbstract);
}
