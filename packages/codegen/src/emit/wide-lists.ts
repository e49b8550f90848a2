/**
 * Imports and exports whose names do not fit in one line, broken as Prettier breaks them: one name a line, and a single name never. The
 * schema's and the index's files have one for each model, so that one long name among thousands would send all of them through Prettier.
 */
import { applyEdits, type Edit, movePositions } from "./edits.ts";
import type { PrintedText } from "./print-source.ts";
import { printWidth } from "./text.ts";

const list = /^((?:import|export) (?:type )?\{) (.*) (\} from "[^"]*";)$/gm;

export function withBrokenLists(text: string): string {
  return applyEdits(text, listBreaks(text));
}

/** The same of declarations, whose names move with it. */
export function declaredWithBrokenLists({ text, names }: PrintedText): PrintedText {
  const breaks = listBreaks(text);
  if (breaks.length === 0) return { text, names };
  const starts = movePositions(
    names.map(({ start }) => start),
    breaks,
  );
  return {
    text: applyEdits(text, breaks),
    names: names.map((name, index) => {
      const start = starts[index] ?? name.start;
      return { ...name, start, end: start + name.end - name.start };
    }),
  };
}

/** Whether Prettier leaves it in one line however wide it is. */
export function isListOfOne(line: string): boolean {
  return /^(?:import|export) (?:type )?\{ [^,]* \} from "[^"]*";$/.test(line);
}

function listBreaks(text: string): Edit[] {
  return Array.from(text.matchAll(list)).flatMap(({ 0: line, 1: head, 2: names = "", 3: tail, index }) => {
    if (line.length <= printWidth || !names.includes(", ")) return [];
    const broken = names.split(", ").map((name) => `  ${name},\n`);
    return [{ start: index, end: index + line.length, text: `${head}\n${broken.join("")}${tail}` }];
  });
}
