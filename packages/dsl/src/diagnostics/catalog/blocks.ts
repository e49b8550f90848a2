import { didYouMean, entry, quote } from "./entry.ts";

/** JY8: what blocks may be beyond Prisma's: mixins, inheritance, value types, scalars, views, imports. */
export const blockMessages = {
  unknownMixin: entry<{ model: string; name: string; isModel: boolean; suggestion: string | null }>({
    code: "JY8001",
    title: "Mixin that is no abstract model",
    explanation:
      "`with` names abstract models, whose fields are copied into the model. A model with a table of its own cannot be mixed in: either make it abstract, or extend it.",
    rules: [],
    message: (p) =>
      p.isModel
        ? `${quote(p.name)} is a model with a table of its own, so ${quote(p.model)} cannot mix it in`
        : `there is no abstract model ${quote(p.name)} to mix into ${quote(p.model)}`,
    hint: (p) =>
      p.isModel
        ? `write "abstract model ${p.name}"`
        : (didYouMean(p.suggestion) ?? `declare "abstract model ${p.name} { … }"`),
  }),
  mixinCycle: entry<{ model: string }>({
    code: "JY8002",
    title: "Abstract model within itself",
    explanation:
      "A mixin's fields are copied, so one that mixes in itself, directly or through others, would never come to an end.",
    rules: [],
    message: (p) => `abstract model ${quote(p.model)} mixes in itself`,
    hint: () => "leave it out here",
  }),
  abstractType: entry<{ name: string }>({
    code: "JY8003",
    title: "Abstract model as a type",
    explanation:
      "An abstract model has no table, so nothing can refer to its rows. Refer to one of the models that mix it in.",
    rules: [],
    message: (p) => `${quote(p.name)} is an abstract model, which no field can refer to`,
    hint: () => "name a model that mixes it in",
  }),
  unknownBase: entry<{ model: string; base: string; isAbstract: boolean; suggestion: string | null }>({
    code: "JY8004",
    title: "Base that is no model",
    explanation:
      "`extends` names the model whose rows this one's rows are as well. An abstract model has no rows: it is mixed in by `with`.",
    rules: [],
    message: (p) =>
      p.isAbstract
        ? `${quote(p.base)} is an abstract model, so ${quote(p.model)} cannot extend it`
        : `there is no model ${quote(p.base)} for ${quote(p.model)} to extend`,
    hint: (p) => (p.isAbstract ? `write "model ${p.model} with ${p.base}"` : didYouMean(p.suggestion)),
  }),
  inheritanceCycle: entry<{ path: readonly string[] }>({
    code: "JY8005",
    title: "Model that extends itself",
    explanation:
      "Each model extends at most one other, and the first of a family extends none: that one is the root, which holds the key. Here none would be the first.",
    rules: [],
    message: (p) => `these models extend one another in a circle: ${p.path.join(" → ")}`,
    hint: () => 'take one "extends" away',
  }),
  inheritMissing: entry<{ model: string; isExtended: boolean }>({
    code: "JY8006",
    title: "Extended model without @@inherit",
    explanation:
      "`@@inherit(single)` keeps a whole family of models in one table, `@@inherit(joined)` gives each its own, joined by the key. The root of the family says which.",
    rules: [],
    message: (p) =>
      p.isExtended
        ? `model ${quote(p.model)} is extended, but does not say how its family is kept`
        : `model ${quote(p.model)} has a discriminator, but extends no model and does not say how its family is kept`,
    hint: (p) =>
      p.isExtended
        ? "add @@inherit(single) or @@inherit(joined)"
        : `write "model ${p.model} extends …", or add @@inherit(single) or @@inherit(joined)`,
  }),
  discriminatorMissing: entry<{ model: string; column: string; isDeclared: boolean; isGiven: boolean }>({
    code: "JY8007",
    title: "Extended model without @@discriminator",
    explanation:
      'A column of the root tells which model a row belongs to. `@@discriminator(kind)` names it; the heirs give their values by `@@discriminator("manager")`, or it is their name.',
    rules: [],
    message: (p) => `model ${quote(p.model)} does not name the column that tells its family apart`,
    hint: (p) => {
      const attribute = `${p.isGiven ? "write" : "add"} @@discriminator(${p.column})`;
      return p.isDeclared ? attribute : `declare "${p.column} String" and ${attribute}`;
    },
  }),
  discriminatorColumn: entry<{ model: string; column: string; isDeclared: boolean }>({
    code: "JY8008",
    title: "Discriminator that is no fit column",
    explanation:
      "Every row has a kind, and the kind is a text or a member of an enum as the database has it; so it is a required `String` or enum with a column of its own, and no scalar with a codec.",
    rules: [],
    message: (p) =>
      p.isDeclared
        ? `the discriminator ${quote(p.column)} is not a required String or enum`
        : `model ${quote(p.model)} has no column ${quote(p.column)} for its discriminator`,
    hint: (p) => `declare "${p.column} String"`,
  }),
  discriminatorTwice: entry<{ value: string; model: string; other: string }>({
    code: "JY8009",
    title: "Discriminator value of two models",
    explanation:
      "A row's discriminator says which model it belongs to, so no two models of a family share a value. A model that gives none has its own name for it.",
    rules: [],
    message: (p) => `the discriminator ${quote(p.value)} of ${quote(p.model)} is that of ${quote(p.other)} already`,
    hint: () => `give one of them another by @@discriminator("…")`,
  }),
  belongsToRoot: entry<{ attribute: string; model: string; root: string }>({
    code: "JY8010",
    title: "Attribute of the root on an heir",
    explanation:
      "A family of models has one key, one way to be kept and, in a single table, one table name. They are said once, on the root.",
    rules: [],
    message: (p) => `${p.attribute} has no meaning on ${quote(p.model)}, which extends ${quote(p.root)}`,
    hint: (p) => `it belongs to ${quote(p.root)}`,
  }),
  compositeType: entry<{ name: string }>({
    code: "JY8011",
    title: "Composite type in a Prisma schema",
    explanation:
      "Prisma has composite types for MongoDB alone. In a `.model` file without a datasource a `type` is a value object, stored as JSON or in columns of its owner.",
    rules: ["R032"],
    message: (p) => `the type ${quote(p.name)} is a composite type, which Prisma has for MongoDB alone`,
    hint: () => "use Json here, or move to a .model file",
  }),
  emptyValueType: entry<{ type: string }>({
    code: "JY8012",
    title: "Value type without fields",
    explanation: "A value type says what its values are made of, and without fields they would hold nothing.",
    rules: ["R011"],
    message: (p) => `the value type ${quote(p.type)} has no fields`,
    hint: () => "add a field",
  }),
  relationInValueType: entry<{ field: string; model: string }>({
    code: "JY8013",
    title: "Relation in a value type",
    explanation:
      "A value has no identity and no row of its own, so no foreign key can start from it. The relation belongs to the model that holds the value; the value may hold the other row's key as a plain field.",
    rules: ["R034"],
    message: (p) => `the field ${quote(p.field)} of a value type cannot refer to the model ${quote(p.model)}`,
    hint: () => "move the relation to the model that holds the value, or keep the key as a plain value",
  }),
  unsupportedInValueType: entry<{ field: string }>({
    code: "JY8014",
    title: "Unsupported in a value type",
    explanation: "The fields of a value are read and written by the client, which cannot handle an `Unsupported` type.",
    rules: ["R034"],
    message: (p) => `the field ${quote(p.field)} of a value type cannot be Unsupported`,
    hint: () => "use one of the language's own types",
  }),
  valueTypeCycle: entry<{ path: readonly string[] }>({
    code: "JY8015",
    title: "Value type within itself",
    explanation:
      "A value that requires another one of its own type would be endless. A list or an optional field can end it.",
    rules: ["R033"],
    message: (p) => `this value type requires itself: ${p.path.join(" → ")}`,
    hint: () => `make one of the fields optional or a list`,
  }),
  notEmbeddable: entry<{ field: string; isList: boolean }>({
    code: "JY8016",
    title: "@embedded on what is no single value",
    explanation:
      "`@embedded` flattens one value of a value type into columns of its owner. A list has no fixed number of columns, and any other type is a column already.",
    rules: [],
    message: (p) =>
      p.isList
        ? `the list ${quote(p.field)} cannot be embedded`
        : `${quote(p.field)} is no value type, so it cannot be embedded`,
    hint: (p) => (p.isList ? "leave @embedded out: a list of values is stored as JSON" : "leave @embedded out"),
  }),
  scalarBase: entry<{ scalar: string; base: string; suggestion: string | null; builtIn: readonly string[] }>({
    code: "JY8017",
    title: "Scalar of no built-in type",
    explanation:
      "A scalar is stored as one of the built-in types; its codec turns that into a value of your own and back.",
    rules: [],
    message: (p) => `the scalar ${quote(p.scalar)} cannot be stored as ${quote(p.base)}`,
    hint: (p) => didYouMean(p.suggestion) ?? `it is stored as one of ${p.builtIn.join(", ")}`,
  }),
  scalarSetting: entry<{ setting: string; suggestion: string | null }>({
    code: "JY8018",
    title: "Unknown setting of a scalar",
    explanation:
      "A scalar has one setting, `codec`: the module that turns stored values into values of your own and back.",
    rules: [],
    message: (p) => `a scalar has no setting ${quote(p.setting)}`,
    hint: (p) => didYouMean(p.suggestion) ?? `it has "codec"`,
  }),
  scalarWithoutCodec: entry<{ scalar: string; hasBody?: boolean }>({
    code: "JY8019",
    title: "Scalar without a codec",
    explanation:
      "A scalar's codec turns what is stored into a value of your own and back. Without one the scalar would be its base type.",
    rules: [],
    message: (p) => `the scalar ${quote(p.scalar)} has no codec`,
    hint: (p) => (p.hasBody === false ? `write { codec: "./module.js" } behind its type` : `add codec: "./module.js"`),
  }),
  scalarWithoutType: entry<{ scalar: string }>({
    code: "JY8020",
    title: "Scalar without a base type",
    explanation: "The head of a scalar names what it is stored as: `scalar Money = Decimal { … }`.",
    rules: [],
    message: (p) => `the head of the scalar ${quote(p.scalar)} does not say what it is stored as`,
    hint: (p) => `write "scalar ${p.scalar} = Decimal {"`,
  }),
  missingImport: entry<{ path: string; suggestion: string | null }>({
    code: "JY8021",
    title: "Import of a file that is not there",
    explanation:
      "`import` names another file of the schema by its path, relative to the file that it stands in. All files of a schema share one set of names.",
    rules: [],
    message: (p) => `there is no schema file at ${quote(p.path)}`,
    hint: (p) => didYouMean(p.suggestion) ?? "the path is relative to this file and includes the extension",
  }),
  viewManyToMany: entry<{ field: string; view: string }>({
    code: "JY8022",
    title: "Many-to-many with a view",
    explanation:
      "A many-to-many needs a join table with foreign keys to both sides, and nothing can refer to the rows of a view.",
    rules: ["R117"],
    message: (p) =>
      `${quote(p.field)} is a many-to-many with the view ${quote(p.view)}, which no join table can refer to`,
    hint: () => "relate the models that the view is made from",
  }),
  inheritedColumn: entry<{ who: string; model: string; column: string; owner: string }>({
    code: "JY8023",
    title: "Inherited column in another table",
    explanation:
      "In joined inheritance a model's table holds its own columns and the key; what the model inherits stands in the table that declares it. A key, an index or a foreign key is of one table, so it is said where its columns are.",
    rules: [],
    message: (p) =>
      `${p.who} of model ${quote(p.model)} cannot name ${quote(p.column)}, which stands in the table of ${quote(p.owner)}`,
    hint: (p) => `say it on ${quote(p.owner)}`,
  }),
  chainTooDeep: entry<{ model: string; limit: number; word: "extend" | "mix in" }>({
    code: "JY8024",
    title: "Too long a chain of models",
    explanation:
      "A model has the columns of all that it extends and mixes in, one behind the other. Where each stands on the next, 32 of them are the most.",
    rules: [],
    message: (p) =>
      `${quote(p.model)} is one too many of the models that ${p.word} one another: ${p.limit} are the most in one chain`,
    hint: (p) => (p.word === "extend" ? "extend one that is nearer to the root" : "mix in several side by side"),
  }),
};
