/**
 * A model's file: the types of its row and its constructor's input, the class, and its description for the runtime. Of a model with
 * methods of the user's own it is two: what the user's class extends, and what extends that one (`extended-class.ts`).
 */
import type { Embedded } from "@joinery/dsl";
import type { Column, Model, Relation } from "../client-schema.ts";
import { article, cellName, extensionExport } from "../naming.ts";
import {
  columnAccessors,
  discriminatorGetter,
  embeddedAccessors,
  embeddedType,
  getterType,
  inheritedStatic,
  loadedType,
  relationAccessors,
} from "./accessors.ts";
import {
  baseOf,
  type Emission,
  familyOf,
  initColumns,
  isDeferred,
  isDiscriminator,
  isReadOnly,
  own,
  visibleColumns,
  visibleRelations,
} from "./emission.ts";
import { contractCheck, contractImport } from "./contract.ts";
import { constructorBody } from "./constructor-body.ts";
import { embeddedHandle, embeddedTexts } from "./embedded.ts";
import { heldCodec, heldCodecs } from "./held-codecs.ts";
import {
  baseImports,
  classImports,
  givenImports,
  idImports,
  importsOf,
  mergeImports,
  valueImports,
} from "./imports.ts";
import { choicesText, initShape, roughChoicesText } from "./inputs.ts";
import { columnCall, columnType, modelTexts, relationCall, relationType } from "./model-meta.ts";
import { cellType, handleType, hasIdType, valueType } from "./scalars.ts";
import {
  type ClassProperty,
  type ClassStatement,
  declaredName,
  type ImportStatement,
  internalText,
  memberName,
  type SourceStructure,
  type Statement,
  type TextStatement,
  typeText,
} from "./source.ts";
import { braced, bracketed, docComment, docText, stringLiteral } from "./text.ts";

export function modelFile(model: Model, emission: Emission): SourceStructure {
  return classFile(model, emission, modelTexts(model, emission));
}

/** The file without the description, which is all that the class of the user's own methods may load. */
export function baseFile(model: Model, emission: Emission): SourceStructure {
  return classFile(model, emission, []);
}

/** @param more what follows the class */
function classFile(model: Model, emission: Emission, more: readonly string[]): SourceStructure {
  const { members, choices } = initShape(model, emission);
  return {
    ...((choices.length > 0 && members.length === 0) || model.columns.some(({ ts }) => ts !== null)
      ? { layout: "rough" as const } // a type in the user's own words is laid out by nobody yet
      : {}),
    statements: [
      ...importStructures(model, emission),
      contractCheck(emission.names.j),
      ...idType(model, emission),
      rowType(model, emission),
      ...heldCodecs(model, emission).map(internalText),
      ...(model.isView ? [] : initType(model, emission)),
      classStructure(model, emission),
      ...[...embeddedTexts(model, emission), ...more].map(internalText),
    ],
  };
}

/**
 * Other models as types only: the schema file is where they meet as values. But a class needs its base. What reads and writes cells comes as a
 * value.
 */
function importStructures(model: Model, emission: Emission): ImportStatement[] {
  const { names, brandedIds, importExtension } = emission;
  const { extension } = names.model(model.name);
  // What is hidden stands beside the description.
  const [relations, columns] =
    extension === null
      ? [model.relations, own(model.columns)]
      : [visibleRelations(model), own(model.columns).filter(({ hidden }) => !hidden)];
  const named = new Set(relations.filter((relation) => isNamed(relation, model)).map(({ target }) => target));
  // The handles of a class that is extended are those of the class that extends it, but for the parts of embedded values.
  if (extension === null) named.delete(model.name);
  else if (own(relations).length + own(visibleColumns(model)).length > 0) named.add(model.name);
  const base = baseOf(model, emission);
  if (base !== null) named.delete(base.name);
  const ids = new Set(
    brandedIds
      ? model.columns.flatMap(({ idOf, hidden }) => (idOf === null || idOf === model.name || hidden ? [] : [idOf]))
      : [],
  );
  const imports = [
    ...classImports(named, emission),
    ...(base === null ? [] : [baseImports(base, extension === null, emission)]),
    ...idImports(ids, emission),
    ...columns.flatMap((column) => importsOf(column, !model.isView && !isReadOnly(column), emission, model)),
    ...inheritedColumns(model).flatMap((column) => givenImports(column, emission)),
    ...model.embeddeds.map((embedded) => valueImports(embedded.type, isRead(embedded, model), emission)),
  ];
  return [contractImport(names.j), ...mergeImports(imports, importExtension)];
}

/** Whether the file names the relation's target: an inherited one stands in what the constructor takes, and in what is there once it is loaded. */
function isNamed({ inherited, hidden, readOnly }: Relation, model: Model): boolean {
  return !inherited || (!hidden && (!readOnly || !isLoadedAsBefore(model)));
}

/** Whether an heir has nothing that is loaded but what its base has. */
function isLoadedAsBefore(model: Model): boolean {
  const deferred = own(visibleColumns(model)).filter((column) => column.deferred);
  const deferredValues = own(model.embeddeds).filter((embedded) => isDeferred(embedded, model));
  const isHeir = (model.inheritance?.base ?? null) !== null;
  return isHeir && own(visibleRelations(model)).length + deferred.length + deferredValues.length === 0;
}

/** Whether the file names what the embedded value is read as: an inherited one stands in what is there once it is loaded. */
function isRead(embedded: Embedded, model: Model): boolean {
  return !embedded.inherited || (isDeferred(embedded, model) && !isLoadedAsBefore(model));
}

/** Inherited columns are named by what the constructor takes, and by what is there once it is loaded. */
function inheritedColumns(model: Model): readonly Column[] {
  const given = new Set(initColumns(model));
  const isNamedRead = !isLoadedAsBefore(model);
  return visibleColumns(model)
    .filter((column) => column.inherited && (given.has(column) || (column.deferred && isNamedRead)))
    .map((column) => (isNamedRead ? column : { ...column, deferred: false }));
}

/** The key as a type of its own: an alias where the key is that of another model. */
function idType(model: Model, emission: Emission): TextStatement[] {
  if (!hasIdType(model, emission)) return [];
  const { names } = emission;
  const { id, class: name } = names.model(model.name);
  const isSingle = model.primaryKey.columns.length === 1;
  const cast = isSingle ? ` A value from outside becomes one by a cast: \`value as ${id}\`.` : "";
  const doc = docComment(`The key of ${article(name)} \`${name}\`, as \`get\` takes it.${cast}`);
  return [typeText(`${doc}export type ${declaredName(id)} = ${ownIdType(model, emission)};`)];
}

function ownIdType(model: Model, emission: Emission): string {
  const [key, ...more] = model.primaryKey.columns.flatMap((name) =>
    model.columns.filter((column) => column.name === name),
  );
  if (key === undefined || more.length > 0 || key.idOf !== model.name) return keyType(model, emission, "export type ");
  return `${emission.names.j}.Id<${stringLiteral(model.name)}, ${valueType({ ...key, idOf: null }, emission)}>`;
}

function rowType(model: Model, emission: Emission): TextStatement {
  const { row, class: name } = emission.names.model(model.name);
  const columns = model.columns.map((column) => `${cellName(column.name)}: ${cellType(column, emission)}`);
  // What extends it has more.
  const cells = familyOf(model, emission).length === 1 ? columns : [...columns, `...more: ${emission.names.j}.Cell[]`];
  const doc = docComment(`The cells of ${article(name)} \`${name}\`, in column order, as the database holds them.`);
  return typeText(`${doc}${bracketed(`export type ${declaredName(row)} = `, cells, ";")}`);
}

function initType(model: Model, emission: Emission): Statement[] {
  const { init, class: name } = emission.names.model(model.name);
  const { members, choices } = initShape(model, emission);
  const doc = `What \`new ${name}(…)\` takes.`;
  if (choices.length > 0) {
    const text = choicesText({ members, choices }) ?? roughChoicesText({ members, choices });
    return [typeText(`${docComment(doc)}export type ${declaredName(init)} = ${text};`)];
  }
  return [{ kind: "interface", name: init, doc, members }];
}

function classStructure(model: Model, emission: Emission): ClassStatement {
  const { names } = emission;
  const { base, class: name, extension, row, init } = names.model(model.name);
  const [values = "", cells = "", origin = ""] = ["values", "cells", "origin"].map((local) => names.local(local));
  const parent = baseOf(model, emission);
  const accessors = [
    ...own(visibleColumns(model)).map((column) => columnAccessors(column, model, emission)),
    ...own(model.embeddeds).map((embedded) => embeddedAccessors(embedded, model, emission)),
    ...own(visibleRelations(model)).map((relation) => relationAccessors(relation, model, emission)),
  ];
  const doc =
    extension === null
      ? docText(model.doc)
      : `What is generated of \`${name}\`, for \`${extensionExport(name)}\` to extend by methods of your own.`;
  const said =
    parent === null ? [] : model.columns.filter((column) => isDiscriminator(column, model) && !column.hidden);
  return {
    kind: "class",
    name: base,
    ...(parent === null
      ? { extends: `${names.j}.Entity`, typeArguments: `<${row}>` }
      : { extends: names.model(parent.name).class }),
    doc,
    properties: [...typeOnlyProperties(model, emission), ...handles(model, emission)],
    constructs: {
      doc: model.isView ? "Queries make these; a program cannot." : null,
      outer: [{ name: values, type: model.isView ? "never" : init }],
      inner: [
        { name: cells, type: row },
        { name: origin, type: `${names.j}.Origin` },
      ],
      parameters: [
        { name: values, type: model.isView ? row : `${init} | ${row}` },
        { name: origin, optional: true, type: `${names.j}.Origin` },
      ],
      body: model.isView ? `super(${values}, ${origin});` : constructorBody(model, emission),
    },
    accessors: [...said.map((column) => discriminatorGetter(column, model, emission)), ...accessors],
  };
}

/** The brand that keeps models apart, the type of the primary key, and what each relation and deferred column is once loaded. */
function typeOnlyProperties(model: Model, emission: Emission): ClassProperty[] {
  const { names } = emission;
  const { j } = names;
  const isHeir = baseOf(model, emission) !== null;
  const brands = familyOf(model, emission).map(({ name }) => JSON.stringify(name));
  const deferred = visibleColumns(model).filter((column) => column.deferred);
  const deferredValues = model.embeddeds.filter((embedded) => isDeferred(embedded, model));
  const relations = [
    ...deferred.map((column) => `${memberName(column.name)}: ${getterType(column, model, emission)}`),
    ...deferredValues.map((embedded) => `${memberName(embedded.name)}: ${embeddedType(embedded, emission)}`),
    ...visibleRelations(model).map((relation) => `${memberName(relation.name)}: ${loadedType(relation, emission)}`),
  ];
  const head = `  declare readonly [${j}.rel]: `; // the class's indentation counts
  const type = braced(head, relations, ";", ";").slice(head.length, -1);
  const declared = (symbol: string, text: string): ClassProperty => {
    const name = `[${j}.${symbol}]`;
    return { name, type: text, initializer: null, isStatic: false, isOverride: false, isApart: false };
  };
  return [
    ...(isHeir ? [declared("row", names.model(model.name).row)] : []),
    declared("brand", brands.join(" | ")),
    ...(isHeir ? [] : [declared("pk", keyType(model, emission))]),
    ...(isLoadedAsBefore(model) ? [] : [declared("rel", type)]),
  ];
}

/**
 * What `get` takes: the value of a single key, an object of a compound one's columns, and nothing where a view has no key.
 *
 * @param before what stands before it on its line, for the width
 */
function keyType(model: Model, emission: Emission, before = `  declare readonly [${emission.names.j}.pk]: `): string {
  const columns = model.primaryKey.columns.flatMap((name) => model.columns.filter((column) => column.name === name));
  const [only] = columns;
  if (columns.length === 1 && only !== undefined) return handleType(only, emission);
  if (only === undefined) return "never";
  const members = columns.map((column) => `${keyPart(column.name)}: ${handleType(column, emission)}`);
  return braced(before, members, ";", ";").slice(before.length, -1);
}

/** A part of an embedded value is named by its path. */
function keyPart(name: string): string {
  return name.includes(".") ? stringLiteral(name) : memberName(name);
}

/** What a class is born with, in front of what it inherits. */
const ownStatic: ReadonlySet<string> = new Set(["length", "name"]);

/** The static column and relation handles. An heir has its base's, but for what every class has of its own. */
function handles(model: Model, emission: Emission): ClassProperty[] {
  const { names } = emission;
  const handle = (property: string, type: string, initializer: (before: string) => string) => {
    const isOverride = inheritedStatic.has(property);
    const before = `  static ${isOverride ? "override " : ""}readonly ${property}: ${type} = `;
    return {
      name: property,
      type,
      initializer: initializer(before),
      isStatic: true,
      isOverride,
    };
  };
  const base = baseOf(model, emission);
  const properties = [
    ...visibleColumns(model)
      .filter((column) => base !== null && column.inherited && ownStatic.has(column.name))
      .map((column) => {
        const inheritedHandle = `${names.model(base?.name ?? "").class}.${column.name}`;
        return handle(column.name, `typeof ${inheritedHandle}`, () => inheritedHandle);
      }),
    ...own(visibleColumns(model)).map((column) => {
      return handle(column.name, columnType(column, model, emission), (before) =>
        columnCall(column, emission, before, heldCodec(column, model, emission)),
      );
    }),
    ...own(model.embeddeds).map((embedded) => {
      const { type, initializer } = embeddedHandle(embedded, model, emission);
      return handle(embedded.name, type, () => initializer);
    }),
    ...own(visibleRelations(model)).map((relation) => {
      const type = relationType(relation, model, emission);
      return handle(relation.name, type, (before) => relationCall(relation, emission, before));
    }),
  ];
  return properties.map((property, at) => ({ ...property, isApart: at === 0 }));
}
