/**
 * Joinery's statements as OpenTelemetry spans, by the semantic conventions for SQL databases. A span begins in the async context of the call
 * that caused the statement, so it is a child of whatever span is active there: that of the request, in most programs.
 */
import { tracingChannel } from "node:diagnostics_channel";
import type { StatementEvent } from "@joinery/runtime";
import { type Attributes, type Span, SpanKind, SpanStatusCode, type Tracer } from "@opentelemetry/api";

/** @returns makes no more spans. */
export function traceJoinery(tracer: Tracer): () => void {
  const spans = new WeakMap<StatementEvent, Span>();
  const finish = (event: StatementEvent): void => {
    spans.get(event)?.setAttribute("db.response.returned_rows", event.rows).end();
    spans.delete(event);
  };
  const channel = tracingChannel<unknown, StatementEvent>("joinery:query");
  const subscribers = {
    start(event: StatementEvent): void {
      const operation = /^\w+/.exec(event.sql)?.[0] ?? "SQL";
      const name = event.table === undefined ? operation : `${operation} ${event.table}`;
      const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes: attributesOf(event, operation) });
      spans.set(event, span);
    },
    // What has a result by now was a sync client's, and no `asyncEnd` comes.
    end(event: StatementEvent): void {
      if ("result" in event || "error" in event) finish(event);
    },
    asyncStart(): void {},
    error(event: StatementEvent): void {
      const { error } = event;
      const type = error instanceof Error ? error.name : "unknown";
      spans.get(event)?.setAttribute("error.type", type).setStatus({ code: SpanStatusCode.ERROR, message: type });
    },
    asyncEnd: finish,
  };
  channel.subscribe(subscribers);
  return () => channel.unsubscribe(subscribers);
}

/** The text holds no values: those are parameters. (Of SQL that a program writes by hand, `sanitizeSql` takes them out.) */
function attributesOf({ system, table, sql, caller }: StatementEvent, operation: string): Attributes {
  return {
    "db.system.name": system,
    "db.operation.name": operation,
    "db.query.text": sql,
    ...(table === undefined ? {} : { "db.collection.name": table }),
    ...(caller === undefined ? {} : { "code.file.path": caller.file, "code.line.number": caller.line }),
    ...(caller?.function === undefined ? {} : { "code.function.name": caller.function }),
  };
}
