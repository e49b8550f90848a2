/** What may be said on each side of a relation, and what a foreign key may refer to. */
import type { BoundRelation, CheckContext } from "../bound.ts";
import type { ForeignKeyDraft, Keys } from "../keys.ts";
import type { Association } from "../pairing.ts";
import { setKey, type Table } from "../table.ts";
import { standsInBase } from "./keys.ts";

const keyArguments = ["fields", "references", "onDelete", "onUpdate", "map", "index", "foreignKey"];
/** Either list of a many-to-many may say that the join table has no foreign keys. */
const joinArguments = keyArguments.filter((argument) => argument !== "foreignKey");

/** Arguments about the key belong to the side that owns it. */
export function checkRelationArguments(context: CheckContext, associations: readonly Association[]): void {
  for (const association of associations) {
    if (association.kind === "join") {
      for (const side of [association.left, association.right]) {
        const other = side === association.left ? association.right : association.left;
        const where = `to say more of the join table, write it as a model with two relations`;
        checkViewJoin(context, side, other);
        checkKeyless(context, side, `one side of a many-to-many with ${quoteField(other)}`, where, joinArguments);
      }
    } else if (association.kind === "list" || association.kind === "through") {
      const { list } = association;
      checkJoinTable(context, list);
      const where = `declare the other side in "${list.target.name}" and say it there`;
      const place = association.kind === "through" ? "a list through another model" : "a list without another side";
      checkKeyless(context, list, place, where);
    } else if (association.kind === "key") {
      checkDefault(context, association.owner, true);
      checkMap(context, association.owner);
      checkName(context, association.owner);
      if (association.other === null) continue;
      checkJoinTable(context, association.other);
      const place = `as the key stands in "${association.owner.model.name}"`;
      checkKeyless(context, association.other, place, `say it on ${quoteField(association.owner)}`);
    }
  }
}

function checkViewJoin(context: CheckContext, side: BoundRelation, other: BoundRelation): void {
  const view = side.model.kind === "view" ? side.model : side.target.kind === "view" ? side.target : null;
  if (view === null || side.model.kind !== "view") return;
  // Said once, where both are views.
  if (other.model.kind === "view" && side.model.name > other.model.name) return;
  context.reporter.report("viewManyToMany", side.span, { field: side.name, view: view.name });
}

function checkJoinTable(context: CheckContext, list: BoundRelation): void {
  const attribute = list.attributes.get("joinTable");
  if (attribute)
    context.reporter.report("misplacedJoinTable", attribute.ast.span, { field: list.name, isSecond: false });
}

/** Where the database has no foreign key, or keeps no name of it, there is nothing to name. */
function checkName(context: CheckContext, owner: BoundRelation): void {
  const map = owner.attributes.get("relation")?.arguments.get("map");
  if (map?.value.kind !== "string" || map.value.text === "" || context.settings.provider !== "sqlite") return;
  const reason = "SQLite keeps no names of foreign keys";
  context.reporter.report("namedForeignKey", map.span, { field: owner.name, reason });
}

function checkKeyless(
  context: CheckContext,
  field: BoundRelation,
  place: string,
  where: string,
  misplaced: readonly string[] = keyArguments,
): void {
  const attribute = field.attributes.get("relation");
  const names = misplaced.filter((argument) => {
    const found = attribute?.arguments.get(argument);
    if (!found || !isIdleName(context, argument)) return found !== undefined;
    context.reporter.report("argumentWithoutEffect", found.span, { attribute: "@relation", argument });
    return false;
  });
  const span = attribute?.arguments.get(names[0] ?? "")?.span;
  if (span) context.reporter.report("misplacedRelationArgument", span, { names, field: field.name, place, where });
  const map = field.attributes.get("map");
  if (map) {
    const reason = "it has none here";
    context.reporter.report("mapOnRelation", map.ast.span, { field: field.name, reason });
  }
  checkDefault(context, field, false);
}

/** Prisma reads past a name on the wrong side, where foreign keys have names at all. */
function isIdleName({ settings }: CheckContext, argument: string): boolean {
  return argument === "map" && settings.profile === "prisma" && settings.provider !== "sqlite";
}

/** A key that `fields:` names takes its column names where its columns stand. */
function checkMap(context: CheckContext, owner: BoundRelation): void {
  const map = owner.attributes.get("map");
  if (!map || !owner.attributes.get("relation")?.arguments.has("fields")) return;
  const reason = `"fields" names its columns, which take the @map`;
  context.reporter.report("mapOnRelation", map.ast.span, { field: owner.name, reason });
}

function checkDefault(context: CheckContext, field: BoundRelation, ownsKey: boolean): void {
  const attribute = field.attributes.get("default");
  if (attribute) context.reporter.report("defaultOnRelation", attribute.ast.span, { field: field.name, ownsKey });
}

/** A model needs a key anyway; a view only where something refers to its rows. */
export function checkViewKey(context: CheckContext, keys: Keys, association: Association): void {
  if (association.kind !== "key" || association.owner.target.kind !== "view") return;
  const { target, span } = association.owner;
  if (keys.primaryOf(target) !== null) return;
  context.reporter.report("noKey", target.ast.name.span, { model: target.name, optional: [], isView: true }, [
    { message: "this relation refers to its rows", span },
  ]);
}

/** `references:` names a key or a unique of the target. */
export function checkReferences(
  context: CheckContext,
  keys: Keys,
  drafts: readonly ForeignKeyDraft[],
  tables: ReadonlyMap<string, Table>,
): void {
  for (const draft of drafts) {
    const local = draft.columns.find((column) => standsInBase(keys, draft.model, column));
    if (local) {
      const parameters = { who: "a relation", model: draft.model.name, column: local.name, owner: local.model.name };
      context.reporter.report("inheritedColumn", draft.span, parameters);
    }
    const argument = draft.owner?.attributes.get("relation")?.arguments.get("references");
    const table = tables.get(draft.target.name);
    if (!argument || !table || keys.keyOf(draft.target) === null) continue;
    const references = draft.targetColumns.map((column) => column.name);
    if (table.uniqueSets.has(setKey(references))) continue;
    const inherited = draft.targetColumns.find((column) => standsInBase(keys, draft.target, column));
    if (inherited) {
      const parameters = {
        who: "a reference",
        model: draft.target.name,
        column: inherited.name,
        owner: inherited.model.name,
      };
      context.reporter.report("inheritedColumn", argument.span, parameters);
      continue;
    }
    context.reporter.report("referenceNotUnique", argument.span, { references, target: draft.target.name }, [
      { message: `model "${draft.target.name}" is here`, span: draft.target.ast.name.span },
    ]);
  }
}

function quoteField(field: BoundRelation): string {
  return `"${field.name}" of model "${field.model.name}"`;
}
