/** An enum's file: a constant object, the union type of its members, and what reads and writes its cells. */
import type { Enum } from "@joinery/dsl";
import { contractCheck, contractImport } from "./contract.ts";
import type { Emission } from "./emission.ts";
import { declaredName, internalText, memberName, type SourceStructure, typed, typeText, valueText } from "./source.ts";
import { braced, docComment, docText, stringLiteral } from "./text.ts";

export function enumFile(declaration: Enum, { names }: Emission): SourceStructure {
  const { enum: name, type } = names.enum(declaration.name);
  const { members } = declaration;
  const literals = (before: string, named: (name: string) => string, after: string) =>
    members
      .map(({ name: member, doc }) => {
        return `${docComment(docText(doc), "  ")}  ${before}${named(member)}: ${stringLiteral(member)}${after}\n`;
      })
      .join("");
  const constants = literals("", (member) => member, ",");
  const values = members.map((member) => `${member.name}: ${stringLiteral(member.value)}`);
  const schema = declaration.schema === null ? "" : `, ${stringLiteral(declaration.schema)}`;
  const call = `export const ${type}${typed(`: ${names.j}.CellType<${name}>`)} = ${names.j}.enumType(${stringLiteral(declaration.type)}, `;
  const doc = docComment(docText(declaration.doc));
  return {
    statements: [
      contractImport(names.j),
      contractCheck(names.j),
      valueText(
        `${doc}export const ${name} = {\n${constants}}${typed(" as const")};`,
        `${doc}export declare const ${declaredName(name)}: {\n${literals("readonly ", memberName, ";")}};`,
      ),
      {
        ...typeText(`export type ${declaredName(name)} = (typeof ${name})[keyof typeof ${name}];`),
        isTight: true,
      },
      internalText(`/** @internal */\n${braced(call, values, `${schema});`, ",")}`),
    ],
  };
}
