/** Embedded values as a model's file has them: handles of their columns, and what makes a value of cells and cells of a value. */
import type { Embedded } from "@joinery/dsl";
import type { Column, Model, ValueField } from "../client-schema.ts";
import { defaultCell } from "./constructor-body.ts";
import { type Emission, indicesOf, valueNamed } from "./emission.ts";
import { columnCall } from "./model-meta.ts";
import { codec, handleType } from "./scalars.ts";
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

/** The expression that reads and writes a part's cells: one that is made is kept in a constant, for it is wanted at every read. */
function partCodec(column: Column, emission: Emission): string {
  return isMade(column, emission) ? `${emission.names.local("types")}.${column.name}` : codec(column, emission);
}

function isMade(column: Column, emission: Emission): boolean {
  return codec(column, emission).includes("(");
}

/** That constant, where there is need of it. */
export function partCodecs(model: Model, emission: Emission): string[] {
  const made = model.embeddeds.flatMap((embedded) => {
    const parts = partsOf(embedded, model, emission).filter(({ column }) => isMade(column, emission));
    const lines = parts.map(({ field, column }) => `    ${field.name}: ${codec(column, emission)},\n`);
    return lines.length === 0 ? [] : [`  ${embedded.name}: {\n${lines.join("")}  },\n`];
  });
  return made.length === 0
    ? []
    : [`/** @internal */\nconst ${emission.names.local("types")} = {\n${made.join("")}};`];
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
    const type = `${names.j}.Column<${names.model(model.name).class}, ${handleType(column, emission)}>`;
    return `${docComment(docText(field.doc), "  ")}  readonly ${field.name}: ${type};\n`;
  });
  const handles = parts.map(({ field, column }) => {
    const before = `    ${field.name}: `; // in its class
    return `  ${field.name}: ${columnCall(column, emission, before, partCodec(column, emission)).replaceAll("\n", "\n  ")},\n`;
  });
  return { type: `{\n${types.join("")}}`, initializer: `{\n${handles.join("")}}` };
}

/** The statement that tells the runtime of it. */
export function embeddedText(embedded: Embedded, model: Model, emission: Emission): string {
  const { names } = emission;
  const { j } = names;
  const [cells, entity, value, place] = ["cells", "entity", "value", "place"].map((name) => names.local(name));
  const parts = partsOf(embedded, model, emission);
  const { value: type, init } = names.value(embedded.type);
  const constant = names.model(model.name).embedded.get(embedded.name);
  const known = parts.map(({ field }) => stringLiteral(field.name));
  const lines = [
    `name: ${stringLiteral(embedded.name)},`,
    ...(embedded.nullable ? ["nullable: true,"] : []),
    bracketed("columns: ", indicesOf(model, embedded.columns).map(String), ",", "  "),
    `read: (${cells}, ${entity}) => ({`,
    ...parts.map((part) => `  ${part.field.name}: ${readPart(part, emission)},`),
    "}),",
    `write(${value}, ${place}) {`,
    `  ${bracketed(`${j}.givenObject(${value}, ${place}, `, known, ");", "    ")}`,
    "  return [",
    ...parts.map((part) => `    ${writePart(part, model, emission)},`),
    "  ];",
    "},",
  ];
  return (
    `/** @internal */\nconst ${constant}: ${j}.EmbeddedMeta = ${j}.embeddedValue<${type}, ${init}>({\n` +
    `${lines.map((line) => `  ${line}\n`).join("")}});`
  );
}

function readPart({ field, column, index }: Part, emission: Emission): string {
  const { names } = emission;
  const cell = `${names.local("cells")}[${index}]`;
  const read = `${partCodec(column, emission)}.read(${cell}, ${names.local("entity")}, ${index})`;
  const value = column.list ? `[...${read}]` : read;
  return field.nullable ? `${cell} === null ? null : ${value}` : value;
}

function writePart({ field, column }: Part, model: Model, emission: Emission): string {
  const { names } = emission;
  const given = `${names.local("value")}.${field.name}`;
  const written = `${partCodec(column, emission)}.write(${given}, ${names.model(model.name).class}.${column.name})`;
  const absent = defaultCell({ ...column, default: field.default, nullable: field.nullable }, emission);
  if (absent === null) return written;
  if (absent === "null") return `${given} === undefined || ${given} === null ? null : ${written}`;
  const present = field.nullable ? `${given} === null ? null : ${written}` : written;
  return `${given} === undefined ? ${absent} : ${present}`;
}
