/** What a model says about its keys and indexes, before their columns are known. */
import type { IndexType } from "../ir/ir.ts";
import type { Span } from "../text/span.ts";
import {
  booleanArgument,
  databaseName,
  type FieldEntry,
  fieldsArgument,
  plainEntry,
  readLength,
  readSort,
  stringArgument,
  wordArgument,
} from "./arguments.ts";
import type { ReadAttribute } from "./attributes.ts";
import type { BoundModel, CheckContext } from "./bound.ts";
import { memberNamed } from "./member.ts";
import { readCondition } from "./rules/condition.ts";
import { readIndexType } from "./native-types/index-types.ts";

export interface KeyDeclaration {
  readonly kind: "id" | "unique" | "index" | "fulltext";
  /** As written: `@id`, `@@unique`. */
  readonly label: string;
  readonly entries: readonly FieldEntry[];
  readonly map: string | null;
  readonly mapSpan: Span | null;
  readonly where: string | null;
  /** Null for the engine's default. */
  readonly type: IndexType | null;
  /** Whether its type has been reported, so that nothing more is said of it. */
  readonly isMistyped: boolean;
  readonly span: Span;
}

export function readDeclarations(context: CheckContext, model: BoundModel): KeyDeclaration[] {
  const declarations: KeyDeclaration[] = [];
  for (const field of model.fields) {
    for (const kind of ["id", "unique"] as const) {
      const attribute = field.attributes.get(kind);
      if (!attribute) continue;
      const sort = attribute.arguments.get("sort");
      const length = attribute.arguments.get("length");
      const entry: FieldEntry = {
        ...plainEntry(field.name, field.span),
        sort: sort ? readSort(context, attribute.label, sort) : null,
        length: length ? readLength(context, attribute.label, length) : null,
      };
      declarations.push(readDeclaration(context, model, kind, attribute, [entry]));
    }
  }
  const clientNames = new Map<string, Span>();
  for (const attribute of model.attributes) {
    const { name } = attribute;
    if (name !== "id" && name !== "unique" && name !== "index" && name !== "fulltext") continue;
    const entries = fieldsArgument(context, attribute, "fields") ?? [];
    if (name === "id" || name === "unique") checkClientName(context, model, attribute, entries, clientNames);
    if (entries.length === 0) {
      context.reporter.report("emptyFieldList", attribute.ast.span, { attribute: attribute.label });
    } else {
      declarations.push(readDeclaration(context, model, name, attribute, entries));
    }
  }
  return declarations;
}

function readDeclaration(
  context: CheckContext,
  model: BoundModel,
  kind: KeyDeclaration["kind"],
  attribute: ReadAttribute,
  entries: readonly FieldEntry[],
): KeyDeclaration {
  const { label } = attribute;
  const map = readMap(context, kind, attribute);
  const word = wordArgument(attribute, "type");
  const type = word === null ? null : readIndexType(context, context.settings.provider, word);
  if (attribute.arguments.has("clustered")) {
    const span = attribute.arguments.get("clustered")?.span ?? attribute.ast.span;
    context.reporter.report("clusteredKey", span, {
      attribute: label,
      clustered: booleanArgument(attribute, "clustered") ?? true,
    });
  }
  if (model.kind === "view" && kind === "unique") checkViewUnique(context, attribute, entries);
  return {
    kind,
    label,
    entries,
    map: map?.text ?? null,
    mapSpan: map?.span ?? null,
    where: readCondition(context, model, attribute),
    type: kind === "fulltext" ? "FullText" : type,
    isMistyped: word !== null && type === null,
    span: attribute.ast.span,
  };
}

/** `name:` is the old word for `map:` on indexes. */
function readMap(context: CheckContext, kind: KeyDeclaration["kind"], attribute: ReadAttribute) {
  const old = attribute.arguments.get("name");
  if (kind !== "index" || !old) return databaseName(context, attribute, "map");
  if (!attribute.arguments.has("map")) return databaseName(context, attribute, "name");
  context.reporter.report("mapAndName", old.span, { attribute: attribute.label });
  return databaseName(context, attribute, "map");
}

/** What a unique of a view may say: its fields, and what Prisma's client calls them. `clustered` is refused everywhere. */
const viewUniqueArguments = ["fields", "name", "clustered"];

/** A unique of a view names and orders no index, since there is none: it tells the client what tells rows apart. */
function checkViewUnique(context: CheckContext, attribute: ReadAttribute, entries: readonly FieldEntry[]): void {
  const { label } = attribute;
  for (const [name, argument] of attribute.arguments) {
    if (viewUniqueArguments.includes(name)) continue;
    context.reporter.report("viewUniqueArgument", argument.span, { attribute: label, argument: name });
  }
  if (!attribute.arguments.has("fields")) return;
  for (const { sort, length, ops } of entries) {
    for (const [name, written] of Object.entries({ sort, length, ops })) {
      if (written === null) continue;
      context.reporter.report("viewUniqueArgument", written.span, { attribute: label, argument: name });
    }
  }
}

/**
 * Prisma's name of a compound key in its client, which is that of its fields where none is given. Ours has none, but what is no name is
 * a mistake in either.
 */
function checkClientName(
  context: CheckContext,
  model: BoundModel,
  attribute: ReadAttribute,
  entries: readonly FieldEntry[],
  taken: Map<string, Span>,
): void {
  const name = stringArgument(attribute, "name");
  const { reporter } = context;
  if (name === null) {
    checkImpliedName(context, model, attribute, entries);
    return;
  }
  const isName = /^[A-Za-z0-9_]+$/.test(name.text);
  const first = taken.get(name.text);
  if (!isName || first || model.byName.has(name.text)) {
    const problem = !isName ? "noName" : first ? "taken" : "field";
    const related = first ? [{ message: "the other one is here", span: first }] : [];
    reporter.report("clientName", name.span, { attribute: attribute.label, name: name.text, problem }, related);
    return;
  }
  taken.set(name.text, name.span);
  if (context.settings.profile === "prisma") return;
  reporter.report("argumentWithoutEffect", name.span, { attribute: attribute.label, argument: "name" });
}

/** In Prisma's client `@@unique([a, b])` is called `a_b`, which no column may be, unless it is given a name of its own. */
function checkImpliedName(
  context: CheckContext,
  model: BoundModel,
  attribute: ReadAttribute,
  entries: readonly FieldEntry[],
): void {
  const name = entries.map((entry) => entry.name).join("_");
  const member = memberNamed(model, name);
  const isColumn = member !== undefined && member !== "broken" && member.kind !== "relation";
  if (context.settings.profile === "model" || entries.length < 2 || !isColumn) return;
  context.reporter.report("clientName", attribute.ast.span, { attribute: attribute.label, name, problem: "implied" });
}
