import fc from "fast-check";
import { expect, test } from "vitest";
import { StatementCache } from "../../src/driver/statement-cache.ts";

test("keeps between its size and twice as many, those that are used, and tells once of each that it drops", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat({ max: 20 }), { maxLength: 200 }), (size, asked) => {
      const kept = new Set<string>();
      const cache = new StatementCache<string>(size, (dropped) => expect(kept.delete(dropped)).toBe(true));
      const recent: string[] = [];
      for (const sql of asked.map(String)) {
        const found = cache.get(sql);
        expect(found).toBe(kept.has(sql) ? sql : undefined);
        if (found === undefined) {
          kept.add(sql);
          cache.set(sql, sql);
        }
        recent.push(sql);
        expect(kept.size).toBeLessThanOrEqual(2 * size);
        for (const one of new Set(recent.slice(-size))) expect(kept.has(one)).toBe(true);
      }
      cache.clear();
      expect(kept.size).toBe(0);
    }),
  );
});
