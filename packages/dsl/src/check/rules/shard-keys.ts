/** R124: `@shardKey` and `@@shardKey`, by which PlanetScale spreads the rows of a table: one for each model, of required columns. */
import { fieldsArgument } from "../arguments.ts";
import type { ReadAttribute } from "../attributes.ts";
import type { BoundColumn, BoundModel, CheckContext } from "../bound.ts";
import type { Keys } from "../keys.ts";
import { providerNames } from "../native-types/native-type-set.ts";

interface ShardKey {
  readonly attribute: ReadAttribute;
  /** The field that the attribute stands on; null for a block's. */
  readonly column: BoundColumn | null;
}

export function checkShardKeys(context: CheckContext, keys: Keys, models: readonly BoundModel[]): void {
  for (const model of models) {
    const [first, ...others] = shardKeysOf(model);
    if (!first) continue;
    const { attribute } = first;
    if (context.settings.provider !== "mysql") {
      reportOutsideMysql(context, attribute);
      continue;
    }
    for (const other of others) {
      context.reporter.report("secondShardKey", other.attribute.ast.span, { model: model.name }, [
        { message: "the other one is here", span: attribute.ast.span },
      ]);
    }
    checkColumns(context, keys, model, first);
  }
}

function shardKeysOf(model: BoundModel): ShardKey[] {
  const onFields = model.fields.flatMap((field): ShardKey[] => {
    const attribute = field.kind === "column" ? field.attributes.get("shardKey") : undefined;
    return attribute && field.kind === "column" ? [{ attribute, column: field }] : [];
  });
  const onBlock = model.attributes.filter((attribute) => attribute.name === "shardKey");
  return [...onFields, ...onBlock.map((attribute) => ({ attribute, column: null }))];
}

function reportOutsideMysql(context: CheckContext, { ast, label }: ReadAttribute): void {
  const { provider } = context.settings;
  const name = provider === null ? "a schema without a provider" : providerNames[provider];
  context.reporter.report("misplacedShardKey", ast.span, { attribute: label, provider: name });
}

function checkColumns(context: CheckContext, keys: Keys, model: BoundModel, { attribute, column }: ShardKey): void {
  const { reporter } = context;
  const { label, ast } = attribute;
  if (column !== null) {
    if (column.nullable && !model.ignored)
      reporter.report("optionalShardKey", ast.span, { attribute: label, field: column.name });
    return;
  }
  const entries = fieldsArgument(context, attribute, "fields") ?? [];
  if (entries.length === 0) reporter.report("emptyFieldList", ast.span, { attribute: label });
  const seen = new Set<string>();
  for (const entry of entries) {
    for (const { name, nullable } of keys.columnsOf(model, entry, label) ?? []) {
      if (seen.has(name)) reporter.report("fieldTwice", entry.span, { attribute: label, field: name });
      else if (nullable && !model.ignored)
        reporter.report("optionalShardKey", entry.span, { attribute: label, field: name });
      seen.add(name);
    }
  }
}
