/**
 * What `new Post({ … })` takes.
 *
 * A required to-one relation may be given as the entity or as its key: `{ author: User } | { authorId: number }`. Relations that share
 * key columns (a tenant's, say) are settled together: one union whose arms say which of the relations are given, and require those key
 * columns that the given ones do not imply.
 */
import type { Embedded, LiteralValue } from "@joinery/dsl";
import type { Column, Model, Relation } from "../client-schema.ts";
import { type Emission, initColumns, initRelations, isMany } from "./emission.ts";
import { valueType } from "./scalars.ts";
import { memberName, widthOf } from "./source.ts";
import { docComment, docText, printWidth, stringLiteral } from "./text.ts";

export interface InitMember {
  readonly name: string;
  readonly optional: boolean;
  readonly type: string;
  readonly doc: string | null;
}

/** Arms of one union; exactly one of them must fit. */
export type InitChoice = readonly (readonly InitMember[])[];

export interface InitShape {
  readonly members: readonly InitMember[];
  readonly choices: readonly InitChoice[];
}

/** More relations than this over the same key columns would give more arms than anyone can read: then all their columns are asked for. */
const mostRelationsInChoice = 3;

export function initShape(model: Model, emission: Emission): InitShape {
  const groups = keyGroups(model);
  const grouped = new Set(
    groups.flatMap(({ relations, columns }) => [...relations, ...columns].map(({ name }) => name)),
  );
  const members = [
    ...initColumns(model).map((column) => columnMember(column, isRequired(column), emission)),
    ...model.embeddeds.map((embedded) => embeddedMember(embedded, emission)),
    ...initRelations(model).map((relation) => relationMember(relation, false, emission)),
  ];
  return {
    members: members.filter(({ name }) => !grouped.has(name)),
    choices: groups.map((group) => choice(group, emission)),
  };
}

interface KeyGroup {
  readonly relations: readonly Relation[];
  readonly columns: readonly Column[];
}

/** The relations that can stand for required columns, those with a column in common together. */
function keyGroups(model: Model): KeyGroup[] {
  const columns = initColumns(model);
  const required = new Set(columns.filter(isRequired).map(({ name }) => name));
  const groups: { relations: Relation[]; names: Set<string> }[] = [];
  for (const relation of initRelations(model)) {
    if (relation.key !== "local" || !relation.columns.some((name) => required.has(name))) continue;
    const touching = groups.filter(({ names }) => relation.columns.some((name) => names.has(name)));
    const merged = {
      relations: [...touching.flatMap(({ relations }) => relations), relation],
      names: new Set([...touching.flatMap(({ names }) => [...names]), ...relation.columns]),
    };
    groups.splice(0, groups.length, ...groups.filter((group) => !touching.includes(group)), merged);
  }
  return groups
    .filter(({ relations }) => relations.length <= mostRelationsInChoice)
    .map(({ relations, names }) => ({ relations, columns: columns.filter(({ name }) => names.has(name)) }));
}

/** One arm for each set of given relations, the fullest first. */
function choice({ relations, columns }: KeyGroup, emission: Emission): InitChoice {
  const sets = Array.from({ length: 2 ** relations.length }, (_, bits) =>
    relations.filter((_relation, index) => (bits & (1 << index)) === 0),
  );
  return sets.map((given) => {
    const implied = new Set(given.flatMap((relation) => relation.columns));
    return [
      ...relations.map((relation) => relationMember(relation, given.includes(relation), emission)),
      ...columns.map((column) => columnMember(column, isRequired(column) && !implied.has(column.name), emission)),
    ];
  });
}

/** Whether nobody but the user can give the value. */
export function isRequired(column: Column): boolean {
  return !column.nullable && !column.list && column.default === null && !column.updatedAt;
}

export function columnMember(column: Column, required: boolean, emission: Emission): InitMember {
  const type = valueType(column, emission);
  const fact = required ? null : absenceFact(column);
  return {
    name: column.name,
    optional: !required,
    type: required ? type : `${type} | undefined`,
    doc: docText(column.doc, fact),
  };
}

function embeddedMember({ name, type, nullable, doc }: Embedded, { names }: Emission): InitMember {
  const { init } = names.value(type);
  return { name, optional: nullable, type: nullable ? `${init} | null | undefined` : init, doc: docText(doc) };
}

function relationMember(relation: Relation, given: boolean, { names }: Emission): InitMember {
  const doc = docText(relation.doc);
  const { class: target } = names.model(relation.target);
  if (given) return { name: relation.name, optional: false, type: target, doc };
  const type = isMany(relation) ? `${names.items}<${target}>` : relation.nullable ? `${target} | null` : target;
  return { name: relation.name, optional: true, type: `${type} | undefined`, doc };
}

/** What stands in the column when the program gives nothing. */
function absenceFact(column: Column): string | null {
  const { default: value, updatedAt } = column;
  if (updatedAt) return "The time of the call when absent; set anew by every flush that changes the row.";
  if (column.list && value === null) return "Empty when absent.";
  switch (value?.kind) {
    case undefined:
      return null;
    case "autoincrement":
    case "dbgenerated":
      return "Assigned by the database when absent.";
    case "now":
      return "The time of the call when absent.";
    case "uuid":
      return "A new UUID when absent.";
    case "cuid":
      return "A new CUID when absent.";
    case "ulid":
      return "A new ULID when absent.";
    case "nanoid":
      return "A new Nano ID when absent.";
    case "literal":
      return column.scalar === null
        ? `\`${valueLiteral(column, value.value)}\` when absent.`
        : `The \`${column.scalar}\` of \`${storedLiteral(value.value)}\` when absent.`;
    case "list":
      return column.scalar === null
        ? `\`[${value.values.map((element) => valueLiteral(column, element)).join(", ")}]\` when absent.`
        : `Each \`${column.scalar}\` of \`[${value.values.map(storedLiteral).join(", ")}]\` when absent.`;
    default:
      return value satisfies never;
  }
}

/** A default as a codec is given it. */
function storedLiteral(value: LiteralValue): string {
  return typeof value === "string" ? stringLiteral(value) : String(value);
}

/** A default as the program would write it. */
function valueLiteral({ type }: Column, value: LiteralValue): string {
  const scalar = type.kind === "scalar" ? type.scalar : null;
  if (scalar === "BigInt") return `${value}n`;
  return typeof value === "string" && scalar !== "Json" ? stringLiteral(value) : String(value);
}

/**
 * `{ title: string } & ({ author: User; … } | { author?: …; authorId: number })`, laid out as Prettier does it. Null where there are no
 * members outside the unions, which Prettier lays out by rules of its own.
 */
export function choicesText({ members, choices }: InitShape): string | null {
  if (members.length === 0) return null;
  const plain = members.map((member) => `${docComment(member.doc, "  ")}  ${memberText(member)};\n`).join("");
  const unions = choices.map((arms, index) => {
    const [before, indent] = index === 0 ? ["} & ", ""] : ["  ", "  "];
    const after = index === choices.length - 1 ? ";" : " &";
    return unionText(arms, before.length + after.length, indent);
  });
  return `{\n${plain}} & ${unions.join(" &\n  ")}`;
}

/** The same, in no layout. */
export function roughChoicesText({ members, choices }: InitShape): string {
  const plain = members.length === 0 ? [] : [expandedArm(members, "")];
  const unions = choices.map((arms) => `(${arms.map((arm) => expandedArm(arm, "")).join(" | ")})`);
  return [...plain, ...unions].join(" & ");
}

/** @param beside the width of what stands beside it on its line */
function unionText(arms: InitChoice, beside: number, indent: string): string {
  const flat = arms.map(flatArm).join(" | ");
  const isDocumented = arms.flat().some(({ doc }) => doc !== null);
  if (!isDocumented && beside + widthOf(`(${flat})`) <= printWidth) return `(${flat})`;
  const onItsOwnLine = `${indent}  ${flat}`;
  if (!isDocumented && widthOf(onItsOwnLine) <= printWidth) return `(\n${onItsOwnLine}\n${indent})`;
  const lines = arms.map((arm) => {
    const line = `${indent}  | ${flatArm(arm)}`;
    if (widthOf(line) <= printWidth && arm.every(({ doc }) => doc === null)) return line;
    return `${indent}  | ${expandedArm(arm, `${indent}    `)}`;
  });
  return `(\n${lines.join("\n")}\n${indent})`;
}

function flatArm(members: readonly InitMember[]): string {
  return `{ ${members.map(memberText).join("; ")} }`;
}

function expandedArm(members: readonly InitMember[], indent: string): string {
  const lines = members.map((member) => `${docComment(member.doc, `${indent}  `)}${indent}  ${memberText(member)};\n`);
  return `{\n${lines.join("")}${indent}}`;
}

export function memberText({ name, optional, type }: InitMember): string {
  return `${memberName(name)}${optional ? "?" : ""}: ${type}`;
}
