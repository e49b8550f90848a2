/** A model's file: the types of its row and its constructor's input, the class, and its description for the runtime. */
import {
  type ClassDeclarationStructure,
  type InterfaceDeclarationStructure,
  type OptionalKind,
  type PropertyDeclarationStructure,
  StructureKind,
} from "ts-morph";
import type { Model } from "../client-schema.ts";
import { article, cellName } from "../naming.ts";
import { columnAccessors, embeddedAccessors, inheritedStatic, loadedType, relationAccessors } from "./accessors.ts";
import { type Emission, visibleColumns, visibleRelations } from "./emission.ts";
import { constructorBody } from "./constructor-body.ts";
import { embeddedHandle, embeddedText } from "./embedded.ts";
import { heldCodec, heldCodecs } from "./held-codecs.ts";
import { importsOf, mergeImports, valueImports } from "./imports.ts";
import { choicesText, initShape, roughChoicesText } from "./inputs.ts";
import { columnCall, modelText, relationCall, relationType } from "./model-meta.ts";
import type { SourceStructure } from "./project.ts";
import { cellType, handleType } from "./scalars.ts";
import { braced, bracketed, docComment, docText, stringLiteral } from "./text.ts";

export function modelFile(model: Model, emission: Emission): SourceStructure {
  const { members, choices } = initShape(model, emission);
  return {
    ...((choices.length > 0 && members.length === 0) || model.columns.some(({ ts }) => ts !== null)
      ? { layout: "rough" as const } // a type in the user's own words is laid out by nobody yet
      : {}),
    statements: [
      ...importStructures(model, emission),
      [rowType(model, emission), ...heldCodecs(model, emission)].join("\n\n"),
      ...initType(model, emission),
      classStructure(model, emission),
      [...model.embeddeds.map((embedded) => embeddedText(embedded, model, emission)), modelText(model, emission)].join(
        "\n\n",
      ),
    ],
  };
}

/** Other models as types only: the schema file is where they meet as values. What reads and writes cells comes as a value. */
function importStructures(model: Model, emission: Emission) {
  const { names, importExtension } = emission;
  const targets = new Set(model.relations.map(({ target }) => target).filter((target) => target !== model.name));
  const imports = [
    ...[...targets].map((target) => ({
      file: names.model(target).file,
      types: [names.model(target).class],
      values: [],
    })),
    ...model.columns.flatMap((column) => importsOf(column, emission)),
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
  const { class: name, row, init } = names.model(model.name);
  const [values = "", cells = "", origin = ""] = ["values", "cells", "origin"].map((local) => names.local(local));
  const accessors = [
    ...visibleColumns(model).map((column) => columnAccessors(column, model, emission)),
    ...model.embeddeds.map((embedded) => embeddedAccessors(embedded, model, emission)),
    ...visibleRelations(model).map((relation) => relationAccessors(relation, model, emission)),
  ];
  return {
    kind: StructureKind.Class,
    isExported: true,
    name,
    extends: `${names.j}.Entity<${row}>`,
    docs: model.doc === null ? [] : [docText(model.doc) ?? ""],
    properties: [...typeOnlyProperties(model, emission), ...handles(model, emission)],
    ctors: [
      {
        overloads: [
          { parameters: [{ name: values, type: init }] },
          {
            docs: ["@internal"],
            parameters: [
              { name: cells, type: row },
              { name: origin, type: `${names.j}.Origin` },
            ],
          },
        ],
        parameters: [
          { name: values, type: `${init} | ${row}` },
          { name: origin, hasQuestionToken: true, type: `${names.j}.Origin` },
        ],
        statements: constructorBody(model, emission),
      },
    ],
    getAccessors: accessors.map(({ get }) => get),
    setAccessors: accessors.flatMap(({ set }) => set ?? []),
  };
}

/** The brand that keeps models apart, the type of the primary key, and what each relation is once loaded. */
function typeOnlyProperties(model: Model, emission: Emission): OptionalKind<PropertyDeclarationStructure>[] {
  const { j } = emission.names;
  const relations = visibleRelations(model).map((relation) => `${relation.name}: ${loadedType(relation, emission)}`);
  const head = `  declare readonly [${j}.rel]: `; // the class's indentation counts
  const type = braced(head, relations, ";", ";").slice(head.length, -1);
  return [
    { name: `[${j}.brand]`, hasDeclareKeyword: true, isReadonly: true, type: JSON.stringify(model.name) },
    { name: `[${j}.pk]`, hasDeclareKeyword: true, isReadonly: true, type: keyType(model, emission) },
    { name: `[${j}.rel]`, hasDeclareKeyword: true, isReadonly: true, type, trailingTrivia: "\n" },
  ];
}

/** What `get` takes: the value of a single key, an object of a compound one's columns. */
function keyType(model: Model, emission: Emission): string {
  const columns = model.primaryKey.columns.flatMap((name) => model.columns.filter((column) => column.name === name));
  const [only] = columns;
  if (columns.length === 1 && only !== undefined) return handleType(only, emission);
  const head = `  declare readonly [${emission.names.j}.pk]: `;
  const members = columns.map((column) => `${quotedPath(column.name)}: ${handleType(column, emission)}`);
  return braced(head, members, ";", ";").slice(head.length, -1);
}

/** A part of an embedded value is named by its path. */
function quotedPath(name: string): string {
  return name.includes(".") ? stringLiteral(name) : name;
}

/** The static column and relation handles. */
function handles(model: Model, emission: Emission): OptionalKind<PropertyDeclarationStructure>[] {
  const { names } = emission;
  const { class: name } = names.model(model.name);
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
      const type = `${names.j}.Column<${name}, ${handleType(column, emission)}>`;
      return handle(column.name, type, (before) =>
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
