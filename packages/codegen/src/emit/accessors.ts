/** The accessors of a model's class, and what its members are called. */
import type { Embedded } from "@joinery/dsl";
import type { Column, Model, Relation } from "../client-schema.ts";
import { words } from "../naming.ts";
import { type Emission, familyOf, isAssigned, isDeferred, isDiscriminator, isMany } from "./emission.ts";
import { heldCodec } from "./held-codecs.ts";
import { handleType, idType, isSettable, isWatched, readType, valueType } from "./scalars.ts";
import { type Accessors, typed } from "./source.ts";
import { docText, printWidth, stringLiteral } from "./text.ts";

/** What every object has, and every class: TypeScript takes a member of that name for an override of it. */
const objectMembers = [
  "hasOwnProperty",
  "isPrototypeOf",
  "propertyIsEnumerable",
  "toLocaleString",
  "toString",
  "valueOf",
] as const;
const inherited: ReadonlySet<string> = new Set(objectMembers);
export const inheritedStatic: ReadonlySet<string> = new Set([
  ...objectMembers,
  ...["apply", "arguments", "bind", "call", "caller", "length", "name"],
]);

export function columnAccessors(column: Column, model: Model, emission: Emission): Accessors {
  if (isDiscriminator(column, model)) return discriminatorGetter(column, model, emission);
  const { names, client } = emission;
  const type = valueType(column, emission);
  const doc = docText(column.doc, ...columnFacts(column, model, client));
  const isDocument = isWatched(column, model);
  const isLazy = column.deferred && client === "async"; // in a sync client the read itself loads
  const read = getterType(column, model, emission);
  const body = isDocument ? documentBody(column, model, emission) : cellBody(column, model, emission);
  return {
    ...named(column.name),
    doc,
    type: isLazy ? `${names.j}.Lazy<${read}>` : read,
    get: isLazy ? lazyGet(column, isDocument, model, emission) : body.get,
    set: isSettable(column, model) ? { parameter: names.local("value"), type, body: body.set } : null,
  };
}

/** What a column's accessor gives: a list may be changed in place, which the session notices, unless nobody may set it. */
export function getterType(column: Column, model: Model, emission: Emission): string {
  return isSettable(column, model) ? readType(column, emission) : handleType(column, emission);
}

/** What an embedded value's accessor gives once it is loaded. */
export function embeddedType({ type, nullable }: Embedded, { names }: Emission): string {
  return `${names.value(type).value}${nullable ? " | null" : ""}`;
}

export function embeddedAccessors(embedded: Embedded, model: Model, emission: Emission): Accessors {
  const { names } = emission;
  const { init } = names.value(embedded.type);
  const constant = names.model(model.name).embedded.get(embedded.name) ?? "";
  const orNull = embedded.nullable ? " | null" : "";
  const loaded = embeddedType(embedded, emission);
  const isLater = isDeferred(embedded, model);
  const isLazy = isLater && emission.client === "async"; // in a sync client the read itself loads
  const given = names.local("value");
  return {
    ...named(embedded.name),
    doc: docText(embedded.doc, isLater ? deferredFact(`${model.name}.${embedded.name}`) : null),
    type: isLazy ? `${names.j}.Lazy<${loaded}>` : loaded,
    get: `return ${names.j}.${isLazy ? "lazyEmbedded" : "embedded"}(this, ${constant});`,
    set: model.isView
      ? null
      : {
          parameter: given,
          type: `${init}${orNull}`,
          body: `${names.j}.setEmbedded(this, ${constant}, ${given});`,
        },
  };
}

/** Each class says what its rows hold; its type is what those of the classes below it may say as well. */
export function discriminatorGetter(column: Column, model: Model, emission: Emission): Accessors {
  const values = familyOf(model, emission).map(({ inheritance }) => stringLiteral(inheritance?.value ?? ""));
  const doc = docText(column.doc, "Says which model it is. The class does, and nobody else.");
  return {
    ...named(column.name, column.inherited),
    doc: column.inherited ? null : doc,
    type: values.join(" | "),
    get: `return ${values[0] ?? '""'};`,
    set: null,
  };
}

function named(name: string, isOverride = false): Pick<Accessors, "name" | "isOverride"> {
  return { name, isOverride: isOverride || inherited.has(name) };
}

interface AccessorBody {
  readonly get: string;
  readonly set: string;
}

function lazyGet({ name }: Column, isDocument: boolean, model: Model, { names }: Emission): string {
  const call = isDocument ? "lazyDocument" : "lazyColumn";
  return `return ${names.j}.${call}(this, ${names.model(model.name).base}.${name});`;
}

/** A call within an accessor, whose indentation counts. */
function callStatement(callee: string, parts: readonly string[]): string {
  const flat = `${callee}(${parts.join(", ")});`;
  if ("    ".length + flat.length <= printWidth) return flat;
  return `${callee}(\n${parts.map((part) => `  ${part},\n`).join("")});`;
}

function documentBody({ name, type }: Column, model: Model, { names }: Emission): AccessorBody {
  const handle = `${names.model(model.name).base}.${name}`;
  return {
    get: `return ${names.j}.document(this, ${handle});`,
    set: `${names.j}.${type.kind === "value" ? "setValue" : "setDocument"}(this, ${handle}, ${names.local("value")});`,
  };
}

function cellBody(column: Column, model: Model, emission: Emission): AccessorBody {
  const { names } = emission;
  const { j } = names;
  const [cell, value] = [names.local("cell"), names.local("value")];
  const index = model.columns.indexOf(column);
  const type = heldCodec(column, model, emission);
  const written = `${type}.write(${value}, ${names.model(model.name).base}.${column.name})`;
  const isKey = familyOf(model, emission).some((one) => isRelationKey(column, one));
  const write = isKey ? "writeKey" : "write";
  const id = idType(column, emission);
  if (!column.nullable) {
    return {
      get: `return ${type}.read(this[${j}.row][${index}], this, ${index})${id === null ? "" : typed(` as ${id}`)};`,
      set: callStatement(`${j}.${write}`, ["this", String(index), written]),
    };
  }
  const read = `${type}.read(${cell}, this, ${index})`;
  return {
    get: [
      `const ${cell} = this[${j}.row][${index}];`,
      ...(id === null
        ? [`return ${cell} === null ? null : ${read};`]
        : [`if (${cell} === null) return null;`, `return ${read}${typed(` as ${id}`)};`]),
    ].join("\n"),
    set: callStatement(`${j}.${write}`, ["this", String(index), `${value} === null ? null : ${written}`]),
  };
}

/** Whether a set must also be told to a relation that this model holds the key of. */
function isRelationKey({ name }: Column, { relations }: Model): boolean {
  return relations.some(({ key, columns }) => key === "local" && columns.includes(name));
}

function columnFacts(column: Column, model: Model, client: Emission["client"]): (string | null)[] {
  const entity = words(model.name).join(" ");
  const keyOf = model.relations.find(({ key, columns }) => key === "local" && columns.includes(column.name));
  return [
    column.inferred && keyOf !== undefined ? `The key of \`${keyOf.name}\`.` : null,
    column.computed === null ? null : `Computed by the database whenever the ${entity} is flushed.`,
    isAssigned(column) && column.computed === null
      ? `Assigned by the database when the ${entity} is first flushed.`
      : null,
    column.version
      ? `Counts the versions of the row: 1 when the ${entity} is first flushed, one more with every flush that changes it. A flush fails that\nfinds another count in the database than this one (StaleDataError).`
      : null,
    column.expression === null ? null : expressionFact(column, entity, client),
    column.deferred ? deferredFact(`${model.name}.${column.name}`) : null,
    column.updatedAt ? `Set anew by every flush that changes the ${entity}.` : null,
  ];
}

function deferredFact(handle: string): string {
  return `Loaded when it is first read, unless a query says undefer(${handle}).`;
}

function expressionFact({ expression, deferred }: Column, entity: string, client: Emission["client"]): string {
  const read = `Computed by the database when the ${entity} is read`;
  if (typeof expression !== "string") return `${read}, and whenever it is flushed.`;
  const isLoadedOnAccess = deferred || client === "sync";
  const ofNew = isLoadedOnAccess ? "it is loaded when it is read" : "it is there once that is refreshed or queried";
  return `${read}. A flush leaves it as it was;\nof a new ${entity} ${ofNew}.`;
}

export function relationAccessors(relation: Relation, model: Model, emission: Emission): Accessors {
  const { names, client } = emission;
  const handle = `${names.model(model.name).base}.${relation.name}`;
  const many = isMany(relation);
  const loaded = loadedType(relation, emission);
  const [get, set] = many ? ["many", "setMany"] : ["one", "setOne"];
  const lazyGet = many ? "lazyMany" : "lazyOne";
  const accepted = many ? `${names.items}<${names.model(relation.target).class}>` : loaded;
  const value = names.local("value");
  return {
    ...named(relation.name),
    doc: docText(relation.doc, ...relationFacts(relation, model, emission)),
    type: client === "sync" ? loaded : lazyType(relation, emission),
    get: `return ${names.j}.${client === "sync" ? get : lazyGet}(this, ${handle});`,
    set: relation.readOnly
      ? null
      : { parameter: value, type: accepted, body: `${names.j}.${set}(this, ${handle}, ${value});` },
  };
}

/** What changes a relation that has no setter. */
function relationFacts({ association }: Relation, model: Model, { models }: Emission): (string | null)[] {
  if (association === null || !models.has(association.model)) return [];
  const list = model.relations.find(
    ({ key, target, targetColumns, hidden }) =>
      key === "remote" &&
      !hidden &&
      target === association.model &&
      targetColumns.join() === association.columns.map(({ name }) => name).join(),
  );
  const change =
    list === undefined ? `Change it by entities of \`${association.model}\`` : `Change \`${list.name}\` instead`;
  return [`Read-only, since it leads through \`${association.model}\`. ${change}; it is stale from the next flush on.`];
}

/** What a relation gives once it is loaded. */
export function loadedType(relation: Relation, { names }: Emission): string {
  const target = names.model(relation.target).class;
  if (isMany(relation)) return `${names.j}.${relation.readOnly ? "ReadonlyCollection" : "Collection"}<${target}>`;
  return relation.nullable ? `${target} | null` : target;
}

/** A collection takes changes before it is loaded. */
function lazyType(relation: Relation, emission: Emission): string {
  const { names } = emission;
  if (isMany(relation) && !relation.readOnly) return `${names.j}.LazyCollection<${names.model(relation.target).class}>`;
  return `${names.j}.Lazy<${loadedType(relation, emission)}>`;
}
