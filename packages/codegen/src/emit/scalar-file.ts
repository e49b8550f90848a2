/** A custom scalar's file: the type of what its codec makes, and what makes the cell types of its columns. */
import type { CustomScalar } from "@joinery/dsl";
import { StructureKind } from "ts-morph";
import type { Emission } from "./emission.ts";
import { contractCheck, contractImport } from "./contract.ts";
import type { SourceStructure } from "./project.ts";
import { scalarValue } from "./scalars.ts";
import { docComment, docText, stringLiteral } from "./text.ts";
import { userModule } from "./user-module.ts";

export function scalarFile(declaration: CustomScalar, emission: Emission): SourceStructure {
  const { names } = emission;
  const { j } = names;
  const { scalar, type } = names.scalar(declaration.name);
  const codec = names.local("codec");
  const stored = scalarValue(declaration.scalar, j);
  return {
    statements: [
      contractImport(j),
      {
        kind: StructureKind.ImportDeclaration,
        defaultImport: codec,
        moduleSpecifier: codecModule(declaration, emission),
      },
      contractCheck(j),
      `\n${docComment(docText(declaration.doc))}export type ${scalar} = ${j}.ScalarOf<typeof ${codec}>;`,
      `\n/** @internal */\nexport const ${type}: ${j}.CustomType<${scalar}, ${stored}> = ${j}.customType(${stringLiteral(declaration.name)}, ${codec});`,
    ],
  };
}

/** A package is called the same everywhere. */
function codecModule({ codec, span }: CustomScalar, emission: Emission): string {
  return /^\.{1,2}\//.test(codec) ? userModule(codec, span.file, emission) : codec;
}
