/** A model's file: the types of its row and its constructor's input, the class, and its description for the runtime. */
import {
  type ClassDeclarationStructure,
  type InterfaceDeclarationStructure,
  type OptionalKind,
  type PropertyDeclarationStructure,
  StructureKind,
} from "ts-morph";
import type { Column, Model } from "../client-schema.ts";
import { article, cellName } from "../naming.ts";
import { columnAccessors, discriminatorGetter, inheritedStatic, loadedType, relationAccessors } from "./accessors.ts";
import {
  baseOf,
  type Emission,
  familyOf,
  initColumns,
  isDiscriminator,
  own,
  visibleColumns,
  visibleRelations,
} from "./emission.ts";
import { constructorBody } from "./constructor-body.ts";
import { choicesText, initShape, roughChoicesText } from "./inputs.ts";
import { columnCall, modelText, relationCall, relationType } from "./model-meta.ts";
import type { SourceStructure } from "./project.ts";
import { cellType, valueType } from "./scalars.ts";
import { braced, bracketed, docComment, docText } from "./text.ts";

export function modelFile(model: Model, emission: Emission): SourceStructure {
  const { members, choices } = initShape(model, emission);
  return {
    ...((choices.length > 0 && members.length === 0) || model.columns.some(({ ts }) => ts !== null)
      ? { layout: "rough" as const } // a type in the user's own words is laid out by nobody yet
      : {}),
    statements: [
      ...importStructures(model, emission),
      rowType(model, emission),
      ...initType(model, emission),
      classStructure(model, emission),
      modelText(model, emission),
    ],
  };
}

/** Other models as types only: the schema file is where they meet as values. But a class needs its base. Enums come with their cell types. */
function importStructures(model: Model, emission: Emission) {
  const { names, importExtension } = emission;
  const base = baseOf(model, emission);
  const bases = base === null ? [] : [names.model(base.name)];
  const targets = new Set(model.relations.map(({ target }) => target));
  for (const known of [model, base]) if (known !== null) targets.delete(known.name);
  const imports = [
    ...[...targets].map((target) => ({ ...names.model(target), named: [names.model(target).class], isTypeOnly: true })),
    ...bases.map((found) => ({ ...found, named: [found.class, found.model], isTypeOnly: false })),
    ...enumImports(model, emission),
  ];
  return [
    contractImport(names.j),
    ...imports
      .sort((a, b) => (a.file < b.file ? -1 : 1))
      .map(({ file, named, isTypeOnly }) => ({
        kind: StructureKind.ImportDeclaration as const,
        isTypeOnly,
        namedImports: named,
        moduleSpecifier: `./${file}${importExtension}`,
      })),
  ];
}

/** An inherited column is named by what the constructor takes alone. */
function enumImports(model: Model, { names }: Emission) {
  const enumsOf = (columns: readonly Column[]) =>
    new Set(columns.flatMap(({ type }) => (type.kind === "enum" ? [type.enum] : [])));
  const declared = enumsOf(own(model.columns));
  return [...new Set([...declared, ...enumsOf(initColumns(model))])].map((name) => {
    const found = names.enum(name);
    const isTypeOnly = !declared.has(name);
    return { ...found, named: isTypeOnly ? [found.enum] : [`type ${found.enum}`, found.type], isTypeOnly };
  });
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
  const columns = model.columns.map((column) => `${cellName(column.name)}: ${cellType(column, emission)}`);
  // What extends it has more.
  const cells = familyOf(model, emission).length === 1 ? columns : [...columns, `...more: ${emission.names.j}.Cell[]`];
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
  const base = baseOf(model, emission);
  const accessors = [
    ...own(visibleColumns(model)).map((column) => columnAccessors(column, model, emission)),
    ...own(visibleRelations(model)).map((relation) => relationAccessors(relation, model, emission)),
  ];
  const said = base === null ? [] : model.columns.filter((column) => isDiscriminator(column, model) && !column.hidden);
  return {
    kind: StructureKind.Class,
    isExported: true,
    name,
    extends: base === null ? `${names.j}.Entity<${row}>` : names.model(base.name).class,
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
    getAccessors: [
      ...said.map((column) => discriminatorGetter(column, model, emission)),
      ...accessors.map(({ get }) => get),
    ],
    setAccessors: accessors.flatMap(({ set }) => set ?? []),
  };
}

/** The brand that keeps models apart, the type of the primary key, and what each relation is once loaded. */
function typeOnlyProperties(model: Model, emission: Emission): OptionalKind<PropertyDeclarationStructure>[] {
  const { names } = emission;
  const { j } = names;
  const isHeir = baseOf(model, emission) !== null;
  const brands = familyOf(model, emission).map(({ name }) => JSON.stringify(name));
  const relations = visibleRelations(model).map((relation) => `${relation.name}: ${loadedType(relation, emission)}`);
  const head = `  declare readonly [${j}.rel]: `; // the class's indentation counts
  const type = braced(head, relations, ";", ";").slice(head.length, -1);
  const declared = (name: string, text: string) => {
    return { name: `[${j}.${name}]`, hasDeclareKeyword: true, isReadonly: true, type: text };
  };
  const properties: OptionalKind<PropertyDeclarationStructure>[] = [
    ...(isHeir ? [declared("row", names.model(model.name).row)] : []),
    declared("brand", brands.join(" | ")),
    ...(isHeir ? [] : [declared("pk", keyType(model, emission))]),
    ...(isHeir && own(visibleRelations(model)).length === 0 ? [] : [declared("rel", type)]),
  ];
  const last = handles(model, emission).length === 0 ? undefined : properties.at(-1);
  return properties.map((property) => (property === last ? { ...property, trailingTrivia: "\n" } : property));
}

/** What `get` takes: the value of a single key, an object of a compound one's columns. */
function keyType(model: Model, emission: Emission): string {
  const columns = model.primaryKey.columns.flatMap((name) => model.columns.filter((column) => column.name === name));
  const [only] = columns;
  if (columns.length === 1 && only !== undefined) return valueType(only, emission);
  const head = `  declare readonly [${emission.names.j}.pk]: `;
  const members = columns.map((column) => `${column.name}: ${valueType(column, emission)}`);
  return braced(head, members, ";", ";").slice(head.length, -1);
}

/** What a class is born with, in front of what it inherits. */
const ownStatic: ReadonlySet<string> = new Set(["length", "name"]);

/** The static column and relation handles. An heir has its base's, but for what every class has of its own. */
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
  const base = baseOf(model, emission);
  return [
    ...visibleColumns(model)
      .filter((column) => base !== null && column.inherited && ownStatic.has(column.name))
      .map((column) => {
        const inheritedHandle = `${names.model(base?.name ?? "").class}.${column.name}`;
        return handle(column.name, `typeof ${inheritedHandle}`, () => inheritedHandle);
      }),
    ...own(visibleColumns(model)).map((column) => {
      const type = `${names.j}.Column<${name}, ${valueType(column, emission)}>`;
      return handle(column.name, type, (before) => columnCall(column, emission, before));
    }),
    ...own(visibleRelations(model)).map((relation) => {
      const type = relationType(relation, model, emission);
      return handle(relation.name, type, (before) => relationCall(relation, emission, before));
    }),
  ];
}
