/** What all sessions of one database share, in either colour. */
import type { Dialect } from "../dialect/dialect.ts";
import type { PoolOptions } from "../driver/driver-module.ts";
import { echo, StatementEvents } from "../events.ts";
import type { Colour } from "../io/connection.ts";
import type { Model } from "../meta/model.ts";
import type { Schema } from "../schema/define.ts";
import { ModelStatements } from "../sql/model-statements.ts";
import type { Shared } from "./core.ts";
import type { ConnectOptions } from "./database.ts";
import { checkOptions, flag, type OptionChecks, wholeNumber } from "./options.ts";

const connectOptions: OptionChecks<ConnectOptions> = {
  echo: (value) => (typeof value === "boolean" || typeof value === "function" ? null : "true, false or a function"),
  busyTimeout: wholeNumber(0),
  statementCache: wholeNumber(1),
  connectTimeout: wholeNumber(1),
  tls: (value) => (typeof value === "boolean" || isRecord(value) ? null : "true, false or options of tls.connect"),
  statementTimeout: wholeNumber(0),
  reuse: flag,
  pool: (value) => (isRecord(value) ? null : "an object of limits"),
};

const poolOptions: OptionChecks<PoolOptions> = {
  max: wholeNumber(1),
  waitTimeout: wholeNumber(1),
  idleTimeout: wholeNumber(0),
  lifetime: wholeNumber(0),
};

const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What the session of a transaction that has ended tells who uses it. */
export const transactionEnded =
  "this session was its transaction's, which has ended: work inside the function of transaction(fn), and await there what it starts; or open a session with db.session()";

/** One set of statement texts, one list of listeners. */
export class DatabaseShared implements Shared {
  readonly colour: Colour;
  readonly dialect: Dialect;
  readonly schema: Schema;
  readonly events = new StatementEvents();
  /** For sessions that say nothing of their own. */
  readonly statementTimeout: number | undefined;
  readonly #statements: ModelStatements[] = [];

  constructor(colour: Colour, dialect: Dialect, schema: Schema, options: ConnectOptions) {
    checkOptions("connect", options, connectOptions);
    if (options.pool !== undefined) checkOptions("connect's pool", options.pool, poolOptions);
    this.colour = colour;
    this.statementTimeout = options.statementTimeout;
    this.dialect = dialect;
    this.schema = schema;
    if (options.echo) this.events.add(echo(options.echo === true ? undefined : options.echo));
  }

  get models(): readonly Model[] {
    return this.schema.models;
  }

  statements(model: Model): ModelStatements {
    return (this.#statements[model.index] ??= new ModelStatements(model, this.dialect));
  }
}
