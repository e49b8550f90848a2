import { didYouMean, entry, quote } from "./entry.ts";

/** JY2: names and types. */
export const nameMessages = {
  unknownType: entry<{ name: string; suggestion: string | null; builtIn: readonly string[] }>({
    code: "JY2001",
    message: (p) => `unknown type ${quote(p.name)}`,
    hint: (p) =>
      didYouMean(p.suggestion) ?? `declare a model or an enum of this name, or use one of ${p.builtIn.join(", ")}`,
  }),
  duplicateDeclaration: entry<{ kind: string; name: string; firstKind: string }>({
    code: "JY2002",
    message: (p) => `${p.kind} ${quote(p.name)} has the name of another ${p.firstKind}`,
  }),
  duplicateField: entry<{ field: string; model: string }>({
    code: "JY2003",
    message: (p) => `model ${quote(p.model)} has two fields named ${quote(p.field)}`,
  }),
  duplicateMember: entry<{ member: string; enum: string }>({
    code: "JY2004",
    message: (p) => `enum ${quote(p.enum)} has two members named ${quote(p.member)}`,
  }),
  builtInName: entry<{ kind: string; name: string }>({
    code: "JY2005",
    message: (p) => `${quote(p.name)} is a built-in type, so no ${p.kind} can have this name`,
  }),
  reservedName: entry<{ kind: string; name: string }>({
    code: "JY2006",
    message: (p) => `${quote(p.name)} is a reserved word of TypeScript, so no ${p.kind} can have this name`,
    hint: (p) => `write "${p.kind} ${p.name[0]?.toUpperCase()}${p.name.slice(1)}" with @@map("${p.name}")`,
  }),
  claimedName: entry<{ kind: "model" | "enum" | "field" | "member"; name: string }>({
    code: "JY2007",
    message: (p) => `JavaScript itself claims the name ${quote(p.name)}, so no ${p.kind} can have it`,
    hint: (p) =>
      p.kind === "field" || p.kind === "member"
        ? `write ${p.name}_ with @map("${p.name}")`
        : `write ${p.name[0]?.toUpperCase()}${p.name.slice(1)} with @@map("${p.name}")`,
  }),
  emptyEnum: entry<{ enum: string }>({
    code: "JY2008",
    message: (p) => `enum ${quote(p.enum)} has no members`,
  }),
  duplicateTable: entry<{ model: string; table: string; other: string }>({
    code: "JY2009",
    message: (p) => `model ${quote(p.model)} has the table ${quote(p.table)}, a name which ${p.other} has already`,
    hint: () => "give one of them another name with @@map; case makes no difference to SQLite",
  }),
  duplicateColumn: entry<{ column: string; other: string }>({
    code: "JY2010",
    message: (p) => `the column ${quote(p.column)} is that of ${quote(p.other)} already`,
    hint: () => "give one of them another name with @map; case makes no difference to SQLite",
  }),
  duplicateFileName: entry<{ model: string; other: string; file: string }>({
    code: "JY2011",
    message: (p) => `models ${quote(p.model)} and ${quote(p.other)} would both be generated as ${quote(p.file)}`,
    hint: () => "rename one of them",
  }),
  duplicateMemberValue: entry<{ value: string; other: string }>({
    code: "JY2012",
    message: (p) => `the value ${quote(p.value)} is that of the member ${quote(p.other)} already`,
  }),
  duplicateEnumType: entry<{ enum: string; type: string; other: string }>({
    code: "JY2013",
    message: (p) => `enum ${quote(p.enum)} has the database type ${quote(p.type)}, a name which ${p.other} has already`,
    hint: () => "give one of them another name with @@map",
  }),
};
