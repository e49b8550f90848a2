/** All that the provider, the index's type and the columns' types say about one key or index. */
import type { CheckContext } from "../bound.ts";
import { checkFullTextSupport, checkIndexColumns, type IndexShape } from "./index-types.ts";
import { checkKeyTypes } from "./key-types.ts";
import type { Provider } from "./native-type-set.ts";
import { checkOperatorClasses } from "./operator-class-rules.ts";
import { checkPrefixLengths } from "./prefix-lengths.ts";

/**
 * Applies R040, R061 for full text, and R062 to R065. The index's type has been read by `readIndexType`.
 *
 * @param provider Null for the neutral profile.
 * @returns Whether the provider has such an index at all; nothing more is to be said of one that it lacks.
 */
export function checkIndexTypes(context: CheckContext, provider: Provider | null, index: IndexShape): boolean {
  if (index.kind === "fulltext" && !checkFullTextSupport(context, provider, index.span)) return false;
  checkIndexColumns(context, index);
  checkKeyTypes(context, provider, index);
  checkOperatorClasses(context, provider, index);
  checkPrefixLengths(context, provider, index);
  return true;
}
