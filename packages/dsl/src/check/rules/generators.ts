/** Generator blocks: checked as Prisma checks them, and otherwise without effect. */
import type { Reporter } from "../../diagnostics/diagnostic.ts";
import type { SettingsAst } from "../../syntax/ast.ts";
import { describeValue } from "../arguments.ts";

/** Prisma's preview features, those that have become general or been withdrawn among them. */
const previewFeatures = (
  "aggregateApi atomicNumberOperations clientExtensions cockroachdb connectOrCreate createMany cursorPagination dataProxy deno " +
  "distinct driverAdapters extendedIndexes extendedWhereUnique fieldReference filterJson filteredRelationCount fullTextIndex " +
  "fullTextSearch fullTextSearchPostgres groupBy improvedQueryRaw insensitiveFilters interactiveTransactions jsonProtocol metrics " +
  "microsoftSqlServer middlewares mongoDb mongodb multiSchema namedConstraints nApi nativeDistinct nativeTypes omitApi orderByAggregateGroup " +
  "orderByNulls orderByRelation partialIndexes postgresqlExtensions postgresExtensions prismaSchemaFolder queryCompiler " +
  "referentialActions referentialIntegrity relationJoins schemaEngineDriverAdapters selectRelationCount shardKeys " +
  "strictUndefinedChecks tracing transactionApi typedSql uncheckedScalarInputs views reactNative"
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
  for (const { name, value } of block.settings) {
    if (value === null) {
      reporter.report("settingWithoutValue", name.span, {
        setting: name.text,
        expected: name.text === "provider" ? `"prisma-client"` : `"…"`,
      });
      continue;
    }
    if (name.text !== "previewFeatures") continue;
    const items = value.kind === "list" ? value.items : [value];
    for (const item of items) {
      if (item.kind !== "string" || value.kind !== "list") {
        const parameters = { setting: name.text, expected: "a list of texts", found: describeValue(item) };
        reporter.report("wrongSetting", item.span, parameters);
      } else if (!previewFeatures.some((feature) => feature.toLowerCase() === item.text.toLowerCase())) {
        const suggestion = reporter.suggest(item.text, previewFeatures);
        reporter.report("unknownPreviewFeature", item.span, { feature: item.text, suggestion });
      }
    }
  }
  const hasProvider = block.isBroken || block.settings.some(({ name }) => name.text === "provider");
  if (hasProvider) return;
  const parameters = { block: "generator", setting: "provider", example: `"prisma-client"` };
  reporter.report("missingSetting", block.name.span, parameters);
}
