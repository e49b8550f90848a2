/** The join table of a many-to-many that no model describes. */
import type { JoinSide, JoinTable } from "../ir/ir.ts";
import { databaseName, stringsArgument } from "./arguments.ts";
import type { ReadAttribute } from "./attributes.ts";
import type { BoundColumn, BoundModel, BoundRelation, CheckContext } from "./bound.ts";
import { constraintNamer, shortenName, storedName } from "./constraint-names.ts";
import { inferredName, uncapitalise } from "./foreign-key-columns.ts";
import type { Keys } from "./keys.ts";
import { columnName } from "./naming.ts";
import type { Association } from "./pairing.ts";
import { hasJoinConstraint } from "./rules/actions.ts";
import type { Table } from "./table.ts";

export interface JoinDraft {
  readonly table: JoinTable;
  /** The field that the table is reported at. */
  readonly field: BoundRelation;
}

/** By the field that each is reported at. */
export function joinsInSourceOrder(joins: readonly JoinDraft[]): JoinDraft[] {
  return joins.toSorted((a, b) => {
    const [x, y] = [a.field.span, b.field.span];
    return x.file < y.file ? -1 : x.file > y.file ? 1 : x.start - y.start;
  });
}

type Join = Extract<Association, { kind: "join" }>;

/** Null where a key is missing, which has been reported. */
export function buildJoin(
  context: CheckContext,
  keys: Keys,
  association: Join,
  tables: ReadonlyMap<string, Table>,
): JoinDraft | null {
  const { left, right } = association;
  const leftKey = keys.keyOf(left.model);
  const rightKey = keys.keyOf(right.model);
  if (leftKey === null || rightKey === null) return null;
  const given = readJoinTable(context, association);
  const columns = given?.columns ?? inferColumns(context, association, leftKey, rightKey);
  const expected = leftKey.length + rightKey.length;
  if (columns.length !== expected && given) {
    const parameters = { table: given.table, expected, found: columns.length };
    context.reporter.report("joinTableColumns", given.attribute.ast.span, parameters);
    return null;
  }
  const { constraint: nameConstraint } = constraintNamer(context.settings);
  const table = given?.table ?? inferTable(context, association);
  const constraint = hasJoinConstraint(context, association);
  const side = (model: BoundModel, key: readonly BoundColumn[], names: readonly string[]): Omit<JoinSide, "index"> => ({
    model: model.name,
    columns: names,
    references: key.map((column) => column.name),
    foreignKey: nameConstraint(table, names, "fkey"),
    constraint,
  });
  const leftSide = side(left.model, leftKey, columns.slice(0, leftKey.length));
  const rightSide = side(right.model, rightKey, columns.slice(leftKey.length));
  const isPrisma = context.settings.profile === "prisma";
  const index = isPrisma
    ? storedName(`${given?.table ?? prismaTable(association)}_B_index`, context.settings)
    : nameConstraint(table, rightSide.columns, "idx");
  return {
    table: {
      table,
      schema: given?.schema ?? left.model.schema,
      strict: (tables.get(left.model.name)?.strict ?? true) || (tables.get(right.model.name)?.strict ?? true),
      left: { ...leftSide, index: null },
      right: { ...rightSide, index: given?.index ?? index },
    },
    field: left,
  };
}

interface GivenTable {
  readonly attribute: ReadAttribute;
  readonly table: string;
  readonly columns: readonly string[] | null;
  readonly index: string | null;
  readonly schema: string | null;
}

/** What `@joinTable` says on one of the two lists. */
function readJoinTable(context: CheckContext, { left, right }: Join): GivenTable | null {
  const [attribute, second] = [left, right].flatMap((side) => side.attributes.get("joinTable") ?? []);
  if (second) context.reporter.report("misplacedJoinTable", second.ast.span, { field: right.name, isSecond: true });
  const table = databaseName(context, attribute, "name")?.text;
  if (!attribute || table === undefined) return null;
  return {
    attribute,
    table,
    columns: stringsArgument(attribute, "columns"),
    index: databaseName(context, attribute, "index")?.text ?? null,
    schema: databaseName(context, attribute, "schema")?.text ?? null,
  };
}

/** After the relation, or else after its two models in alphabetical order. */
function inferTable({ settings }: CheckContext, association: Join): string {
  const name = prismaTable(association);
  return settings.profile === "prisma" ? storedName(name, settings) : shortenName(columnName(name, settings.naming));
}

function prismaTable({ left, right }: Join): string {
  return `_${left.relationName ?? `${left.model.name}To${right.model.name}`}`;
}

/** Prisma's A and B; or each named after its model and key. */
function inferColumns(
  { settings }: CheckContext,
  { left, right }: Join,
  leftKey: readonly BoundColumn[],
  rightKey: readonly BoundColumn[],
): string[] {
  if (settings.profile === "prisma") return ["A", "B"];
  const plain = (model: BoundModel, key: readonly BoundColumn[]): string[] =>
    key.map((column) => inferredName(uncapitalise(model.name), column));
  // A and B tell the sides apart in a self-relation, and where model `A` with key `bId` meets model `AB` with key `id`.
  const rightNames = new Set(plain(right.model, rightKey));
  const needsLetters = plain(left.model, leftKey).some((name) => rightNames.has(name));
  const named = (model: BoundModel, key: readonly BoundColumn[], letter: string): string[] => {
    const prefix = uncapitalise(model.name) + (needsLetters ? letter : "");
    return key.map((column) => shortenName(columnName(inferredName(prefix, column), settings.naming)));
  };
  return [...named(left.model, leftKey, "A"), ...named(right.model, rightKey, "B")];
}
