/** `@@schema`: the database schema that a table, view or enum type stands in. */
import type { EnumAst, RecordAst } from "../../syntax/ast.ts";
import { databaseName } from "../arguments.ts";
import type { ReadAttribute } from "../attributes.ts";
import type { CheckContext } from "../bound.ts";
import { providerNames } from "../native-types/native-type-set.ts";

/** Null where the connection's own is meant, or where a mistake has been reported. */
export function readSchemaName(
  context: CheckContext,
  kind: string,
  owner: RecordAst | EnumAst,
  attribute: ReadAttribute | undefined,
): string | null {
  const { settings, reporter } = context;
  const listed = settings.schemas?.map((schema) => schema.text) ?? null;
  if (!attribute) {
    const isMisread = owner.attributes.some(({ name }) => name.text === "schema");
    if (listed !== null && listed.length > 0 && !isMisread) {
      reporter.report("missingSchema", owner.name.span, { kind, name: owner.name.text, known: listed });
    }
    return null;
  }
  const name = databaseName(context, attribute, "name");
  if (name === null) return null;
  if (settings.provider === "mysql" || (settings.profile === "prisma" && settings.provider === "sqlite")) {
    const parameters = {
      setting: "@@schema",
      provider: providerNames[settings.provider],
      has: "PostgreSQL and CockroachDB",
    };
    reporter.report("unsupportedSetting", attribute.ast.span, parameters);
    return null;
  }
  const mustBeListed = settings.profile === "prisma" && settings.provider !== null;
  if (mustBeListed && !listed?.includes(name.text)) {
    const suggestion = reporter.suggest(name.text, listed ?? []);
    reporter.report("unknownSchema", name.span, { schema: name.text, suggestion, known: listed ?? [] });
    return null;
  }
  return name.text;
}
