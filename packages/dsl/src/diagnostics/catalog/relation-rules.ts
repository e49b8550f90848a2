import { didYouMean, entry, quote, quoteAll } from "./entry.ts";

/** JY51: relations in Prisma's meaning, through models, and with what the client leaves out. */
export const relationRuleMessages = {
  missingOpposite: entry<{ field: string; model: string; target: string }>({
    code: "JY5101",
    title: "Relation without its other side",
    explanation:
      "In Prisma's meaning a relation has a field on both of its models. In a `.model` file without a datasource one side is enough.",
    rules: ["R082", "R084"],
    message: (p) => `the relation ${quote(p.field)} of model ${quote(p.model)} has no other side in ${quote(p.target)}`,
    hint: (p) => `add a field of type ${p.model} or ${p.model}[] to ${quote(p.target)}`,
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
    message: (p) => `the relation ${quote(p.field)} does not say its ${quoteAll(p.missing)}`,
    hint: (p) => `write @relation(fields: [${p.field}Id], references: [id]) with the columns of yours`,
  }),
  oneToOneNotUnique: entry<{ field: string; columns: readonly string[] }>({
    code: "JY5104",
    title: "One-to-one whose key is not unique",
    explanation:
      "A one-to-one is one because no two rows have the same key. In Prisma's meaning the key's columns say so themselves.",
    rules: ["R097"],
    message: (p) => `the one-to-one ${quote(p.field)} needs its key ${quoteAll(p.columns)} to be unique`,
    hint: (p) =>
      p.columns.length === 1 ? `mark ${quoteAll(p.columns)} with @unique` : `add @@unique([${p.columns.join(", ")}])`,
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
      "`near` and `far` name the two relations of the model between: the one back to the list's owner, and the one on to its target.",
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
  misplacedJoinTable: entry<{ field: string }>({
    code: "JY5109",
    title: "@joinTable without a join table",
    explanation:
      "`@joinTable` names the table and columns that join the two lists of a many-to-many, on one of the two.",
    rules: [],
    message: (p) => `${quote(p.field)} is not the side of a many-to-many that names its join table`,
    hint: () => "write it on one of two lists that face each other",
  }),
  joinTableColumns: entry<{ table: string; expected: number; found: number }>({
    code: "JY5110",
    title: "Columns of a join table",
    explanation:
      "A join table has the key columns of both sides, those of the model whose name comes first in the alphabet first.",
    rules: [],
    message: (p) => `the join table ${quote(p.table)} has ${p.expected} columns; ${p.found} are named`,
    hint: () => `as in columns: ["A", "B"]`,
  }),
  setNullFails: entry<{ argument: string; column: string }>({
    code: "JY5111",
    severity: "warning",
    title: "SetNull that fails when it is carried out",
    explanation:
      "PostgreSQL accepts SetNull on a required column, and refuses it in the moment when it would be carried out.",
    rules: ["R109"],
    message: (p) => `${p.argument}: SetNull will fail, as the key column ${quote(p.column)} is required`,
    hint: () => "make the column optional, or choose another action",
  }),
  setDefaultOnMysql: entry<{ argument: string }>({
    code: "JY5112",
    severity: "warning",
    title: "SetDefault on MySQL",
    explanation: "MySQL reads SetDefault and does not carry it out.",
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
      "Without a foreign key in the database nothing makes an index for the relation, and every load through it reads the whole table.",
    rules: ["R069"],
    message: (p) => `no index begins with the key of the relation ${quote(p.field)}`,
    hint: (p) => `add @@index([${p.columns.join(", ")}])`,
  }),
  ignoredTarget: entry<{ field: string; target: string }>({
    code: "JY5117",
    title: "Relation to a model that the client leaves out",
    explanation:
      "`@@ignore` leaves a model out of the client, so a relation to it would lead nowhere. It is left out, too.",
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
