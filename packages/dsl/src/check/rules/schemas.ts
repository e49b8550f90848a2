/** `@@schema`: the database schema that a table, view or enum type stands in. */
import { mostListed } from "../../diagnostics/catalog/entry.ts";
import type { EnumAst, Name, RecordAst } from "../../syntax/ast.ts";
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
  const listed = settings.schemas === null ? null : namesOf(settings.schemas);
  if (!attribute) {
    const isMisread = owner.attributes.some(({ name }) => name.text === "schema");
    if (listed !== null && listed.size > 0 && !isMisread) {
      reporter.report("missingSchema", owner.name.span, {
        kind,
        name: owner.name.text,
        known: firstOf(settings.schemas ?? []),
      });
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
  if (mustBeListed && !listed?.has(name.text)) {
    const suggestion = reporter.suggest(name.text, () => [...(listed ?? [])]);
    reporter.report("unknownSchema", name.span, {
      schema: name.text,
      suggestion,
      known: firstOf(settings.schemas ?? []),
    });
    return null;
  }
  return name.text;
}

/** Every declaration asks for the same list. */
const known = new WeakMap<readonly Name[], ReadonlySet<string>>();

function namesOf(schemas: readonly Name[]): ReadonlySet<string> {
  const found = known.get(schemas) ?? new Set(schemas.map((schema) => schema.text));
  known.set(schemas, found);
  return found;
}

/** As many as a message lists, and one more. */
function firstOf(schemas: readonly Name[]): string[] {
  return schemas.slice(0, mostListed + 1).map((schema) => schema.text);
}
