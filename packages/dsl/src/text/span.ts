/** A stretch of one source file: offsets in UTF-16 units, `end` exclusive. */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** One-based line and column of `start`. */
  readonly line: number;
  readonly column: number;
}
