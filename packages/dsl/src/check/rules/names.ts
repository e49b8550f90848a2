/** Names of declarations and fields: those that JavaScript claims, and those that meet in the database or among the generated files. */
import type { Span } from "../../text/span.ts";
import type { BoundModel, BoundSchema, CheckContext } from "../bound.ts";
import { separateWords } from "../naming.ts";
import { isScalarType } from "../scalars.ts";

/** Neither a class nor a type can have these names: TypeScript's reserved words in strict mode, and its built-in types. */
const reservedWords = new Set(
  (
    "await break case catch class const continue debugger default delete do else enum export extends false finally for function if " +
    "import in instanceof new null return super switch this throw true try typeof var void while with yield let static implements " +
    "interface package private protected public arguments eval any unknown never bigint number boolean string symbol object undefined " +
    // these begin a type where the name of one is wanted
    "infer keyof readonly unique globalThis"
  ).split(" "),
);

/** What the index of every client exports. */
const clientWords = new Set(["connect"]);

/** What Prisma's client keeps to itself besides. */
const prismaWords = new Set(["PrismaClient", "async", "using"]);

/** A module or class of this name would be taken for a promise. */
const claimedDeclarations = new Set(["then", "__proto__"]);
const claimedFields = new Set(["constructor", "prototype", "toJSON", "__proto__"]);

export function checkNames(context: CheckContext, schema: BoundSchema): void {
  for (const model of schema.models) {
    checkDeclarationName(context, model.kind, model.name, model.ast.name.span);
    for (const [name, member] of model.byName) {
      if (!claimedFields.has(name) || member === "broken") continue;
      const kind = member.kind === "relation" ? "relation" : "field";
      context.reporter.report("claimedName", member.span, { kind, name });
    }
  }
  for (const { name, ast, fields } of schema.types.values()) {
    checkDeclarationName(context, "type", name, ast.name.span);
    for (const field of fields) {
      if (!claimedFields.has(field.name)) continue;
      context.reporter.report("claimedName", field.ast.name.span, { kind: "field", name: field.name });
    }
  }
  for (const { name, ast } of schema.scalars.values()) checkDeclarationName(context, "scalar", name, ast.name.span);
  for (const declared of schema.enums.values()) {
    checkDeclarationName(context, "enum", declared.name, declared.ast.name.span);
    if (declared.names.size === 0) {
      context.reporter.report("emptyEnum", declared.ast.name.span, { enum: declared.name });
    }
    checkMembers(context, declared.members);
  }
}

type DeclarationKind = "model" | "view" | "enum" | "type" | "scalar";

function checkDeclarationName(context: CheckContext, kind: DeclarationKind, name: string, span: Span): void {
  if (claimedDeclarations.has(name)) context.reporter.report("claimedName", span, { kind, name });
  const isOfPrisma = context.settings.profile === "prisma" && prismaWords.has(name);
  const isOfClient = clientWords.has(name);
  if (!reservedWords.has(name) && !isOfPrisma && !isOfClient) return;
  const capitalised = name.charAt(0).toUpperCase() + name.slice(1);
  const suggestion = isScalarType(capitalised) || capitalised === name ? null : capitalised;
  context.reporter.report("reservedName", span, {
    kind,
    name,
    owner: isOfPrisma ? "Prisma" : isOfClient ? "the client" : "TypeScript",
    suggestion,
  });
}

function checkMembers(
  context: CheckContext,
  members: readonly { readonly name: string; readonly value: string; readonly span: Span }[],
): void {
  const values = new Map<string, { readonly name: string; readonly span: Span }>();
  for (const member of members) {
    if (member.name === "__proto__") {
      context.reporter.report("claimedName", member.span, { kind: "member", name: member.name });
    }
    const first = values.get(member.value);
    if (first) {
      const parameters = { value: member.value, other: first.name };
      context.reporter.report("duplicateMemberValue", member.span, parameters, [
        { message: "the other member is here", span: first.span },
      ]);
    }
    values.set(member.value, member);
  }
}

/** No two models become the same generated file. */
export function checkFileNames(context: CheckContext, models: Iterable<BoundModel>): void {
  const files = new Map<string, BoundModel>();
  for (const model of models) {
    const file = kebabCase(model.name);
    const other = files.get(file);
    if (other) {
      const parameters = { model: model.name, other: other.name, file };
      context.reporter.report("duplicateFileName", model.ast.name.span, parameters, [
        { message: "the other model is here", span: other.ast.name.span },
      ]);
    }
    files.set(file, model);
  }
}

/** `UserRole`, `userRole` and `user_role` all become `user-role`; `HTTPLog` becomes `http-log`. */
export function kebabCase(name: string): string {
  return separateWords(name, "-").replace(/_+/g, "-").toLowerCase();
}
