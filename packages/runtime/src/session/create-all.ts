/** Creating and dropping a schema's tables. What exists is left alone; changing it is a migration's work. */
import type { Dialect } from "../dialect/dialect.ts";
import { type Op, query } from "../io/request.ts";
import { SchemaNotForEngineError } from "../errors.ts";
import type { Schema } from "../schema/define.ts";

/** Runs the statements of every table and type that does not exist yet, in one transaction: one statement to see what exists, one for each that is made. */
export function* createAll(schema: Schema, dialect: Dialect): Op<void> {
  const statements = statementsFor(schema, dialect);
  yield { kind: "begin", mode: "write" };
  try {
    const existing = yield* namesOf(dialect);
    yield { kind: "script", statements: statements.filter((statement) => !existing.has(subjectOf(statement))) };
    yield { kind: "commit" };
  } catch (error) {
    yield { kind: "rollback" };
    throw error;
  }
}

/** Drops the tables and types that `createAll` makes, with their rows, in one transaction. */
export function* dropAll(schema: Schema, dialect: Dialect): Op<void> {
  const made = statementsFor(schema, dialect).filter((statement) => /^CREATE (TABLE|TYPE)/.test(statement));
  yield { kind: "begin", mode: "write" };
  try {
    const existing = yield* namesOf(dialect);
    const drops = made.reverse().filter((statement) => existing.has(subjectOf(statement)));
    yield {
      kind: "script",
      statements: drops.map((statement) =>
        dialect.drop(statement.startsWith("CREATE TYPE") ? "type" : "table", subjectOf(statement)),
      ),
    };
    yield { kind: "commit" };
  } catch (error) {
    yield { kind: "rollback" };
    throw error;
  }
}

function statementsFor(schema: Schema, dialect: Dialect): readonly string[] {
  const statements = schema.ddl[dialect.name];
  if (statements === undefined) throw new SchemaNotForEngineError(dialect.name);
  return statements;
}

function* namesOf(dialect: Dialect): Op<Set<string>> {
  const rows = yield* query({ sql: dialect.existingNames, kinds: [] }, []);
  return new Set(rows.map(([name]) => String(name)));
}

/** The table or type that a statement of our own DDL is about: the first name, or for an index the table behind ON. */
function subjectOf(statement: string): string {
  const pattern = /^CREATE (?:UNIQUE )?INDEX/.test(statement) ? / ON "((?:[^"]|"")*)"/ : /"((?:[^"]|"")*)"/;
  return (pattern.exec(statement)?.[1] ?? "").replaceAll('""', '"');
}
