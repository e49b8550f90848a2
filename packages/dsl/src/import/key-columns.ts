/**
 * Foreign keys that need not be written: `fields:` and `references:` where they say what would be inferred, and the scalar field behind
 * a relation where the inferred column would be the same one, at the same place.
 *
 * An inferred column stands where its relation stands. Which scalar fields may go is therefore a question of them all together:
 * `authorId, postId, author, post` may lose both, not one. All that may go by themselves are taken to go; where the order of the columns
 * would then differ first, the one to blame stays, and the order is tried again.
 *
 * It moves no field: relations would change their order, and comments their place.
 */
import { inferredName } from "../check/foreign-key-columns.ts";
import { setKey } from "../check/table.ts";
import type { Column, ForeignKey, Key, Model, Relation } from "../ir/ir.ts";
import type { AttributeAst, FieldAst, RecordAst } from "../syntax/ast.ts";
import type { GeneratedName } from "./constraint-names.ts";
import { argumentNamed, type ImportContext, quoted } from "./import-context.ts";
import { startOf } from "../format/pieces.ts";
import { attributeNamed } from "./prisma-source.ts";
import { endOfField, firstFrom } from "./rewrite.ts";

/** A foreign key whose columns have the names that would be inferred. */
interface Candidate {
  readonly foreignKey: ForeignKey;
  readonly relation: Relation;
  readonly owner: FieldAst;
  /** Its scalar fields. */
  readonly fields: readonly FieldAst[];
  readonly columns: readonly Column[];
}

export function shortenKeys(context: ImportContext, model: Model, nameOf: GeneratedName): void {
  const record = context.source.records.get(model.name);
  // What is mixed in belongs to other models too.
  if (!record || record.base !== null || record.mixins.length > 0) return;
  const relations = new Map(model.relations.map((relation) => [relation.name, relation]));
  const freed = dropUniques(context, model, relations, nameOf);
  const candidates: Candidate[] = [];
  for (const foreignKey of model.foreignKeys) {
    const owner = context.source.fieldAt(foreignKey.span);
    const attribute = owner && attributeNamed(owner, "relation");
    const relation = owner && relations.get(owner.name.text);
    if (!owner || !attribute || !relation) continue;
    const key = keyOf(context, foreignKey.target);
    if (foreignKey.targetColumns.join(" ") !== key.join(" ")) continue;
    dropArgument(context, attribute, "references");
    if (!isInferable(foreignKey, relation)) continue;
    dropArgument(context, attribute, "fields");
    const candidate = readCandidate(context, model, foreignKey, relation, owner, freed);
    if (candidate) candidates.push(candidate);
  }
  for (const { owner, fields, columns } of inOrder(record, model, candidates)) {
    for (const field of fields) context.rewrite.removeField(field);
    const [column] = columns;
    if (column && column.column !== column.name) context.rewrite.addAttribute(owner, `@map(${quoted(column.column)})`);
  }
}

function keyOf({ models, schema }: ImportContext, target: string): readonly string[] {
  return models.get(target)?.primaryKey.columns ?? schema.views.find(({ name }) => name === target)?.key ?? [];
}

function dropArgument({ rewrite }: ImportContext, attribute: AttributeAst, name: string): void {
  const argument = argumentNamed(attribute, name);
  if (argument) rewrite.dropArgument(attribute, argument);
}

/** Of a one-to-one the required side owns the key; where neither is required, `fields:` says so. */
function isInferable({ columns, targetColumns }: ForeignKey, relation: Relation): boolean {
  if (relation.kind === "oneToOne" && relation.nullable) return false;
  return columns.every((name, index) => name === inferredName(relation.name, { name: targetColumns[index] ?? "" }));
}

/** Null where a scalar field says more than an inferred column could. */
function readCandidate(
  context: ImportContext,
  model: Model,
  foreignKey: ForeignKey,
  relation: Relation,
  owner: FieldAst,
  freed: ReadonlySet<AttributeAst>,
): Candidate | null {
  const target = context.models.get(foreignKey.target);
  const fields: FieldAst[] = [];
  const columns: Column[] = [];
  for (const [index, name] of foreignKey.columns.entries()) {
    const column = model.columns.find((item) => item.name === name);
    const reference = target?.columns.find((item) => item.name === foreignKey.targetColumns[index]);
    const field = column && context.source.fieldAt(column.span);
    if (!column || !reference || !field || !isPlain(context, field, owner, freed)) return null;
    if (!isSameColumn(column, reference, relation)) return null;
    if (column.column !== column.name && foreignKey.columns.length > 1) return null;
    fields.push(field);
    columns.push(column);
  }
  return { foreignKey, relation, owner, fields, columns };
}

/** Whether a field has no comment about it, and no attribute but those that an inferred column takes over. */
function isPlain(context: ImportContext, field: FieldAst, owner: FieldAst, freed: ReadonlySet<AttributeAst>): boolean {
  const isKnown = (attribute: AttributeAst): boolean =>
    attribute.name.text === "map" || attribute.name.text.includes(".") || freed.has(attribute);
  if (field.doc !== null || !field.attributes.every(isKnown)) return false;
  const { pieces } = context.source.fileOf(field.name.span);
  const first = firstFrom(pieces, field.name.span.start);
  const behind = firstFrom(pieces, endOfField(context.source, field));
  if (pieces.slice(first, behind).some((piece) => piece.comment)) return false;
  const above = pieces[first - 1];
  // A comment above it is about it, unless it stands behind the member above; above the relation it is as well placed.
  const isFollowed = pieces[behind] !== undefined && startOf(pieces[behind]) === owner.name.span.start;
  const isAbove = !isFollowed && above?.comment && (above.breaks > 0 || pieces[first]?.breaks === 0);
  return !isAbove && !(pieces[behind]?.comment && pieces[behind].breaks === 0);
}

function isSameColumn(column: Column, reference: Column, relation: Relation): boolean {
  return (
    JSON.stringify([column.type, column.native, column.scalar]) ===
      JSON.stringify([reference.type, reference.native, reference.scalar]) &&
    column.nullable === relation.nullable &&
    column.default === null &&
    !column.list &&
    !column.ignored
  );
}

/** Each takes time in the number of columns; no schema that people write comes near. */
const mostAttempts = 200;

/** The candidates without whose fields the columns keep their order. */
function inOrder(record: RecordAst, model: Model, candidates: readonly Candidate[]): Candidate[] {
  const wanted = model.columns.map((column) => column.name);
  let kept = candidates;
  for (let attempt = 0; kept.length > 0; attempt++) {
    const found = orderWithout(record, wanted, kept);
    const place = wanted.findIndex((name, index) => found[index] !== name);
    if (place < 0) break;
    const blamed = [wanted[place], found[place]];
    const next = kept.filter(({ columns }) => !columns.some((column) => blamed.includes(column.name)));
    // Without progress no further one can be told from the others.
    kept = next.length < kept.length && attempt < mostAttempts ? next : [];
  }
  return [...kept];
}

function orderWithout(record: RecordAst, names: readonly string[], gone: readonly Candidate[]): string[] {
  const columns = new Set(names);
  const byOwner = new Map(gone.map((candidate) => [candidate.owner, candidate.columns.map((column) => column.name)]));
  const removed = new Set(gone.flatMap((candidate) => candidate.fields));
  return record.fields.flatMap((field) => {
    if (removed.has(field)) return [];
    return byOwner.get(field) ?? (columns.has(field.name.text) ? [field.name.text] : []);
  });
}

/**
 * `@unique` on the key of a one-to-one, which is unique anyway. Inferred uniques stand behind the declared ones, in the order of their
 * relations: only the last ones can go.
 */
function dropUniques(
  context: ImportContext,
  model: Model,
  relations: ReadonlyMap<string, Relation>,
  nameOf: GeneratedName,
): ReadonlySet<AttributeAst> {
  const freed = new Set<AttributeAst>();
  let last = Infinity;
  for (const unique of model.uniques.toReversed()) {
    const attribute = context.source.attributeAt(unique.span);
    const place = model.foreignKeys.findIndex((key) => setKey(key.columns) === setKey(unique.columns));
    const foreignKey = model.foreignKeys[place];
    const owner = foreignKey && context.source.fieldAt(foreignKey.span);
    const relation = owner && relations.get(owner.name.text);
    if (!attribute || !foreignKey || relation?.kind !== "oneToOne" || place >= last) break;
    if (!isInferredUnique(context, nameOf, unique, attribute)) break;
    last = place;
    freed.add(attribute);
    context.rewrite.dropAttribute(attribute);
  }
  return freed;
}

function isInferredUnique(
  context: ImportContext,
  nameOf: GeneratedName,
  unique: Key,
  attribute: AttributeAst,
): boolean {
  const { text } = context.source.fileOf(attribute.span).source;
  const isOnField = text[attribute.span.start + 1] !== "@";
  const hasOptions = attribute.arguments.some((argument) => argument.name?.text !== "map");
  return isOnField && !hasOptions && unique.name === nameOf(unique.columns, "key");
}
