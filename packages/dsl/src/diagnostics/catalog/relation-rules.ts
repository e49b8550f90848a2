import { didYouMean, entry, listAll, quote, quoteAll } from "./entry.ts";

/** JY51: relations in Prisma's meaning, through models, and with what the client leaves out. */
export const relationRuleMessages = {
  missingOpposite: entry<{ field: string; model: string; target: string; name: string | null; isView: boolean }>({
    code: "JY5101",
    title: "Relation without its other side",
    explanation:
      "In Prisma's meaning a relation has a field on both of its models, and where it has a name, both have it. In a `.model` file without a datasource one side is enough, but for a list of a view.",
    rules: ["R082", "R084"],
    message: (p) =>
      `the relation ${quote(p.field)} of ${p.isView ? "view" : "model"} ${quote(p.model)} has no other side in ${quote(p.target)}`,
    hint: (p) =>
      `add a field of type ${p.model}?${p.isView ? "" : ` or ${p.model}[]`} to ${quote(p.target)}${p.name === null ? "" : `, with @relation(${quote(p.name)})`}`,
  }),
  splitKeyArguments: entry<{ field: string; other: string }>({
    code: "JY5102",
    title: "Key of a relation split over its sides",
    explanation: "`fields` and `references` belong together: the columns here, and what they refer to there.",
    rules: ["R089"],
    message: (p) =>
      `"fields" and "references" stand on different sides of the relation, ${quote(p.field)} and ${quote(p.other)}`,
    hint: () => "write both on the side that owns the key",
  }),
  missingKeyArguments: entry<{ field: string; target: string; missing: readonly string[] }>({
    code: "JY5103",
    title: "Relation that does not name its key",
    explanation:
      "In Prisma's meaning one side of a relation says by `fields` and `references` which columns refer to which. In a `.model` file without a datasource they are inferred.",
    rules: ["R087"],
    message: (p) => `the relation ${quote(p.field)} does not say its ${p.missing.map(quote).join(" and ")}`,
    hint: (p) => `write @relation(fields: [${p.field}Id], references: [id]), with your own columns in the brackets`,
  }),
  oneToOneNotUnique: entry<{ field: string; columns: readonly string[] }>({
    code: "JY5104",
    title: "One-to-one whose key is not unique",
    explanation:
      "A one-to-one is one because no two rows have the same key. In Prisma's meaning the key's columns say so themselves.",
    rules: ["R097"],
    message: (p) => `the one-to-one ${quote(p.field)} needs its key ${quoteAll(p.columns)} to be unique`,
    hint: (p) =>
      p.columns.length === 1 ? `mark ${quoteAll(p.columns)} with @unique` : `add @@unique([${listAll(p.columns)}])`,
  }),
  joinKey: entry<{ field: string; model: string }>({
    code: "JY5105",
    title: "Many-to-many without a single id",
    explanation:
      "The join table of a Prisma schema has one column for each side, which refers to the one column of an `@id`.",
    rules: ["R102"],
    message: (p) => `the many-to-many ${quote(p.field)} needs a single-column @id on model ${quote(p.model)}`,
    hint: () => "write the join table as a model of its own",
  }),
  unknownThrough: entry<{ model: string; suggestion: string | null }>({
    code: "JY5106",
    title: "@through of an unknown model",
    explanation: "`@through` names the model that joins the two sides, one row for each pair.",
    rules: [],
    message: (p) => `there is no model ${quote(p.model)} to go through`,
    hint: (p) => didYouMean(p.suggestion),
  }),
  unknownThroughRelation: entry<{ relation: string; model: string; target: string; suggestion: string | null }>({
    code: "JY5107",
    title: "@through by an unknown relation",
    explanation:
      "`near` and `far` name two relations of the model between: the one back to the list's owner, and the one on to what the list holds.",
    rules: [],
    message: (p) => `model ${quote(p.model)} has no relation ${quote(p.relation)} to ${quote(p.target)}`,
    hint: (p) => didYouMean(p.suggestion),
  }),
  unclearThrough: entry<{
    list: string;
    model: string;
    target: string;
    candidates: readonly string[];
    argument: string;
  }>({
    code: "JY5108",
    title: "Unclear way of @through",
    explanation:
      "The model between has one relation to each side. Where it has several to the same model, `near` and `far` say which is which.",
    rules: [],
    message: (p) =>
      p.candidates.length === 0
        ? `model ${quote(p.model)} has no relation to ${quote(p.target)}, so the list ${quote(p.list)} cannot go through it`
        : `model ${quote(p.model)} has several relations to ${quote(p.target)}: ${quoteAll(p.candidates.slice(0, 6))}`,
    hint: (p) =>
      p.candidates.length === 0
        ? "declare the relation there"
        : `name one, as in @through(${p.model}, ${p.argument}: ${p.candidates[0] ?? ""})`,
  }),
  misplacedJoinTable: entry<{ field: string; isSecond: boolean }>({
    code: "JY5109",
    title: "@joinTable without a join table",
    explanation:
      "`@joinTable` names the table and columns that join the two lists of a many-to-many, and stands on one of the two. Every other relation has its key in the table of a model.",
    rules: [],
    message: (p) =>
      p.isSecond
        ? `the join table of ${quote(p.field)} is named on its other side already`
        : `${quote(p.field)} has no join table that @joinTable could name`,
    hint: (p) => (p.isSecond ? "remove one of the two" : "it belongs to one of two lists that face each other"),
  }),
  joinTableColumns: entry<{ table: string; expected: number; found: number }>({
    code: "JY5110",
    title: "Columns of a join table",
    explanation:
      "A join table has the key columns of both sides: first those of the model whose name comes first in the alphabet, then those of the other.",
    rules: [],
    message: (p) =>
      `the join table ${quote(p.table)} has ${p.expected} columns, but ${p.found} ${p.found === 1 ? "is" : "are"} named`,
    hint: (p) => (p.expected === 2 ? `name both, as in columns: ["A", "B"]` : `name all ${p.expected}`),
  }),
  setNullFails: entry<{ argument: string; column: string }>({
    code: "JY5111",
    severity: "warning",
    title: "SetNull that fails when it is carried out",
    explanation:
      "PostgreSQL accepts `SetNull` on a required column, and fails in the moment when it has to carry it out. Make the relation and its column optional, or choose `Cascade` or `Restrict`.",
    rules: ["R109"],
    message: (p) => `${p.argument}: SetNull will fail, as the key column ${quote(p.column)} is required`,
    hint: () => "make the relation and the column optional, or choose another action",
  }),
  setDefaultOnMysql: entry<{ argument: string }>({
    code: "JY5112",
    severity: "warning",
    title: "SetDefault on MySQL",
    explanation:
      "MySQL reads `SetDefault` and does not carry it out: what refers to the row cannot be changed. Choose `SetNull`, `Cascade` or `Restrict`, which it does carry out.",
    rules: ["R110"],
    message: (p) => `MySQL does not carry out ${p.argument}: SetDefault`,
    hint: () => "choose another action",
  }),
  namedForeignKey: entry<{ field: string; reason: string }>({
    code: "JY5113",
    title: "Name of a foreign key that has none",
    explanation:
      "Foreign keys of Prisma schemas have no names on SQLite, and without foreign keys in the database there is nothing to name.",
    rules: ["R060"],
    message: (p) => `the foreign key of ${quote(p.field)} has no name in the database: ${p.reason}`,
    hint: () => `remove "map"`,
  }),
  emulatedSelf: entry<{ field: string; action: string }>({
    code: "JY5114",
    title: "Action on a self-relation without foreign keys",
    explanation:
      "Without foreign keys the client carries out what happens to related rows, and along a relation of a model to itself that might never come to an end. So it carries out nothing there.",
    rules: ["R111"],
    message: (p) => `${quote(p.field)} leads back to its own model, so both of its actions must be ${p.action}`,
    hint: (p) => `write onDelete: ${p.action}, onUpdate: ${p.action}`,
  }),
  emulatedCycle: entry<{ path: readonly string[]; action: string }>({
    code: "JY5115",
    title: "Cycle of actions without foreign keys",
    explanation:
      "Without foreign keys the client carries out what happens to related rows, and along a cycle of relations that would never come to an end. One relation of the cycle has to be left to the program.",
    rules: ["R112"],
    message: (p) => `the actions of these relations run in a circle: ${p.path.join(" → ")}`,
    hint: (p) => `write onDelete: ${p.action}, onUpdate: ${p.action} on one of them`,
  }),
  unindexedKey: entry<{ field: string; columns: readonly string[] }>({
    code: "JY5116",
    severity: "warning",
    title: "Relation without an index",
    explanation:
      "Without a foreign key in the database nothing makes an index for the relation, and every load through it reads the whole table. Add an index that begins with its columns.",
    rules: ["R069"],
    message: (p) => `no index begins with the key of the relation ${quote(p.field)}`,
    hint: (p) => `add @@index([${listAll(p.columns)}])`,
  }),
  ignoredTarget: entry<{ field: string; target: string }>({
    code: "JY5117",
    title: "Relation to a model that the client leaves out",
    explanation:
      "`@@ignore` leaves a model out of the client, so a relation to it would lead nowhere. Leave the relation out too, by `@ignore`.",
    rules: ["R100"],
    message: (p) => `the relation ${quote(p.field)} leads to ${quote(p.target)}, which the client leaves out`,
    hint: () => "mark it with @ignore",
  }),
  ignoredTwice: entry<{ field: string; reason: string }>({
    code: "JY5118",
    title: "@ignore of what is left out already",
    explanation: "A field of an ignored model, and a field of an `Unsupported` type, are not in the client anyway.",
    rules: ["R100"],
    message: (p) => `${quote(p.field)} is left out already: ${p.reason}`,
    hint: () => "remove @ignore",
  }),
};
