/** What a `DateTime` column holds, as `@db.…` says it: by the name of the contract's type for it. */
import type { Column } from "@joinery/dsl";

export type MomentType = "DateTime" | "UnixMs" | "UnixSeconds" | "SqlDateTime" | "Day" | "TimeOfDay";

/** By native type. The first three are SQLite's; an engine that has a type for moments keeps to it. */
const byNative: Readonly<Record<string, MomentType>> = {
  UnixMs: "UnixMs",
  UnixSeconds: "UnixSeconds",
  SqlDateTime: "SqlDateTime",
  Date: "Day",
  Time: "TimeOfDay",
  Timetz: "TimeOfDay",
};

/** Null for a column of another type. A list on SQLite is JSON, whose elements have the one form of the language. */
export function momentType({ type, list, native }: Pick<Column, "type" | "list" | "native">): MomentType | null {
  if (type.kind !== "scalar" || type.scalar !== "DateTime") return null;
  const named = native !== null && Object.hasOwn(byNative, native.name) ? byNative[native.name] : undefined;
  const isForLists = named === "Day" || named === "TimeOfDay";
  return named === undefined || (list && !isForLists) ? "DateTime" : named;
}

/** The cell of a moment, without what its column cannot keep. */
export function momentCell(iso: string, moment: MomentType): string {
  switch (moment) {
    case "DateTime":
    case "UnixMs":
      return iso;
    case "UnixSeconds":
    case "SqlDateTime":
      return `${iso.slice(0, 19)}.000Z`;
    case "Day":
      return `${iso.slice(0, 10)}T00:00:00.000Z`;
    case "TimeOfDay":
      return `1970-01-01${iso.slice(10)}`;
    default:
      return moment satisfies never;
  }
}
