/** Creating and dropping a schema's tables. What exists is left alone; changing it is a migration's work. */
import type { Dialect } from "../dialect/dialect.ts";
import { type Op, query } from "../io/request.ts";
import { SchemaNotForEngineError } from "../errors.ts";
import type { Schema } from "../schema/define.ts";

/** Runs the statements of every table, view and type that does not exist yet, in one transaction: one statement to see what exists, one for each that is made. */
export function* createAll(schema: Schema, dialect: Dialect): Op<void> {
  const statements = statementsFor(schema, dialect);
  yield { kind: "begin", mode: "write" };
  try {
    const existing = yield* namesOf(dialect);
    const subjects = subjectsOf(statements);
    const isWanted = (subject: string | null): boolean => subject !== null && !existing.has(unquoted(subject));
    // What may exist already (a schema, an extension) is asked for where something is made; that takes rights which others lack.
    const isAnyWanted = subjects.some(isWanted);
    yield {
      kind: "script",
      statements: statements.filter((_statement, at) => {
        const subject = subjects[at] ?? null;
        return isWanted(subject) || (isAnyWanted && subject === null);
      }),
    };
    yield { kind: "commit" };
  } catch (error) {
    yield { kind: "rollback" };
    throw error;
  }
}

/** Drops the tables, views and types that `createAll` makes, with their rows, in one transaction. */
export function* dropAll(schema: Schema, dialect: Dialect): Op<void> {
  const made = statementsFor(schema, dialect).flatMap((text) => {
    const statement = unwrapped(text) ?? text;
    const kind = /^CREATE (TABLE|VIEW|TYPE)/.exec(statement)?.[1]?.toLowerCase() as Made | undefined; // one of the three
    const name = subjectOf(statement);
    return kind === undefined || name === null ? [] : [{ kind, name }];
  });
  yield { kind: "begin", mode: "write" };
  try {
    const existing = yield* namesOf(dialect);
    const drops = made.reverse().filter(({ name }) => existing.has(unquoted(name)));
    yield { kind: "script", statements: dialect.drops(drops) };
    yield { kind: "commit" };
  } catch (error) {
    yield { kind: "rollback" };
    throw error;
  }
}

type Made = "table" | "view" | "type";

function statementsFor(schema: Schema, dialect: Dialect): readonly string[] {
  const statements = schema.ddl[dialect.name];
  if (statements === undefined) throw new SchemaNotForEngineError(dialect.name);
  return statements;
}

function* namesOf(dialect: Dialect): Op<Set<string>> {
  const rows = yield* query({ sql: dialect.existingNames, kinds: [] }, []);
  return new Set(rows.map(([name]) => String(name)));
}

// In double quotes, or on MySQL in backticks.
const part = '(?:"(?:[^"]|"")*"|`(?:[^`]|``)*`)';
const name = `(${part}(?:\\.${part})*)`;
const named = new RegExp(`^(?:CREATE (?:TABLE|VIEW|TYPE)|ALTER TABLE|COMMENT ON (?:TABLE|VIEW|TYPE)) ${name}`);
const column = new RegExp(`^COMMENT ON COLUMN ${name}\\.${part}`);
const index = new RegExp(`^CREATE (?:UNIQUE )?INDEX ${part} ON ${name}`);

/** The table, view or type that a statement of our own DDL is about, as it is quoted there; null for what makes none of them. */
function subjectOf(statement: string): string | null {
  return (named.exec(statement) ?? column.exec(statement) ?? index.exec(statement))?.[1] ?? null;
}

/** MySQL's text of a statement that is put together on the server, up to where the name of the connection's database comes in. */
function unwrapped(statement: string): string | null {
  return /^SET @joinery_statement = CONCAT\('(.*)$/s.exec(statement)?.[1]?.replaceAll("''", "'") ?? null;
}

/** The subject of each. Those that prepare and run a statement which was put together are about what that is about. */
function subjectsOf(statements: readonly string[]): (string | null)[] {
  let last: string | null = null;
  return statements.map((statement) => {
    const inner = unwrapped(statement);
    if (inner !== null) return (last = subjectOf(inner));
    return /^(PREPARE|EXECUTE|DEALLOCATE PREPARE) joinery_statement\b/.test(statement) ? last : subjectOf(statement);
  });
}

/** `schema.name`, or the name alone. */
function unquoted(quoted: string): string {
  const quote = quoted.charAt(0);
  return quoted
    .slice(1, -1)
    .replaceAll(`${quote}.${quote}`, ".")
    .replaceAll(quote + quote, quote);
}
