/**
 * The file of a model with methods of the user's own: the class that queries, loads and `new` give, which extends the user's, which
 * extends the generated one (`UserBase` ◄ `UserExt` ◄ `User`).
 *
 * The base's file imports this one as types only, and the user's file imports the base's: whichever of the three is loaded first, the
 * classes come to be in this order.
 */
import { StructureKind } from "ts-morph";
import type { Model } from "../client-schema.ts";
import { extensionExport } from "../naming.ts";
import type { Emission } from "./emission.ts";
import { classImports, contractImport, enumsOf, ownImports } from "./model-class.ts";
import { modelText } from "./model-meta.ts";
import type { SourceStructure } from "./project.ts";
import { docComment, docText } from "./text.ts";
import { userModule } from "./user-module.ts";

/** @param path the user's file, as seen from the schema's */
export function extendedClassFile(model: Model, path: string, emission: Emission): SourceStructure {
  const { names, importExtension } = emission;
  const { class: name, base, baseFile, row, init, extension } = names.model(model.name);
  const exported = extensionExport(name);
  const local = extension ?? exported;
  const hidden = {
    targets: new Set(model.relations.filter((relation) => relation.hidden).map(({ target }) => target)),
    enums: enumsOf(model.columns.filter((column) => column.hidden)),
  };
  hidden.targets.delete(model.name);
  return {
    statements: [
      contractImport(names.j),
      {
        kind: StructureKind.ImportDeclaration,
        namedImports: [local === exported ? exported : { name: exported, alias: local }],
        moduleSpecifier: userModule(path, model.span.file, emission),
      },
      ...ownImports(
        [
          { file: baseFile, named: [base, `type ${row}`] },
          ...classImports(hidden.targets, emission),
          ...Array.from(hidden.enums, (declaration) => names.enum(declaration)).map(({ file, type }) => ({
            file,
            named: [type],
          })),
        ],
        emission,
      ),
      `\nexport type { ${init}, ${row} } from "./${baseFile}${importExtension}";`,
      `\n${docComment(docText(model.doc))}export class ${name} extends ${local} {}`,
      modelText(model, emission),
    ],
  };
}
