/**
 * What programs leave out, because the session does not do it right yet: each entry is a known fault, named so that `JOINERY_ALL=1` shows it.
 * One that is mended goes from here, and from where it is asked for.
 */
const isAsked = process.env["JOINERY_ALL"] === "1";

export const can = {
  /** Two new rows of which each refers to the other, where the key of one is given by the program: it is written before the other's row is there. */
  cutGivenKeys: isAsked,
  /** Parting a row from a new one while a flush puts that in: the key is read off it late, and overwrites the change. */
  partWhileLate: isAsked,
  /** `refresh` of what was given to another, or was given something: the two sides say different things afterwards. */
  refreshMoved: isAsked,
} as const;
