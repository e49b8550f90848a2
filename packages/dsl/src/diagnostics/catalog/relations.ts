import { didYouMean, entry, quote, quoteAll } from "./entry.ts";

/** JY5: relations. */
export const relationMessages = {
  ambiguousRelation: entry<{ fields: readonly string[]; model: string; target: string }>({
    code: "JY5001",
    message: (p) =>
      p.model === p.target
        ? `it is not clear which of the relations ${quoteAll(p.fields)} of model ${quote(p.model)} to itself belong together`
        : `it is not clear which of the relations between ${quote(p.model)} and ${quote(p.target)} belong together: ${quoteAll(p.fields)}`,
    hint: () => `give both sides of each the same @relation("Name")`,
  }),
  relationNameTwice: entry<{ name: string; target: string }>({
    code: "JY5002",
    message: (p) => `a third field has the relation name ${quote(p.name)}; a relation joins two`,
  }),
  relationNameSameSide: entry<{ name: string; model: string; target: string }>({
    code: "JY5003",
    message: (p) =>
      `two fields of model ${quote(p.model)} to ${quote(p.target)} have the relation name ${quote(p.name)}`,
    hint: () => "the two fields of a relation stand one in each model",
  }),
  relationNameMissing: entry<{ field: string; other: string; name: string | null }>({
    code: "JY5004",
    message: (p) =>
      `the relations ${quote(p.field)} and ${quote(p.other)} join the same models but not by the same name`,
    hint: (p) => (p.name === null ? null : `if they belong together, write @relation("${p.name}")`),
  }),
  unclearOwner: entry<{ field: string; other: string; required: boolean }>({
    code: "JY5005",
    message: (p) =>
      `it is not clear which of ${quote(p.field)} and ${quote(p.other)} owns the key, as both are ${p.required ? "required" : "optional"}`,
    hint: (p) =>
      p.required
        ? `make the side without the key optional`
        : `write @relation(fields: […], references: […]) on the side that owns it`,
  }),
  keysOnBothSides: entry<{ field: string; other: string }>({
    code: "JY5006",
    message: (p) => `both sides of the relation, ${quote(p.field)} and ${quote(p.other)}, say where its key is`,
    hint: () => "leave fields and references to one side",
  }),
  misplacedRelationArgument: entry<{ argument: string; field: string; place: string; where: string }>({
    code: "JY5007",
    message: (p) => `${quote(p.argument)} has no meaning on ${quote(p.field)}, ${p.place}`,
    hint: (p) => p.where,
  }),
  requiredWithoutKey: entry<{ field: string; target: string }>({
    code: "JY5008",
    message: (p) =>
      `${quote(p.field)} cannot be required: its key stands in ${quote(p.target)}, and no database can force that row to exist`,
    hint: (p) => `write "${p.field} ${p.target}?"`,
  }),
  unknownRelationField: entry<{ argument: string; field: string; model: string; suggestion: string | null }>({
    code: "JY5009",
    message: (p) => `model ${quote(p.model)} has no column ${quote(p.field)} for ${quote(p.argument)}`,
    hint: (p) => didYouMean(p.suggestion),
  }),
  relationFieldNotScalar: entry<{ argument: string; field: string }>({
    code: "JY5010",
    message: (p) => `${quote(p.argument)} names columns; ${quote(p.field)} is a relation or a list`,
  }),
  relationLengths: entry<{ fields: number; references: number }>({
    code: "JY5011",
    message: (p) => `the relation has ${p.fields} key columns here and refers to ${p.references}`,
  }),
  relationTypes: entry<{ field: string; type: string; reference: string; referenceType: string }>({
    code: "JY5012",
    message: (p) =>
      `the key column ${quote(p.field)} is of type ${p.type}, but refers to ${quote(p.reference)} of type ${p.referenceType}`,
  }),
  referenceNotUnique: entry<{ references: readonly string[]; target: string }>({
    code: "JY5013",
    message: (p) =>
      `a relation refers to a key, but ${quoteAll(p.references)} of model ${quote(p.target)} is not unique`,
    hint: (p) =>
      p.references.length === 1
        ? `mark ${quoteAll(p.references)} with @unique`
        : `add @@unique([${p.references.join(", ")}])`,
  }),
  optionalKeyOfRequired: entry<{ field: string; column: string; target: string }>({
    code: "JY5014",
    message: (p) => `the relation ${quote(p.field)} is required, but its key column ${quote(p.column)} is optional`,
    hint: (p) => `write "${p.field} ${p.target}?", or make the column required`,
  }),
  declaredColumnType: entry<{ column: string; type: string; field: string; expected: string }>({
    code: "JY5015",
    message: (p) =>
      `the column ${quote(p.column)} is the key behind ${quote(p.field)} by its name, so it is of type ${p.expected}, not ${p.type}`,
    hint: (p) => `give it the type ${p.expected} or another name`,
  }),
  inferredColumnClash: entry<{ column: string; field: string }>({
    code: "JY5016",
    message: (p) => `the relation ${quote(p.field)} needs a key column ${quote(p.column)}, but that name is taken`,
    hint: () => "name the key with @relation(fields: […], references: […])",
  }),
  hiddenColumnClash: entry<{ column: string; field: string; model: string; target: string }>({
    code: "JY5017",
    message: (p) =>
      `the list ${quote(p.field)} needs a key ${quote(p.column)} in model ${quote(p.target)}, but that name is taken there`,
    hint: (p) => `declare the other side in "${p.target}": a field of type ${p.model}`,
  }),
  setNullOnRequired: entry<{ argument: string; column: string }>({
    code: "JY5018",
    message: (p) => `${p.argument}: SetNull cannot be carried out, as the key column ${quote(p.column)} is required`,
    hint: () => "make the relation optional, or choose another action",
  }),
  mapOnRelation: entry<{ field: string; reason: string }>({
    code: "JY5019",
    message: (p) => `@map cannot name a column for the relation ${quote(p.field)}: ${p.reason}`,
  }),
  joinTableClash: entry<{ table: string; other: string }>({
    code: "JY5020",
    message: (p) => `this many-to-many relation needs the table ${quote(p.table)}, a name which ${p.other} has already`,
    hint: () => `give both sides another @relation("Name")`,
  }),
  requiredCycle: entry<{ path: readonly string[] }>({
    code: "JY5021",
    message: (p) => `these required relations form a cycle, so no first row can be inserted: ${p.path.join(" → ")}`,
    hint: () => "make one of them optional",
  }),
  orphanOfMany: entry<{ field: string }>({
    code: "JY5023",
    message: (p) => `deleteOrphan needs a single parent; what ${quote(p.field)} leads to may have others`,
    hint: () => "put it on the side of a one-to-many or one-to-one that does not own the key",
  }),
  writeOnlyToOne: entry<{ field: string }>({
    code: "JY5022",
    message: (p) => `@load(writeonly) is for lists; ${quote(p.field)} holds one entity`,
  }),
};
