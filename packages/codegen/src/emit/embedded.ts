/** Embedded values as a model's file has them: handles of their columns, and what makes a value of cells and cells of a value. */
import type { Embedded } from "@joinery/dsl";
import type { Column, Model, ValueField } from "../client-schema.ts";
import { defaultCell } from "./constructor-body.ts";
import { embeddedType } from "./accessors.ts";
import { type Emission, hasInheritedNames, indicesOf, isDeferred, own, valueNamed } from "./emission.ts";
import { heldCodec } from "./held-codecs.ts";
import { columnCall } from "./model-meta.ts";
import { handleType } from "./scalars.ts";
import { typed } from "./source.ts";
import { bracketed, docComment, docText, stringLiteral } from "./text.ts";

interface Part {
  readonly field: ValueField;
  readonly column: Column;
  /** In the row. */
  readonly index: number;
}

function partsOf(embedded: Embedded, model: Model, emission: Emission): Part[] {
  const { fields } = valueNamed(emission, embedded.type);
  return fields.flatMap((field) => {
    const name = `${embedded.name}.${field.name}`;
    const index = model.columns.findIndex((column) => column.name === name);
    const column = model.columns[index];
    return column === undefined ? [] : [{ field, column, index }];
  });
}

/** The handle: an object of the handles of its columns. */
export function embeddedHandle(
  embedded: Embedded,
  model: Model,
  emission: Emission,
): { readonly type: string; readonly initializer: string } {
  const { names } = emission;
  const parts = partsOf(embedded, model, emission);
  const types = parts.map(({ field, column }) => {
    const type = `${names.j}.Column<${names.model(model.name).base}, ${handleType(column, emission)}>`;
    return `${docComment(docText(field.doc), "  ")}  readonly ${field.name}: ${type};\n`;
  });
  const handles = parts.map(({ field, column }) => {
    const before = `    ${field.name}: `; // in its class
    return `  ${field.name}: ${columnCall(column, emission, before, heldCodec(column, model, emission)).replaceAll("\n", "\n  ")},\n`;
  });
  const [type, initializer] = [`{\n${types.join("")}}`, `{\n${handles.join("")}}`];
  if (!isDeferred(embedded, model)) return { type, initializer };
  const { j } = names;
  const of = [names.model(model.name).base, embeddedType(embedded, emission), stringLiteral(embedded.name)];
  return { type: `${j}.DeferredValue<${of.join(", ")}> & ${type}`, initializer: `${j}.deferredValue(${initializer})` };
}

/** The statements that tell the runtime of them. */
export function embeddedTexts(model: Model, emission: Emission): string[] {
  return own(model.embeddeds).map((embedded) => embeddedText(embedded, model, emission));
}

function embeddedText(embedded: Embedded, model: Model, emission: Emission): string {
  const { names } = emission;
  const { j } = names;
  const [cells, entity, value, place] = ["cells", "entity", "value", "place"].map((name) => names.local(name));
  const parts = partsOf(embedded, model, emission);
  const { value: type, init } = names.value(embedded.type);
  const { embedded: constants, extension } = names.model(model.name);
  const constant = constants.get(embedded.name);
  const isDescribedElsewhere = extension !== null;
  const isCopied = hasInheritedNames(valueNamed(emission, embedded.type));
  const known = parts.map(({ field }) => stringLiteral(field.name));
  const lines = [
    `name: ${stringLiteral(embedded.name)},`,
    ...(embedded.nullable ? ["nullable: true,"] : []),
    bracketed("columns: ", indicesOf(model, embedded.columns).map(String), ",", "  "),
    `read: (${cells}, ${entity}) => ({`,
    ...parts.map((part) => `  ${part.field.name}: ${readPart(part, model, emission)},`),
    "}),",
    `write(${value}, ${place}) {`,
    `  ${bracketed(`${j}.givenObject(${value}, ${place}, `, known, ");", "    ")}`,
    ...(isCopied ? [`  const ${names.local("given")} = ${j}.ownParts(${value});`] : []),
    "  return [",
    ...parts.map((part) => `    ${writePart(part, names.local(isCopied ? "given" : "value"), model, emission)},`),
    "  ];",
    "},",
  ];
  return (
    `/** @internal */\n${isDescribedElsewhere ? "export " : ""}const ${constant}${typed(`: ${j}.EmbeddedMeta`)} = ${j}.embeddedValue${typed(`<${type}, ${init}>`)}({\n` +
    `${lines.map((line) => `  ${line}\n`).join("")}});`
  );
}

function readPart({ field, column, index }: Part, model: Model, emission: Emission): string {
  const { names } = emission;
  const cell = `${names.local("cells")}[${index}]`;
  const read = `${heldCodec(column, model, emission)}.read(${cell}, ${names.local("entity")}, ${index})`;
  const value = column.list ? `[...${read}]` : read;
  return field.nullable ? `${cell} === null ? null : ${value}` : value;
}

/** @param value the variable that holds what is given */
function writePart({ field, column }: Part, value: string, model: Model, emission: Emission): string {
  const { names } = emission;
  const given = `${value}.${field.name}`;
  const write = column.type.kind === "value" ? "writeGiven" : "write";
  const written = `${heldCodec(column, model, emission)}.${write}(${given}, ${names.model(model.name).base}.${column.name})`;
  const absent = defaultCell({ ...column, default: field.default, nullable: field.nullable }, emission);
  if (absent === null) return written;
  if (absent === "null") return `${given} === undefined || ${given} === null ? null : ${written}`;
  const present = field.nullable ? `${given} === null ? null : ${written}` : written;
  return `${given} === undefined ? ${absent} : ${present}`;
}
