/**
 * Real Prisma schemas. Most are as Prisma's formatter left them, and there nothing may change; the others were edited by hand since,
 * as each number says. Blank lines apart, a line stays a line.
 */
import { describe, expect, test } from "vitest";
import { formatSchema } from "../../src/format/format.ts";
import { realSchemas } from "../schemas.ts";

/** Lines that change. */
const changedLines: Readonly<Record<string, number>> = {
  // Columns that were not widened when a longer name came in.
  "Mintplex-Labs__anything-llm.prisma": 25,
  // Tabs throughout, no columns.
  "chibisafe__chibisafe.prisma": 153,
  "coollabsio__coolify.prisma": 0,
  // Columns that are too narrow in one model and in one line.
  "dyrector-io__dyrectorio.prisma": 7,
  "epicweb-dev__epic-stack.prisma": 0,
  "hatchet-dev__hatchet.prisma": 0,
  "hoppscotch__hoppscotch.prisma": 0,
  "opengovsg__isomer.prisma": 0,
  "planetscale__beam.prisma": 0,
  // Blanks at the end of a line, and a setting aligned with one that is gone.
  "prisma__prisma-examples_cockroachdb.prisma": 2,
  "remix-run__indie-stack.prisma": 0,
  // A blank at the end of a comment.
  "spliit-app__spliit.prisma": 1,
  // Nine models with columns laid by hand, too wide or too narrow.
  "stackernews__stacker.news.prisma": 64,
  // One line out of its column.
  "toeverything__AFFiNE.prisma": 1,
  // Columns of lines that are gone.
  "umami-software__umami.prisma": 6,
};

describe.skipIf(realSchemas.length === 0)("real schemas", () => {
  for (const { name, text } of realSchemas) {
    test(`formats ${name} as its authors' formatter did, but for what they edited by hand`, () => {
      const formatted = formatSchema(text);
      const [before, after] = [linesOf(text), linesOf(formatted)];
      expect(after.length).toBe(before.length);
      expect(after.filter((line, index) => line !== before[index]).length).toBe(changedLines[name]);
      expect(formatSchema(formatted)).toBe(formatted);
    });
  }
});

function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line.trim() !== "");
}
