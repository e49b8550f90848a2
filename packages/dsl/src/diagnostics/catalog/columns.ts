import { entry, quote, quoteAll } from "./entry.ts";

/** JY32 and others: what columns, keys and their attributes may say together. */
export const columnMessages = {
  unsupportedWithoutType: entry<{ found: string }>({
    code: "JY1024",
    title: "Unsupported without its type",
    explanation:
      '`Unsupported("…")` keeps a column whose type the language lacks, so it names that type in the database\'s own words.',
    rules: ["R015"],
    message: (p) => `Unsupported takes the database's name of a type, as a text, not ${p.found}`,
    hint: () => `write Unsupported("tsvector")`,
  }),
  typeWithArguments: entry<{ type: string }>({
    code: "JY1025",
    title: "Arguments of a type",
    explanation:
      'Types take no arguments, except `Unsupported("…")`. A length or precision belongs to the native type: `String @db.VarChar(20)`.',
    rules: ["R016"],
    message: (p) => `the type ${quote(p.type)} takes no arguments`,
    hint: (p) => {
      if (p.type === "String") return "say the length by a native type, such as @db.VarChar(20)";
      return p.type === "Decimal" ? "say the precision by a native type, such as @db.Decimal(10, 2)" : "remove them";
    },
  }),
  emptySql: entry<{ attribute: string }>({
    code: "JY3014",
    title: "Empty SQL",
    explanation:
      "Expressions and conditions are handed to the database as they are written, and an empty one means nothing there. Write the SQL, or leave the argument or the attribute out.",
    rules: [],
    message: (p) => `the SQL in ${p.attribute} is empty`,
  }),
  nativePrefix: entry<{ attribute: string; prefix: string; expected: string }>({
    code: "JY3015",
    title: "Native type of another datasource",
    explanation:
      "The word before the dot is the name of the datasource whose type it is; in a schema without one it is `db`.",
    rules: ["R039"],
    message: (p) => `${p.attribute} begins with ${quote(p.prefix)}, which is not the name of the datasource`,
    hint: (p) => `write @${p.expected}${p.attribute.slice(1 + p.prefix.length)}`,
  }),
  nativeOfOther: entry<{ attribute: string; isUnsupported: boolean }>({
    code: "JY3016",
    title: "Native type on a value type",
    explanation:
      "A native type says how a single scalar is stored. A value type is stored as JSON, and an `Unsupported` type is native already.",
    rules: ["R036"],
    message: (p) => `${p.attribute} does not fit ${p.isUnsupported ? "an Unsupported type" : "a value type"}`,
    hint: () => "leave it out",
  }),
  namedDefault: entry<{ attribute: string }>({
    code: "JY3017",
    title: "Name of a default",
    explanation:
      "Only in SQL Server is a default a constraint with a name of its own; elsewhere it is a part of its column.",
    rules: ["R055"],
    message: () => "a default has no name in the database",
    hint: () => `remove "map"`,
  }),
  listsUnsupported: entry<{ field: string; provider: string }>({
    code: "JY3201",
    title: "List on a database without lists",
    explanation:
      "PostgreSQL and CockroachDB have columns of lists. In a schema of Prisma for another database a list is refused, as it is there; a `.model` file without a datasource may have one, stored as JSON.",
    rules: ["R028"],
    message: (p) => `${p.provider} has no lists, so ${quote(p.field)} cannot be one`,
    hint: () => "use Json, or a model of its own",
  }),
  jsonListUnsupported: entry<{ field: string }>({
    code: "JY3202",
    title: "List of Json on CockroachDB",
    explanation: "CockroachDB has lists of every type but JSON.",
    rules: ["R030"],
    message: (p) => `CockroachDB has no lists of Json, so ${quote(p.field)} cannot be one`,
    hint: () => "use Json: a document may be a list",
  }),
  versionType: entry<{ field: string; type: string }>({
    code: "JY3203",
    title: "Version that cannot be counted",
    explanation:
      "A version is counted up by every update and compared with the row's, so that of two programs that change one row the later one notices. It is a required `Int` or `BigInt`, and no part of the key, which stays as it is.",
    rules: [],
    message: (p) => `@version needs a required Int or BigInt outside the key, not ${p.type}`,
    hint: (p) =>
      p.type === "a part of the key" ? "give the version a field of its own" : `write "${p.field} Int @version"`,
  }),
  secondVersion: entry<{ field: string; other: string }>({
    code: "JY3204",
    title: "Two versions in a model",
    explanation: "One version tells whether a row has changed since it was read; a second one would tell the same.",
    rules: [],
    message: (p) => `${quote(p.field)} is a second version, beside ${quote(p.other)}`,
    hint: () => "keep one of them",
  }),
  attributeConflict: entry<{ attribute: string; other: string; reason: string }>({
    code: "JY3205",
    title: "Attributes that exclude each other",
    explanation:
      "A generated column is written by the database, an expression is no column at all, and a key or a discriminator is always known to the client: some attributes have no meaning beside them.",
    rules: [],
    message: (p) => `${p.attribute} cannot stand beside ${p.other}: ${p.reason}`,
    hint: () => "remove one of them",
  }),
  tsOnOther: entry<{ type: string }>({
    code: "JY3206",
    title: "@ts on what is no document",
    explanation: "`@ts` gives a `Json` document its TypeScript type. Every other type has one already.",
    rules: [],
    message: (p) => `@ts is for Json, not ${p.type}`,
    hint: () => "remove it, or declare a scalar with a codec of your own",
  }),
  functionOfOtherProvider: entry<{ name: string; provider: string; has: string }>({
    code: "JY3207",
    title: "Default function of another database",
    explanation:
      "`sequence()` is CockroachDB's alone, and `auto()` MongoDB's. `autoincrement()` counts up on every database that Joinery serves, and `uuid()` or `cuid()` make ids that are texts.",
    rules: ["R077"],
    message: (p) => `${p.name}() is not a default of ${p.provider}`,
    hint: (p) =>
      `only ${p.has} has it; write ${p.name === "sequence" ? "autoincrement()" : "autoincrement(), uuid() or cuid()"}`,
  }),
  unsupportedDefault: entry<{ field: string }>({
    code: "JY3208",
    title: "Default of an Unsupported field",
    explanation:
      'Nothing is known of the values of an `Unsupported` type, so its default can only be an expression of the database: `dbgenerated("…")`.',
    rules: ["R079"],
    message: (p) => `the default of ${quote(p.field)} is of an Unsupported type, so only dbgenerated("…") can give it`,
    hint: () => `write @default(dbgenerated("…"))`,
  }),
  valueDefault: entry<{ field: string; list: boolean }>({
    code: "JY3209",
    title: "Default of a value type",
    explanation:
      'A value type has no literal of its own in the language. Give its fields defaults, or give the column one by `dbgenerated("…")`.',
    rules: ["R034"],
    message: (p) => `${quote(p.field)} is of a value type, which has no literal default`,
    hint: (p) =>
      p.list ? `write it in SQL: @default(dbgenerated("…"))` : "give the fields of the type their defaults instead",
  }),
  secondAutoincrement: entry<{ field: string; other: string }>({
    code: "JY3210",
    title: "Two columns that count up",
    explanation:
      "SQLite and MySQL count up one column of a table. Set the other number in the program, or keep it in a table of its own.",
    rules: ["R078"],
    message: (p) => `${quote(p.field)} is a second autoincrement() column, beside ${quote(p.other)}`,
    hint: () => "keep one of them",
  }),
  autoincrementOnSqlite: entry<{ field: string }>({
    code: "JY3211",
    severity: "warning",
    title: "Counting up outside the key",
    explanation:
      "PostgreSQL counts up any column, MySQL an indexed one, and SQLite only the one column of a primary key. On SQLite this column needs a value from the program.",
    rules: ["R078"],
    message: (p) => `SQLite cannot count up ${quote(p.field)}, as it is not the only column of the key`,
    hint: () => "ignore this where the schema is never for SQLite",
  }),
  unindexedAutoincrement: entry<{ field: string }>({
    code: "JY3212",
    title: "Counting up without an index",
    explanation: "MySQL finds the next number by an index, so a column that counts up is the key or begins an index.",
    rules: ["R078"],
    message: (p) => `MySQL counts up only an indexed column, and ${quote(p.field)} is not`,
    hint: (p) => `mark it with @id or @unique, or add @@index([${p.field}])`,
  }),
  secondShardKey: entry<{ model: string }>({
    code: "JY3214",
    title: "Two shard keys",
    explanation:
      "The rows of a table are spread by one key. Where it has several columns, they are listed in one `@@shardKey`.",
    rules: ["R124"],
    message: (p) => `model ${quote(p.model)} has two shard keys`,
    hint: () => "keep one of them, or write @@shardKey([…]) with all of its columns",
  }),
  optionalShardKey: entry<{ attribute: string; field: string }>({
    code: "JY3215",
    title: "Optional column in a shard key",
    explanation:
      "Each row belongs to one shard, which its key decides, so the columns of a shard key always have a value.",
    rules: ["R124"],
    message: (p) => `${quote(p.field)} is optional, so ${p.attribute} cannot be made of it`,
    hint: (p) => `remove the "?" of ${quote(p.field)}`,
  }),
  misplacedShardKey: entry<{ attribute: string; provider: string }>({
    code: "JY3213",
    title: "Shard key outside MySQL",
    explanation:
      "Shard keys say on which machine of a PlanetScale database a row stands, and PlanetScale speaks MySQL. No other database reads them.",
    rules: ["R124"],
    message: (p) => `${p.attribute} is for MySQL (PlanetScale), not for ${p.provider}`,
    hint: () => "remove it",
  }),
  memberWithoutColumn: entry<{ attribute: string; field: string; columns: readonly string[] }>({
    code: "JY4013",
    title: "Key of what is no column",
    explanation:
      "Keys and indexes are made of columns. An embedded value has several, which are named by their path, such as `home.city`; an expression has none.",
    rules: ["R046"],
    message: (p) => `${quote(p.field)} is not one column, so ${p.attribute} cannot name it`,
    hint: (p) =>
      p.columns.length === 0
        ? "index the columns that the expression is made of"
        : `name its columns: ${quoteAll(p.columns.slice(0, 6))}`,
  }),
  relationInKey: entry<{ attribute: string; field: string; columns: readonly string[] }>({
    code: "JY4014",
    title: "Relation in a key of a Prisma schema",
    explanation:
      "Prisma's keys and indexes name columns. In a `.model` file without a datasource a relation stands for the columns of its key.",
    rules: ["R046"],
    message: (p) => `${quote(p.field)} is a relation, and ${p.attribute} names columns`,
    hint: (p) => (p.columns.length === 0 ? null : `name ${quoteAll(p.columns)}`),
  }),
  clusteredKey: entry<{ attribute: string; clustered: boolean }>({
    code: "JY4015",
    title: "Clustered key or index",
    explanation:
      "Only SQL Server lets a schema choose the index that a table is sorted by. Other databases choose by themselves, so nothing is lost without it.",
    rules: ["R067"],
    message: (p) => `"clustered" in ${p.attribute} is for SQL Server`,
    hint: () => "remove it",
  }),
  mapAndName: entry<{ attribute: string }>({
    code: "JY4016",
    title: "Two names of an index",
    explanation: "`name` is the old word for `map` on an index. Only one of the two can hold.",
    rules: ["R059"],
    message: (p) => `${p.attribute} has both "map" and "name", its old word`,
    hint: () => `keep "map"`,
  }),
  viewUniqueArgument: entry<{ attribute: string; argument: string }>({
    code: "JY4017",
    title: "Argument of a view's unique",
    explanation:
      "A view has no index. Its unique tells the client what tells rows apart, and the database nothing, so there is nothing to name or order.",
    rules: ["R117"],
    message: (p) => `${p.attribute} of a view takes no ${quote(p.argument)}`,
    hint: () => "remove it",
  }),
  viewKey: entry<{ attribute: string; view: string }>({
    code: "JY4021",
    title: "Primary key of a view",
    explanation:
      "A primary key is a constraint of a table, and a view has none. What tells its rows apart is said by `@unique`.",
    rules: ["R117"],
    message: (p) => `${quote(p.view)} is a view, which has no primary key for ${p.attribute} to name`,
    hint: (p) => `write ${p.attribute.replace("id", "unique")}`,
  }),
  unsupportedKey: entry<{ field: string; model: string }>({
    code: "JY4022",
    title: "Key of an Unsupported type",
    explanation:
      "A row is found again by its key, and the client cannot read a column whose type is `Unsupported`. Leave the model out of the client with `@@ignore`.",
    rules: ["R042"],
    message: (p) => `the key of model ${quote(p.model)} has the column ${quote(p.field)}, whose type is Unsupported`,
    hint: () => "mark the model with @@ignore",
  }),
  clientName: entry<{ attribute: string; name: string; problem: "noName" | "taken" | "field" | "implied" }>({
    code: "JY4018",
    title: "Client name of a compound key",
    explanation:
      "`name` is what Prisma's client calls a compound key, so it is a name like that of a field, and different from all of them. The name in the database is `map`.",
    rules: ["R053"],
    message: (p) =>
      ({
        noName: `${quote(p.name)} is no name that a client could use for ${p.attribute}`,
        taken: `the name ${quote(p.name)} is that of another key of this model`,
        field: `the name ${quote(p.name)} is that of a field of this model`,
        implied: `Prisma's client calls this ${p.attribute} ${quote(p.name)}, which is a field of this model`,
      })[p.problem],
    hint: (p) => {
      if (p.problem === "noName") return `write letters, digits and _; the database's name goes into "map"`;
      return p.problem === "implied" ? `give it another one with "name:", or rename the field` : "choose another one";
    },
  }),
  sortInKey: entry<{ attribute: string }>({
    code: "JY4019",
    title: "Order in a primary key",
    explanation: "The index behind a primary key runs in one direction, and every engine can read it backwards.",
    rules: ["R066"],
    message: (p) => `${p.attribute} takes no sort order`,
    hint: () => "remove it; an @@index may have that order",
  }),
  namedKey: entry<{ attribute: string; provider: string }>({
    code: "JY4020",
    title: "Name of a primary key",
    explanation:
      "SQLite and MySQL keep no names of primary keys, so a name in the schema would say what no database holds.",
    rules: ["R055"],
    message: (p) => `a primary key has no name on ${p.provider}`,
    hint: () => `remove "map"`,
  }),
};
