import { describe, expect, test } from "vitest";
import { contenders } from "../src/contenders.ts";
import { files } from "../src/database.ts";
import { decodeMoment, encodeMoment } from "../src/moment.ts";
import { verify } from "../src/verify.ts";

describe.each(contenders)("$name", (contender) => {
  test("gives all that is stored, and stores all that it is given", async () => {
    await expect(verify(contender, files())).resolves.toBeUndefined();
  });
});

test("moments by hand are moments of Date", () => {
  for (const text of ["2024-02-29T23:59:59.999Z", "1969-12-31T00:00:00.001Z", "2024-03-01T09:05:07.010Z"]) {
    expect(decodeMoment(text)).toBe(Date.parse(text));
    expect(encodeMoment(Date.parse(text))).toBe(text);
  }
});
