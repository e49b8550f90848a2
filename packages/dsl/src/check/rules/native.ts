/** `@db.VarChar(255)` on a column, a field of a value type or a scalar. */
import type { ColumnType, NativeType } from "../../ir/ir.ts";
import type { AttributeAst } from "../../syntax/ast.ts";
import type { CheckContext } from "../bound.ts";
import { equalOnPostgresql } from "../native-types/cockroachdb.ts";
import { readNativeType } from "../native-types/read-native-type.ts";
import { defaultNativeType } from "../native-types/provider-types.ts";

/** Null where the schema leaves the choice to the engine. */
export function readNative(context: CheckContext, type: ColumnType, ast: AttributeAst | undefined): NativeType | null {
  const scalar = type.kind === "scalar" ? type.scalar : null;
  const { provider, profile, nativePrefix } = context.settings;
  if (!ast) return profile === "prisma" && scalar === "DateTime" ? prismaTime(context) : null;
  const [prefix = ""] = ast.name.text.split(".");
  if (prefix !== nativePrefix) {
    const attribute = `@${ast.name.text}`;
    context.reporter.report("nativePrefix", ast.name.span, { attribute, prefix, expected: nativePrefix });
    return null;
  }
  if (type.kind === "value" || type.kind === "unsupported") {
    context.reporter.report("nativeOfOther", ast.span, {
      attribute: `@${ast.name.text}`,
      isUnsupported: type.kind === "unsupported",
    });
    return null;
  }
  const native = readNativeType(context, provider, scalar, ast);
  // CockroachDB is met as PostgreSQL; what only it has keeps its name.
  return native !== null && provider === "cockroachdb" ? (equalOnPostgresql(native) ?? native) : native;
}

/** Prisma keeps a point in time without a zone; what Joinery would choose has one. */
function prismaTime({ settings }: CheckContext): NativeType | null {
  const losesZone = settings.provider === "postgresql" || settings.provider === "cockroachdb";
  return losesZone ? defaultNativeType("postgresql", "DateTime") : null;
}
