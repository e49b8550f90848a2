import { didYouMean, entry, listAll, quote, quoteAll } from "./entry.ts";

/** JY5: relations. */
export const relationMessages = {
  ambiguousRelation: entry<{ fields: readonly string[]; model: string; target: string; canStandAlone: boolean }>({
    code: "JY5001",
    title: "Ambiguous relations",
    explanation:
      'The only relation between two models is paired by itself; of several it is not clear which fields are the two sides of one. Give both sides of each relation the same name, such as `@relation("Author")`.',
    rules: ["R083", "R084"],
    message: (p) =>
      p.model === p.target
        ? `it is not clear which of the relations ${quoteAll(p.fields)} of model ${quote(p.model)} to itself belong together`
        : `it is not clear which of the relations between ${quote(p.model)} and ${quote(p.target)} belong together: ${quoteAll(p.fields)}`,
    hint: (p) =>
      p.canStandAlone
        ? `if they are relations of their own, name each, such as @relation("${p.fields[0] ?? ""}"); if two are sides of one, name both alike`
        : `give each relation a name of its own, the same @relation("Name") on both its sides`,
  }),
  relationNameTwice: entry<{ name: string; target: string }>({
    code: "JY5002",
    title: "Relation name used three times",
    explanation:
      "A relation has two sides, so two fields share its name. The third belongs to another relation, which needs a name of its own.",
    rules: ["R085"],
    message: (p) => `a third field has the relation name ${quote(p.name)}; a relation joins two`,
  }),
  relationNameSameSide: entry<{ name: string; model: string; target: string }>({
    code: "JY5003",
    title: "Both sides in one model",
    explanation:
      "The two sides of a relation face each other, one in each of the two models. Two fields of one model are two relations, and each has a name of its own.",
    rules: ["R085"],
    message: (p) =>
      `two fields of model ${quote(p.model)} to ${quote(p.target)} have the relation name ${quote(p.name)}`,
    hint: () => "of the two fields of a relation, each model has one",
  }),
  relationNameMissing: entry<{ field: string; other: string; name: string | null }>({
    code: "JY5004",
    title: "Relation name missing on one side",
    explanation:
      "Two fields pair when both have the same relation name, or when neither has one. With different names they would quietly be two relations with a key each; where that is meant, declare the other side of both.",
    rules: ["R084"],
    message: (p) =>
      `the relations ${quote(p.field)} and ${quote(p.other)} join the same models but not by the same name`,
    hint: (p) => (p.name === null ? null : `if they belong together, write @relation("${p.name}")`),
  }),
  unclearOwner: entry<{ field: string; other: string; required: boolean }>({
    code: "JY5005",
    title: "Unclear owner of a key",
    explanation:
      "In a one-to-one relation one of the two tables holds the key: that of the required side. Where both sides are required, or both optional, the schema has to say which; so make one of them optional, or name the key with `fields` and `references`.",
    rules: ["R087"],
    message: (p) =>
      `it is not clear which of ${quote(p.field)} and ${quote(p.other)} owns the key, as both are ${p.required ? "required" : "optional"}`,
    hint: (p) =>
      p.required
        ? `make the side without the key optional`
        : `write @relation(fields: […], references: […]) on the side that owns it`,
  }),
  keysOnBothSides: entry<{ field: string; other: string }>({
    code: "JY5006",
    title: "Key on both sides",
    explanation:
      "A relation has one key, in one of the two tables; the other side is found through it. Keep `fields` and `references` on the side whose table holds the key.",
    rules: ["R088"],
    message: (p) => `both sides of the relation, ${quote(p.field)} and ${quote(p.other)}, say where its key is`,
    hint: () => "leave fields and references to one side",
  }),
  misplacedRelationArgument: entry<{ names: readonly string[]; field: string; place: string; where: string }>({
    code: "JY5007",
    title: "Relation argument on the wrong side",
    explanation:
      "What concerns the key, such as `fields` and `onDelete`, is said where the key stands: never on a list. A many-to-many has its keys in a join table of its own; to say more about that, write it as a model with two relations.",
    rules: ["R089", "R090", "R103", "R104", "R105"],
    message: (p) =>
      `${quoteAll(p.names)} ${p.names.length === 1 ? "has" : "have"} no meaning on ${quote(p.field)}, ${p.place}`,
    hint: (p) => p.where,
  }),
  requiredWithoutKey: entry<{ field: string; target: string }>({
    code: "JY5008",
    title: "Required side without the key",
    explanation:
      "The side without the key leads to a row only where one refers back to it, and no database can force that row to exist. So this side is optional; the other one, which holds the key, may be required.",
    rules: ["R099"],
    message: (p) =>
      `${quote(p.field)} cannot be required: its key stands in ${quote(p.target)}, and no database can force that row to exist`,
    hint: (p) => `write "${p.field} ${p.target}?"`,
  }),
  unknownRelationField: entry<{ argument: string; field: string; model: string; suggestion: string | null }>({
    code: "JY5009",
    title: "Unknown column in a relation",
    explanation:
      "`fields` names columns of this model and `references` columns of the other one, both as the schema writes them.",
    rules: ["R091", "R092"],
    message: (p) => `model ${quote(p.model)} has no column ${quote(p.field)} for ${quote(p.argument)}`,
    hint: (p) => didYouMean(p.suggestion),
  }),
  relationFieldNotScalar: entry<{ argument: string; field: string }>({
    code: "JY5010",
    title: "Relation or list as a key column",
    explanation:
      "A key is made of single columns. Where a relation is meant, name the column behind it, such as `authorId` behind `author`.",
    rules: ["R091", "R092"],
    message: (p) => `${quote(p.argument)} names columns; ${quote(p.field)} is a relation or a list`,
  }),
  relationLengths: entry<{ fields: number; references: number }>({
    code: "JY5011",
    title: "Key columns of different number",
    explanation:
      "Each column in `fields` refers to one in `references`, in the same order, so both lists are of one length. Without `references` the primary key of the other model is meant, with all its columns.",
    rules: ["R093"],
    message: (p) =>
      `the relation has ${p.fields} key column${p.fields === 1 ? "" : "s"} here and refers to ${p.references}`,
  }),
  relationTypes: entry<{ field: string; type: string; reference: string; referenceType: string }>({
    code: "JY5012",
    title: "Key columns of different type",
    explanation: "A key column holds the same value as the column that it refers to, so both have the same type.",
    rules: ["R094"],
    message: (p) =>
      `the key column ${quote(p.field)} is of type ${p.type}, but refers to ${quote(p.reference)} of type ${p.referenceType}`,
  }),
  referenceNotUnique: entry<{ references: readonly string[]; target: string }>({
    code: "JY5013",
    title: "Reference to a column that is not unique",
    explanation: "A key leads to one row, so it refers to columns that no two rows share: a primary key or a unique.",
    rules: ["R095"],
    message: (p) =>
      `a relation refers to a key, but ${quoteAll(p.references)} of model ${quote(p.target)} is not unique`,
    hint: (p) =>
      p.references.length === 1
        ? `mark ${quoteAll(p.references)} with @unique`
        : `add @@unique([${listAll(p.references)}])`,
  }),
  optionalKeyOfRequired: entry<{ field: string; column: string; target: string }>({
    code: "JY5014",
    title: "Required relation with an optional key",
    explanation:
      "A required relation promises that there is a row, but an empty key leads to none. Make the relation and its columns required together, or optional together.",
    rules: ["R098"],
    message: (p) => `the relation ${quote(p.field)} is required, but its key column ${quote(p.column)} is optional`,
    hint: (p) => `write "${p.field} ${p.target}?", or make the column required`,
  }),
  declaredColumnType: entry<{ column: string; type: string; field: string; expected: string }>({
    code: "JY5015",
    title: "Key column with another type",
    explanation:
      "A column that is named after a relation and the key that it refers to, such as `authorId` beside `author`, is the key column of that relation. It has the key's type; a column that means something else needs another name.",
    rules: [],
    message: (p) =>
      `the column ${quote(p.column)} is the key behind ${quote(p.field)} by its name, so it is of type ${p.expected}, not ${p.type}`,
    hint: (p) => `give it the type ${p.expected} or another name`,
  }),
  inferredColumnClash: entry<{ column: string; field: string }>({
    code: "JY5016",
    title: "Name of a key column taken",
    explanation:
      "A relation without `fields` has a key column that is named after the relation and the key that it refers to, such as `authorId` for `author`. Here that name belongs to another relation: rename that one, or name the key with `fields`.",
    rules: [],
    message: (p) => `the relation ${quote(p.field)} needs a key column ${quote(p.column)}, but that name is taken`,
    hint: () => "name the key with @relation(fields: […], references: […])",
  }),
  hiddenColumnClash: entry<{ column: string; field: string; model: string; target: string }>({
    code: "JY5017",
    title: "Name of a hidden key taken",
    explanation:
      "A list without another side puts a key into the other table, named after this model. There the name is taken; declare the other side, with a name of its own.",
    rules: [],
    message: (p) =>
      `the list ${quote(p.field)} needs a key ${quote(p.column)} in model ${quote(p.target)}, but that name is taken there`,
    hint: (p) => `declare the other side in "${p.target}": a field of type ${p.model}`,
  }),
  setNullOnRequired: entry<{ argument: string; column: string; inferred: boolean }>({
    code: "JY5018",
    title: "SetNull on a required key",
    explanation:
      "`SetNull` empties the key when the row that it refers to goes, which a required column does not allow. Make the relation optional, or choose `Cascade` or `Restrict`.",
    rules: ["R108"],
    message: (p) => `${p.argument}: SetNull cannot be carried out, as the key column ${quote(p.column)} is required`,
    hint: (p) =>
      `make ${p.inferred ? "the relation" : "the relation and the column"} optional, or choose another action`,
  }),
  mapOnRelation: entry<{ field: string; reason: string }>({
    code: "JY5019",
    title: "Column name on a relation",
    explanation:
      "`@map` names one column, so a relation takes it only where one inferred key column stands behind it. A key column that is a field takes its `@map` itself.",
    rules: ["R101"],
    message: (p) => `@map cannot name a column for the relation ${quote(p.field)}: ${p.reason}`,
  }),
  joinTableClash: entry<{ table: string; other: string }>({
    code: "JY5020",
    title: "Name of a join table taken",
    explanation:
      "A many-to-many keeps its pairs in a table named after the relation, or else after the two models. Where that name is taken, name the relation on both sides.",
    rules: [],
    message: (p) => `this many-to-many relation needs the table ${quote(p.table)}, a name which ${p.other} has already`,
    hint: () => `give both sides another @relation("Name")`,
  }),
  requiredCycle: entry<{ path: readonly string[] }>({
    code: "JY5021",
    severity: "warning",
    title: "Required relations in a circle",
    explanation:
      "Where each row needs another one before it, none can be the first. Make one of the relations optional: it is filled in once both rows exist.",
    rules: [],
    message: (p) => `these required relations form a cycle, so no first row can be inserted: ${p.path.join(" → ")}`,
    hint: () => "make one of them optional",
  }),
  orphanOfMany: entry<{ field: string }>({
    code: "JY5023",
    title: "Orphans with several parents",
    explanation:
      "`deleteOrphan` deletes a row that its parent lets go, so that row must have no other parent: it stands on a list of a one-to-many, or on the side of a one-to-one without the key. Elsewhere, others may still refer to the row.",
    rules: [],
    message: (p) => `deleteOrphan needs a single parent; what ${quote(p.field)} leads to may have others`,
    hint: () => "put it on the side of a one-to-many or one-to-one that does not own the key",
  }),
  writeOnlyToOne: entry<{ field: string }>({
    code: "JY5022",
    title: "Write-only relation to one",
    explanation:
      "`writeonly` lets a program add to a long list without ever reading it. A relation to one entity holds nothing that is worth leaving out; another strategy says when it is read.",
    rules: [],
    message: (p) => `@load(writeonly) is for lists; ${quote(p.field)} holds one entity`,
  }),
};
