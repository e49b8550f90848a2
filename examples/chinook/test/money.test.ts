import { expect, test } from "vitest";
import { amount, cents } from "../src/money.ts";

test("goes from digits to cents and back", () => {
  for (const digits of ["0.00", "0.05", "0.99", "12.50", "-0.07", "-3.10", "90071992547409.93"]) {
    expect(amount(cents(digits))).toBe(digits);
  }
  expect(cents("7")).toBe(700n);
  expect(cents("0.1") + cents("0.2")).toBe(cents("0.3"));
});

test("refuses what is not whole cents", () => {
  for (const digits of ["0.999", "1e3", "", "1,50"]) expect(() => cents(digits)).toThrow(RangeError);
});
