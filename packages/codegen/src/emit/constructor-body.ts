/** What a generated constructor does: takes the known keys of what it was given, then puts the defaults that a client can make. */
import { cellOf, listCell } from "../cells.ts";
import type { Column, Model } from "../client-schema.ts";
import { momentType } from "../moment-type.ts";
import {
  baseOf,
  type Emission,
  initColumns,
  initRelations,
  isAssigned,
  isDiscriminator,
  isReadOnly,
} from "./emission.ts";
import { cellLiteral } from "./scalars.ts";
import { typed } from "./source.ts";
import { printWidth, stringLiteral } from "./text.ts";

/**
 * The constructor's body. An heir's is whole: its base's constructor is given cells to take as they are, so that no default is made twice and no
 * key is unknown that the heir knows.
 */
export function constructorBody(model: Model, emission: Emission): string {
  const { names } = emission;
  const { init: initType, model: modelConstant, extension } = names.model(model.name);
  // A base does not know the constant: importing it would lead in a circle, over the user's own class.
  const known = extension === null ? modelConstant : `this[${names.j}.model]`;
  const [init = "", key, values, origin] = ["init", "key", "values", "origin"].map((name) => names.local(name));
  const columns = [...initColumns(model), ...model.embeddeds].map(({ name }) => name);
  const relations = initRelations(model).map(({ name }) => name);
  // There is no `this` yet.
  const told = extension === null ? modelConstant : `new.target.prototype[${names.j}.model]`;
  const superCall =
    baseOf(model, emission) === null
      ? `super(${values}, ${origin});`
      : `super(${names.j}.cellsOf(${told}, ${values}, ${origin}), ${origin} ?? ${names.j}.transient);`;
  return [
    superCall,
    `if (${origin} !== undefined) return;`,
    `const ${init} = ${values}${typed(` as ${initType}`)}; // without an origin it is what the user wrote`,
    `for (const ${key} of ${names.keys}(${init})) {`,
    `  switch (${key}) {`,
    ...columns.flatMap((name) => [`    case "${name}":`, ...assignment(name, init), `      break;`]),
    ...relations.map((name) => `    case "${name}":`),
    ...(relations.length === 0 ? [] : [`      break; // set below, when nothing can be refused any more`]),
    `    default:`,
    `      ${names.j}.unknownKey(${known}, ${key});`,
    `  }`,
    `}`,
    ...defaultLines(model, emission),
    ...relations.flatMap((name) => relationAssignment(name, init, names.hasOwn)),
  ].join("\n");
}

/** With its indentation in the class, it may be too long for a line. */
function assignment(name: string, init: string): string[] {
  const [condition, statement] = [`if (${init}.${name} !== undefined)`, `this.${name} = ${init}.${name};`];
  const width = "          ".length + condition.length + 1 + statement.length;
  return width <= printWidth ? [`      ${condition} ${statement}`] : [`      ${condition}`, `        ${statement}`];
}

function relationAssignment(name: string, init: string, hasOwn: string): string[] {
  const condition = `if (${hasOwn}(${init}, "${name}") && ${init}.${name} !== undefined)`;
  const statement = `this.${name} = ${init}.${name};`;
  const width = "    ".length + condition.length + 1 + statement.length;
  return width <= printWidth ? [`${condition} ${statement}`] : [condition, `  ${statement}`];
}

function defaultLines(model: Model, emission: Emission): string[] {
  const cells = emission.names.local("cells");
  // An embedded value that is given has all its cells, and one that may not be null is given.
  const isGiven = (column: Column) =>
    model.embeddeds.some(({ name, nullable }) => name === column.embedded && !nullable);
  const lines = model.columns.flatMap((column, index) => {
    if (isGiven(column)) return [];
    if (isDiscriminator(column, model)) {
      const cell = cellOf(column, model.inheritance?.value ?? "", emission.schema);
      return [`${cells}[${index}] = ${cellLiteral(cell)};`];
    }
    const cell = defaultCell(column, emission);
    return cell === null ? [] : [`if (${cells}[${index}] === undefined) ${cells}[${index}] = ${cell};`];
  });
  return lines.length === 0 ? [] : [`const ${cells} = this[${emission.names.j}.row];`, ...lines];
}

/** The expression of the cell that the client puts where the program gave nothing; null where it leaves that to the flush. */
export function defaultCell(column: Column, emission: Emission): string | null {
  const { j } = emission.names;
  const { default: value } = column;
  if (isAssigned(column) || isReadOnly(column)) return null;
  if (value === null) {
    if (column.updatedAt) return nowCell(column, j);
    return column.nullable ? "null" : column.list ? '"[]"' : null;
  }
  switch (value.kind) {
    case "literal":
      return cellLiteral(cellOf(column, value.value, emission.schema));
    case "list":
      return stringLiteral(listCell(column, value.values, emission.schema));
    case "uuid":
      return value.version === 7 ? `${j}.uuid7()` : `${j}.uuid()`;
    case "cuid":
      return value.version === 2 ? `${j}.cuid2()` : `${j}.cuid()`;
    case "ulid":
      return `${j}.ulid()`;
    case "nanoid":
      return `${j}.nanoid(${value.length})`;
    case "now":
      return nowCell(column, j);
    case "autoincrement":
    case "dbgenerated":
      return null;
    default:
      return value satisfies never;
  }
}

function nowCell(column: Column, j: string): string {
  const { type } = column;
  const moment = momentType(column);
  if (moment !== null && moment !== "DateTime" && moment !== "UnixMs") return `${j}.nowOf(${j}.${moment})`;
  const scalar = type.kind === "scalar" ? type.scalar : "DateTime";
  if (scalar === "Date") return `${j}.now().slice(0, 10)`;
  return scalar === "Time" ? `${j}.now().slice(11, 23)` : `${j}.now()`;
}
