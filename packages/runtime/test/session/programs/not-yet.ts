/**
 * What programs leave out, because the session does not do it right yet: each entry is a known fault, named so that `JOINERY_ALSO=refreshMoved` shows it.
 * One that is mended goes from here, and from where it is asked for.
 */
const asked = new Set((process.env["JOINERY_ALSO"] ?? "").split(","));

export const can = {
  /** `refresh` of what was given to another, or was given something: the two sides say different things afterwards. */
  refreshMoved: asked.has("refreshMoved"),
  /** Another in the place of what a one-to-one owns: an autoflush leaves the orphan its key, and puts the other in. */
  replaceOwned: asked.has("replaceOwned"),
} as const;
