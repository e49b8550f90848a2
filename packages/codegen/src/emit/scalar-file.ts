/** A custom scalar's file: the type of what its codec makes, and what makes the cell types of its columns. */
import type { CustomScalar } from "@joinery/dsl";
import type { Emission } from "./emission.ts";
import { contractCheck, contractImport } from "./contract.ts";
import { scalarValue } from "./scalars.ts";
import { declaredName, internalText, type SourceStructure, typed, typeText } from "./source.ts";
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
      { kind: "import", default: codec, from: codecModule(declaration, emission) },
      contractCheck(j),
      typeText(
        `${docComment(docText(declaration.doc))}export type ${declaredName(scalar)} = ${j}.ScalarOf<typeof ${codec}>;`,
      ),
      internalText(
        `/** @internal */\nexport const ${type}${typed(`: ${j}.CustomType<${scalar}, ${stored}>`)} = ` +
          `${j}.customType(${stringLiteral(declaration.name)}, ${codec});`,
      ),
    ],
  };
}

/** A package is called the same everywhere. */
function codecModule({ codec, span }: CustomScalar, emission: Emission): string {
  return /^\.{1,2}\//.test(codec) ? userModule(codec, span.file, emission) : codec;
}
