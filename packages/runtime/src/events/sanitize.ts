/**
 * SQL without its literals. The statements of the library hold no values, which are parameters; a statement that a program writes by hand
 * may, and logs and traces are read by more people than the database is.
 *
 * One pass of a lexer, since what is a string depends on where the one before ended: so it must read strings as the engine does. Where
 * they are not closed, all that is left is taken for one.
 */

const comment = String.raw`--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)`;
const name = String.raw`"(?:[^"]|"")*(?:"|$)`;
const backquoted = "`(?:[^`]|``)*(?:`|$)";
/** In which a backslash escapes: `E'…'`, and MySQL's. */
const escaped = (quote: string): string =>
  String.raw`${quote}(?:[^${quote}\\]|${quote}${quote}|\\[\s\S])*(?:${quote}|$)`;
const plain = "'(?:[^']|'')*(?:'|$)";
/** `$tag$…$tag$` */
const dollar = String.raw`\$(?<tag>[A-Za-z_]\w*)?\$[\s\S]*?(?:\$\k<tag>\$|$)`;
const parameter = String.raw`[$:@?]\w+`;
const word = String.raw`[A-Za-z_][\w$]*`;
const number = String.raw`(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\w*`;
const either = (...tokens: readonly string[]): string => tokens.map((token) => `(?:${token})`).join("|");

const standardText = either(
  String.raw`\b[eE]${escaped("'")}`,
  String.raw`(?:\b[bBxXnN]|\b[uU]&)?${plain}`,
  dollar,
  number,
);
const mysqlText = either(String.raw`(?:\b[bBxXnN])?${escaped("'")}`, escaped('"'), number);

/** The groups say what a token is; one in neither stays as it is. */
const standard = new RegExp(
  `(?<comment>${comment})|${name}|${backquoted}|(?<literal>${standardText})|${parameter}|${word}`,
  "g",
);
const mysql = new RegExp(
  `(?<comment>${comment}|#[^\\n]*)|${backquoted}|(?<literal>${mysqlText})|${parameter}|${word}`,
  "g",
);

/**
 * A statement in which every literal is a `?`, and no comment says anything.
 *
 * @param escapesInStrings whether a backslash escapes in strings and double quotes make strings too, as MySQL has it. False when absent.
 */
export function sanitizeSql(sql: string, escapesInStrings = false): string {
  return sql.replaceAll(escapesInStrings ? mysql : standard, (token, ...rest: unknown[]) => {
    const groups = rest.at(-1) as Readonly<Record<string, string | undefined>>; // the last argument, where groups have names
    if (groups["comment"] !== undefined) return "/* */";
    return groups["literal"] === undefined ? token : "?";
  });
}
