import { didYouMean, entry, quote, quoteAll } from "./entry.ts";

/** JY4: primary keys, uniques, indexes and the names of constraints. */
export const keyMessages = {
  noKey: entry<{ model: string; optional: readonly string[] }>({
    code: "JY4001",
    message: (p) => `model ${quote(p.model)} has no key`,
    hint: (p) =>
      p.optional.length === 0
        ? "mark a field with @id, or several with @@id([…])"
        : `mark a field with @id; the unique ${quoteAll(p.optional)} does not serve, since it is optional`,
  }),
  twoKeys: entry<{ model: string }>({
    code: "JY4002",
    message: (p) => `model ${quote(p.model)} has two primary keys`,
    hint: () => "for one key of several columns write @@id([a, b])",
  }),
  optionalKey: entry<{ field: string }>({
    code: "JY4003",
    message: (p) => `${quote(p.field)} is part of the primary key, so it cannot be optional`,
    hint: () => `remove the "?"`,
  }),
  unknownKeyField: entry<{ attribute: string; field: string; model: string; suggestion: string | null }>({
    code: "JY4004",
    message: (p) => `model ${quote(p.model)} has no field ${quote(p.field)} for ${p.attribute}`,
    hint: (p) => didYouMean(p.suggestion),
  }),
  emptyFieldList: entry<{ attribute: string }>({
    code: "JY4005",
    message: (p) => `${p.attribute} names no field`,
  }),
  fieldTwice: entry<{ attribute: string; field: string }>({
    code: "JY4006",
    message: (p) => `${p.attribute} names the column ${quote(p.field)} twice`,
  }),
  listInKey: entry<{ attribute: string; field: string }>({
    code: "JY4007",
    message: (p) => `${quote(p.field)} is a list, which ${p.attribute} cannot hold`,
  }),
  relationWithoutColumns: entry<{ attribute: string; field: string; target: string }>({
    code: "JY4008",
    message: (p) =>
      `the relation ${quote(p.field)} has no column here for ${p.attribute}: its key stands in ${quote(p.target)}`,
  }),
  nameTooLong: entry<{ name: string; bytes: number; limit: number }>({
    code: "JY4009",
    message: (p) => `the name ${quote(p.name)} has ${p.bytes} bytes; a database name has at most ${p.limit}`,
  }),
  duplicateConstraint: entry<{ name: string }>({
    code: "JY4010",
    message: (p) =>
      `the constraint name ${quote(p.name)} is used twice; names of tables, keys and indexes are one set in a database`,
    hint: () => `give one of them another name with "map:"`,
  }),
  duplicateIndex: entry<{ attribute: string }>({
    code: "JY4011",
    message: (p) => `this ${p.attribute} repeats another one`,
    hint: () => "remove one of them",
  }),
  keyCycle: entry<{ model: string; limit: number | null }>({
    code: "JY4012",
    message: (p) =>
      p.limit === null
        ? `the key of model ${quote(p.model)} is made of relations that lead back to itself`
        : `the key of model ${quote(p.model)} is made of relations that lead on through more than ${p.limit} models`,
    hint: () => "give one of the models a key of its own",
  }),
};
