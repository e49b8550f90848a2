/** An enum's file: a constant object, the union type of its members, and what reads and writes its cells. */
import type { Enum } from "@joinery/dsl";
import { contractCheck, contractImport } from "./contract.ts";
import type { Emission } from "./emission.ts";
import type { SourceStructure } from "./project.ts";
import { braced, docComment, docText, stringLiteral } from "./text.ts";

export function enumFile(declaration: Enum, { names }: Emission): SourceStructure {
  const { enum: name, type } = names.enum(declaration.name);
  const { members } = declaration;
  const constants = members.map(
    (member) => `${docComment(docText(member.doc), "  ")}  ${member.name}: ${stringLiteral(member.name)},\n`,
  );
  const values = members.map((member) => `${member.name}: ${stringLiteral(member.value)}`);
  const schema = declaration.schema === null ? "" : `, ${stringLiteral(declaration.schema)}`;
  const call = `export const ${type}: ${names.j}.CellType<${name}> = ${names.j}.enumType(${stringLiteral(declaration.type)}, `;
  return {
    statements: [
      contractImport(names.j),
      contractCheck(names.j),
      `\n${docComment(docText(declaration.doc))}export const ${name} = {\n${constants.join("")}} as const;`,
      `export type ${name} = (typeof ${name})[keyof typeof ${name}];`,
      `\n/** @internal */\n${braced(call, values, `${schema});`, ",")}`,
    ],
  };
}
