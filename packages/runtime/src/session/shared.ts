/** What all sessions of one database share, in either colour. */
import { compatEngines } from "../dialect/compat.ts";
import type { Dialect } from "../dialect/dialect.ts";
import type { PoolOptions } from "../driver/driver-module.ts";
import { ArgumentError } from "../errors.ts";
import { echo, type EventSource, StatementEvents, type StatementListener } from "../events.ts";
import { directoryOfClient } from "../events/caller.ts";
import { slowQueries, type SlowQueryOptions } from "../events/slow-query.ts";
import { Criteria, criteriaList } from "../expr/criteria.ts";
import type { Colour } from "../io/connection.ts";
import type { Model } from "../meta/model.ts";
import type { Schema } from "../schema/define.ts";
import { ModelStatements } from "../sql/model-statements.ts";
import type { Shared } from "./core.ts";
import type { ConnectOptions, ReplicatedTarget } from "./database.ts";
import type { TakeOff } from "./event-types.ts";
import { Handlers, takeOff } from "./handlers.ts";
import { Openings } from "./openings.ts";
import { checkOptions, flag, type OptionChecks, wholeNumber } from "./options.ts";

/** Every option of `connect`. */
export const connectOptions: OptionChecks<ConnectOptions> = {
  echo: (value) => (typeof value === "boolean" || typeof value === "function" ? null : "true, false or a function"),
  busyTimeout: wholeNumber(0),
  statementCache: wholeNumber(1),
  connectTimeout: wholeNumber(1),
  tls: (value) => (typeof value === "boolean" || isRecord(value) ? null : "true, false or options of tls.connect"),
  driver: (value) =>
    typeof value === "function" ? null : 'a driver\'s function, such as nodeSqlite of "@joinery/runtime/node-sqlite"',
  callers: flag,
  criteria: (value) =>
    typeof value === "function" || criteriaList(value) === null
      ? null
      : "a list of withLoaderCriteria(…), or a function that gives one",
  compat: (value) =>
    compatEngines.some((engine) => engine === value) ? null : compatEngines.map((engine) => `"${engine}"`).join(" or "),
  slowQuery: (value) => (isRecord(value) ? null : "an object: { threshold, log }"),
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

const slowQueryOptions: OptionChecks<SlowQueryOptions> = {
  threshold: (value) => (typeof value === "number" && value >= 0 ? null : "a number of milliseconds, 0 or more"),
  log: (value) => (typeof value === "function" ? null : "a function"),
};

const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const replicatedTarget: OptionChecks<ReplicatedTarget> = {
  primary: isTarget,
  replicas: (value) =>
    Array.isArray(value) && value.length > 0 && value.every((one) => isTarget(one) === null)
      ? null
      : "a list of URLs or drivers, one or more",
  window: wholeNumber(0),
  leaveOutFor: wholeNumber(0),
};

function isTarget(value: unknown): string | null {
  return typeof value === "string" || isRecord(value) ? null : "a URL or a driver";
}

/** @throws ArgumentError as of `checkConnectOptions` */
export function checkReplicas(target: ReplicatedTarget): void {
  checkOptions("connect's target", target, replicatedTarget);
}

/** @throws ArgumentError for an option that is not known or a value that it does not take */
export function checkConnectOptions(options: ConnectOptions): void {
  checkOptions("connect", options, connectOptions);
  if (options.pool !== undefined) checkOptions("connect's pool", options.pool, poolOptions);
  if (options.slowQuery === undefined) return;
  checkOptions("connect's slowQuery", options.slowQuery, slowQueryOptions);
  if (options.slowQuery.threshold === undefined)
    throw new ArgumentError('the option "slowQuery" of connect says from when on: { threshold: 100 }, in milliseconds');
}
/** What the session of a transaction that has ended tells who uses it. */
export const transactionEnded =
  "this session was its transaction's, which has ended: work inside the function of transaction(fn), and await there what it starts; or open a session with db.session()";

/** One set of statement texts, one list of listeners. */
export class DatabaseShared implements Shared {
  readonly colour: Colour;
  readonly dialect: Dialect;
  readonly schema: Schema;
  readonly events: StatementEvents;
  readonly handlers = new Handlers(null);
  /** For sessions that say nothing of their own. */
  readonly statementTimeout: number | undefined;
  readonly criteria: Shared["criteria"];
  readonly openings: Openings;
  readonly #statements: ModelStatements[] = [];

  constructor(colour: Colour, dialect: Dialect, schema: Schema, options: ConnectOptions, source: EventSource) {
    this.colour = colour;
    this.statementTimeout = options.statementTimeout;
    const { criteria = null } = options;
    this.criteria = criteria === null || typeof criteria === "function" ? criteria : Criteria.from(criteria);
    this.dialect = dialect;
    this.schema = schema;
    const clientDirectory = directoryOfClient();
    this.openings = new Openings(clientDirectory);
    this.events = new StatementEvents({
      ...source,
      tables: new Map(schema.models.map(({ name, table }) => [name, table])),
      clientDirectory,
      wantsCaller: options.callers ?? false,
    });
    if (options.slowQuery !== undefined)
      this.events.add(slowQueries(options.slowQuery, dialect.supports.escapesInStrings ?? false), { caller: true });
    if (options.echo) this.events.add(echo(options.echo === true ? undefined : options.echo));
  }

  /** Puts a handler on for all sessions. @throws ArgumentError */
  on(event: string, rest: readonly unknown[]): TakeOff {
    const [listener] = rest;
    if (event !== "statement") return this.handlers.on(event, rest, ["statement"]);
    if (typeof listener !== "function" || rest.length > 1)
      throw new ArgumentError(
        'on("statement", listener) takes a function and no more; onStatement takes options besides',
      );
    return takeOff(this.events.add(listener as StatementListener)); // what it takes is the types' affair
  }

  get models(): readonly Model[] {
    return this.schema.models;
  }

  statements(model: Model): ModelStatements {
    return (this.#statements[model.index] ??= new ModelStatements(model, this.dialect));
  }
}
