import { didYouMean, entry, quote, quoteAll } from "./entry.ts";

/** JY3: attributes, their arguments, and defaults. */
export const attributeMessages = {
  unknownAttribute: entry<{ attribute: string; suggestion: string | null }>({
    code: "JY3001",
    title: "Unknown attribute",
    explanation:
      "Attributes say what a type cannot: keys, defaults, names in the database. Those with one `@` belong to a field, those with `@@` to a whole block, and each place has its own.",
    rules: ["R021"],
    message: (p) => `unknown attribute ${quote(p.attribute)}`,
    hint: (p) => didYouMean(p.suggestion),
  }),
  duplicateAttribute: entry<{ attribute: string }>({
    code: "JY3002",
    title: "Attribute given twice",
    explanation:
      "A second attribute of the same name repeats the first or contradicts it, so one of them goes. Only some of a block may stand several times, such as `@@unique` and `@@index`.",
    rules: ["R022"],
    message: (p) => `${quote(p.attribute)} is given twice`,
  }),
  /** `known` are the arguments that are not given yet. */
  unknownArgument: entry<{ attribute: string; argument: string; suggestion: string | null; known: readonly string[] }>({
    code: "JY3003",
    title: "Unknown argument",
    explanation:
      "Each attribute has arguments of its own. An unknown one is refused instead of ignored: a misspelt `onDelete` would quietly change what the database does.",
    rules: ["R023"],
    message: (p) => `${p.attribute} has no argument ${quote(p.argument)}`,
    hint: (p) => didYouMean(p.suggestion) ?? (p.known.length === 0 ? "remove it" : `it takes ${quoteAll(p.known)}`),
  }),
  missingArgument: entry<{ attribute: string; argument: string }>({
    code: "JY3004",
    title: "Missing argument",
    explanation:
      "Some attributes say nothing without an argument: `@map` needs the name, `@@index` the fields, `@default` the value.",
    rules: ["R023"],
    message: (p) => `${p.attribute} needs its argument ${quote(p.argument)}`,
  }),
  duplicateArgument: entry<{ attribute: string; argument: string }>({
    code: "JY3005",
    title: "Argument given twice",
    explanation: "An argument has one value. It is given by its place or by its name, not by both.",
    rules: ["R024"],
    message: (p) => `${p.attribute} is given its argument ${quote(p.argument)} twice`,
  }),
  /** `known` are the arguments that are not given yet. */
  tooManyArguments: entry<{ attribute: string; known: readonly string[] }>({
    code: "JY3006",
    title: "Argument without a place",
    explanation:
      'An attribute takes some arguments by their place; the others are named, as in `@unique(map: "users_email")`. This value has no place: name the argument that it is for, or remove it.',
    rules: ["R018"],
    message: (p) => `${p.attribute} has no place for this argument`,
    hint: (p) => (p.known.length === 0 ? "remove it" : `name it: there is ${quoteAll(p.known)}`),
  }),
  wrongArgument: entry<{ attribute: string; argument: string; expected: string; found: string }>({
    code: "JY3007",
    title: "Argument of the wrong kind",
    explanation:
      "Each argument takes one kind of value. Fields and words of the language stand without quotes, several fields in `[ ]`; names in the database are texts in double quotes.",
    rules: ["R025"],
    message: (p) => `${p.attribute} takes ${p.expected} as its argument ${quote(p.argument)}, not ${p.found}`,
  }),
  misplacedAttribute: entry<{ attribute: string; place: string; allowed: string }>({
    code: "JY3008",
    title: "Attribute in the wrong place",
    explanation:
      "An attribute has a meaning only on some kinds of field or block: `@relation` where the type is a model, `@updatedAt` on a column. Move it to the field that it is about, or remove it.",
    rules: ["R086"],
    message: (p) => `${p.attribute} has no meaning on ${p.place}; it belongs to ${p.allowed}`,
  }),
  emptyName: entry<{ attribute: string }>({
    code: "JY3009",
    title: "Empty name",
    explanation:
      "A name in the database has at least one character. Where the name is left out, it is made from those in the schema.",
    rules: ["R054"],
    message: (p) => `the name in ${p.attribute} is empty`,
  }),
  argumentWithoutEffect: entry<{ attribute: string; argument: string }>({
    code: "JY3010",
    severity: "warning",
    title: "Argument without effect",
    explanation:
      "Prisma's client uses this argument. Joinery accepts it, so that such a schema works as it is, and does nothing with it; remove it where nothing else reads the schema.",
    rules: [],
    message: (p) => `the argument ${quote(p.argument)} of ${p.attribute} has no effect in Joinery`,
  }),
  unknownWord: entry<{ attribute: string; word: string; known: readonly string[]; suggestion: string | null }>({
    code: "JY3011",
    title: "Unknown word",
    explanation:
      "Loading strategies, cascades, referential actions, sort orders and ways of inheritance are words from a fixed list, written without quotes; capitals count.",
    rules: ["R107"],
    message: (p) => `${p.attribute} does not know ${quote(p.word)}`,
    hint: (p) => didYouMean(p.suggestion) ?? `it knows ${quoteAll(p.known)}`,
  }),
  unknownOrderColumn: entry<{ column: string; model: string; suggestion: string | null }>({
    code: "JY3012",
    title: "Unknown column to order by",
    explanation:
      "`@orderBy` sorts a list by columns of the model that the list holds. A relation is no column; the key behind it is one.",
    rules: [],
    message: (p) => `model ${quote(p.model)} has no column ${quote(p.column)} to order by`,
    hint: (p) => didYouMean(p.suggestion),
  }),
  unexpectedArgument: entry<{ attribute: string; expected: string; found: string }>({
    code: "JY3013",
    title: "Unexpected value",
    explanation:
      "`@cascade` takes words and `@orderBy` takes columns, without quotes and without names of arguments; `@@discriminator` takes a column on the root of a family, and a value on its heirs.",
    rules: ["R025"],
    message: (p) => `${p.attribute} takes ${p.expected}, not ${p.found}`,
  }),

  defaultOnRelation: entry<{ field: string; ownsKey: boolean }>({
    code: "JY3101",
    title: "Default on a relation",
    explanation:
      "A relation is no column: what the table holds is the key behind it. Declare that key as a field, and give the default to it.",
    rules: ["R070"],
    message: (p) => `the relation ${quote(p.field)} cannot have a default`,
    hint: (p) => (p.ownsKey ? "declare the key column behind it, and give the default to that" : "remove it"),
  }),
  /** `wayOut` where it can be told what is meant. */
  wrongDefault: entry<{ type: string; expected: string; found: string; wayOut?: string | null }>({
    code: "JY3102",
    title: "Default of another type",
    explanation:
      "A default is a value of the field's own type. Numbers, `true`, `false` and members of an enum stand without quotes; texts, dates and documents stand in double quotes.",
    rules: ["R072"],
    message: (p) => `the default of type ${p.type} is ${p.expected}, not ${p.found}`,
    hint: (p) => p.wayOut ?? null,
  }),
  defaultOutOfRange: entry<{ type: string; value: string; range: string }>({
    code: "JY3103",
    title: "Default out of range",
    explanation:
      "A number holds the same on every database: `Int` has 32 bits, `BigInt` 64. Choose the larger type, or a value within the range.",
    rules: ["R072"],
    message: (p) =>
      `the default ${p.value.length > 60 ? `${p.value.slice(0, 60)}…` : p.value} is outside the range of ${p.type}`,
    hint: (p) => `${p.type} holds ${p.range}`,
  }),
  unknownFunction: entry<{ name: string; suggestion: string | null; known: readonly string[] }>({
    code: "JY3104",
    title: "Unknown function",
    explanation:
      'A default is made by one of a few functions that mean the same on every database. What only your database can compute goes into `dbgenerated("…")` as SQL.',
    rules: ["R074"],
    message: (p) => `unknown function ${quote(p.name)}`,
    hint: (p) => didYouMean(p.suggestion) ?? `known are ${p.known.map((name) => `${name}()`).join(", ")}`,
  }),
  functionDoesNotFit: entry<{ name: string; type: string; fits: readonly string[] }>({
    code: "JY3105",
    title: "Function for another type",
    explanation:
      "Each function makes values of certain types: `now()` a time, `uuid()` a text, `autoincrement()` a whole number. Choose another function, or another type for the field.",
    rules: ["R075"],
    message: (p) => `${p.name}() does not fit the type ${p.type}`,
    hint: (p) => `it makes a value for ${p.fits.join(" or ")}`,
  }),
  wrongFunctionArgument: entry<{ name: string; takes: string }>({
    code: "JY3106",
    title: "Function with wrong arguments",
    explanation:
      'Each function takes arguments of its own: `uuid(7)` a version, `nanoid(10)` a length, `dbgenerated("…")` an SQL expression, `now()` none.',
    rules: ["R026", "R076", "R079"],
    message: (p) => `${p.name}() takes ${p.takes}`,
  }),
  /** `known` is null where there are too many to list. */
  unknownMember: entry<{ member: string; enum: string; suggestion: string | null; known: readonly string[] | null }>({
    code: "JY3107",
    title: "Unknown member of an enum",
    explanation:
      "The default of an enum's field, and the discriminator of a model where it is an enum's, is one of the members, by its name in the schema. A value that `@map` gives it in the database does not count here.",
    rules: ["R071"],
    message: (p) => `enum ${quote(p.enum)} has no member ${quote(p.member)}`,
    hint: (p) => didYouMean(p.suggestion) ?? (p.known && `it has ${quoteAll(p.known)}`),
  }),
  listDefault: entry<{ list: boolean }>({
    code: "JY3108",
    title: "List in place of a value, or a value in place of a list",
    explanation: "A list field begins as a list, such as `[]` or `[1, 2]`; any other field begins as one value.",
    rules: ["R073"],
    message: (p) => (p.list ? "the default of a list is a list" : "only the default of a list is a list"),
    hint: (p) => (p.list ? "write the values in [ ]" : "write the value without [ ]"),
  }),
  misplacedAutoincrement: entry<{ field: string }>({
    code: "JY3109",
    title: "Autoincrement beside the key",
    explanation:
      "SQLite counts up nothing but a primary key of one column. Put `autoincrement()` on the only `@id` of the model, or set the number in the program.",
    rules: ["R078"],
    message: (p) => `autoincrement() needs ${quote(p.field)} to be the model's only @id`,
  }),
  updatedAtType: entry<{ type: string }>({
    code: "JY3110",
    title: "Time stamp of another type",
    explanation: "`@updatedAt` holds the time of the last change to a row, so its field is one `DateTime`.",
    rules: ["R080"],
    message: (p) => `@updatedAt needs a DateTime, not ${p.type}`,
  }),
};
