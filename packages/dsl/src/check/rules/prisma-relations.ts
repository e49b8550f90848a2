/**
 * What Prisma asks of relations, where Joinery would infer: both sides written, and the key's columns named on the side that owns it.
 */
import type { BoundRelation, CheckContext } from "../bound.ts";
import type { ForeignKeyDraft, Keys } from "../keys.ts";
import type { Association } from "../pairing.ts";
import { setKey, type Table } from "../table.ts";

export function reportMissingOpposite(context: CheckContext, field: BoundRelation): void {
  const { name, model, target, relationName } = field;
  const isView = model.kind === "view";
  const parameters = { field: name, model: model.name, target: target.name, name: relationName, isView };
  context.reporter.report("missingOpposite", field.span, parameters);
}

/**
 * Whether exactly one side of a relation with a key names its columns, both here and there. A list never does; what it says is reported
 * with the arguments that have no meaning on it.
 */
export function checkKeyArguments(context: CheckContext, a: BoundRelation, b: BoundRelation): boolean {
  if (context.settings.profile === "model") return true;
  const sides = [a, b].filter((side) => side.arity !== "list");
  if (sides.some(isMisread)) return false;
  const naming = sides.filter((side) => says(side, "fields"));
  const referring = sides.filter((side) => says(side, "references"));
  const [first, second] = sides;
  if (naming.length === 1 && referring.length === 1 && naming[0] === referring[0]) return true;
  if (naming.length === 2 && referring.length === 2) return true; // Reported where the owner is decided.
  if (!first) return true;
  if (naming.length === 1 && referring.length === 1) {
    context.reporter.report("splitKeyArguments", first.span, { field: first.name, other: second?.name ?? "" });
    return false;
  }
  const wanting = naming[0] ?? referring[0] ?? first;
  const missing = ["fields", "references"].filter((argument) => !says(wanting, argument));
  const span = wanting.attributes.get("relation")?.ast.span ?? wanting.span;
  if (missing.length > 0) {
    context.reporter.report("missingKeyArguments", span, { field: wanting.name, target: wanting.target.name, missing });
    return false;
  }
  context.reporter.report("keysOnBothSides", b.span, { field: a.name, other: b.name }, [
    { message: "the other side is here", span: a.span },
  ]);
  return false;
}

function says(field: BoundRelation, argument: string): boolean {
  return field.attributes.get("relation")?.arguments.has(argument) ?? false;
}

/** Whether an argument that names columns stands there, and has been reported. */
function isMisread(field: BoundRelation): boolean {
  const given = field.attributes.get("relation")?.ast.arguments.map((argument) => argument.name?.text) ?? [];
  return ["fields", "references"].some((argument) => given.includes(argument) && !says(field, argument));
}

/** A one-to-one is one only where its key is declared unique; Joinery would make it so. */
export function checkOneToOne(
  context: CheckContext,
  drafts: readonly ForeignKeyDraft[],
  tables: ReadonlyMap<string, Table>,
): void {
  if (context.settings.profile === "model") return;
  for (const { association, columns, model, owner } of drafts) {
    if (association.kind !== "key" || owner === null) continue;
    const { other } = association;
    if (other === null || other.arity === "list") continue;
    const names = columns.map((column) => column.name);
    if (tables.get(model.name)?.declaredSets.has(setKey(names))) continue;
    context.reporter.report("oneToOneNotUnique", owner.span, { field: owner.name, columns: names });
  }
}

/** A join table of Prisma has one column for each side. */
export function checkJoinKeys(context: CheckContext, associations: readonly Association[], keys: Keys): void {
  if (context.settings.profile === "model") return;
  for (const association of associations) {
    if (association.kind !== "join") continue;
    for (const side of [association.left, association.right]) {
      const key = keys.keyOf(side.model);
      if (key !== null && (key.length !== 1 || keys.primaryOf(side.model)?.kind !== "id")) {
        const other = side === association.left ? association.right : association.left;
        context.reporter.report("joinKey", other.span, { field: other.name, model: side.model.name });
      }
    }
  }
}
