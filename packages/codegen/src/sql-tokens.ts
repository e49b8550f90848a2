/**
 * The SQL that a schema holds (`@expr`, `@computed`), cut into tokens. Two things are asked of it: which names it mentions, and where they
 * stand. It knows the lexical rules that PostgreSQL, SQLite and MySQL have between them, and no grammar.
 *
 * Where the engines differ, or the text is not what any of them takes, it says that it is not sure (`isCertain`), and whoever asks must take
 * the careful way. What it refuses to guess: nested comments, parameters, names with Unicode escapes, brackets in a text that also has arrays.
 *
 * Sources: PostgreSQL's manual, "Lexical Structure"; SQLite's `tokenize.c`.
 */

export type SqlToken =
  | { readonly kind: "word"; readonly text: string }
  /** A name in quotes of any kind; `name` is what stands in them. */
  | { readonly kind: "quoted"; readonly text: string; readonly name: string }
  | { readonly kind: "string" | "number" | "space" | "symbol"; readonly text: string };

export interface SqlTokens {
  /** Their texts together are the SQL, but for comments, in the place of which a space stands. */
  readonly tokens: readonly SqlToken[];
  /** Whether every engine would cut the text in this way. */
  readonly isCertain: boolean;
}

/** Each is tried at the place where the one before ended; the first that fits makes the token. */
const forms: readonly {
  readonly pattern: RegExp;
  readonly read: (text: string) => SqlToken;
  readonly doubt?: RegExp;
}[] = [
  { pattern: /\s+/y, read: (text) => ({ kind: "space", text }) },
  { pattern: /--[^\n]*/y, read: () => ({ kind: "space", text: " " }) },
  // PostgreSQL's comments nest, others' do not.
  { pattern: /\/\*[^]*?\*\//y, read: () => ({ kind: "space", text: " " }), doubt: /^\/\*[^]*\/\*/ },
  { pattern: /\/\*/y, read: (text) => ({ kind: "symbol", text }), doubt: /^/ },
  // With a backslash before a quote, the engine decides where the text ends.
  { pattern: /e'(?:[^'\\]|\\[^]|'')*'/iy, read: (text) => ({ kind: "string", text }), doubt: /\\/ },
  { pattern: /[nbx]?'(?:[^']|'')*'/iy, read: (text) => ({ kind: "string", text }), doubt: /\\'/ },
  { pattern: /u&['"]/iy, read: (text) => ({ kind: "symbol", text }), doubt: /^/ },
  { pattern: /"(?:[^"]|"")*"/y, read: (text) => quoted(text, '"') },
  { pattern: /`(?:[^`]|``)*`/y, read: (text) => quoted(text, "`") },
  { pattern: /\$(\w*)\$[^]*?\$\1\$/y, read: (text) => ({ kind: "string", text }) },
  { pattern: /(?:\d|\.\d)(?:e[+-]?\d|[\w.])*/iy, read: (text) => ({ kind: "number", text }) },
  { pattern: /[\p{L}_][\p{L}\p{N}_$]*/uy, read: (text) => ({ kind: "word", text }) },
  { pattern: /::|=>|:=|\|\||[()[\].,+\-*/%<>=!~|&^;]/y, read: (text) => ({ kind: "symbol", text }), doubt: /^[;]/ },
  { pattern: /[^]/y, read: (text) => ({ kind: "symbol", text }), doubt: /^/ },
];

export function sqlTokens(sql: string): SqlTokens {
  const tokens: SqlToken[] = [];
  let isCertain = true;
  for (let at = 0; at < sql.length;) {
    for (const { pattern, read, doubt } of forms) {
      pattern.lastIndex = at;
      const [text] = pattern.exec(sql) ?? [];
      if (text === undefined) continue;
      if (doubt?.test(text) === true) isCertain = false;
      tokens.push(read(text));
      at += text.length;
      break;
    }
  }
  return { tokens, isCertain };
}

function quoted(text: string, quote: string): SqlToken {
  return { kind: "quoted", text, name: text.slice(1, -1).replaceAll(quote + quote, quote) };
}

/**
 * The names that SQL may mention, in lower case: all words and quoted names and, where the tokens are in doubt, every run of letters. Too many
 * rather than too few.
 */
export function mentionedNames(sql: string): ReadonlySet<string> {
  const { tokens, isCertain } = sqlTokens(sql);
  const names = tokens.flatMap((token) =>
    token.kind === "word" ? [token.text] : token.kind === "quoted" ? [token.name] : [],
  );
  const all = isCertain ? names : [...names, ...(sql.match(/[\p{L}\p{N}_$]+/gu) ?? [])];
  return new Set(all.map((name) => name.toLowerCase()));
}
