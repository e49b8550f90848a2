/**
 * PostgreSQL's operator classes by the names that Prisma gives them: what tells an index how to compare the values of a type. Each
 * belongs to index types and to native types; a class that is not listed can still be given as `raw("…")`.
 */
import type { IndexType } from "./index-types.ts";
import type { PostgresqlType } from "./postgresql.ts";

/** The index types that ask for an operator class where the type has none of its own. */
export type ClassifiedIndexType = "Gin" | "Gist" | "SpGist" | "Brin";

export interface OperatorClass {
  readonly indexTypes: readonly ClassifiedIndexType[];
  /** The native types that the class compares; `list` for every array. */
  readonly on: readonly PostgresqlType[] | "list";
}

/** The three families that BRIN has: a filter of hashes, the ends of a range, several ranges. */
const brinFamilies = ["Bloom", "MinMax", "MinMaxMulti"] as const;

interface BrinClasses {
  readonly prefix: string;
  readonly types: readonly PostgresqlType[];
  readonly families: readonly (typeof brinFamilies)[number][];
}

const brinClasses: readonly BrinClasses[] = [
  { prefix: "Bit", types: ["Bit"], families: ["MinMax"] },
  { prefix: "VarBit", types: ["VarBit"], families: ["MinMax"] },
  { prefix: "Bpchar", types: ["Char"], families: ["Bloom", "MinMax"] },
  { prefix: "Bytea", types: ["ByteA"], families: ["Bloom", "MinMax"] },
  { prefix: "Text", types: ["Text", "VarChar"], families: ["Bloom", "MinMax"] },
  { prefix: "Date", types: ["Date"], families: brinFamilies },
  { prefix: "Float4", types: ["Real"], families: brinFamilies },
  { prefix: "Float8", types: ["DoublePrecision"], families: brinFamilies },
  { prefix: "Inet", types: ["Inet"], families: brinFamilies },
  { prefix: "Int2", types: ["SmallInt"], families: brinFamilies },
  { prefix: "Int4", types: ["Integer"], families: brinFamilies },
  { prefix: "Int8", types: ["BigInt"], families: brinFamilies },
  { prefix: "Numeric", types: ["Decimal"], families: brinFamilies },
  { prefix: "Oid", types: ["Oid"], families: brinFamilies },
  { prefix: "Timestamp", types: ["Timestamp"], families: brinFamilies },
  { prefix: "TimestampTz", types: ["Timestamptz"], families: brinFamilies },
  { prefix: "Time", types: ["Time"], families: brinFamilies },
  { prefix: "TimeTz", types: ["Timetz"], families: brinFamilies },
  { prefix: "Uuid", types: ["Uuid"], families: brinFamilies },
];

const classes: ReadonlyMap<string, OperatorClass> = new Map<string, OperatorClass>([
  ["InetOps", { indexTypes: ["Gist", "SpGist"], on: ["Inet"] }],
  ["JsonbOps", { indexTypes: ["Gin"], on: ["JsonB"] }],
  ["JsonbPathOps", { indexTypes: ["Gin"], on: ["JsonB"] }],
  ["ArrayOps", { indexTypes: ["Gin"], on: "list" }],
  // Prisma lets Char pass too, which PostgreSQL refuses.
  ["TextOps", { indexTypes: ["SpGist"], on: ["Text", "VarChar"] }],
  ["InetInclusionOps", { indexTypes: ["Brin"], on: ["Inet"] }],
  ...brinClasses.flatMap(({ prefix, types, families }) =>
    families.map((family): [string, OperatorClass] => [`${prefix}${family}Ops`, { indexTypes: ["Brin"], on: types }]),
  ),
]);

/** Null where no class has this name. */
export function operatorClassNamed(name: string): OperatorClass | null {
  return classes.get(name) ?? null;
}

/** The names of the classes that an index type has; of all for null. */
export function operatorClassNames(type: IndexType | null): string[] {
  const names = [...classes].filter(([, { indexTypes }]) => type === null || indexTypes.some((one) => one === type));
  return names.map(([name]) => name);
}

/** The native types that need no operator class to be given, beside lists, which Gin takes whatever they hold. */
const defaultClasses = {
  Gin: ["JsonB"],
  // Inet has a class here, but not by default.
  Gist: [],
  SpGist: ["Inet", "Text", "VarChar"],
  Brin: brinClasses.flatMap(({ types }) => types),
} satisfies Record<ClassifiedIndexType, readonly PostgresqlType[]>;

export function isClassified(type: IndexType): type is ClassifiedIndexType {
  return Object.hasOwn(defaultClasses, type);
}

/** Whether the index type has an operator class of its own for one of the native types that a column may have. */
export function hasDefaultClass(type: ClassifiedIndexType, natives: readonly string[]): boolean {
  const known: readonly string[] = defaultClasses[type];
  return natives.some((native) => known.includes(native));
}
