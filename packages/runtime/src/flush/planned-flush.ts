/** What `session.plan()` gives: the statements of a flush, to be read by people and by programs. */
import { toJsonValue } from "../state/show.ts";
import { Placeholder, type PlannedRow } from "./planned-row.ts";

/** Rows of a statement, and characters of its text, that are written out where a plan is shown. */
const shownRows = 10;
const shownText = 300;

type Inspect = (value: unknown, options: object) => string;

/** What a `PlannedStatement` is made of. */
export interface PlannedParts {
  readonly kind: PlannedStatement["kind"];
  readonly model: string;
  readonly table: string;
  readonly sql: string;
  readonly rows: readonly PlannedRow[];
  readonly reason: string;
  readonly notes: readonly string[];
}

/** One statement of a flush to come. */
export class PlannedStatement {
  /** `link` and `unlink` write the join table of a many-to-many relation. */
  readonly kind: "insert" | "update" | "delete" | "link" | "unlink";
  /** The model whose table it writes; of links that of the relation's left side. */
  readonly model: string;
  /** The table, without its schema. */
  readonly table: string;
  readonly sql: string;
  /** The rows that this one statement writes. */
  readonly rows: readonly PlannedRow[];
  /** Why it stands where it does. */
  readonly reason: string;
  /** What the database does besides: rows that go by themselves are no statements. */
  readonly notes: readonly string[];

  /** @internal */
  constructor({ kind, model, table, sql, rows, reason, notes }: PlannedParts) {
    this.kind = kind;
    this.model = model;
    this.table = table;
    this.sql = sql;
    this.rows = rows;
    this.reason = reason;
    this.notes = notes;
  }

  /** Without entities: see `PlannedRow`. */
  toJSON(): Record<string, unknown> {
    const { kind, model, table, sql, rows, reason, notes } = this;
    return { kind, model, table, sql, rows: rows.map((row) => row.toJSON()), reason, notes };
  }

  toString(): string {
    return describe(this, String);
  }

  [Symbol.for("nodejs.util.inspect.custom")](_depth: number, options: object, inspect: Inspect): string {
    return describe(this, (value) => inspect(value, options));
  }
}

/** The statements that the next explicit flush would issue, in order. Reading it changes nothing. */
export class FlushPlan implements Iterable<PlannedStatement> {
  readonly statements: readonly PlannedStatement[];
  /** What is no statement: new entities that are dropped because nobody owns them any more. */
  readonly notes: readonly string[];

  /** @internal */
  constructor(statements: readonly PlannedStatement[], notes: readonly string[]) {
    this.statements = statements;
    this.notes = notes;
  }

  /** Statements. */
  get length(): number {
    return this.statements.length;
  }

  /** Whether a flush would issue no statement. */
  get isEmpty(): boolean {
    return this.statements.length === 0;
  }

  [Symbol.iterator](): Iterator<PlannedStatement> {
    return this.statements[Symbol.iterator]();
  }

  /** Plain data: models and keys in the place of entities, values as in an entity's `toJSON()`, no `@secret` column. */
  toJSON(): { statements: Record<string, unknown>[]; notes: readonly string[] } {
    return { statements: this.statements.map((statement) => statement.toJSON()), notes: this.notes };
  }

  /** The statements with their rows and reasons, as `console.log` shows them. */
  toString(): string {
    return overview(this, plainValue);
  }

  [Symbol.for("nodejs.util.inspect.custom")](_depth: number, options: object, inspect: Inspect): string {
    return overview(this, (value) => inspect(value, options));
  }
}

function overview({ statements, notes }: FlushPlan, show: (value: unknown) => string): string {
  const count = statements.length === 1 ? "1 statement" : `${statements.length || "no"} statements`;
  const parts = statements.map((statement, at) => `${at + 1}. ${describe(statement, show)}`);
  return [`FlushPlan: ${count}`, ...parts, ...notes.map((note) => `note: ${note}`)].join("\n");
}

function describe(
  { kind, model, rows, sql, reason, notes }: PlannedStatement,
  show: (value: unknown) => string,
): string {
  const text = sql.length > shownText ? `${sql.slice(0, shownText)}… (${sql.length} characters)` : sql;
  const more = rows.length - shownRows;
  const lines = [
    `${text}`,
    `because ${reason}`,
    ...rows.slice(0, shownRows).map((row) => row.describe(show)),
    ...(more > 0 ? [`… and ${more} more rows`] : []),
    ...notes.map((note) => `note: ${note}`),
  ];
  return [`${kind} ${model}, ${rows.length === 1 ? "1 row" : `${rows.length} rows`}`, ...lines].join("\n   ");
}

function plainValue(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  return value instanceof Placeholder ? value.toString() : JSON.stringify(toJsonValue(value));
}
