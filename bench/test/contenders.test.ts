import { describe, expect, test } from "vitest";
import { postgresql as server } from "../../packages/runtime/test/servers.ts";
import { engines } from "../src/engines.ts";
import { decodeMoment, encodeMoment } from "../src/moment.ts";
import { verify } from "../src/verify.ts";

describe.each(Object.values(engines))("on $name", (engine) => {
  test.skipIf(engine.name === "postgresql" && !server.answers).each(engine.contenders)(
    "$name gives all that is stored, and stores all that it is given",
    async (contender) => {
      await expect(verify(engine, contender)).resolves.toBeUndefined();
    },
  );
});

test("moments by hand are moments of Date", () => {
  for (const text of ["2024-02-29T23:59:59.999Z", "1969-12-31T00:00:00.001Z", "2024-03-01T09:05:07.010Z"]) {
    expect(decodeMoment(text)).toBe(Date.parse(text));
    expect(encodeMoment(Date.parse(text))).toBe(text);
  }
});
