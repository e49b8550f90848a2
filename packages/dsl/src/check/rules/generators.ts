/** Generator blocks: checked as Prisma checks them, and otherwise without effect. */
import type { Reporter } from "../../diagnostics/diagnostic.ts";
import type { Name, SettingsAst } from "../../syntax/ast.ts";
import { reportWrongSetting, type Setting, textsOf } from "./setting-values.ts";

/** Prisma's preview features. */
const previewFeatures = (
  "fullTextSearchPostgres nativeDistinct partialIndexes postgresqlExtensions reactNative relationJoins schemaEngineDriverAdapters shardKeys " +
  "strictUndefinedChecks typedSql views"
).split(" ");

/** Those that have become general or have been withdrawn. */
const deprecatedFeatures = (
  "aggregateApi atomicNumberOperations clientExtensions cockroachdb connectOrCreate createMany cursorPagination dataProxy deno " +
  "distinct driverAdapters extendedIndexes extendedWhereUnique fieldReference filterJson filteredRelationCount fullTextIndex " +
  "fullTextSearch groupBy improvedQueryRaw insensitiveFilters interactiveTransactions jsonProtocol metrics " +
  "microsoftSqlServer middlewares mongoDb multiSchema namedConstraints nApi nativeTypes omitApi orderByAggregateGroup " +
  "orderByNulls orderByRelation prismaSchemaFolder queryCompiler referentialActions referentialIntegrity " +
  "selectRelationCount tracing transactionApi uncheckedScalarInputs"
).split(" ");

export function checkGenerators(reporter: Reporter, blocks: readonly SettingsAst[]): void {
  const names = new Map<string, SettingsAst>();
  for (const block of blocks) {
    const first = names.get(block.name.text);
    if (first) {
      reporter.report("duplicateGenerator", block.name.span, { name: block.name.text }, [
        { message: "the first one is here", span: first.name.span },
      ]);
      continue;
    }
    names.set(block.name.text, block);
    checkGenerator(reporter, block);
    reporter.report("generatorIgnored", block.name.span, { name: block.name.text });
  }
}

function checkGenerator(reporter: Reporter, block: SettingsAst): void {
  const given = new Set<string>();
  for (const { name, value } of block.settings) {
    if (given.has(name.text)) reporter.report("duplicateSetting", name.span, { setting: name.text });
    else if (value === null) reporter.report("settingWithoutValue", name.span, { setting: name.text, expected: "…" });
    else checkSetting(reporter, { name, value });
    given.add(name.text);
  }
  const hasProvider = block.isBroken || block.settings.some(({ name }) => name.text === "provider");
  if (hasProvider) return;
  const parameters = { block: "generator", setting: "provider", example: `"prisma-client"` };
  reporter.report("missingSetting", block.name.span, parameters);
}

/** The settings of Prisma's own; a generator may have others, of which nothing is known. */
function checkSetting(reporter: Reporter, setting: Setting): void {
  const { name, value } = setting;
  if (name.text === "previewFeatures") {
    for (const feature of textsOf(reporter, setting, "a list of texts")) checkFeature(reporter, feature);
  } else if (name.text === "provider" || name.text === "output") {
    const isText = value.kind === "string" || (value.kind === "call" && value.name.text === "env");
    if (!isText) reportWrongSetting(reporter, setting, `a text, or env("…")`);
  } else if (name.text === "engineType" && value.kind !== "string") {
    reportWrongSetting(reporter, setting, "a text");
  }
}

/** Prisma does not tell features apart by their capitals. */
function checkFeature(reporter: Reporter, { text, span }: Name): void {
  const isIn = (features: readonly string[]): boolean =>
    features.some((feature) => feature.toLowerCase() === text.toLowerCase());
  if (isIn(previewFeatures)) return;
  if (isIn(deprecatedFeatures)) {
    reporter.report("deprecatedPreviewFeature", span, { feature: text });
  } else {
    // Prisma refuses it. Which features there are changes with every version of Prisma, and nothing here depends on them.
    const suggestion = reporter.suggest(text, previewFeatures);
    reporter.report("unknownPreviewFeature", span, { feature: text, suggestion });
  }
}
