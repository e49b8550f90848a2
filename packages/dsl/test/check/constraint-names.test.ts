import fc from "fast-check";
import { expect, test } from "vitest";
import { byteLength, constraintName, shortenName } from "../../src/check/constraint-names.ts";

test("names a constraint as Prisma does when the name fits", () => {
  expect(constraintName("posts", ["author_id", "title"], "key")).toBe("posts_author_id_title_key");
});

test("keeps names apart that agree up to the cut", () => {
  const long = "x".repeat(70);
  expect(shortenName(`${long}a`, "_key")).not.toBe(shortenName(`${long}b`, "_key"));
});

test("stays within 63 bytes and ends in the suffix, whatever the name", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 120 }), (name) => {
      const short = shortenName(name, "_fkey");
      expect(byteLength(short)).toBeLessThanOrEqual(63);
      expect(short.endsWith("_fkey")).toBe(true);
      expect(shortenName(name, "_fkey")).toBe(short);
    }),
  );
});
