import { didYouMean, entry, quote, quoteAll } from "./entry.ts";

/** JY7: datasource and generator blocks, and what only schemas of Prisma say. */
export const prismaMessages = {
  secondDatasource: entry<{ name: string }>({
    code: "JY7001",
    title: "Second datasource",
    explanation:
      "A schema describes one database, so it has one datasource block. Keep the tables of another database in a schema of their own.",
    rules: ["R012"],
    message: (p) => `the datasource ${quote(p.name)} is a second one; a schema has one`,
    hint: () => "remove one of them",
  }),
  duplicateGenerator: entry<{ name: string }>({
    code: "JY7002",
    title: "Generator declared twice",
    explanation: "Generators are told apart by their names, so each has one of its own.",
    rules: ["R012"],
    message: (p) => `there is another generator ${quote(p.name)}`,
    hint: () => "rename or remove one of them",
  }),
  settingWithoutValue: entry<{ setting: string; expected: string }>({
    code: "JY7003",
    title: "Setting without a value",
    explanation: 'A setting is a name, a sign and a value, such as `provider = "postgresql"`.',
    rules: ["R020"],
    message: (p) => `the setting ${quote(p.setting)} has no value`,
    hint: (p) => `write ${p.setting} = ${p.expected}`,
  }),
  wrongSetting: entry<{ setting: string; expected: string; found: string }>({
    code: "JY7004",
    title: "Setting of the wrong kind",
    explanation:
      'Each setting of a datasource or generator takes a value of one kind: a text, a list of texts, or `env("…")`. The provider is a text, since the schema is checked by its rules.',
    rules: ["R020", "R118"],
    message: (p) => `the setting ${quote(p.setting)} takes ${p.expected}, not ${p.found}`,
  }),
  missingSetting: entry<{ block: string; setting: string; example: string }>({
    code: "JY7005",
    title: "Missing setting",
    explanation: "A datasource and a generator say by their `provider` what they are; without it they say nothing.",
    rules: ["R020"],
    message: (p) => `this ${p.block} has no ${quote(p.setting)}`,
    hint: (p) => `add ${p.setting} = ${p.example}`,
  }),
  duplicateSetting: entry<{ setting: string }>({
    code: "JY7006",
    title: "Setting given twice",
    explanation: "Of two values of one setting it would be unclear which one holds.",
    rules: ["R122"],
    message: (p) => `the setting ${quote(p.setting)} is given twice`,
    hint: () => "remove one of them",
  }),
  unknownProvider: entry<{ provider: string; suggestion: string | null; known: readonly string[] }>({
    code: "JY7007",
    title: "Unknown provider",
    explanation: "The provider names the database engine, and with it the rules that the schema is checked by.",
    rules: ["R118"],
    message: (p) => `unknown provider ${quote(p.provider)}`,
    hint: (p) => didYouMean(p.suggestion) ?? `known are ${quoteAll(p.known)}`,
  }),
  unservedProvider: entry<{ name: string }>({
    code: "JY7008",
    title: "Database that Joinery does not serve",
    explanation:
      "Joinery serves SQLite, PostgreSQL (and engines that speak its protocol) and MySQL/MariaDB. Schemas of SQL Server and MongoDB are refused as a whole, since much of what they say has no counterpart.",
    rules: [],
    message: (p) => `Joinery does not serve ${p.name}`,
    hint: () => `it serves "sqlite", "postgresql", "mysql" and "cockroachdb"`,
  }),
  emptyUrl: entry<{ setting: string }>({
    code: "JY7009",
    title: "Empty connection URL",
    explanation:
      "A connection URL names a database, and an empty one names none. Leave the setting out, or fill it in.",
    rules: ["R119"],
    message: (p) => `the setting ${quote(p.setting)} is empty`,
    hint: () => "give the URL, or leave the setting out: the program names its database where it connects",
  }),
  wrongProtocol: entry<{ setting: string; provider: string; protocols: readonly string[] }>({
    code: "JY7010",
    severity: "warning",
    title: "Connection URL of another engine",
    explanation:
      "The URL begins with the protocol of the provider's engine, so that the two cannot contradict each other.",
    rules: ["R119"],
    message: (p) => `the setting ${quote(p.setting)} is not a URL of ${p.provider}`,
    hint: (p) => `it begins with ${p.protocols.map((protocol) => quote(protocol)).join(" or ")}`,
  }),
  shadowIsMain: entry<{ other: string }>({
    code: "JY7011",
    title: "Shadow database that is the main one",
    explanation:
      "A shadow database is emptied while migrations are made, so it must never be the database that holds the data.",
    rules: ["R120"],
    message: (p) => `shadowDatabaseUrl is the same as ${quote(p.other)}, whose data would be lost`,
    hint: () => "name another database, or leave it out: Joinery needs none",
  }),
  unknownRelationMode: entry<{ mode: string; suggestion: string | null }>({
    code: "JY7012",
    title: "Unknown relation mode",
    explanation:
      'Relations are held together by foreign keys of the database (`"foreignKeys"`) or by the client alone (`"prisma"`).',
    rules: ["R121"],
    message: (p) => `unknown relationMode ${quote(p.mode)}`,
    hint: (p) => didYouMean(p.suggestion) ?? `known are "foreignKeys" and "prisma"`,
  }),
  relationModeTwice: entry<Record<never, never>>({
    code: "JY7013",
    title: "Relation mode under two names",
    explanation: "`referentialIntegrity` is the old name of `relationMode`. Only one of the two can hold.",
    rules: ["R121"],
    message: () => "relationMode and its old name referentialIntegrity are both given",
    hint: () => "remove referentialIntegrity",
  }),
  oldRelationMode: entry<Record<never, never>>({
    code: "JY7014",
    severity: "warning",
    title: "Old name of the relation mode",
    explanation: "The setting has been renamed to `relationMode`; the old name still works.",
    rules: ["R121"],
    message: () => "referentialIntegrity is the old name of relationMode",
    hint: () => "rename it to relationMode",
  }),
  unknownSetting: entry<{ setting: string; suggestion: string | null; known: readonly string[] }>({
    code: "JY7015",
    title: "Unknown setting",
    explanation:
      "A misspelt setting would be ignored without a word, so every setting of a datasource has to be known.",
    rules: ["R122"],
    message: (p) => `a datasource has no setting ${quote(p.setting)}`,
    hint: (p) => didYouMean(p.suggestion) ?? `it has ${p.known.join(", ")}`,
  }),
  misplacedPreviewFeatures: entry<Record<never, never>>({
    code: "JY7016",
    title: "Preview features in a datasource",
    explanation:
      "Preview features are settings of Prisma's `generator`. Joinery has none: what it supports is simply there.",
    rules: ["R122"],
    message: () => "previewFeatures belongs to a generator block",
    hint: () => "move it to the generator, or remove it",
  }),
  unknownPreviewFeature: entry<{ feature: string; suggestion: string | null }>({
    code: "JY7017",
    severity: "warning",
    title: "Unknown preview feature",
    explanation:
      "The name is not one of Prisma's preview features that Joinery knows of. It has no effect here; a misspelt one has none in Prisma either.",
    rules: ["R122"],
    message: (p) => `unknown preview feature ${quote(p.feature)}`,
    hint: (p) => didYouMean(p.suggestion),
  }),
  unsupportedSetting: entry<{ setting: string; provider: string; has: string }>({
    code: "JY7018",
    title: "Setting that the provider lacks",
    explanation:
      "Some settings speak of things that only some engines have, as database schemas and extensions are of PostgreSQL.",
    rules: ["R116"],
    message: (p) => `${p.provider} has no ${quote(p.setting)}`,
    hint: (p) => `remove it; it is for ${p.has}`,
  }),
  envArguments: entry<Record<never, never>>({
    code: "JY7019",
    title: "Arguments of env()",
    explanation: '`env("NAME")` takes the name of one environment variable, as a text and without a name of its own.',
    rules: ["R123"],
    message: () => "env() takes one text, the name of an environment variable",
    hint: () => `write env("DATABASE_URL")`,
  }),
  emptySchemas: entry<Record<never, never>>({
    code: "JY7020",
    title: "Empty list of schemas",
    explanation:
      "`schemas` lists the database schemas that the models may stand in; an empty list leaves no place for any.",
    rules: ["R115"],
    message: () => "the list of schemas is empty",
    hint: () => `name at least one, such as schemas = ["public"], or leave the setting out`,
  }),
  duplicateSchema: entry<{ schema: string }>({
    code: "JY7021",
    title: "Schema listed twice",
    explanation: "Each database schema is listed once; as a rule another one is meant.",
    rules: ["R115"],
    message: (p) => `the schema ${quote(p.schema)} is listed twice`,
    hint: () => "remove one of them",
  }),
  missingSchema: entry<{ kind: string; name: string; known: readonly string[] }>({
    code: "JY7022",
    title: "Missing @@schema",
    explanation:
      "Where a datasource lists several database schemas, each model, view and enum says which of them it stands in. There is no default, lest a table end up where nobody looks for it.",
    rules: ["R115"],
    message: (p) => `${p.kind} ${quote(p.name)} does not say which schema it stands in`,
    hint: (p) => `add @@schema(${quote(p.known[0] ?? "public")})`,
  }),
  unknownSchema: entry<{ schema: string; suggestion: string | null; known: readonly string[] }>({
    code: "JY7023",
    title: "Schema that the datasource does not list",
    explanation:
      "`@@schema` names one of the schemas that the datasource lists, so that a misspelt name cannot make a new one.",
    rules: ["R115"],
    message: (p) => `the datasource does not list the schema ${quote(p.schema)}`,
    hint: (p) =>
      didYouMean(p.suggestion) ??
      (p.known.length === 0 ? `add schemas = [${quote(p.schema)}] to it` : `it lists ${quoteAll(p.known)}`),
  }),
  namedEnvArgument: entry<Record<never, never>>({
    code: "JY7025",
    severity: "warning",
    title: "Named argument of env()",
    explanation: 'env("NAME") takes the name of an environment variable, and has no name for its argument.',
    rules: ["R123"],
    message: () => "the argument of env() has no name",
    hint: () => `write env("DATABASE_URL")`,
  }),
  deprecatedPreviewFeature: entry<{ feature: string }>({
    code: "JY7026",
    severity: "warning",
    title: "Deprecated preview feature",
    explanation:
      "The feature has become a part of Prisma or has been withdrawn, so that its name does nothing any more. In Joinery preview features have no effect at all.",
    rules: ["R122"],
    message: (p) => `the preview feature ${quote(p.feature)} is deprecated`,
    hint: () => "remove it",
  }),
  generatorIgnored: entry<{ name: string }>({
    code: "JY7024",
    severity: "info",
    title: "Generator without effect",
    explanation:
      "Generator blocks configure the programs that Prisma runs. Joinery generates its own client; its settings are flags of `joinery gen`, or stand in joinery.config.ts.",
    rules: [],
    message: (p) => `the generator ${quote(p.name)} has no effect in Joinery`,
  }),
};
