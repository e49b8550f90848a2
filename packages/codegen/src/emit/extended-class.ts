/**
 * The file of a model with methods of the user's own: the class that queries, loads and `new` give, which extends the user's, which
 * extends the generated one (`UserBase` ◄ `UserExt` ◄ `User`).
 *
 * The base's file imports this one as types only, and the user's file imports the base's: whichever of the three is loaded first, the
 * classes come to be in this order.
 */
import type { Column, Model, Relation } from "../client-schema.ts";
import { extensionExport } from "../naming.ts";
import { baseOf, type Emission, own, visibleColumns, visibleRelations } from "./emission.ts";
import {
  classImports,
  describedImports,
  importsOf as columnImports,
  mergeImports,
  type NeededNames,
} from "./imports.ts";
import { contractCheck, contractImport } from "./contract.ts";
import { columnType, modelTexts, relationType } from "./model-meta.ts";
import { hasIdType } from "./scalars.ts";
import { type ClassProperty, internalText, type SourceStructure, typeText } from "./source.ts";
import { docText } from "./text.ts";
import { userModule } from "./user-module.ts";

/** @param path the user's file, as seen from the schema's */
export function extendedClassFile(model: Model, path: string, emission: Emission): SourceStructure {
  const { names, importExtension } = emission;
  const { class: name, baseFile, id, row, init, extension } = names.model(model.name);
  const exported = extensionExport(name);
  const local = extension ?? exported;
  return {
    statements: [
      contractImport(names.j),
      {
        kind: "import",
        names: [local === exported ? { name: exported } : { name: exported, alias: local }],
        from: userModule(path, model.span.file, emission),
      },
      ...mergeImports(importsOf(model, emission), importExtension),
      contractCheck(names.j),
      typeText(
        `export type { ${[...(hasIdType(model, emission) ? [id] : []), init, row].join(", ")} } from "./${baseFile}${importExtension}";`,
      ),
      {
        kind: "class",
        name,
        extends: local,
        doc: docText(model.doc),
        properties: shadowingHandles(model, emission),
        constructs: null,
        accessors: [],
      },
      ...modelTexts(model, emission).map(internalText),
    ],
  };
}

interface Members {
  readonly columns: readonly Column[];
  readonly relations: readonly Relation[];
}

/** What stands beside the description for want of a property. */
function hiddenMembers({ columns, relations }: Model): Members {
  return {
    columns: own(columns).filter(({ hidden }) => hidden),
    relations: own(relations).filter(({ hidden }) => hidden),
  };
}

/** What every class has of its own, whatever it extends: a handle of such a name is not inherited, and named once more. */
const ownStatics: ReadonlySet<string> = new Set(["name", "length"]);

function shadowedMembers(model: Model): Members {
  return {
    columns: visibleColumns(model).filter(({ name }) => ownStatics.has(name)),
    relations: visibleRelations(model).filter(({ name }) => ownStatics.has(name)),
  };
}

function shadowingHandles(model: Model, emission: Emission): ClassProperty[] {
  const { base } = emission.names.model(model.name);
  const { columns, relations } = shadowedMembers(model);
  // What is inherited is the base's own handle.
  const handles = [
    ...columns.map((column) => ({
      name: column.name,
      type: column.inherited ? `typeof ${base}.${column.name}` : columnType(column, model, emission),
    })),
    ...relations.map((relation) => ({
      name: relation.name,
      type: relation.inherited ? `typeof ${base}.${relation.name}` : relationType(relation, model, emission),
    })),
  ];
  return handles.map(({ name, type }) => {
    return { name, type, initializer: `${base}.${name}`, isStatic: true, isOverride: true, isApart: false };
  });
}

/** Of the models that are named, the classes as types; of columns what reads their hidden cells, and the type of a handle. */
function importsOf(model: Model, emission: Emission): NeededNames[] {
  const { base, baseFile, row, embedded } = emission.names.model(model.name);
  const parent = baseOf(model, emission);
  const [hidden, shadowed] = [hiddenMembers(model), shadowedMembers(model)];
  const targets = new Set([...hidden.relations, ...own(shadowed.relations)].map(({ target }) => target));
  targets.delete(model.name);
  return [
    { file: baseFile, types: [row], values: [base, ...embedded.values()] },
    ...(parent === null ? [] : [describedImports(parent, emission)]),
    ...classImports(targets, emission),
    ...hidden.columns.flatMap((column) => columnImports(column, false, emission, model)),
    ...own(shadowed.columns).flatMap((column) =>
      columnImports(column, false, emission, model).map((needed) => ({ ...needed, values: [] })),
    ),
  ];
}
