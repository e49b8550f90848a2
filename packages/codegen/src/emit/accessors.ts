/** The accessors of a model's class, and what its members are called. */
import type { GetAccessorDeclarationStructure, OptionalKind, SetAccessorDeclarationStructure } from "ts-morph";
import type { Column, Model, Relation } from "../client-schema.ts";
import { words } from "../naming.ts";
import { type Emission, familyOf, isAssigned, isDiscriminator, isMany } from "./emission.ts";
import { codec, isDocument, readType, valueType } from "./scalars.ts";
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

export interface Accessors {
  readonly get: OptionalKind<GetAccessorDeclarationStructure>;
  /** Null for what the database alone gives. */
  readonly set: OptionalKind<SetAccessorDeclarationStructure> | null;
}

export function columnAccessors(column: Column, model: Model, emission: Emission): Accessors {
  if (isDiscriminator(column, model)) return { get: discriminatorGetter(column, model, emission), set: null };
  const { names } = emission;
  const type = valueType(column, emission);
  const doc = docText(column.doc, ...columnFacts(column, model));
  // What nobody may change needs no watching for changes inside it.
  const isWatched = isDocument(column) && column.computed === null;
  const body = isWatched ? documentBody(column, model, emission) : cellBody(column, model, emission);
  return {
    get: {
      ...memberName(column.name),
      returnType: readType(column, emission),
      docs: doc === null ? [] : [doc],
      statements: body.get,
    },
    set:
      column.computed === null
        ? { ...memberName(column.name), parameters: [{ name: names.local("value"), type }], statements: [body.set] }
        : null,
  };
}

/** Each class says what its rows hold; its type is what those of the classes below it may say as well. */
export function discriminatorGetter(column: Column, model: Model, emission: Emission): Accessors["get"] {
  const values = familyOf(model, emission).map(({ inheritance }) => stringLiteral(inheritance?.value ?? ""));
  const doc = docText(column.doc, "Says which model it is. The class does, and nobody else.");
  return {
    ...memberName(column.name, column.inherited),
    returnType: values.join(" | "),
    docs: doc === null || column.inherited ? [] : [doc],
    statements: [`return ${values[0] ?? '""'};`],
  };
}

function memberName(name: string, isOverride = false): { name: string; hasOverrideKeyword: boolean } {
  return { name, hasOverrideKeyword: isOverride || inherited.has(name) };
}

interface AccessorBody {
  readonly get: string[];
  readonly set: string;
}

/** A call within an accessor, whose indentation counts. */
function callStatement(callee: string, parts: readonly string[]): string {
  const flat = `${callee}(${parts.join(", ")});`;
  if ("    ".length + flat.length <= printWidth) return flat;
  return `${callee}(\n${parts.map((part) => `  ${part},\n`).join("")});`;
}

function documentBody({ name }: Column, model: Model, { names }: Emission): AccessorBody {
  const handle = `${names.model(model.name).class}.${name}`;
  return {
    get: [`return ${names.j}.document(this, ${handle});`],
    set: `${names.j}.setDocument(this, ${handle}, ${names.local("value")});`,
  };
}

function cellBody(column: Column, model: Model, emission: Emission): AccessorBody {
  const { names } = emission;
  const { j } = names;
  const [cell, value] = [names.local("cell"), names.local("value")];
  const index = model.columns.indexOf(column);
  const type = codec(column, emission);
  const written = `${type}.write(${value}, ${names.model(model.name).class}.${column.name})`;
  const isKey = familyOf(model, emission).some((one) => isRelationKey(column, one));
  const write = isKey ? "writeKey" : "write";
  if (!column.nullable) {
    return {
      get: [`return ${type}.read(this[${j}.row][${index}], this, ${index});`],
      set: callStatement(`${j}.${write}`, ["this", String(index), written]),
    };
  }
  return {
    get: [
      `const ${cell} = this[${j}.row][${index}];`,
      `return ${cell} === null ? null : ${type}.read(${cell}, this, ${index});`,
    ],
    set: callStatement(`${j}.${write}`, ["this", String(index), `${value} === null ? null : ${written}`]),
  };
}

/** Whether a set must also be told to a relation that this model holds the key of. */
function isRelationKey({ name }: Column, { relations }: Model): boolean {
  return relations.some(({ key, columns }) => key === "local" && columns.includes(name));
}

function columnFacts(column: Column, model: Model): (string | null)[] {
  const entity = words(model.name).join(" ");
  const keyOf = model.relations.find(({ key, columns }) => key === "local" && columns.includes(column.name));
  return [
    column.inferred && keyOf !== undefined ? `The key of \`${keyOf.name}\`.` : null,
    column.computed === null ? null : `Computed by the database whenever the ${entity} is flushed.`,
    isAssigned(column) && column.computed === null
      ? `Assigned by the database when the ${entity} is first flushed.`
      : null,
    column.updatedAt ? `Set anew by every flush that changes the ${entity}.` : null,
  ];
}

export function relationAccessors(relation: Relation, model: Model, emission: Emission): Accessors {
  const { names, client } = emission;
  const handle = `${names.model(model.name).class}.${relation.name}`;
  const many = isMany(relation);
  const loaded = loadedType(relation, emission);
  const [get, set] = many ? ["many", "setMany"] : ["one", "setOne"];
  const lazyGet = many ? "lazyMany" : "lazyOne";
  const accepted = many ? `${names.items}<${names.model(relation.target).class}>` : loaded;
  const value = names.local("value");
  const doc = docText(relation.doc);
  return {
    get: {
      ...memberName(relation.name),
      returnType: client === "sync" ? loaded : lazyType(relation, emission),
      docs: doc === null ? [] : [doc],
      statements: [`return ${names.j}.${client === "sync" ? get : lazyGet}(this, ${handle});`],
    },
    set: {
      ...memberName(relation.name),
      parameters: [{ name: value, type: accepted }],
      statements: [`${names.j}.${set}(this, ${handle}, ${value});`],
    },
  };
}

/** What a relation gives once it is loaded. */
export function loadedType(relation: Relation, { names }: Emission): string {
  const target = names.model(relation.target).class;
  if (isMany(relation)) return `${names.j}.Collection<${target}>`;
  return relation.nullable ? `${target} | null` : target;
}

/** A collection takes changes before it is loaded. */
function lazyType(relation: Relation, emission: Emission): string {
  const { names } = emission;
  if (isMany(relation)) return `${names.j}.LazyCollection<${names.model(relation.target).class}>`;
  return `${names.j}.Lazy<${loadedType(relation, emission)}>`;
}
