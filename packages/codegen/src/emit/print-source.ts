/**
 * Prints a generated source as what Prettier would print of it, where no line is too long: as TypeScript, as JavaScript, or as declarations.
 *
 * Each form is put together on its own from the same statements, so nothing is parsed and nothing taken out again. What keeps the three
 * in step are tests: the JavaScript is what Node leaves when it strips the TypeScript, the declarations are what TypeScript emits for it.
 */
import { importText, usedNames } from "./print-import.ts";
import {
  type Accessors,
  type ClassConstructor,
  type ClassProperty,
  type ClassStatement,
  declaredName,
  type Form,
  type InterfaceStatement,
  marks,
  memberName,
  type Parameter,
  type SourceStructure,
  type Statement,
  widthOf,
} from "./source.ts";
import { docComment, printWidth } from "./text.ts";

/** A declared name: where it stands in the declarations' text, and what it names. */
export interface DeclaredName {
  readonly name: string;
  readonly kind: "declaration" | "member";
  readonly start: number;
  readonly end: number;
}

export interface PrintedText {
  readonly text: string;
  /** In the text's order; of declarations alone. */
  readonly names: readonly DeclaredName[];
}

/** @param header the file's first line, without its comment marker */
export function printSource(header: string, { statements }: SourceStructure, form: Form): PrintedText {
  const bodies = statements.map((statement) => (statement.kind === "import" ? null : bodyText(statement, form)));
  const used = form === "dts" ? usedNames(bodies) : null;
  const blocks = statements.map((statement, at) => ({
    text: statement.kind === "import" ? importText(statement, form, used) : (bodies[at] ?? null),
    isApart: isApart(statement),
  }));
  const text = `// ${header}\n${keptText(blocks, false)}`;
  // What declares nothing is a module all the same.
  if (form === "dts" && blocks.every((block) => block.text === null))
    return { text: `${text}\nexport {};\n`, names: [] };
  return withoutMarks(text, form);
}

/** A statement or member in one form; null where it has no part in it. */
interface Block {
  readonly text: string | null;
  /** Whether a blank line stands above it in TypeScript. */
  readonly isApart: boolean;
}

/**
 * What is kept, a line end after each. It has a blank line above it where it had one, or the first had one of those that are left out
 * above it; what becomes the first of a class has none.
 */
function keptText(blocks: readonly Block[], isInClass: boolean): string {
  let text = "";
  let leftOut: Block | null = null;
  for (const block of blocks) {
    if (block.text === null) {
      leftOut ??= block;
      continue;
    }
    const isFirst = isInClass && text === "";
    text += `${!isFirst && (block.isApart || leftOut?.isApart === true) ? "\n" : ""}${block.text}\n`;
    leftOut = null;
  }
  return text;
}

function isApart(statement: Statement): boolean {
  return statement.kind === "text" ? statement.isTight !== true : statement.kind !== "import";
}

function bodyText(statement: Exclude<Statement, { kind: "import" }>, form: Form): string | null {
  switch (statement.kind) {
    case "interface":
      return form === "js" ? null : interfaceText(statement);
    case "class":
      return classText(statement, form);
    case "text":
      if (form === "dts") return statement.declared;
      return form === "js" && statement.isTypeOnly ? null : statement.text;
    default:
      return statement satisfies never;
  }
}

function interfaceText({ name, doc, members }: InterfaceStatement): string {
  const lines = members.map(
    (member) =>
      `${docComment(member.doc, "  ")}  ${memberName(member.name)}${member.optional ? "?" : ""}: ${member.type};\n`,
  );
  const body = lines.length === 0 ? "{}" : `{\n${lines.join("")}}`;
  return `${docComment(doc)}export interface ${declaredName(name)} ${body}`;
}

function classText(statement: ClassStatement, form: Form): string {
  const { name, doc, properties, constructs, accessors } = statement;
  const body = keptText(
    [
      ...properties.map((property) => ({ text: propertyText(property, form), isApart: property.isApart })),
      ...(constructs === null ? [] : constructorBlocks(constructs, form)),
      ...accessors.flatMap((property) => accessorBlocks(property, form)),
    ],
    true,
  );
  const base = `${statement.extends}${form === "js" ? "" : (statement.typeArguments ?? "")}`;
  const head = `export ${form === "dts" ? "declare " : ""}class ${declaredName(name)} extends ${base}`;
  return `${docComment(doc)}${head} ${body === "" ? "{}" : `{\n${body}}`}`;
}

function propertyText({ name, type, initializer, isStatic, isOverride }: ClassProperty, form: Form): string | null {
  const named = name.startsWith("[") ? name : memberName(name);
  if (form === "dts") {
    const before = `  ${isStatic ? "static " : ""}readonly ${named}: `;
    return `${before}${indented(withBrokenArguments(before, type), "  ")};`;
  }
  if (initializer === null) return form === "js" ? null : `  declare readonly ${named}: ${indented(type, "  ")};`;
  if (form === "js") return `  ${isStatic ? "static " : ""}${named} = ${indented(initializer.trimStart(), "  ")};`;
  const modifiers = `${isStatic ? "static " : ""}${isOverride ? "override " : ""}readonly `;
  const value = `${initializer.startsWith("\n") ? "" : " "}${indented(initializer, "  ")}`;
  return `  ${modifiers}${named}: ${indented(type, "  ")} =${value};`;
}

/** A type that is too wide for the rest of its line, with an argument a line where these are as simple as those of a relation. */
function withBrokenArguments(before: string, type: string): string {
  if (widthOf(before) + widthOf(type) + ";".length <= printWidth) return type;
  const [, name = "", given = ""] = /^([^<>\s]+)<([^<>(){}[\]\n]+)>$/.exec(type) ?? [];
  const parts = given.split(", ");
  return parts.length < 2 ? type : `${name}<\n${parts.map((part) => `  ${part}`).join(",\n")}\n>`;
}

function constructorBlocks({ doc, outer, inner, parameters, body }: ClassConstructor, form: Form): Block[] {
  const signature = (of: readonly Parameter[]) => `  constructor(${parametersText(of, form)})`;
  const isScript = form === "js";
  const whole = `${signature(parameters)} {\n    ${indented(body, "    ")}\n  }`;
  return [
    { text: isScript ? null : `${docComment(doc, "  ")}${signature(outer)};`, isApart: true },
    { text: form === "ts" ? `  /** @internal */\n${signature(inner)};` : null, isApart: false },
    { text: form === "dts" ? null : whole, isApart: false },
  ];
}

function parametersText(parameters: readonly Parameter[], form: Form): string {
  return parameters
    .map(({ name, optional, type }) => (form === "js" ? name : `${name}${optional === true ? "?" : ""}: ${type}`))
    .join(", ");
}

function accessorBlocks({ name, isOverride, doc, type, get, set }: Accessors, form: Form): Block[] {
  const override = isOverride && form === "ts" ? "override " : "";
  const body = (text: string) => (form === "dts" ? ";" : ` {\n    ${indented(text, "    ")}\n  }`);
  const returned = form === "js" ? "" : `: ${type}`;
  const getter = `${docComment(doc, "  ")}  ${override}get ${memberName(name)}()${returned}${body(get)}`;
  if (set === null) return [{ text: getter, isApart: true }];
  const parameter = parametersText([{ name: set.parameter, type: set.type }], form);
  return [
    { text: getter, isApart: true },
    { text: `  ${override}set ${memberName(name)}(${parameter})${body(set.body)}`, isApart: false },
  ];
}

/** All lines but the first. */
function indented(text: string, indent: string): string {
  return text.includes("\n") ? text.replaceAll("\n", `\n${indent}`) : text;
}

/** Of JavaScript, without what is marked as TypeScript's, too. */
function withoutMarks(text: string, form: Form): PrintedText {
  if (form === "js") return { text: text.replace(typedParts, "").replace(marks, ""), names: [] };
  if (form === "ts") return { text: text.replace(marks, ""), names: [] };
  const names: DeclaredName[] = [];
  let removed = 0;
  for (const { 0: whole, 1: name, index } of text.matchAll(markedNames)) {
    if (name !== undefined) {
      const start = index - removed;
      names.push({
        name,
        kind: whole.startsWith("\u0003") ? "declaration" : "member",
        start,
        end: start + name.length,
      });
    }
    removed++;
  }
  return { text: text.replace(marks, ""), names };
}

const typedParts = /\u0001[^\u0002]*\u0002/g;
/** Each mark, and the name behind it. */
const markedNames = /[\u0003\u0004]([\w$\u0080-\uFFFF]+)|[\u0001\u0002]/g;
