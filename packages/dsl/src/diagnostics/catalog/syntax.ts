import { didYouMean, entry, quote } from "./entry.ts";

type None = Record<never, never>;

/** JY1: the text is not of the language. */
export const syntaxMessages = {
  /** `found` is null at the end of a line. */
  unexpectedToken: entry<{ found: string | null; expected: string }>({
    code: "JY1001",
    message: (p) =>
      p.found === null
        ? `the line ends too early, expected ${p.expected}`
        : `unexpected ${quote(p.found)}, expected ${p.expected}`,
  }),
  unknownKeyword: entry<{ keyword: string; suggestion: string | null; known: readonly string[] }>({
    code: "JY1002",
    message: (p) => `unknown keyword ${quote(p.keyword)}`,
    hint: (p) => didYouMean(p.suggestion) ?? `known are ${p.known.join(", ")}`,
  }),
  notABlock: entry<{ suggestion: string | null }>({
    code: "JY1003",
    message: () => `expected a block such as "model Name {" or "enum Name {"`,
    hint: (p) => didYouMean(p.suggestion),
  }),
  notAMember: entry<{ holds: "modelLine" | "enumLine" | "settingLine" }>({
    code: "JY1004",
    message: (p) =>
      ({
        modelLine: "this line is neither a field nor an attribute",
        enumLine: "this line is neither a member nor an attribute",
        settingLine: "this line is not a setting",
      })[p.holds],
    hint: (p) =>
      ({
        modelLine: `write "name Type" or "@@attribute(…)"`,
        enumLine: `write "member" or "@@attribute(…)"`,
        settingLine: `write "name = value"`,
      })[p.holds],
  }),
  incompleteField: entry<{ field: string }>({
    code: "JY1005",
    message: (p) => `field ${quote(p.field)} has no type`,
    hint: (p) =>
      /^[A-Z]/.test(p.field)
        ? `if ${quote(p.field)} is the type, write the field's name before it`
        : `write "${p.field} Type"`,
  }),
  blockWithoutName: entry<{ keyword: string }>({
    code: "JY1006",
    message: (p) => `this ${p.keyword} has no name`,
    hint: (p) => `write "${p.keyword} Name {"`,
  }),
  unclosedBlock: entry<{ block: string }>({
    code: "JY1007",
    message: (p) => `${p.block} is not closed: its "}" is missing`,
  }),
  unclosedBracket: entry<{ bracket: string }>({
    code: "JY1008",
    message: (p) => `this "${p.bracket}" is not closed`,
    hint: (p) => `add the missing "${p.bracket === "(" ? ")" : p.bracket === "[" ? "]" : "}"}"`,
  }),
  unclosedString: entry<None>({
    code: "JY1009",
    message: () => "this text is not closed: its quote is missing before the line ends",
  }),
  unclosedComment: entry<None>({
    code: "JY1010",
    message: () => `this comment is not closed: its "*/" is missing`,
  }),
  unknownEscape: entry<{ escape: string }>({
    code: "JY1011",
    message: (p) => `unknown escape ${p.escape} in a text`,
    hint: () => String.raw`known are \" \\ \/ \n \r \t \b \f \uXXXX; a backslash itself is written \\`,
  }),
  strayCharacter: entry<{ character: string }>({
    code: "JY1012",
    message: (p) => `unexpected character ${quote(p.character)}`,
    hint: (p) => {
      if (p.character === ";") return "a line ends without a semicolon";
      if (p.character === "'" || p.character === "`") return `texts stand in double quotes`;
      return null;
    },
  }),
  badName: entry<{ name: string; reason: "digit" | "hyphen" | "letter" }>({
    code: "JY1013",
    message: (p) =>
      ({
        digit: `the name ${quote(p.name)} begins with a digit`,
        hyphen: `the name ${quote(p.name)} has a hyphen`,
        letter: `the name ${quote(p.name)} has a character other than A-Z, a-z, 0-9 and _`,
      })[p.reason],
    hint: (p) =>
      `choose a name of ASCII letters, digits and _, and give the database's own with @map("${p.name.slice(0, 60)}")`,
  }),
  legacyColon: entry<None>({
    code: "JY1014",
    message: () => "a field has no colon between its name and its type",
    hint: () => "remove the colon",
  }),
  legacyRequired: entry<{ type: string }>({
    code: "JY1015",
    message: () => `unexpected "!": a field is required unless its type has a "?"`,
    hint: (p) => `write "${p.type}"`,
  }),
  legacyListType: entry<{ type: string }>({
    code: "JY1016",
    message: (p) => `a list is written "${p.type}[]", not "[${p.type}]"`,
  }),
  optionalList: entry<{ type: string }>({
    code: "JY1017",
    message: () => "a list cannot be optional: without members it is empty",
    hint: (p) => `write "${p.type}[]" or "${p.type}?"`,
  }),
  emptyArgument: entry<None>({
    code: "JY1018",
    message: () => "this comma has no value on one side",
    hint: () => "remove the comma",
  }),
  argumentWithoutValue: entry<{ argument: string }>({
    code: "JY1019",
    message: (p) => `the argument ${quote(p.argument)} has no value`,
  }),
  nestedTooDeeply: entry<{ limit: number }>({
    code: "JY1020",
    message: (p) => `this line nests brackets more than ${p.limit} deep`,
  }),
  unexpectedBrace: entry<None>({
    code: "JY1021",
    message: () => `unexpected "}": no block is open here`,
  }),
  attributeWithoutField: entry<{ attribute: string }>({
    code: "JY1022",
    message: () => "an attribute with one @ stands behind its field, on the same line",
    hint: (p) => `for the whole block write "@@${p.attribute}"`,
  }),
  nestedList: entry<{ type: string }>({
    code: "JY1023",
    message: () => "a list of lists is not a column type",
    hint: (p) => `write "${p.type}[]", or use Json`,
  }),
  notSupportedYet: entry<{ what: string; instead?: string | undefined }>({
    code: "JY1090",
    message: (p) => `${p.what} is part of the language but not supported yet`,
    hint: (p) => p.instead ?? null,
  }),
};
