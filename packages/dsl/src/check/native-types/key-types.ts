/**
 * R040: types that the database cannot compare or cannot hold whole in a key. PostgreSQL orders neither `xml` nor `json`, and has no
 * hash of `money` and bit strings; MySQL indexes texts and blobs only by a prefix of declared length, and JSON not at all.
 */
import type { CheckContext } from "../bound.ts";
import { type IndexedColumn, type IndexShape, type IndexType } from "./index-types.ts";
import type { MysqlType } from "./mysql.ts";
import { type Provider, providerNames } from "./native-type-set.ts";
import type { PostgresqlType } from "./postgresql.ts";
import { defaultNativeType, providersOf, signatureOf } from "./provider-types.ts";

/** Gin, Gist, SpGist and Brin have operator classes of their own to ask. */
const unordered: readonly PostgresqlType[] = ["Xml", "Json"];
const withoutHash: readonly PostgresqlType[] = ["Xml", "Json", "Money", "Bit", "VarBit"];
const mysqlTexts: readonly MysqlType[] = ["TinyText", "Text", "MediumText", "LongText"];
const mysqlBlobs: readonly MysqlType[] = ["TinyBlob", "Blob", "MediumBlob", "LongBlob"];

type Refusal = "never" | "withoutLength";

/** Whether the database refuses a column in a key: always, or unless a prefix length is given; null where it takes it. */
function refusalOf(provider: Provider, type: IndexType, column: IndexedColumn): Refusal | null {
  const native = nativeNameOf(provider, column);
  if (native === null) return null;
  if (provider === "postgresql") {
    if (column.ops?.raw || (type !== "BTree" && type !== "Hash")) return null;
    const refused: readonly string[] = type === "Hash" ? withoutHash : unordered;
    return refused.includes(native) ? "never" : null;
  }
  if (provider !== "mysql") return null;
  if (native === "Json") return "never";
  const texts: readonly string[] = type === "FullText" ? [] : mysqlTexts;
  const blobs: readonly string[] = mysqlBlobs;
  if (!texts.includes(native) && !blobs.includes(native)) return null;
  return column.length === null ? "withoutLength" : null;
}

/** The native type that the column has, declared or by default; null where it has none. */
function nativeNameOf(provider: Provider, { native, scalar }: IndexedColumn): string | null {
  if (native !== null) return native.name;
  return scalar === "Unsupported" ? null : (defaultNativeType(provider, scalar)?.name ?? null);
}

/**
 * Reports the columns that the database cannot put into this id, unique or index. Without a provider a column is refused only where
 * every database that has its native type refuses it.
 */
export function checkKeyTypes(context: CheckContext, provider: Provider | null, index: IndexShape): void {
  for (const column of index.columns) {
    const having = providersOf(provider).filter((one) => {
      return provider !== null || column.native === null || signatureOf(one, column.native.name) !== null;
    });
    const refusals = having.map((one) => refusalOf(one, index.type, column));
    const refusal = refusals.includes("withoutLength") ? "withoutLength" : "never";
    const [first] = having;
    if (first === undefined || refusals.includes(null)) continue;
    context.reporter.report("unindexableType", column.span, {
      label: index.label,
      field: column.field,
      type: nativeNameOf(first, column) ?? "",
      provider: providerNames[first],
      withLength: refusal === "withoutLength",
    });
  }
}
