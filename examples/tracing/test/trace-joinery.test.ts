import { context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { sql } from "@joinery/runtime";
import { nodeSqlite, nodeSqliteAsync } from "@joinery/runtime/node-sqlite";
import { afterAll, afterEach, expect, test } from "vitest";
import { Author, connect as connectAsync } from "../src/generated-async/index.js";
import { Author as SyncAuthor, connect } from "../src/generated/index.js";
import { traceJoinery } from "../src/trace-joinery.ts";

const exporter = new InMemorySpanExporter();
const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).getTracer("example");
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const stop = traceJoinery(tracer);
afterEach(() => exporter.reset());
afterAll(stop);

/** As a server makes one for each request. */
function inRequest<T>(name: string, work: () => T): T {
  const span = tracer.startSpan(name);
  const result = context.with(trace.setSpan(context.active(), span), work);
  if (result instanceof Promise) void result.then(() => span.end());
  else span.end();
  return result;
}

/** Each statement's span below its request's name. */
function tree(): string[] {
  const spans = exporter.getFinishedSpans();
  const names = new Map(spans.map((span) => [span.spanContext().spanId, span.name]));
  return spans
    .filter(({ kind }) => kind === SpanKind.CLIENT)
    .map((span) => `${names.get(span.parentSpanContext?.spanId ?? "")} > ${span.name}`);
}

test("the statements of requests that share a session are children of their own requests", async () => {
  await using db = connectAsync("sqlite::memory:", { driver: nodeSqliteAsync, callers: true });
  await db.createAll();
  await using session = db.session();
  exporter.reset();
  await Promise.all(["GET /one", "GET /two"].map((name) => inRequest(name, () => session.query(Author).all())));
  await inRequest("POST /author", () => db.transaction((tx) => tx.add(new Author({ name: "Ann" }))));
  expect(tree()).toEqual([
    "GET /one > SELECT Author",
    "GET /two > SELECT Author",
    "POST /author > BEGIN",
    "POST /author > INSERT Author",
    "POST /author > COMMIT",
  ]);
  const insert = exporter.getFinishedSpans().find(({ name }) => name === "INSERT Author");
  expect(insert?.attributes).toMatchObject({
    "db.system.name": "sqlite",
    "db.operation.name": "INSERT",
    "db.collection.name": "Author",
    "db.query.text": 'INSERT INTO "Author" ("name") VALUES (?) RETURNING "id"',
    "db.response.returned_rows": 1,
  });
  expect(exporter.getFinishedSpans()[0]?.attributes["code.file.path"]).toMatch(/trace-joinery\.test\.ts$/);
});

test("a sync client's statements are spans too, and what fails says with what", () => {
  using db = connect("sqlite::memory:", { driver: nodeSqlite });
  db.createAll();
  using session = db.session();
  exporter.reset();
  inRequest("GET /", () => {
    session.query(SyncAuthor).count();
    expect(() => session.execute(sql`SELECT nothing`)).toThrow("nothing");
  });
  expect(tree()).toEqual(["GET / > SELECT Author", "GET / > SELECT"]);
  const failed = exporter.getFinishedSpans()[1];
  expect(failed?.status).toEqual({ code: SpanStatusCode.ERROR, message: "DatabaseError" });
  expect(failed?.attributes["error.type"]).toBe("DatabaseError");
});
