/** What no test can make this machine's server do: it asks nobody for a password, and is not starting up. */
import { expect, test } from "vitest";
import { pgOpenError } from "../../src/driver/pg-open-error.ts";
import { DatabaseOpenError, TooManyConnections } from "../../src/errors.ts";

const to = { shown: "postgresql://u:***@db:5432/app", host: "db", port: 5432, connectTimeout: 1000 };

const errorOf = (code: string | undefined, words = "words"): Error =>
  code === undefined ? new Error(words) : Object.assign(new Error(words), { code });

test.each([
  ["28P01", "words", /refuses the password: mend the user or the password of the URL/],
  [
    undefined,
    "SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string",
    /asks for a password, and the URL has none/,
  ],
  ["28000", "no pg_hba.conf entry", /refuses this user from here.*sslmode=require/],
  ["3D000", "words", /no such database/],
  ["42501", "words", /no right to connect to the database/],
  ["57P03", "words", /is starting up.*try again later/],
  ["EAI_AGAIN", "words", /host "db" is not known/],
  ["EHOSTUNREACH", "words", /network does not lead to the host "db"/],
  ["ECONNRESET", "words", /broke before it was ready \(ECONNRESET\)/],
  ["CERT_HAS_EXPIRED", "words", /certificate is not trusted \(CERT_HAS_EXPIRED\)/],
  ["42704", `unrecognized configuration parameter "x"`, /unrecognized configuration parameter "x"/],
])("%s is told", (code, words, message) => {
  const error = pgOpenError(to, errorOf(code, words), 1);
  expect(error).toBeInstanceOf(DatabaseOpenError);
  expect(error.message).toMatch(message);
  expect(error.message).toMatch(/^cannot open "postgresql:\/\/u:\*\*\*@db:5432\/app": /);
  expect(error.driverCode).toBe(code);
});

test("a full server is another error, for it has room later", () => {
  expect(pgOpenError(to, errorOf("53300"), 1)).toBeInstanceOf(TooManyConnections);
});
