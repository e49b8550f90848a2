/**
 * A value type's file: what is read of it, what is given for it, and the two functions that make one of a stored document and a document
 * of it. They are declarations, which are there before anything runs: types may refer to each other in a circle, and any file may be
 * imported first.
 */
import type { LiteralValue } from "@joinery/dsl";
import { cellOf, hex } from "../cells.ts";
import type { ValueField, ValueType } from "../client-schema.ts";
import { defaultCell } from "./constructor-body.ts";
import { type Emission, hasInheritedNames } from "./emission.ts";
import { importsOf, mergeImports, type NeededNames } from "./imports.ts";
import { columnMember, isRequired } from "./inputs.ts";
import { contractCheck, contractImport } from "./contract.ts";
import { cellLiteral, elementCodec, readType } from "./scalars.ts";
import { internalText, type SourceStructure, typed } from "./source.ts";
import { bracketed, docText, stringLiteral } from "./text.ts";

export function valueFile(type: ValueType, emission: Emission): SourceStructure {
  const { names } = emission;
  const { value, init } = names.value(type.name);
  const read = type.fields.map((field) => ({
    name: field.name,
    optional: false,
    type: readType(field, emission),
    doc: docText(field.doc),
  }));
  const given = type.fields.map((field) => columnMember(field, isRequired(field), emission));
  return {
    ...(type.fields.some(({ ts }) => ts !== null) ? { layout: "rough" as const } : {}),
    statements: [
      contractImport(names.j),
      ...mergeImports(
        type.fields.flatMap((field) => fieldImports(field, type, emission)),
        emission.importExtension,
      ),
      contractCheck(names.j),
      { kind: "interface", name: value, doc: docText(type.doc), members: read },
      { kind: "interface", name: init, doc: `What is given for \`${value}\`.`, members: given },
      ...[
        ...madeCodecs(type, emission),
        decodeFunction(type, emission),
        encodeFunction(type, emission),
        codecConstant(type, emission),
      ].map(internalText),
    ],
  };
}

function fieldImports(field: ValueField, owner: ValueType, emission: Emission): NeededNames[] {
  const { type } = field;
  if (type.kind !== "value") return importsOf(field, true, emission);
  if (type.value === owner.name) return [];
  const { file, value, init, decode, encode } = emission.names.value(type.value);
  return [{ file, types: [value, init], values: [decode, encode] }];
}

/** What reads and writes a field that is no value of a type. One that is made is kept in a constant. */
function fieldCodec(field: ValueField, emission: Emission): string {
  return isMade(field, emission) ? `${emission.names.local("types")}.${field.name}` : elementCodec(field, emission);
}

function isMade(field: ValueField, emission: Emission): boolean {
  return field.type.kind !== "value" && elementCodec(field, emission).includes("(");
}

function madeCodecs(type: ValueType, emission: Emission): string[] {
  const made = type.fields
    .filter((field) => isMade(field, emission))
    .map((field) => `  ${field.name}: ${elementCodec(field, emission)},\n`);
  return made.length === 0 ? [] : [`/** @internal */\nconst ${emission.names.local("types")} = {\n${made.join("")}};`];
}

function decodeFunction(type: ValueType, emission: Emission): string {
  const { names } = emission;
  const { j } = names;
  const { value, decode } = names.value(type.name);
  const [part, place, stored, at] = ["part", "place", "stored", "at"].map((name) => names.local(name));
  const object = `${j}.storedObject(${part}, ${place})`;
  const lines = [
    `const ${stored} = ${hasInheritedKeys(type) ? `${j}.ownParts(${object})` : object};`,
    `const ${at} = new ${j}.Place(${place});`,
    "return {",
    ...type.fields.map((field) => `  ${field.name}: ${decoded(field, emission)},`),
    "};",
  ];
  const head = `export function ${decode}(${part}${typed(": unknown")}, ${place}${typed(`: ${j}.Place`)})${typed(`: ${value}`)} {`;
  return `/** @internal */\n${head}\n${lines.map((line) => `  ${line}\n`).join("")}}`;
}

function decoded(field: ValueField, emission: Emission): string {
  const { names } = emission;
  const stored = `${names.local("stored")}[${stringLiteral(field.key)}]`;
  const at = `${names.local("at")}.of(${stringLiteral(field.name)})`;
  // A document of before the field was there has its default, where that is always the same.
  const absent = isLiteral(field) ? absentPart(field, emission) : null;
  const part = absent === null || absent === "null" ? stored : `${stored} === undefined ? ${absent} : ${stored}`;
  const read = readCall(field, part, at, emission);
  if (!field.nullable) return read;
  return absent === "null"
    ? `${stored} === undefined || ${stored} === null ? null : ${read}`
    : `${stored} === null ? null : ${read}`;
}

function readCall(field: ValueField, part: string, at: string, emission: Emission): string {
  const { names } = emission;
  const { j } = names;
  if (field.type.kind === "value") {
    const { decode } = names.value(field.type.value);
    return field.list ? `${j}.readEach(${part}, ${at}, ${decode})` : `${decode}(${part}, ${at})`;
  }
  return `${j}.${field.list ? "readParts" : "readPart"}(${fieldCodec(field, emission)}, ${part}, ${at})`;
}

function encodeFunction(type: ValueType, emission: Emission): string {
  const { names } = emission;
  const { j } = names;
  const { init, encode } = names.value(type.name);
  const [value, place, given, at] = ["value", "place", "given", "at"].map((name) => names.local(name));
  const known = type.fields.map(({ name }) => stringLiteral(name));
  const fields = type.fields.toSorted((a, b) => storedOrder(a.key, b.key));
  const lines = [
    bracketed(`${j}.givenObject(${value}, ${place}, `, known, ");", "  "),
    `const ${at} = new ${j}.Place(${place});`,
    ...(hasInheritedNames(type) ? [`const ${given} = ${j}.ownParts(${value});`] : []),
    "return {",
    ...fields.map((field) => `  ${propertyKey(field.key)}: ${encoded(field, type, emission)},`),
    "};",
  ];
  const head = `export function ${encode}(${value}${typed(`: ${init}`)}, ${place}${typed(`: ${j}.Place`)})${typed(": object")} {`;
  return `/** @internal */\n${head}\n${lines.map((line) => `  ${line}\n`).join("")}}`;
}

function encoded(field: ValueField, type: ValueType, emission: Emission): string {
  const { names } = emission;
  const given = `${names.local(hasInheritedNames(type) ? "given" : "value")}.${field.name}`;
  const at = `${names.local("at")}.of(${stringLiteral(field.name)})`;
  const written = writeCall(field, given, at, emission);
  const absent = absentPart(field, emission);
  if (absent === null) return written;
  if (absent === "null") return `${given} === undefined || ${given} === null ? null : ${written}`;
  const present = field.nullable ? `${given} === null ? null : ${written}` : written;
  return `${given} === undefined ? ${absent} : ${present}`;
}

function writeCall(field: ValueField, given: string, at: string, emission: Emission): string {
  const { names } = emission;
  const { j } = names;
  if (field.type.kind === "value") {
    const { encode } = names.value(field.type.value);
    return field.list ? `${j}.writeEach(${given}, ${at}, ${encode})` : `${encode}(${given}, ${at})`;
  }
  return `${j}.${field.list ? "writeParts" : "writePart"}(${fieldCodec(field, emission)}, ${given}, ${at})`;
}

function codecConstant({ name }: ValueType, { names }: Emission): string {
  const { value, init, type, decode, encode } = names.value(name);
  const { j } = names;
  return `/** @internal */\nexport const ${type}${typed(`: ${j}.ValueType<${value}, ${init}>`)} = ${j}.valueType(${decode}, ${encode});`;
}

/** Whether a field that is absent has the same value whenever it is read. */
function isLiteral({ default: value }: ValueField): boolean {
  return value === null || value.kind === "literal" || value.kind === "list";
}

/** What stands in a document for a field that is not given; null where it must be. */
function absentPart(field: ValueField, emission: Emission): string | null {
  const { default: value } = field;
  if (value?.kind === "literal") return partLiteral(field, value.value, emission);
  if (value?.kind === "list") return `[${value.values.map((one) => partLiteral(field, one, emission)).join(", ")}]`;
  return field.list && !field.nullable ? "[]" : defaultCell(field, emission);
}

/** A value as JSON has it in a document. */
function partLiteral(field: ValueField, value: LiteralValue, { schema }: Emission): string {
  const cell = cellOf(field, value, schema);
  if (cell instanceof Uint8Array) return stringLiteral(`\\x${hex(cell)}`);
  switch (field.type.kind === "scalar" ? field.type.scalar : null) {
    case "Boolean":
      return String(value);
    case "Json":
      return `globalThis.JSON.parse(${cellLiteral(cell)})`;
    default:
      return cellLiteral(cell);
  }
}

/** Shorter keys first, then by their letters: as PostgreSQL's `jsonb` and MySQL's `json` give them back, so that one value has one text. */
function storedOrder(a: string, b: string): number {
  const encoder = new TextEncoder();
  return encoder.encode(a).length - encoder.encode(b).length || (a < b ? -1 : 1);
}

function propertyKey(key: string): string {
  if (key === "__proto__") return '["__proto__"]'; // bare, it would be the object's prototype
  return isIdentifier(key) ? key : stringLiteral(key);
}

function isIdentifier(key: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key);
}

function hasInheritedKeys({ fields }: ValueType): boolean {
  return fields.some(({ key }) => Object.hasOwn(Object.prototype, key));
}
