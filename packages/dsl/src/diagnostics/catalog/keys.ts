import { didYouMean, entry, quote, quoteAll } from "./entry.ts";

/** JY4: primary keys, uniques, indexes and the names of constraints. */
export const keyMessages = {
  noKey: entry<{ model: string; optional: readonly string[]; isView: boolean }>({
    code: "JY4001",
    title: "Model without a key",
    explanation:
      "Each row needs something that tells it from all others, or it could not be found again to be changed. Mark a field with `@id`, several with `@@id([a, b])`, or a required field with `@unique`.",
    rules: ["R042"],
    message: (p) => `${p.isView ? "view" : "model"} ${quote(p.model)} has no key`,
    hint: (p) => {
      if (p.isView) return "mark a required field with @unique, or several with @@unique([…])";
      return p.optional.length === 0
        ? "mark a field with @id, or several with @@id([…])"
        : `mark a field with @id; a unique serves where all its fields are required, unlike ${quoteAll(p.optional)}`;
    },
  }),
  twoKeys: entry<{ model: string }>({
    code: "JY4002",
    title: "Two primary keys",
    explanation:
      "A table has one primary key. A key of several columns is written `@@id([a, b])`; a second way to find a row is `@unique`.",
    rules: ["R043", "R044"],
    message: (p) => `model ${quote(p.model)} has two primary keys`,
    hint: () => "for one key of several columns write @@id([a, b])",
  }),
  optionalKey: entry<{ field: string }>({
    code: "JY4003",
    title: "Optional key",
    explanation:
      "A row without a key could not be found again, so all fields of a primary key are required. A value that some rows lack can be `@unique` instead.",
    rules: ["R045"],
    message: (p) => `${quote(p.field)} is part of the primary key, so it cannot be optional`,
    hint: () => `remove the "?"`,
  }),
  unknownKeyField: entry<{ attribute: string; field: string; model: string; suggestion: string | null }>({
    code: "JY4004",
    title: "Unknown field in a key",
    explanation:
      "Keys and indexes name fields of their own model, as the schema writes them. A relation may be named too, and stands for its key columns.",
    rules: ["R047"],
    message: (p) => `model ${quote(p.model)} has no field ${quote(p.field)} for ${p.attribute}`,
    hint: (p) => didYouMean(p.suggestion),
  }),
  emptyFieldList: entry<{ attribute: string }>({
    code: "JY4005",
    title: "Key without fields",
    explanation: "A key or an index is made of at least one field. Name it in the brackets, or remove the attribute.",
    rules: ["R048"],
    message: (p) => `${p.attribute} names no field`,
  }),
  fieldTwice: entry<{ attribute: string; field: string }>({
    code: "JY4006",
    title: "Column named twice",
    explanation:
      "The same column a second time adds nothing to a key, an index or a relation; as a rule another one is meant.",
    rules: ["R049"],
    message: (p) => `${p.attribute} names the column ${quote(p.field)} twice`,
  }),
  listInKey: entry<{ attribute: string; field: string }>({
    code: "JY4007",
    title: "List in a key",
    explanation:
      "Keys and indexes compare single values, and databases do not agree on how lists compare. Make each value of the list a row of another model, and put the index there.",
    rules: ["R046"],
    message: (p) => `${quote(p.field)} is a list, which ${p.attribute} cannot hold`,
  }),
  relationWithoutColumns: entry<{ attribute: string; field: string; target: string }>({
    code: "JY4008",
    title: "Relation without columns in a key",
    explanation:
      "In a key or an index a relation stands for its key columns. The key of this one is in the other model, so here is nothing to index.",
    rules: ["R046"],
    message: (p) =>
      `the relation ${quote(p.field)} has no column here for ${p.attribute}: its key stands in ${quote(p.target)}`,
  }),
  nameTooLong: entry<{ name: string; bytes: number; limit: number }>({
    code: "JY4009",
    title: "Name too long",
    explanation:
      "PostgreSQL cuts a name after 63 bytes without a word, and two long names may become one. Write a shorter one; names that are not written are shortened so that they stay apart.",
    rules: ["R056"],
    message: (p) => `the name ${quote(p.name)} has ${p.bytes} bytes; a database name has at most ${p.limit}`,
  }),
  duplicateConstraint: entry<{ name: string; isMixedIn: boolean }>({
    code: "JY4010",
    title: "Constraint name used twice",
    explanation:
      "On PostgreSQL the tables, keys and indexes of a schema share one set of names, on SQLite its tables and indexes. Give one of the two another name with `map:`, or leave the name out.",
    rules: ["R057"],
    message: (p) =>
      `the constraint name ${quote(p.name)} is used twice; names of tables, keys and indexes are one set in a database`,
    hint: (p) =>
      p.isMixedIn
        ? "leave the name out: each model that mixes it in then has one of its own"
        : `give one of them another name with "map:"`,
  }),
  duplicateIndex: entry<{ attribute: string }>({
    code: "JY4011",
    title: "Index declared twice",
    explanation: "A second key or index on the same columns finds nothing faster and costs time at every write.",
    rules: ["R058"],
    message: (p) => `this ${p.attribute} repeats another one`,
    hint: () => "remove one of them",
  }),
  keyCycle: entry<{
    model: string;
    limit: { readonly count: number; readonly of: "models" | "columns" } | null;
  }>({
    code: "JY4012",
    title: "Key made of itself",
    explanation:
      "A key may be made of relations, whose columns are those of the other models' keys. Where that leads back to the model itself, no column is ever reached; so one of the models needs a key that is a column. So it does where the way is too long, or the key too wide.",
    rules: [],
    message: (p) => {
      const key = `the key of model ${quote(p.model)}`;
      if (p.limit === null) return `${key} is made of relations that lead back to itself`;
      if (p.limit.of === "columns") return `${key} has more than ${p.limit.count} columns`;
      return `${key} is made of relations that lead on through more than ${p.limit.count} models`;
    },
    hint: () => "give one of the models a key of its own",
  }),
};
