/**
 * An expression of the schema (`@expr`) as statements can hold it. A statement names each table by an alias, and several tables may have a
 * column of the same name; so the names of the model's columns are found in the text, and the alias is put before each.
 *
 * That is done only where it is certain what is a column: a name in quotes, or a word that has no other meaning in SQL, that is neither
 * called nor stands where a type, a collation or an argument's name would. For any other text, and for every text with a query of its own, the answer
 * is the text as it is: it is then evaluated in a query over the one row, where the engine itself finds what the names mean.
 */
import { type SqlToken, sqlTokens } from "./sql-tokens.ts";

/** The table that an expression is over, in the database's names. */
export interface ExpressionTable {
  readonly name: string;
  readonly columns: readonly string[];
}

/** Text, and at the odd places the names of columns; or the text in one piece. As the runtime's `ExpressionSql`. */
export type ExpressionParts = string | readonly string[];

export function expressionParts(sql: string, table: ExpressionTable): ExpressionParts {
  const { tokens, isCertain } = sqlTokens(sql);
  const parts: string[] = [""];
  const add = (text: string): void => void (parts[parts.length - 1] += text);
  if (!isCertain || !isBalanced(tokens)) return sql;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as SqlToken; // within its length
    const found = roleOf(tokens, at, table);
    if (found === "unsure") return sql;
    if (found === "text") add(token.text);
    else {
      parts.push(found.column, "");
      at = found.end;
    }
  }
  const [first = "", ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return [first.trim()];
  return [first.trimStart(), ...rest, last.trimEnd()];
}

/** Brackets count as well: an engine that quotes names with them pairs them too. */
function isBalanced(tokens: readonly SqlToken[]): boolean {
  const open: string[] = [];
  for (const { kind, text } of tokens) {
    if (kind !== "symbol") continue;
    if (text === "(" || text === "[") open.push(text);
    else if (text === ")" && open.pop() !== "(") return false;
    else if (text === "]" && open.pop() !== "[") return false;
  }
  return open.length === 0;
}

/** Whether a statement that selects it over rows gives one row for all of them: it calls an aggregate, in no query of its own. */
export function makesOneRow(sql: string): boolean {
  const { tokens } = sqlTokens(sql);
  const words = tokens.map(({ kind, text }) => (kind === "word" ? text.toLowerCase() : null));
  if (words.includes("over")) return false; // a window's function gives each row its own
  let queriesAround = 0;
  const open: boolean[] = [];
  for (const [at, { kind, text }] of tokens.entries()) {
    if (kind === "symbol" && text === "(") {
      const next = neighbour(tokens, at, 1)?.token;
      const isQuery = next?.kind === "word" && queries.has(next.text.toLowerCase());
      open.push(isQuery);
      if (isQuery) queriesAround++;
    } else if (kind === "symbol" && text === ")" && open.pop() === true) queriesAround--;
    else if (queriesAround === 0 && isAggregate(tokens, at)) return true;
  }
  return false;
}

/** Whether an aggregate is called by this token. SQLite's `max(a, b)` of several values is none, `max(a)` is; no other engine has both. */
function isAggregate(tokens: readonly SqlToken[], at: number): boolean {
  const token = tokens[at] as SqlToken; // within its length
  const name = token.kind === "quoted" ? token.name : token.kind === "word" ? token.text : "";
  const open = neighbour(tokens, at, 1);
  if (open === null || !isSymbol(open.token, "(")) return false;
  const called = name.toLowerCase();
  return aggregates.has(called) || (extremes.has(called) && hasOneArgument(tokens, open.at));
}

function hasOneArgument(tokens: readonly SqlToken[], open: number): boolean {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const token = tokens[at];
    if (isSymbol(token, "(") || isSymbol(token, "[")) depth++;
    else if (isSymbol(token, ")") || isSymbol(token, "]")) depth--;
    else if (depth === 1 && isSymbol(token, ",")) return false;
    if (depth === 0) return true;
  }
  return true; // not closed: the worse case
}

type Role = "text" | "unsure" | { readonly column: string; /** Its last token. */ readonly end: number };

/** What the token at a place is to the engine. */
function roleOf(tokens: readonly SqlToken[], at: number, table: ExpressionTable): Role {
  const token = tokens[at] as SqlToken; // within its length
  if (token.kind === "symbol" && token.text === "[") return isSubscript(tokens, at) ? "text" : "unsure";
  if (token.kind !== "word" && token.kind !== "quoted") return "text";
  const word = token.kind === "word" ? token.text.toLowerCase() : null;
  if (word !== null && queries.has(word)) return "unsure";
  const before = neighbour(tokens, at, -1);
  const after = neighbour(tokens, at, 1);
  if (isAggregate(tokens, at)) return "unsure";
  if (isSymbol(before?.token, ".")) return "text"; // a part of what stands before
  if (isSymbol(after?.token, ".")) return qualified(tokens, at, table);
  const column = columnOf(token, table);
  if (column === null) return token.kind === "quoted" && !isCalled(after) ? "unsure" : "text";
  if (isCalled(after) || isSymbol(after?.token, "=>") || isSymbol(after?.token, ":=")) return "text";
  if (isTypePlace(tokens, at)) return "text";
  if (word !== null && (reserved.has(word) || otherMeanings.has(word))) return "unsure";
  // Two names in a row are no column: a type of two words, a typed literal, an alias.
  const isNeighbour = (one: SqlToken | undefined): boolean =>
    one !== undefined && (one.kind === "quoted" || one.kind === "string" || one.kind === "number" || isName(one));
  return isNeighbour(before?.token) || isNeighbour(after?.token) ? "unsure" : { column, end: at };
}

/** `"Table".column`; any other name with a point before its end is a function's, or not ours to read. */
function qualified(tokens: readonly SqlToken[], at: number, table: ExpressionTable): Role {
  const point = neighbour(tokens, at, 1);
  const next = point === null ? null : neighbour(tokens, point.at, 1);
  if (next === null) return "unsure";
  const afterNext = neighbour(tokens, next.at, 1);
  if (isCalled(afterNext)) return "text"; // a function of a schema
  const column = columnOf(next.token, table);
  const isOfTable = isNamed(tokens[at] as SqlToken, table.name); // within its length
  return isOfTable && column !== null && !isSymbol(afterNext?.token, ".") ? { column, end: next.at } : "unsure";
}

interface Neighbour {
  readonly token: SqlToken;
  readonly at: number;
}

function neighbour(tokens: readonly SqlToken[], at: number, step: 1 | -1): Neighbour | null {
  for (let place = at + step; ; place += step) {
    const token = tokens[place];
    if (token === undefined) return null;
    if (token.kind !== "space") return { token, at: place };
  }
}

function isSymbol(token: SqlToken | undefined, text: string): boolean {
  return token?.kind === "symbol" && token.text === text;
}

function isCalled(after: Neighbour | null): boolean {
  return isSymbol(after?.token, "(");
}

/** The column of this name. A word means the same in either case; what is in quotes means one name, or one that differs in case alone. */
function columnOf(token: SqlToken, { columns }: ExpressionTable): string | null {
  const exact = columns.find((name) => name === (token.kind === "quoted" ? token.name : token.text));
  if (exact !== undefined) return exact;
  const [only, ...more] = columns.filter((name) => isNamed(token, name));
  return only !== undefined && more.length === 0 ? only : null;
}

function isNamed(token: SqlToken, name: string): boolean {
  if (token.kind === "quoted") return token.name === name;
  return token.kind === "word" && token.text.toLowerCase() === name.toLowerCase();
}

/** After `::`, CAST's `AS` or `COLLATE`. */
function isTypePlace(tokens: readonly SqlToken[], at: number): boolean {
  const before = neighbour(tokens, at, -1)?.token;
  if (isSymbol(before, "::")) return true;
  return before?.kind === "word" && /^(as|collate)$/i.test(before.text);
}

/** An array's subscript, or its elements after ARRAY: what stands before ends a value. Else it may be SQLite's quote. */
function isSubscript(tokens: readonly SqlToken[], at: number): boolean {
  const before = neighbour(tokens, at, -1)?.token;
  if (before === undefined) return false;
  if (before.kind === "word") return before.text.toLowerCase() === "array" || !isOperator(before);
  return before.kind === "quoted" || isSymbol(before, ")") || isSymbol(before, "]");
}

/** Whether a word is not one of those that stand between values. */
function isName(token: SqlToken): boolean {
  return token.kind === "word" && !isOperator(token);
}

function isOperator({ text }: SqlToken): boolean {
  const word = text.toLowerCase();
  return reserved.has(word);
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(" "));

/** What makes a query, whose names may be those of other tables, or of a window. */
const queries = set("select with values table from over filter within order partition");

/** What makes one row of many: the statement that it stands in must not become one. */
const aggregates = set(
  "count sum avg total median any_value mode percentile percentile_cont percentile_disc group_concat string_agg array_agg xmlagg " +
    "json_agg jsonb_agg json_object_agg jsonb_object_agg json_group_array json_group_object jsonb_group_array jsonb_group_object " +
    "json_arrayagg json_objectagg range_agg range_intersect_agg bit_and bit_or bit_xor bool_and bool_or every std stddev stddev_pop " +
    "stddev_samp variance var_pop var_samp corr covar_pop covar_samp regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope " +
    "regr_sxx regr_sxy regr_syy",
);

/** Aggregates of one argument, and on SQLite functions of several. */
const extremes = set("max min");

/** Words that are never a column without quotes, and that stand beside values. */
const reserved = set(
  "and or not is null in like ilike glob regexp match similar to between case when then else end as cast collate escape " +
    "distinct true false isnull notnull symmetric any all some exists unknown array at for both leading trailing",
);

/** Words that may be a column, and have a value of their own without one. */
const otherMeanings = set(
  "current_date current_time current_timestamp current_user current_role current_catalog current_schema session_user user " +
    "localtime localtimestamp rowid oid ctid tableoid xmin default",
);
