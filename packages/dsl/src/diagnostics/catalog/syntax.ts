import { didYouMean, entry, quote } from "./entry.ts";

type None = Record<never, never>;

/** JY1: the text is not of the language. */
export const syntaxMessages = {
  /** `found` is null at the end of a line. */
  unexpectedToken: entry<{ found: string | null; expected: string; hint?: string | null }>({
    code: "JY1001",
    title: "Unexpected text",
    explanation:
      "A line of a block is a field (`name Type` and its attributes), a member of an enum, or an attribute of the whole block. Here stands something that none of them has in this place, or the line ends where more has to follow.",
    rules: [],
    message: (p) =>
      p.found === null
        ? `the line ends too early, expected ${p.expected}`
        : `unexpected ${quote(p.found)}, expected ${p.expected}`,
    hint: (p) => p.hint ?? null,
  }),
  unknownKeyword: entry<{ keyword: string; suggestion: string | null; known: readonly string[] }>({
    code: "JY1002",
    title: "Unknown keyword",
    explanation:
      "Everything in a schema stands in blocks, and the first word of a block says what it is: `model`, `enum` and so on. This word is none of them.",
    rules: ["R013"],
    message: (p) => `unknown keyword ${quote(p.keyword)}`,
    hint: (p) => didYouMean(p.suggestion) ?? `known are ${p.known.join(", ")}`,
  }),
  notABlock: entry<{ suggestion: string | null }>({
    code: "JY1003",
    title: "Text outside a block",
    explanation:
      "Fields and attributes belong between the braces of a block; outside of them stand only blocks. As a rule a `}` stands too early, or the head of a block is missing.",
    rules: [],
    message: () => `expected a block such as "model Name {" or "enum Name {"`,
    hint: (p) => didYouMean(p.suggestion),
  }),
  notAMember: entry<{ holds: "modelLine" | "enumLine" | "settingLine" }>({
    code: "JY1004",
    title: "Neither field nor attribute",
    explanation:
      "Each line of a block says one thing: a field, a member of an enum, or an attribute that begins with `@@`. A line that is none of these is left out, and the rest of the block is still read.",
    rules: ["R014"],
    message: (p) =>
      ({
        modelLine: "this line is neither a field nor an attribute",
        enumLine: "this line is neither a member nor an attribute",
        settingLine: "this line is not a setting",
      })[p.holds],
    hint: (p) =>
      ({
        modelLine: `write "name Type" or "@@attribute(…)"`,
        enumLine: `write "member", without quotes, or "@@attribute(…)"`,
        settingLine: `write "name = value"`,
      })[p.holds],
  }),
  incompleteField: entry<{ field: string }>({
    code: "JY1005",
    title: "Field without a type",
    explanation:
      "A field is a name and a type, in this order and with a blank between: `title String`. A name alone says nothing about its column, and no type is guessed.",
    rules: ["R015"],
    message: (p) => `field ${quote(p.field)} has no type`,
    hint: (p) =>
      /^[A-Z]/.test(p.field)
        ? `if ${quote(p.field)} is the type, write the field's name before it`
        : `write "${p.field} Type"`,
  }),
  blockWithoutName: entry<{ keyword: string }>({
    code: "JY1006",
    title: "Block without a name",
    explanation:
      "The name of a block becomes the name of a class and of a table, and fields of other models use it as their type. Write it between the keyword and the brace: `model Post {`.",
    rules: [],
    message: (p) => `this ${p.keyword} has no name`,
    hint: (p) => `write "${p.keyword} Name {"`,
  }),
  unclosedBlock: entry<{ block: string }>({
    code: "JY1007",
    title: "Block without an end",
    explanation:
      "Every `{` needs its `}`. Where it is missing, the block is taken to end at the head of the next one, so that the rest of the schema is still checked.",
    rules: [],
    message: (p) => `${p.block} is not closed: its "}" is missing`,
  }),
  unclosedBracket: entry<{ bracket: string }>({
    code: "JY1008",
    title: "Unclosed bracket",
    explanation:
      "Every `(` and `[` needs its closing bracket. A list of arguments may go on over several lines, but it ends before the next field or attribute.",
    rules: [],
    message: (p) => `this "${p.bracket}" is not closed`,
    hint: (p) => `add the missing "${p.bracket === "(" ? ")" : p.bracket === "[" ? "]" : "}"}"`,
  }),
  unclosedString: entry<None>({
    code: "JY1009",
    title: "Unclosed text",
    explanation:
      'A text stands between two double quotes on one line. Within it a line end is written `\\n` and a quote `\\"`.',
    rules: [],
    message: () => "this text is not closed: its quote is missing before the line ends",
  }),
  unclosedComment: entry<None>({
    code: "JY1010",
    title: "Unclosed comment",
    explanation:
      "A comment that begins with `/*` goes on until the next `*/`, also over line ends; without one it swallows the rest of the file. A comment that ends with its line begins with `//`.",
    rules: [],
    message: () => `this comment is not closed: its "*/" is missing`,
  }),
  unknownEscape: entry<{ escape: string }>({
    code: "JY1011",
    title: "Unknown escape",
    explanation:
      'In a text a backslash begins an escape, as it does in JSON, so a backslash of its own is written twice: `"C:\\docs"`.',
    rules: ["R019"],
    message: (p) => `unknown escape ${p.escape} in a text`,
    hint: () => String.raw`known are \" \\ \/ \n \r \t \b \f \uXXXX; a backslash itself is written \\`,
  }),
  strayCharacter: entry<{ character: string }>({
    code: "JY1012",
    title: "Unexpected character",
    explanation:
      "The language has few signs: braces, brackets, double quotes, `@`, `?`, `:`, `,`, `.` and `=`. A line ends without a semicolon, a text stands in double quotes, and a comment begins with `//`.",
    rules: [],
    message: (p) => `unexpected character ${quote(p.character)}`,
    hint: (p) => {
      if (p.character === ";") return "a line ends without a semicolon";
      if (p.character === "'" || p.character === "`") return "texts stand in double quotes";
      if (p.character.startsWith("#")) return "a comment begins with //";
      return null;
    },
  }),
  badName: entry<{ name: string; reason: "digit" | "hyphen" | "letter" }>({
    code: "JY1013",
    title: "Name with other characters",
    explanation:
      "A name becomes an identifier in the generated code, so it is made of ASCII letters, digits and `_`, and does not begin with a digit. What the database calls it is free: say so with `@map`, for a block with `@@map`.",
    rules: ["R008", "R009"],
    message: (p) =>
      ({
        digit: `the name ${quote(p.name)} begins with a digit`,
        hyphen: `the name ${quote(p.name)} has a hyphen`,
        letter: `the name ${quote(p.name)} has a character other than A-Z, a-z, 0-9 and _`,
      })[p.reason],
    hint: () =>
      "choose a name of ASCII letters, digits and _, and keep the database's with @map, for a block with @@map",
  }),
  legacyColon: entry<None>({
    code: "JY1014",
    title: "Colon behind a field's name",
    explanation:
      "A field is written `name Type`, without a colon. Colons belong to named arguments, as in `onDelete: Cascade`.",
    rules: ["R016"],
    message: () => "a field has no colon between its name and its type",
    hint: () => "remove the colon",
  }),
  legacyRequired: entry<{ type: string }>({
    code: "JY1015",
    title: "Exclamation mark behind a type",
    explanation: "A field is required unless its type has a `?`, so there is nothing to mark with `!`.",
    rules: ["R016"],
    message: () => `unexpected "!": a field is required unless its type has a "?"`,
    hint: (p) => `write "${p.type}"`,
  }),
  legacyListType: entry<{ type: string }>({
    code: "JY1016",
    title: "Brackets around a type",
    explanation: "The brackets of a list stand behind its type: `String[]`.",
    rules: ["R016"],
    message: (p) => `a list is written "${p.type}[]", not "[${p.type}]"`,
  }),
  optionalList: entry<{ type: string }>({
    code: "JY1017",
    title: "Optional list",
    explanation:
      "A list without values is empty; that it might also be missing would be a second way to say the same. Choose the list, or one optional value.",
    rules: ["R017"],
    message: () => "a list cannot be optional: without members it is empty",
    hint: (p) => `write "${p.type}[]" or "${p.type}?"`,
  }),
  emptyArgument: entry<None>({
    code: "JY1018",
    title: "Comma without a value",
    explanation: "A comma stands between two values. None belongs before the first or behind the last one.",
    rules: ["R018"],
    message: () => "this comma has no value on one side",
    hint: () => "remove the comma",
  }),
  argumentWithoutValue: entry<{ argument: string }>({
    code: "JY1019",
    title: "Argument without a value",
    explanation:
      'A named argument is a name, a colon and a value: `map: "users_email"`. Write the value, or remove the name too.',
    rules: ["R018"],
    message: (p) => `the argument ${quote(p.argument)} has no value`,
  }),
  nestedTooDeeply: entry<{ limit: number }>({
    code: "JY1020",
    title: "Brackets nested too deeply",
    explanation:
      "How deep brackets may stand in brackets is limited, so that no text can bring the compiler down. No list that a column can hold comes near the limit.",
    rules: [],
    message: (p) => `this line nests brackets more than ${p.limit} deep`,
  }),
  unexpectedBrace: entry<None>({
    code: "JY1021",
    title: "Brace without a block",
    explanation:
      "This `}` closes nothing, since the block before it is closed already. Remove it, or find the `}` that stands too early.",
    rules: [],
    message: () => `unexpected "}": no block is open here`,
  }),
  attributeWithoutField: entry<{ attribute: string }>({
    code: "JY1022",
    title: "Attribute without its field",
    explanation:
      "An attribute with one `@` belongs to the field on whose line it stands, so it has no line of its own. Only attributes of the whole block have one; they begin with `@@`.",
    rules: [],
    message: () => "an attribute with one @ stands behind its field, on the same line",
    hint: (p) => `move @${p.attribute} there; what is said of the whole block begins with @@`,
  }),
  nestedList: entry<{ type: string }>({
    code: "JY1023",
    title: "List of lists",
    explanation:
      "A column holds one value or one list of values, on every database. Keep lists of lists as `Json`, or make each inner list a row of another model.",
    rules: [],
    message: () => "a list of lists is not a column type",
    hint: (p) => `write "${p.type}[]", or use Json`,
  }),
};
