/** R065: `name(length: 20)` indexes the beginning of a text or of bytes, which only MySQL can. */
import type { CheckContext } from "../bound.ts";
import { describeType, type IndexShape } from "./index-types.ts";
import { type Provider, providerNames } from "./native-type-set.ts";

/** Reports the prefix lengths that the provider or the column's type does not take. */
export function checkPrefixLengths(context: CheckContext, provider: Provider | null, index: IndexShape): void {
  for (const column of index.columns) {
    if (column.length === null) continue;
    const { field, scalar, list } = column;
    if (provider !== null && provider !== "mysql") {
      const who = `an index of ${providerNames[provider]}`;
      context.reporter.report("misplacedPrefixLength", column.length, { who });
    } else if (index.type !== "BTree") {
      context.reporter.report("misplacedPrefixLength", column.length, { who: `a ${index.type} index` });
    } else if ((scalar !== "String" && scalar !== "Bytes" && scalar !== "Unsupported") || list) {
      context.reporter.report("prefixLengthOfOther", column.length, { field, type: describeType(column) });
    }
  }
}
