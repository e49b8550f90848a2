/** Ids, uniques and indexes: names that Joinery would give too go, as do those for Prisma's client. */
import type { ArgumentAst, AttributeAst, ValueAst } from "../syntax/ast.ts";
import type { Span } from "../text/span.ts";
import { type GeneratedName, generatedNames, writeConstraintName } from "./constraint-names.ts";
import { argumentNamed, type ImportContext, namedOrFirst } from "./import-context.ts";
import { attributeNamed } from "./prisma-source.ts";

export function writeKeys(context: ImportContext): void {
  const { rewrite } = context;
  for (const model of context.schema.models) {
    const { primaryKey, keyConstraint, uniques, indexes } = model;
    const nameOf = generatedNames(model);
    withAttribute(context, primaryKey.span, (attribute) => {
      if (keyConstraint === "unique") writeUnique(context, nameOf, attribute, primaryKey);
      else writeId(context, attribute);
    });
    for (const unique of uniques) {
      withAttribute(context, unique.span, (attribute) => writeUnique(context, nameOf, attribute, unique));
    }
    for (const { name, columns, span } of indexes) {
      withAttribute(context, span, (attribute) => {
        const names = columns.map((part) => part.name);
        writeConstraintName(context, attribute, name, nameOf(names, "idx"), true);
        writeEntries(context, attribute);
      });
    }
    const record = context.source.records.get(model.name);
    for (const owner of record ? [record, ...record.fields] : []) {
      const attribute = attributeNamed(owner, "shardKey");
      if (!attribute) continue;
      rewrite.dropAttribute(attribute);
      context.reporter.report("shardKeyLeftOut", attribute.span, {});
    }
  }
}

function withAttribute({ source }: ImportContext, span: Span, write: (attribute: AttributeAst) => void): void {
  const attribute = source.attributeAt(span);
  if (attribute) write(attribute);
}

function writeUnique(
  context: ImportContext,
  nameOf: GeneratedName,
  attribute: AttributeAst,
  { name, columns }: { readonly name: string | null; readonly columns: readonly string[] },
): void {
  dropClientName(context, attribute);
  const generated = nameOf(columns, "key");
  writeConstraintName(context, attribute, name ?? generated, generated);
  writeEntries(context, attribute);
}

function writeId(context: ImportContext, attribute: AttributeAst): void {
  const { rewrite, reporter, settings } = context;
  dropClientName(context, attribute);
  const map = argumentNamed(attribute, "map");
  if (map?.value.kind === "string") {
    const isEngines = settings.provider === "cockroachdb" && map.value.text === "primary";
    if (isEngines) reporter.report("engineKeyName", map.span, { name: map.value.text });
    if (isEngines || context.refused.has(attribute)) rewrite.dropArgument(attribute, map);
  }
  writeEntries(context, attribute);
}

function dropClientName({ rewrite }: ImportContext, attribute: AttributeAst): void {
  const name = argumentNamed(attribute, "name");
  if (name) rewrite.dropArgument(attribute, name);
}

const entryOptions: Readonly<Record<string, readonly string[]>> = {
  id: ["length"],
  unique: ["sort", "length"],
  index: ["sort", "length", "ops"],
  fulltext: ["sort", "length"],
};

/** Options that the language lacks go: the direction of a primary key, and what Prisma reads past. */
function writeEntries(context: ImportContext, attribute: AttributeAst): void {
  const fields = namedOrFirst(attribute, "fields");
  if (!fields) return;
  const items = fields.value.kind === "list" ? fields.value.items : [fields.value];
  const known = entryOptions[attribute.name.text] ?? [];
  const texts = items.map((item) => writeEntry(context, item, known));
  if (texts.every((text) => text === null)) return;
  const { text } = context.source.fileOf(attribute.span).source;
  const all = items.map((item, index) => texts[index] ?? text.slice(item.span.start, item.span.end));
  const isNamed = fields.name !== null;
  context.rewrite.setArgument(attribute, fields, `${isNamed ? "fields: " : ""}[${all.join(", ")}]`);
}

/** Without what Prisma reads past, which the compiler has reported. Null where it stays as it is. */
function writeEntry(context: ImportContext, item: ValueAst, known: readonly string[]): string | null {
  if (item.kind !== "call") return null;
  const isKept = (argument: ArgumentAst): boolean => argument.name !== null && known.includes(argument.name.text);
  const lost = item.arguments.filter((argument) => !isKept(argument));
  if (lost.length === 0) return null;
  const { text } = context.source.fileOf(item.span).source;
  const kept = item.arguments.filter(isKept).map(({ span }) => text.slice(span.start, span.end));
  return kept.length === 0 ? item.name.text : `${item.name.text}(${kept.join(", ")})`;
}
