import { didYouMean, entry, quote, quoteAll } from "./entry.ts";

/** JY3: attributes, their arguments, and defaults. */
export const attributeMessages = {
  unknownAttribute: entry<{ attribute: string; suggestion: string | null }>({
    code: "JY3001",
    message: (p) => `unknown attribute ${quote(p.attribute)}`,
    hint: (p) => didYouMean(p.suggestion),
  }),
  duplicateAttribute: entry<{ attribute: string }>({
    code: "JY3002",
    message: (p) => `${quote(p.attribute)} is given twice`,
  }),
  unknownArgument: entry<{ attribute: string; argument: string; suggestion: string | null; known: readonly string[] }>({
    code: "JY3003",
    message: (p) => `${p.attribute} has no argument ${quote(p.argument)}`,
    hint: (p) => didYouMean(p.suggestion) ?? (p.known.length === 0 ? "it takes none" : `it takes ${quoteAll(p.known)}`),
  }),
  missingArgument: entry<{ attribute: string; argument: string }>({
    code: "JY3004",
    message: (p) => `${p.attribute} needs its argument ${quote(p.argument)}`,
  }),
  duplicateArgument: entry<{ attribute: string; argument: string }>({
    code: "JY3005",
    message: (p) => `${p.attribute} is given its argument ${quote(p.argument)} twice`,
  }),
  tooManyArguments: entry<{ attribute: string; known: readonly string[] }>({
    code: "JY3006",
    message: (p) => `${p.attribute} has no place for this argument`,
    hint: (p) => (p.known.length === 0 ? "it takes none" : `name it: it takes ${quoteAll(p.known)}`),
  }),
  wrongArgument: entry<{ attribute: string; argument: string; expected: string; found: string }>({
    code: "JY3007",
    message: (p) => `${p.attribute} takes ${p.expected} as its argument ${quote(p.argument)}, not ${p.found}`,
  }),
  misplacedAttribute: entry<{ attribute: string; place: string; allowed: string }>({
    code: "JY3008",
    message: (p) => `${p.attribute} has no meaning on ${p.place}; it belongs to ${p.allowed}`,
  }),
  emptyName: entry<{ attribute: string }>({
    code: "JY3009",
    message: (p) => `the name in ${p.attribute} is empty`,
  }),
  argumentWithoutEffect: entry<{ attribute: string; argument: string }>({
    code: "JY3010",
    severity: "warning",
    message: (p) => `the argument ${quote(p.argument)} of ${p.attribute} has no effect in Joinery`,
  }),
  unknownWord: entry<{ attribute: string; word: string; known: readonly string[]; suggestion: string | null }>({
    code: "JY3011",
    message: (p) => `${p.attribute} does not know ${quote(p.word)}`,
    hint: (p) => didYouMean(p.suggestion) ?? `it knows ${quoteAll(p.known)}`,
  }),
  unknownOrderColumn: entry<{ column: string; model: string; suggestion: string | null }>({
    code: "JY3012",
    message: (p) => `model ${quote(p.model)} has no column ${quote(p.column)} to order by`,
    hint: (p) => didYouMean(p.suggestion),
  }),
  unexpectedArgument: entry<{ attribute: string; expected: string; found: string }>({
    code: "JY3013",
    message: (p) => `${p.attribute} takes ${p.expected}, not ${p.found}`,
  }),

  defaultOnRelation: entry<{ field: string }>({
    code: "JY3101",
    message: (p) => `the relation ${quote(p.field)} cannot have a default`,
    hint: () => "give it to the column behind the relation",
  }),
  wrongDefault: entry<{ type: string; expected: string; found: string }>({
    code: "JY3102",
    message: (p) => `the default of type ${p.type} is ${p.expected}, not ${p.found}`,
  }),
  defaultOutOfRange: entry<{ type: string; value: string; range: string }>({
    code: "JY3103",
    message: (p) =>
      `the default ${p.value.length > 60 ? `${p.value.slice(0, 60)}…` : p.value} is outside the range of ${p.type}`,
    hint: (p) => `${p.type} holds ${p.range}`,
  }),
  unknownFunction: entry<{ name: string; suggestion: string | null; known: readonly string[] }>({
    code: "JY3104",
    message: (p) => `unknown function ${quote(p.name)}`,
    hint: (p) => didYouMean(p.suggestion) ?? `known are ${p.known.map((name) => `${name}()`).join(", ")}`,
  }),
  functionDoesNotFit: entry<{ name: string; type: string; fits: readonly string[] }>({
    code: "JY3105",
    message: (p) => `${p.name}() does not fit the type ${p.type}`,
    hint: (p) => `it makes a value for ${p.fits.join(" or ")}`,
  }),
  wrongFunctionArgument: entry<{ name: string; takes: string }>({
    code: "JY3106",
    message: (p) => `${p.name}() takes ${p.takes}`,
  }),
  unknownMember: entry<{ member: string; enum: string; suggestion: string | null }>({
    code: "JY3107",
    message: (p) => `enum ${quote(p.enum)} has no member ${quote(p.member)}`,
    hint: (p) => didYouMean(p.suggestion),
  }),
  listDefault: entry<{ list: boolean }>({
    code: "JY3108",
    message: (p) => (p.list ? "the default of a list is a list" : "only the default of a list is a list"),
    hint: (p) => (p.list ? "write it in [ ]" : "write the value without [ ]"),
  }),
  misplacedAutoincrement: entry<{ field: string }>({
    code: "JY3109",
    message: (p) => `autoincrement() needs ${quote(p.field)} to be the model's only @id`,
  }),
  updatedAtType: entry<{ type: string }>({
    code: "JY3110",
    message: (p) => `@updatedAt needs a DateTime, not ${p.type}`,
  }),
};
