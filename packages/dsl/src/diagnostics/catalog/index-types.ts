import { didYouMean, entry, quote, quoteAll } from "./entry.ts";

/** JY61: types of indexes, operator classes, and what may be a key. */
export const indexTypeMessages = {
  unknownIndexType: entry<{
    type: string;
    /** Null where the schema names no provider. */
    provider: string | null;
    known: readonly string[];
    elsewhere: readonly string[];
    suggestion: string | null;
  }>({
    code: "JY6101",
    title: "Unknown type of index",
    explanation:
      "Databases differ in the types of indexes that they have: `BTree`, `Hash`, `Gin`, `Gist`, `SpGist` and `Brin` are PostgreSQL's, full text is MySQL's. Without a type an index is a B-tree, which every database has.",
    rules: ["R061"],
    message: (p) =>
      p.provider === null ? `unknown type of index ${quote(p.type)}` : `${p.provider} has no ${quote(p.type)} index`,
    hint: (p) => {
      if (p.suggestion !== null) return didYouMean(p.suggestion);
      if (p.type === "FullText" && p.elsewhere.length === 0) return "write @@fulltext([…])";
      if (p.elsewhere.length > 0) return `${p.elsewhere.join(" and ")} ${p.elsewhere.length === 1 ? "has" : "have"} it`;
      return p.known.length === 0 ? null : `it has ${quoteAll(p.known)}`;
    },
  }),
  noOperatorClass: entry<{ type: string; field: string; fieldType: string; canBeGiven: boolean }>({
    code: "JY6102",
    title: "Column without an operator class",
    explanation:
      "A `Gin`, `Gist`, `SpGist` or `Brin` index needs an operator class, which says how to compare the values of a type. Where the type of a column has none for the index, one must be given.",
    rules: ["R062"],
    message: (p) => `a ${p.type} index has no operator class for ${quote(p.field)}, which is ${p.fieldType}`,
    hint: (p) => (p.canBeGiven ? `name one: ${p.field}(ops: raw("…"))` : null),
  }),
  unknownOperatorClass: entry<{ name: string; suggestion: string | null }>({
    code: "JY6103",
    title: "Unknown operator class",
    explanation:
      'The operator classes that PostgreSQL has by itself have names here, such as `JsonbPathOps`; those of extensions are written as in SQL, inside `raw("…")`.',
    rules: ["R063"],
    message: (p) => `unknown operator class ${quote(p.name)}`,
    hint: (p) => didYouMean(p.suggestion) ?? `write that of an extension as raw("…")`,
  }),
  operatorClassOfOtherIndex: entry<{ name: string; type: string; indexTypes: readonly string[] }>({
    code: "JY6104",
    title: "Operator class of another type of index",
    explanation: "An operator class is made for one type of index, or a few, and means nothing to the others.",
    rules: ["R063"],
    message: (p) => `a ${p.type} index does not have the operator class ${quote(p.name)}`,
    hint: (p) => `it is one of ${p.indexTypes.join(" and ")}: write "type: ${p.indexTypes[0] ?? ""}" or remove it`,
  }),
  operatorClassMisfit: entry<{
    name: string;
    field: string;
    type: string;
    on: readonly string[] | "list";
    notation: string | null;
  }>({
    code: "JY6105",
    title: "Operator class of another type",
    explanation:
      "An operator class compares the values of certain native types, so the column must have one of them, by its `@db` attribute or by default.",
    rules: ["R063"],
    message: (p) => `${quote(p.name)} does not compare ${quote(p.field)}, which is ${p.type}`,
    hint: (p) => {
      if (p.on === "list") return "it compares lists";
      const on = p.on.map((native) => `@db.${native}`).join(", ");
      return p.notation === null ? `it compares ${on}` : `it compares ${on}: declare the field as ${p.notation}`;
    },
  }),
  misplacedOperatorClass: entry<{ who: string }>({
    code: "JY6106",
    title: "Operator class without a place",
    explanation:
      "Operator classes are PostgreSQL's, and belong to the entries of `@@index`; an id or a unique constraint compares by equality alone.",
    rules: ["R063"],
    message: (p) => `${p.who} takes no operator class`,
    hint: () => `remove "ops"`,
  }),
  singleColumnIndex: entry<{ label: string; type: string; count: number }>({
    code: "JY6107",
    title: "Index of a single column",
    explanation: "`SpGist` and `Hash` indexes have one column. Write one index for each column, or another type.",
    rules: ["R064"],
    message: (p) => `this ${p.label} has ${p.count} columns; a ${p.type} index has one`,
    hint: () => "write an index for each column",
  }),
  sortInIndex: entry<{ type: string }>({
    code: "JY6108",
    title: "Sort order in an index without order",
    explanation: "Only a B-tree keeps its entries in an order, so only its columns have a direction.",
    rules: ["R064"],
    message: (p) => `a ${p.type} index has no sort order`,
    hint: () => `remove "sort"`,
  }),
  misplacedPrefixLength: entry<{ who: string }>({
    code: "JY6109",
    title: "Prefix length without a place",
    explanation:
      "A prefix length makes a key of the beginning of a value. Only MySQL has such keys, and not in a full-text index.",
    rules: ["R065"],
    message: (p) => `${p.who} takes no prefix length`,
    hint: () => `remove "length"`,
  }),
  prefixLengthOfOther: entry<{ field: string; type: string }>({
    code: "JY6110",
    title: "Prefix length of neither text nor bytes",
    explanation: "A prefix is the beginning of a text or of bytes; values of other types are indexed whole.",
    rules: ["R065"],
    message: (p) => `${quote(p.field)} is ${p.type}; a prefix length is for String and Bytes`,
    hint: () => `remove "length"`,
  }),
  unindexableType: entry<{ label: string; field: string; type: string; provider: string; withLength: boolean }>({
    code: "JY6111",
    title: "Type that cannot be a key",
    explanation:
      "Some types cannot be part of an id, a unique constraint or an index: PostgreSQL does not order `Xml` and `Json`, and MySQL takes texts and blobs only with a prefix length and `Json` not at all. Choose another type, or on MySQL give the length.",
    rules: ["R040"],
    message: (p) =>
      `${quote(p.field)} is ${p.type}, which ${p.provider} does not take in ${p.label}${p.withLength ? " without a prefix length" : ""}`,
    hint: (p) =>
      p.withLength
        ? `write ${p.field}(length: …), or give the field a type of bounded length`
        : "give the field another type",
  }),
  fullTextOfOther: entry<{ field: string; type: string }>({
    code: "JY6112",
    title: "Full text of no text",
    explanation: "A full-text index splits texts into words, so all its columns are `String`.",
    rules: ["R061"],
    message: (p) => `${quote(p.field)} is ${p.type}; a full-text index is of String`,
    hint: () => "leave it out",
  }),
  jsonNotLast: entry<{ field: string }>({
    code: "JY6113",
    title: "Json before the last column",
    explanation:
      "CockroachDB inverts the last column of a `Gin` index and orders the ones before it, so a `Json` column stands last.",
    rules: ["R062"],
    message: (p) => `the Json column ${quote(p.field)} is not the last of its Gin index`,
    hint: () => "put it last",
  }),
};
