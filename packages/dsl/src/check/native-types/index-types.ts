/**
 * Types of indexes: which database has which, and what each demands of its columns besides operator classes. A schema without a
 * provider may use those of PostgreSQL, and MySQL's full text.
 */
import type { NativeType, ScalarType } from "../../ir/ir.ts";
import type { Name } from "../../syntax/ast.ts";
import type { Span } from "../../text/span.ts";
import type { CheckContext } from "../bound.ts";
import { type Provider, providerNames } from "./native-type-set.ts";
import { providers, providersOf } from "./provider-types.ts";

/** What `type:` may say, and `FullText`, which is what `@@fulltext` makes. */
export type IndexType = "BTree" | "Hash" | "Gin" | "Gist" | "SpGist" | "Brin" | "FullText";

/** A key or an index as the schema writes it. */
export interface IndexShape {
  /** For the messages: `@@index`. */
  readonly label: string;
  readonly kind: "id" | "unique" | "index" | "fulltext";
  /** `BTree` where the schema says nothing, `FullText` for `@@fulltext`. */
  readonly type: IndexType;
  readonly columns: readonly IndexedColumn[];
  readonly span: Span;
}

export interface IndexedColumn {
  /** As the entry names it. */
  readonly field: string;
  /** Null for an enum; `Unsupported` columns are never refused, since nothing is known of them. */
  readonly scalar: ScalarType | "Unsupported" | null;
  readonly native: NativeType | null;
  readonly list: boolean;
  /** Where `sort:` is written. */
  readonly sort: Span | null;
  /** Where `length:` is written. */
  readonly length: Span | null;
  readonly ops: OperatorClassUse | null;
  readonly span: Span;
}

export interface OperatorClassUse {
  /** The word, or the text of `raw("…")`. */
  readonly name: string;
  readonly raw: boolean;
  readonly span: Span;
}

interface IndexTypeRules {
  readonly providers: readonly Provider[];
  /** Only an ordered index has a direction. */
  readonly sorts: boolean;
  readonly singleColumn: boolean;
}

/** SQLite's indexes are all B-trees, so that it knows the name of its only kind. */
const indexTypes = {
  BTree: { providers: ["postgresql", "mysql", "sqlite", "cockroachdb"], sorts: true, singleColumn: false },
  Hash: { providers: ["postgresql"], sorts: false, singleColumn: true },
  Gin: { providers: ["postgresql", "cockroachdb"], sorts: false, singleColumn: false },
  Gist: { providers: ["postgresql"], sorts: false, singleColumn: false },
  SpGist: { providers: ["postgresql"], sorts: false, singleColumn: true },
  Brin: { providers: ["postgresql"], sorts: false, singleColumn: false },
  FullText: { providers: ["mysql"], sorts: false, singleColumn: false },
} satisfies Record<IndexType, IndexTypeRules>;

function hasIndexType(provider: Provider, type: IndexType): boolean {
  const rules: IndexTypeRules = indexTypes[type];
  return rules.providers.includes(provider);
}

function isIndexType(word: string): word is IndexType {
  return Object.hasOwn(indexTypes, word);
}

/**
 * R061: the type that `type:` names; null where it has been reported.
 *
 * @param provider Null for the neutral profile.
 */
export function readIndexType(context: CheckContext, provider: Provider | null, word: Name): IndexType | null {
  const known = Object.keys(indexTypes)
    .filter(isIndexType)
    .filter((type) => type !== "FullText" && providersOf(provider).some((one) => hasIndexType(one, type)));
  if (isIndexType(word.text) && known.includes(word.text)) return word.text;
  reportUnknownType(context, provider, word, known);
  return null;
}

/** R061 for `@@fulltext`: whether the provider has it; reported where not. */
export function checkFullTextSupport(context: CheckContext, provider: Provider | null, span: Span): boolean {
  const supported = providersOf(provider).some((one) => hasIndexType(one, "FullText"));
  if (!supported) reportUnknownType(context, provider, { text: "FullText", span }, []);
  return supported;
}

function reportUnknownType(
  context: CheckContext,
  provider: Provider | null,
  word: Name,
  known: readonly IndexType[],
): void {
  const type = isIndexType(word.text) ? word.text : null;
  const own = providersOf(provider);
  const elsewhere = type === null ? [] : providers.filter((one) => !own.includes(one) && hasIndexType(one, type));
  context.reporter.report("unknownIndexType", word.span, {
    type: word.text,
    provider: provider === null ? null : providerNames[provider],
    known,
    elsewhere: elsewhere.map((one) => providerNames[one]),
    suggestion: context.reporter.suggest(word.text, known),
  });
}

/** R064: SP-GiST and hash indexes have one column; only a B-tree has an order. MySQL's full text is of texts. */
export function checkIndexColumns(context: CheckContext, index: IndexShape): void {
  const { type, label } = index;
  const rules = indexTypes[type];
  if (rules.singleColumn && index.columns.length > 1) {
    context.reporter.report("singleColumnIndex", index.span, { label, type, count: index.columns.length });
  }
  for (const column of index.columns) {
    if (column.sort && !rules.sorts) context.reporter.report("sortInIndex", column.sort, { type });
    const isText = column.scalar === "String" || column.scalar === "Unsupported";
    if (type === "FullText" && (!isText || column.list)) {
      context.reporter.report("fullTextOfOther", column.span, { field: column.field, type: describeType(column) });
    }
  }
}

/** The type of a column for a message: with its native type where it has one. */
export function describeType({ scalar, native, list }: Pick<IndexedColumn, "scalar" | "native" | "list">): string {
  const type = `${scalar ?? "an enum"}${list ? "[]" : ""}`;
  return native === null ? type : `${type} @db.${native.name}`;
}
