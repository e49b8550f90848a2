/** What was found, type by client, to be read in a terminal. */
import type { Deviations } from "./findings.ts";
import { scalars } from "./values.ts";

/** @param matrix by client, and by scalar what differs there */
export function printed(matrix: ReadonlyMap<string, Readonly<Record<string, Deviations>>>): string {
  const clients = [...matrix.keys()];
  const notes: string[] = [];
  const numberOf = (note: string): number => notes.indexOf(note) + 1 || notes.push(note);
  const rows = scalars.map(({ name, declared }) => [
    declared,
    ...clients.map((client) => {
      const found = Object.entries(matrix.get(client)?.[name] ?? {});
      const numbers = found.map(([path, values]) => numberOf(`${path}: ${values.join(", ")}`));
      return numbers.length === 0 ? "✓" : numbers.join(" ");
    }),
  ]);
  const all = [["", ...clients], ...rows];
  const widths = all[0]?.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0))) ?? [];
  const lines = all.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return [...lines, "", ...notes.map((note, index) => `${index + 1}  ${note}`)].join("\n");
}
