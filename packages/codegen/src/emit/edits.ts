/** Replacements in a text, all positions being those of the text before any of them. */

export interface Edit {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly text: string;
}

/** @param edits in order, none overlapping another */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let position = 0;
  for (const { start, end, text: replacement } of edits) {
    parts.push(text.slice(position, start), replacement);
    position = end;
  }
  return parts.join("") + text.slice(position);
}

/** Gives for positions that ascend where they stand after the edits; a position inside an edit stands at its end. */
export function movePositions(positions: readonly number[], edits: readonly Edit[]): number[] {
  let shift = 0;
  let next = 0;
  return positions.map((position) => {
    for (let edit = edits[next]; edit !== undefined && edit.end <= position; edit = edits[++next]) {
      shift += edit.text.length - (edit.end - edit.start);
    }
    return position + shift;
  });
}

/** Sorted by place, without those that lie within another. */
export function inOrder(edits: readonly Edit[]): Edit[] {
  let end = 0;
  return edits
    .toSorted((a, b) => a.start - b.start || a.end - b.end)
    .filter((edit) => {
      if (edit.start < end) return false;
      end = edit.end;
      return true;
    });
}
