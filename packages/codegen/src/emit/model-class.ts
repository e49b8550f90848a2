/**
 * A model's file: the types of its row and its constructor's input, the class, and its description for the runtime. Of a model with
 * methods of the user's own it is two: what the user's class extends, and what extends that one (`extended-class.ts`).
 */
import {
  type ClassDeclarationStructure,
  type InterfaceDeclarationStructure,
  type OptionalKind,
  type PropertyDeclarationStructure,
  StructureKind,
} from "ts-morph";
import type { Model } from "../client-schema.ts";
import { article, cellName, extensionExport } from "../naming.ts";
import { columnAccessors, embeddedAccessors, inheritedStatic, loadedType, relationAccessors } from "./accessors.ts";
import { type Emission, isReadOnly, visibleColumns, visibleRelations } from "./emission.ts";
import { constructorBody } from "./constructor-body.ts";
import { embeddedHandle, embeddedTexts } from "./embedded.ts";
import { heldCodec, heldCodecs } from "./held-codecs.ts";
import { classImports, idImports, importsOf, mergeImports, valueImports } from "./imports.ts";
import { choicesText, initShape, roughChoicesText } from "./inputs.ts";
import { columnCall, columnType, modelText, relationCall, relationType } from "./model-meta.ts";
import type { SourceStructure } from "./project.ts";
import { cellType, handleType, hasIdType, readType, valueType } from "./scalars.ts";
import { braced, bracketed, docComment, docText, stringLiteral } from "./text.ts";

export function modelFile(model: Model, emission: Emission): SourceStructure {
  return classFile(model, emission, [modelText(model, emission)]);
}

/** The file without the description, which is all that the class of the user's own methods may load. */
export function baseFile(model: Model, emission: Emission): SourceStructure {
  return classFile(model, emission, []);
}

/** @param more what follows the class */
function classFile(model: Model, emission: Emission, more: readonly string[]): SourceStructure {
  const texts = [...embeddedTexts(model, emission), ...more];
  const { members, choices } = initShape(model, emission);
  return {
    ...((choices.length > 0 && members.length === 0) || model.columns.some(({ ts }) => ts !== null)
      ? { layout: "rough" as const } // a type in the user's own words is laid out by nobody yet
      : {}),
    statements: [
      ...importStructures(model, emission),
      ...idType(model, emission),
      [rowType(model, emission), ...heldCodecs(model, emission)].join("\n\n"),
      ...(model.isView ? [] : initType(model, emission)),
      classStructure(model, emission),
      ...(texts.length === 0 ? [] : [texts.join("\n\n")]),
    ],
  };
}

/** Other models as types only: the schema file is where they meet as values. What reads and writes cells comes as a value. */
function importStructures(model: Model, emission: Emission) {
  const { names, brandedIds, importExtension } = emission;
  const { extension } = names.model(model.name);
  // What is hidden stands beside the description.
  const [relations, columns] =
    extension === null
      ? [model.relations, model.columns]
      : [visibleRelations(model), model.columns.filter(({ hidden }) => !hidden)];
  const named = new Set(relations.map(({ target }) => target));
  // The handles of a class that is extended are those of the class that extends it.
  if (extension === null) named.delete(model.name);
  else if (relations.length + columns.length > 0) named.add(model.name);
  const ids = new Set(
    brandedIds ? model.columns.flatMap(({ idOf }) => (idOf === null || idOf === model.name ? [] : [idOf])) : [],
  );
  const imports = [
    ...classImports(named, emission),
    ...idImports(ids, emission),
    ...columns.flatMap((column) => importsOf(column, !model.isView && !isReadOnly(column), emission)),
    ...model.embeddeds.map(({ type }) => valueImports(type, emission)),
  ];
  return [contractImport(names.j), ...mergeImports(imports, importExtension)];
}

export function contractImport(j: string) {
  return {
    kind: StructureKind.ImportDeclaration as const,
    namespaceImport: j,
    moduleSpecifier: "@joinery/runtime/contract",
  };
}

/** The key as a type of its own: an alias where the key is that of another model. */
function idType(model: Model, emission: Emission): string[] {
  if (!hasIdType(model, emission)) return [];
  const { names } = emission;
  const { id, class: name } = names.model(model.name);
  const isSingle = model.primaryKey.columns.length === 1;
  const cast = isSingle ? ` A value from outside becomes one by a cast: \`value as ${id}\`.` : "";
  const doc = docComment(`The key of ${article(name)} \`${name}\`, as \`get\` takes it.${cast}`);
  return [`\n${doc}export type ${id} = ${ownIdType(model, emission)};`];
}

function ownIdType(model: Model, emission: Emission): string {
  const [key, ...more] = model.primaryKey.columns.flatMap((name) =>
    model.columns.filter((column) => column.name === name),
  );
  if (key === undefined || more.length > 0 || key.idOf !== model.name) return keyType(model, emission, "export type ");
  return `${emission.names.j}.Id<${stringLiteral(model.name)}, ${valueType({ ...key, idOf: null }, emission)}>`;
}

function rowType(model: Model, emission: Emission): string {
  const { row, class: name } = emission.names.model(model.name);
  const cells = model.columns.map((column) => `${cellName(column.name)}: ${cellType(column, emission)}`);
  const doc = docComment(`The cells of ${article(name)} \`${name}\`, in column order, as the database holds them.`);
  return `\n${doc}${bracketed(`export type ${row} = `, cells, ";")}`;
}

function initType(model: Model, emission: Emission): (string | InterfaceDeclarationStructure)[] {
  const { init, class: name } = emission.names.model(model.name);
  const { members, choices } = initShape(model, emission);
  const doc = `What \`new ${name}(…)\` takes.`;
  if (choices.length > 0) {
    const text = choicesText({ members, choices }) ?? roughChoicesText({ members, choices });
    return [`\n${docComment(doc)}export type ${init} = ${text};`];
  }
  const properties = members.map(({ name: property, optional, type, doc: text }) => ({
    name: property,
    hasQuestionToken: optional,
    type,
    docs: text === null ? [] : [text],
  }));
  return [{ kind: StructureKind.Interface, isExported: true, name: init, docs: [doc], properties }];
}

function classStructure(model: Model, emission: Emission): ClassDeclarationStructure {
  const { names } = emission;
  const { base, class: name, extension, row, init } = names.model(model.name);
  const [values = "", cells = "", origin = ""] = ["values", "cells", "origin"].map((local) => names.local(local));
  const accessors = [
    ...visibleColumns(model).map((column) => columnAccessors(column, model, emission)),
    ...model.embeddeds.map((embedded) => embeddedAccessors(embedded, model, emission)),
    ...visibleRelations(model).map((relation) => relationAccessors(relation, model, emission)),
  ];
  const doc =
    extension === null
      ? docText(model.doc)
      : `What is generated of \`${name}\`, for \`${extensionExport(name)}\` to extend by methods of your own.`;
  return {
    kind: StructureKind.Class,
    isExported: true,
    name: base,
    extends: `${names.j}.Entity<${row}>`,
    docs: doc === null ? [] : [doc],
    properties: [...typeOnlyProperties(model, emission), ...handles(model, emission)],
    ctors: [
      {
        overloads: [
          model.isView
            ? { docs: ["Queries make these; a program cannot."], parameters: [{ name: values, type: "never" }] }
            : { parameters: [{ name: values, type: init }] },
          {
            docs: ["@internal"],
            parameters: [
              { name: cells, type: row },
              { name: origin, type: `${names.j}.Origin` },
            ],
          },
        ],
        parameters: [
          { name: values, type: model.isView ? row : `${init} | ${row}` },
          { name: origin, hasQuestionToken: true, type: `${names.j}.Origin` },
        ],
        statements: model.isView ? `super(${values}, ${origin});` : constructorBody(model, emission),
      },
    ],
    getAccessors: accessors.map(({ get }) => get),
    setAccessors: accessors.flatMap(({ set }) => set ?? []),
  };
}

/** The brand that keeps models apart, the type of the primary key, and what each relation and deferred column is once loaded. */
function typeOnlyProperties(model: Model, emission: Emission): OptionalKind<PropertyDeclarationStructure>[] {
  const { j } = emission.names;
  const relations = [
    ...visibleColumns(model)
      .filter(({ deferred }) => deferred)
      .map((column) => `${column.name}: ${readType(column, emission)}`),
    ...visibleRelations(model).map((relation) => `${relation.name}: ${loadedType(relation, emission)}`),
  ];
  const head = `  declare readonly [${j}.rel]: `; // the class's indentation counts
  const type = braced(head, relations, ";", ";").slice(head.length, -1);
  return [
    { name: `[${j}.brand]`, hasDeclareKeyword: true, isReadonly: true, type: JSON.stringify(model.name) },
    { name: `[${j}.pk]`, hasDeclareKeyword: true, isReadonly: true, type: keyType(model, emission) },
    { name: `[${j}.rel]`, hasDeclareKeyword: true, isReadonly: true, type, trailingTrivia: "\n" },
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
  const members = columns.map((column) => `${quotedPath(column.name)}: ${handleType(column, emission)}`);
  return braced(before, members, ";", ";").slice(before.length, -1);
}

/** A part of an embedded value is named by its path. */
function quotedPath(name: string): string {
  return name.includes(".") ? stringLiteral(name) : name;
}

/** The static column and relation handles. */
function handles(model: Model, emission: Emission): OptionalKind<PropertyDeclarationStructure>[] {
  const handle = (property: string, type: string, initializer: (before: string) => string) => {
    const isOverride = inheritedStatic.has(property);
    const before = `  static ${isOverride ? "override " : ""}readonly ${property}: ${type} = `;
    return {
      name: property,
      isStatic: true,
      isReadonly: true,
      hasOverrideKeyword: isOverride,
      type,
      initializer: initializer(before),
    };
  };
  return [
    ...visibleColumns(model).map((column) => {
      return handle(column.name, columnType(column, model, emission), (before) =>
        columnCall(column, emission, before, heldCodec(column, model, emission)),
      );
    }),
    ...model.embeddeds.map((embedded) => {
      const { type, initializer } = embeddedHandle(embedded, model, emission);
      return handle(embedded.name, type, () => initializer);
    }),
    ...visibleRelations(model).map((relation) => {
      const type = relationType(relation, model, emission);
      return handle(relation.name, type, (before) => relationCall(relation, emission, before));
    }),
  ];
}
