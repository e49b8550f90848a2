/** Random values of a random value: what is written as a document, in a list and in columns of its own is what is read. */
import fc from "fast-check";
import { expect, test } from "vitest";
import * as asynchronous from "../../../../fixtures/values/generated-async/index.ts";
import * as synchronous from "../../../../fixtures/values/generated/index.ts";
import { Money } from "../../../../fixtures/values/money.ts";
import { forEachClientOf } from "./clients.ts";

type Models = typeof asynchronous;
type Sample = asynchronous.Sample;
type SampleInit = asynchronous.SampleInit;

const int = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const bigInt = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const float = fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0); // -0 is 0 in JSON
const digits = fc
  .tuple(fc.integer(), fc.nat(99))
  .map(([whole, cents]) => `${whole}.${String(cents).padStart(2, "0")}1`);
// PostgreSQL's text has no NUL.
const text = fc.string({ unit: "grapheme" }).map((value) => value.toWellFormed().replaceAll("\0", ""));
const moment = fc.date({
  min: new Date("0001-01-01T00:00:00Z"),
  max: new Date("9999-12-31T23:59:59Z"),
  noInvalidDate: true,
});
const bytes = fc.uint8Array({ maxLength: 8 });
const money = fc.bigInt({ min: -(10n ** 11n), max: 10n ** 11n }).map((cents) => new Money(cents));
const unit = fc.constantFrom("metre", "foot");
const json = fc
  .jsonValue({ maxDepth: 2, stringUnit: "grapheme-ascii" })
  .map((value) => JSON.parse(JSON.stringify(value)) as never);
const geo = fc.record({ lat: float, long: float, unit }, { requiredKeys: ["lat", "long"] });
const list = <T>(element: fc.Arbitrary<T>) => fc.array(element, { maxLength: 3 });

const required = {
  int,
  bigInt,
  float,
  decimal: digits,
  string: text,
  boolean: fc.boolean(),
  dateTime: moment,
  date: moment.map((date) => date.toISOString().slice(0, 10)),
  time: moment.map((date) => date.toISOString().slice(11, 19)),
  uuid: fc.uuid(),
  json,
  bytes,
  unit,
  money,
  geo,
};

const sample: fc.Arbitrary<SampleInit> = fc.record(
  {
    ...required,
    maybe: fc.option(int),
    ints: list(int),
    bigInts: list(bigInt),
    booleans: list(fc.boolean()),
    dateTimes: list(moment),
    bytesList: list(bytes),
    units: list(unit),
    monies: list(money),
    geos: list(geo),
    toString: text,
    ready: fc.boolean(),
    levels: list(int),
    flags: list(fc.boolean()),
    documents: list(json),
    optional: fc.option(text),
    token: fc.uuid(),
    made: moment,
    far: bigInt,
    raw: bytes,
  },
  { requiredKeys: Object.keys(required) as (keyof typeof required)[] },
) as fc.Arbitrary<SampleInit>; // what fast-check leaves out is optional

/** What does not depend on the time, or on chance. */
function steady({ made: _, token: __, ...rest }: Sample): object {
  return rest;
}

forEachClientOf<Models>({ sync: synchronous as unknown as Models, async: asynchronous }, (client) => {
  const { Record } = client.models;

  test("a value is read as it was written, and reading it writes nothing", async () => {
    await fc.assert(
      fc.asyncProperty(sample, list(sample), fc.option(sample), async (value, values, maybe) => {
        const written = new Record({ whole: value, list: values, flat: value, maybe });
        // A constructor leaves nothing open: what is there before the flush is what is read after it.
        const before = [written.whole, written.list, written.flat, written.maybe].map((part) => structured(part));
        expect(steady(written.flat)).toEqual(steady(written.whole));
        await client.inSession(async (session) => {
          session.add(written);
          await session.commit();
        });
        await client.inSession(async (session) => {
          const found = await session.getOne(Record, written.id);
          const after = [found.whole, found.list, found.flat, found.maybe];
          expect(after).toEqual(before);
          client.statements();
          await session.flush();
          expect(client.statements()).toEqual([]);

          found.whole = found.flat;
          if (found.maybe !== null) found.maybe.int ^= 1;
          await session.commit();
          expect(client.statements().length).toBeLessThanOrEqual(1);
          await session.refresh(found);
          expect(found.whole).toEqual(found.flat);
        });
      }),
      { numRuns: 40 },
    );
  });
});

/** A copy that keeps what codecs made. */
function structured<T>(value: T): T {
  if (Array.isArray(value)) return value.map(structured) as T;
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, structured(part as unknown)])) as T;
}
