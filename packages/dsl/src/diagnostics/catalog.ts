/**
 * Every diagnostic: its code, its severity, its words. The messages of one subject stand in one file of `catalog/`; a code is never
 * used twice and never given a new meaning, so that what users search for stays found.
 */
import { attributeMessages } from "./catalog/attributes.ts";
import { blockMessages } from "./catalog/blocks.ts";
import { clientMessages } from "./catalog/client.ts";
import { columnMessages } from "./catalog/columns.ts";
import type { CatalogEntry } from "./catalog/entry.ts";
import { importMessages } from "./catalog/import.ts";
import { indexTypeMessages } from "./catalog/index-types.ts";
import { keyMessages } from "./catalog/keys.ts";
import { nameMessages } from "./catalog/names.ts";
import { nativeTypeMessages } from "./catalog/native-types.ts";
import { prismaMessages } from "./catalog/prisma.ts";
import { relationMessages } from "./catalog/relations.ts";
import { relationRuleMessages } from "./catalog/relation-rules.ts";
import { syntaxMessages } from "./catalog/syntax.ts";

export type { CatalogEntry } from "./catalog/entry.ts";

export const catalog = {
  ...syntaxMessages,
  ...nameMessages,
  ...attributeMessages,
  ...keyMessages,
  ...relationMessages,
  ...relationRuleMessages,
  ...columnMessages,
  ...blockMessages,
  ...prismaMessages,
  ...nativeTypeMessages,
  ...indexTypeMessages,
  ...importMessages,
  ...clientMessages,
};

export type DiagnosticName = keyof typeof catalog;

/** What the words of a diagnostic need to know. */
export type ParametersOf<K extends DiagnosticName> = (typeof catalog)[K] extends CatalogEntry<infer P> ? P : never;
