import { didYouMean, entry, quote } from "./entry.ts";

type DeclarationKind = "model" | "view" | "enum" | "type" | "scalar";

/** JY2: names and types. */
export const nameMessages = {
  unknownType: entry<{ name: string; suggestion: string | null; builtIn: readonly string[] }>({
    code: "JY2001",
    title: "Unknown type",
    explanation:
      "The type of a field is a built-in type, or the name of a model, an enum, a value type or a scalar in any file of the schema. Case counts: `String`, not `string`.",
    rules: ["R027"],
    message: (p) => `unknown type ${quote(p.name)}`,
    hint: (p) =>
      didYouMean(p.suggestion) ?? `declare a model or an enum of this name, or use one of ${p.builtIn.join(", ")}`,
  }),
  duplicateDeclaration: entry<{ kind: string; name: string; firstKind: string }>({
    code: "JY2002",
    title: "Name declared twice",
    explanation:
      "All blocks of a schema, in all its files, share one set of names, since a field names its type by them. Rename one of the two; its table keeps the name with `@@map`.",
    rules: ["R001"],
    message: (p) =>
      p.kind === p.firstKind
        ? `${p.kind} ${quote(p.name)} has the name of another ${p.firstKind}`
        : `${p.kind} ${quote(p.name)} has the name of ${/^[aeiou]/.test(p.firstKind) ? "an" : "a"} ${p.firstKind}`,
  }),
  duplicateField: entry<{ field: string; model: string }>({
    code: "JY2003",
    title: "Field declared twice",
    explanation:
      "Each field becomes a property of the model's class, so a model has only one of a name. Remove one of the two, or rename it and keep the column's name with `@map`.",
    rules: ["R004"],
    message: (p) => `model ${quote(p.model)} has two fields named ${quote(p.field)}`,
  }),
  duplicateMember: entry<{ member: string; enum: string }>({
    code: "JY2004",
    title: "Member declared twice",
    explanation:
      "An enum has each of its members once; a second one of the same name says nothing new. Remove it, or give it the name that is meant.",
    rules: ["R005"],
    message: (p) => `enum ${quote(p.enum)} has two members named ${quote(p.member)}`,
  }),
  builtInName: entry<{ kind: string; name: string }>({
    code: "JY2005",
    title: "Name of a built-in type",
    explanation:
      "The names of built-in types are taken, so that `String` means the same in every schema. Choose another name for the block; its table may still have this one, with `@@map`.",
    rules: ["R006"],
    message: (p) => `${quote(p.name)} is a built-in type, so no ${p.kind} can have this name`,
  }),
  /** `suggestion` is null where the name with a capital is taken as well. */
  reservedName: entry<{
    kind: string;
    name: string;
    owner: "TypeScript" | "Prisma" | "the client";
    suggestion: string | null;
  }>({
    code: "JY2006",
    title: "Reserved word as a name",
    explanation:
      "The name of a block becomes the name of a class or a type, and TypeScript keeps words such as `class`, `delete` and `keyof` to itself, as every client does its function `connect`. Choose another name, and keep the one in the database with `@@map`.",
    rules: ["R007"],
    message: (p) => `${quote(p.name)} is a reserved word of ${p.owner}, so no ${p.kind} can have this name`,
    hint: (p) =>
      p.suggestion === null
        ? `choose another name, and keep the database's with @@map("${p.name}")`
        : `write "${p.kind} ${p.suggestion}" with @@map("${p.name}")`,
  }),
  /** A relation has a name in the schema alone. */
  claimedName: entry<{ kind: DeclarationKind | "field" | "relation" | "member"; name: string }>({
    code: "JY2007",
    title: "Name that JavaScript claims",
    explanation:
      "Some names mean something to JavaScript itself: an object with a property `constructor` or `toJSON` behaves differently, and a module that exports `then` is taken for a promise. Choose another name, and keep the one in the database with `@map` or `@@map`.",
    rules: ["R007"],
    message: (p) => `JavaScript itself claims the name ${quote(p.name)}, so no ${p.kind} can have it`,
    hint: (p) =>
      ({
        model: `choose another name, and keep the table's with @@map("${p.name}")`,
        view: `choose another name, and keep the view's with @@map("${p.name}")`,
        enum: `choose another name, and keep the database's with @@map("${p.name}")`,
        type: "choose another name",
        scalar: "choose another name",
        field: `write ${p.name}_ with @map("${p.name}")`,
        member: `write ${p.name}_ with @map("${p.name}")`,
        relation: `write ${p.name}_`,
      })[p.kind],
  }),
  emptyEnum: entry<{ enum: string }>({
    code: "JY2008",
    title: "Enum without members",
    explanation:
      "A column of an enum holds one of its members, so an enum without any leaves no value to hold. Write at least one member.",
    rules: ["R010"],
    message: (p) => `enum ${quote(p.enum)} has no members`,
  }),
  duplicateTable: entry<{ model: string; table: string; other: string }>({
    code: "JY2009",
    title: "Table name used twice",
    explanation:
      "Each model has a table of its own; in a shared one the rows of both would be mixed up. Names are compared without case, since SQLite makes no difference.",
    rules: ["R002"],
    message: (p) => `model ${quote(p.model)} has the table ${quote(p.table)}, a name which ${p.other} has already`,
    hint: () => "give one of them another name with @@map; case makes no difference to SQLite",
  }),
  duplicateColumn: entry<{ column: string; other: string }>({
    code: "JY2010",
    title: "Column name used twice",
    explanation:
      "Each field has a column of its own. Names are compared without case, since SQLite makes no difference: `ID` and `id` are one column there.",
    rules: [],
    message: (p) => `the column ${quote(p.column)} is that of ${quote(p.other)} already`,
    hint: () => "give one of them another name with @map; case makes no difference to SQLite",
  }),
  duplicateFileName: entry<{ model: string; other: string; file: string }>({
    code: "JY2011",
    title: "File name used twice",
    explanation:
      "Each model is generated into a file of its own, named after it in lower case with hyphens. Names that differ only in case or in an underscore would leave one file for two models.",
    rules: [],
    message: (p) => `models ${quote(p.model)} and ${quote(p.other)} would both be generated as ${quote(p.file)}`,
    hint: () => "rename one of them",
  }),
  duplicateMemberValue: entry<{ value: string; other: string }>({
    code: "JY2012",
    title: "Member value used twice",
    explanation:
      "The database holds the value of a member, its name unless `@map` gives another. Two members with the same value could not be told apart when they are read back.",
    rules: [],
    message: (p) => `the value ${quote(p.value)} is that of the member ${quote(p.other)} already`,
  }),
  duplicateEnumType: entry<{ enum: string; type: string; other: string }>({
    code: "JY2013",
    title: "Type name of an enum used twice",
    explanation:
      "PostgreSQL makes a type of each enum, and of each table too, so all of them share one set of names. Give one of them another name with `@@map`.",
    rules: ["R003"],
    message: (p) => `enum ${quote(p.enum)} has the database type ${quote(p.type)}, a name which ${p.other} has already`,
    hint: () => "give one of them another name with @@map",
  }),
  engineName: entry<{ name: string; what: "table" | "index" | "column"; engine: "SQLite" | "PostgreSQL" }>({
    code: "JY2014",
    title: "Name that a database keeps to itself",
    explanation:
      "SQLite makes no table, view or index whose name begins with `sqlite_`, and loses columns called `true` or `false` in views and subqueries. PostgreSQL has columns of its own in every table, such as `ctid` and `xmin`. A schema without a provider keeps to what holds on all engines.",
    rules: [],
    message: (p) =>
      p.what !== "column"
        ? `SQLite keeps names that begin with "sqlite_" to itself, so no ${p.what} can be called ${quote(p.name)}`
        : p.engine === "SQLite"
          ? `SQLite loses a column called ${quote(p.name)} in views and subqueries`
          : `PostgreSQL has a column ${quote(p.name)} of its own in every table`,
    hint: (p) =>
      `give it another name with ${{ table: "@@map", index: "map:, or the table with @@map", column: "@map" }[p.what]}`,
  }),
};
