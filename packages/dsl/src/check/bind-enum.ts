import type { EnumAst } from "../syntax/ast.ts";
import { databaseName, stringArgument } from "./arguments.ts";
import { readAttributes } from "./attributes.ts";
import type { BoundEnum, BoundEnumMember, CheckContext } from "./bound.ts";
import { columnName } from "./naming.ts";
import { readSchemaName } from "./rules/schemas.ts";

export function bindEnum(context: CheckContext, ast: EnumAst): BoundEnum {
  const attributes = readAttributes(context, ast.attributes, "enum");
  const attribute = (name: string) => attributes.find((candidate) => candidate.name === name);
  const mapped = databaseName(context, attribute("map"), "name");
  const members = new Map<string, BoundEnumMember>();
  for (const member of ast.members) {
    const name = member.name.text;
    const [map] = readAttributes(context, member.attributes, "member");
    const earlier = members.get(name);
    if (earlier) {
      context.reporter.report("duplicateMember", member.name.span, { member: name, enum: ast.name.text }, [
        { message: "declared first here", span: earlier.span },
      ]);
      continue;
    }
    // MySQL and PostgreSQL take the empty text for a value of an enum.
    const value = stringArgument(map, "name")?.text ?? name;
    members.set(name, { name, value, doc: member.doc, span: member.name.span });
  }
  return {
    ast,
    name: ast.name.text,
    type: mapped?.text ?? columnName(ast.name.text, context.settings.naming),
    typeSpan: mapped?.span ?? ast.name.span,
    schema: readSchemaName(context, "enum", ast, attribute("schema")),
    members: [...members.values()],
    names: new Set([...members.keys(), ...ast.brokenNames]),
  };
}
