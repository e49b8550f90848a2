import { entry, quote } from "./entry.ts";

/** JY72: what the import of a Prisma schema cannot keep. None of it is an error: the rest is written. */
export const importMessages = {
  datasourceLeftOut: entry<{ name: string; provider: string | null; url: string | null }>({
    code: "JY7201",
    severity: "info",
    title: "Datasource left out by the import",
    explanation:
      "A `.model` file says what the data is, not where it is kept. The engine and its URL are named where the program connects.",
    rules: [],
    message: (p) => `the datasource ${quote(p.name)} is left out`,
    hint: (p) => {
      const said = [p.provider, p.url].filter((part) => part !== null).join(" and ");
      return said === "" ? null : `name ${said} where the program connects`;
    },
  }),
  settingLeftOut: entry<{ setting: string }>({
    code: "JY7202",
    severity: "info",
    title: "Setting left out by the import",
    explanation:
      "URLs for migrations and shadow databases belong to the configuration of a program; Joinery needs no shadow database.",
    rules: [],
    message: (p) => `the setting ${quote(p.setting)} is left out`,
  }),
  extensionLeftOut: entry<{ extension: string }>({
    code: "JY7203",
    severity: "warning",
    title: "Extension left out by the import",
    explanation:
      "The `.model` language does not install extensions of PostgreSQL. A type or index that needs one works as soon as the database has it.",
    rules: [],
    message: (p) => `the extension ${quote(p.extension)} is left out`,
    hint: () => "create it in the database, as by CREATE EXTENSION",
  }),
  emulationLeftOut: entry<Record<never, never>>({
    code: "JY7204",
    severity: "info",
    title: "Emulated relations",
    explanation:
      "With `relationMode = \"prisma\"` the database has no foreign keys, which the import writes as `@relation(foreignKey: false)`. Prisma's client stands in for them before it deletes or updates; Joinery's session does so for what passes through it: it deletes what `onDelete: Cascade` and `@cascade` say, empties optional keys whose target is deleted, and lets keys follow one that changes. It refuses nothing.",
    rules: [],
    message: () => "only the session stands in for the foreign keys that the database lacks",
    hint: () =>
      "it deletes by onDelete: Cascade, and empties or changes keys; what is changed beside it, nobody follows",
  }),
  emulatedActionLeftOut: entry<{ argument: string; action: string }>({
    code: "JY7205",
    severity: "warning",
    title: "Referential action that nobody carries out",
    explanation:
      "Without a foreign key in the database an action is no more than a note: Prisma's client carried it out. Joinery's session deletes what `onDelete: Cascade` says, empties optional keys whose target is deleted, and lets keys follow one that changes. It carries out no other action; a foreign key lets the database do it.",
    rules: [],
    message: (p) => `${p.argument}: ${p.action} is kept, but without a foreign key nobody carries it out`,
  }),
  sequenceOptionsLeftOut: entry<Record<never, never>>({
    code: "JY7206",
    severity: "warning",
    title: "Options of a sequence left out by the import",
    explanation:
      "`sequence()` of CockroachDB becomes `autoincrement()`. Where the sequence starts, ends and how it caches is the database's own affair, and stays so in a database that exists.",
    rules: [],
    message: () => "the options of sequence() are left out",
  }),
  nativeTypeLost: entry<{ label: string; reason: string }>({
    code: "JY7208",
    severity: "warning",
    title: "Native type left out by the import",
    explanation:
      "Types of CockroachDB become those of PostgreSQL, whose protocol and SQL it speaks. A few have no equal there: the column gets the default of its type.",
    rules: [],
    message: (p) => `${p.label} is left out: ${p.reason}`,
  }),
  constraintNameLost: entry<{ name: string; found: number; generated: string }>({
    code: "JY7209",
    severity: "warning",
    title: "Name of a constraint left out by the import",
    explanation:
      "Names in a `.model` file have at most 63 bytes, as many as PostgreSQL keeps; SQLite and MySQL take longer ones. In a database that exists, rename the index to the name that is generated instead.",
    rules: [],
    message: (p) => `the name ${quote(p.name)} of ${p.found} bytes is left out; it becomes ${quote(p.generated)}`,
  }),
  shardKeyLeftOut: entry<Record<never, never>>({
    code: "JY7210",
    severity: "warning",
    title: "Shard key left out by the import",
    explanation: "How a table is spread over machines is said to the database (PlanetScale), not by a `.model` file.",
    rules: [],
    message: () => "the shard key is left out",
  }),
  leftOutOfModel: entry<{ what: string; reason: string }>({
    code: "JY7211",
    severity: "warning",
    title: "Left out by the import",
    explanation:
      "A `.model` file keeps to what holds on every engine, so that it can be moved; some of what one engine takes is refused there. The import leaves it out and goes on.",
    rules: [],
    message: (p) => `${quote(p.what)} is left out: ${p.reason}`,
  }),
  refusedInModel: entry<{ reason: string }>({
    code: "JY7212",
    severity: "warning",
    title: "Refused in a .model file",
    explanation:
      "What stands here is right in a schema of its engine, and refused in a `.model` file, which keeps to what holds on every engine. The import writes it all the same; change it by hand.",
    rules: [],
    message: (p) => `a .model file refuses this: ${p.reason}`,
  }),
  setNullLeftOut: entry<{ argument: string; column: string; instead: string }>({
    code: "JY7213",
    severity: "warning",
    title: "SetNull on a required key left out by the import",
    explanation:
      "PostgreSQL takes a foreign key that clears a required column, and then fails whenever it would have to. `Restrict` fails at the same moment and says so.",
    rules: [],
    message: (p) => `${p.argument}: SetNull is left out, since ${quote(p.column)} is required; it becomes ${p.instead}`,
    hint: () => "it fails when the row that is referred to is deleted, as before",
  }),
  engineKeyName: entry<{ name: string }>({
    code: "JY7214",
    severity: "info",
    title: "Engine's own name of a primary key",
    explanation:
      '"primary" is what CockroachDB calls every primary key that nobody named. The import leaves the name to the engine, since on PostgreSQL no two tables can share it.',
    rules: [],
    message: (p) => `the name ${quote(p.name)} of this key is the engine's own, and left to it`,
  }),
};
