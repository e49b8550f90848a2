import {
  column,
  enumWith,
  foreignKey,
  id,
  index,
  joinTable,
  modelWith,
  native,
  schemaWith,
  span,
  unique,
  viewWith,
} from "../ir.ts";
import type { Schema } from "@joinery/dsl";

const nativeColumns = (types: readonly (readonly [scalar: string, type: string])[]) =>
  types.map(([scalar, type], place) => column(`c${place}`, scalar, { native: native(type) }));

const person = column("name", "String");

export const cases: Readonly<Record<string, Schema>> = {
  "native types": schemaWith({
    models: [
      modelWith("T", [
        id,
        ...nativeColumns([
          ["String", "Text"],
          ["String", "VarChar(255)"],
          ["String", "Char(2)"],
          ["String", "Bit(4)"],
          ["String", "VarBit(8)"],
          ["String", "Uuid"],
          ["String", "Xml"],
          ["String", "Inet"],
          ["String", "Citext"],
          ["Boolean", "Boolean"],
          ["Int", "Integer"],
          ["Int", "SmallInt"],
          ["Int", "Oid"],
          ["BigInt", "BigInt"],
          ["Float", "DoublePrecision"],
          ["Float", "Real"],
          ["Decimal", "Decimal(10,2)"],
          ["Decimal", "Money"],
          ["DateTime", "Timestamp(3)"],
          ["DateTime", "Timestamptz(6)"],
          ["DateTime", "Date"],
          ["DateTime", "Time(0)"],
          ["DateTime", "Timetz(3)"],
          ["Json", "Json"],
          ["Json", "JsonB"],
          ["Bytes", "ByteA"],
          ["String[]", "VarChar(10)"],
        ]),
      ]),
    ],
  }),
  "native types of another engine": schemaWith({
    models: [
      modelWith("T", [
        id,
        ...nativeColumns([
          ["String", "MediumText"],
          ["Boolean", "Bit(1)"],
          ["Boolean", "TinyInt(1)"],
          ["DateTime", "UnixMs"],
          ["DateTime", "UnixSeconds"],
          ["DateTime", "SqlDateTime"],
          ["DateTime[]", "UnixMs"],
        ]),
      ]),
    ],
  }),
  "defaults in a column's own form": schemaWith({
    models: [
      modelWith("T", [
        id,
        ...(["UnixMs", "UnixSeconds", "SqlDateTime", "Date", "Time(3)", "Timestamp(3)"] as const).flatMap(
          (type, place) => [
            column(`now${place}`, "DateTime", { native: native(type), default: { kind: "now" } }),
            column(`at${place}`, "DateTime", {
              native: native(type),
              default: { kind: "literal", value: "2026-01-31T12:00:00.250Z" },
            }),
          ],
        ),
        column("key", "String", { native: native("Uuid"), default: { kind: "uuid", version: 4 } }),
        column("ulid", "String", { default: { kind: "ulid" } }),
        column("given", "String?", { default: { kind: "dbgenerated", sql: "" } }),
      ]),
    ],
  }),
  "a table that another tool has made": schemaWith({
    enums: [enumWith("Role", ["admin", "member"])],
    models: [
      modelWith(
        "User",
        [
          id,
          column("big", "BigInt"),
          column("float", "Float"),
          column("decimal", "Decimal"),
          column("text", "String"),
          column("flag", "Boolean"),
          column("at", "DateTime"),
          column("ms", "DateTime", { native: native("UnixMs") }),
          column("json", "Json"),
          column("bytes", "Bytes"),
          column("role", "", { type: { kind: "enum", enum: "Role" } }),
        ],
        { strict: false },
      ),
      modelWith("Post", [column("id", "String"), column("userId", "Int")], {
        strict: false,
        foreignKeys: [foreignKey("Post_userId_fkey", ["userId"], "User")],
      }),
    ],
    joinTables: [joinTable("_PostToUser", "Post", "User", { strict: false })],
  }),
  "database schemas": schemaWith({
    enums: [enumWith("State", ["open"], { schema: "billing" })],
    models: [
      modelWith(
        "Invoice",
        [
          id,
          column("state", "", { type: { kind: "enum", enum: "State" } }),
          column("userId", "Int", { doc: "Who pays." }),
        ],
        {
          schema: "billing",
          table: "invoice",
          doc: "A bill.",
          foreignKeys: [foreignKey("invoice_userId_fkey", ["userId"], "User")],
          indexes: [index("invoice_userId_idx", ["userId"])],
        },
      ),
      modelWith("User", [id]),
    ],
    joinTables: [joinTable("_InvoiceToUser", "Invoice", "User", { schema: "billing" })],
    views: [viewWith("Open", 'SELECT 1 AS "one"', { schema: "billing", view: "open", doc: "What is open." })],
  }),
  "checks and generated columns": schemaWith({
    models: [
      modelWith(
        "Item",
        [
          id,
          column("price", "Int"),
          column("double", "Int", { computed: { sql: "price * 2", stored: true } }),
          column("triple", "Int?", { computed: { sql: "price * 3", stored: false } }),
        ],
        { checks: [{ name: "Item_price_check", sql: "price >= 0", span }] },
      ),
    ],
  }),
  indexes: schemaWith({
    models: [
      modelWith(
        "T",
        [
          id,
          column("a", "String"),
          column("b", "Int"),
          column("tags", "String[]"),
          column("json", "Json"),
          column("ip", "String", { native: native("Inet") }),
        ],
        {
          uniques: [unique("T_a_key", ["a desc"], "b > 0"), unique("T_a_b_key", ["a", "b"])],
          indexes: [
            index("i1", ["a", "b desc"]),
            index("i2", ["b"], { where: "a <> ''" }),
            index("i3", ["b desc"], { type: "Hash" }),
            index("i4", ["tags"], { type: "Gin" }),
            index("i5", ["json"], { type: "Gin", ops: "JsonbPathOps" }),
            index("i6", ["b"], { type: "Brin", ops: "Int4MinMaxMultiOps" }),
            index("i7", ["ip"], { type: "SpGist" }),
            index("i8", ["ip"], { type: "Gist", ops: "inet_ops" }),
            index("i9", ["a"], { type: "FullText" }),
            index("i10", ["a"], { type: "BTree", ops: "text_pattern_ops" }),
          ],
        },
      ),
    ],
  }),
  "keys, counters and types that the language lacks": schemaWith({
    models: [
      modelWith(
        "T",
        [
          column("a", "Int"),
          column("b", "Int"),
          column("count", "Int", { default: { kind: "autoincrement" } }),
          column("search", "", { type: { kind: "unsupported", sql: "tsvector" }, nullable: true }),
          column("blob", "", { type: { kind: "unsupported", sql: "text" }, ignored: true }),
        ],
        { primaryKey: { name: "T_pk", columns: ["a", "b"], span }, ignored: true },
      ),
    ],
  }),
  "keys that are uniques, and none": schemaWith({
    models: [
      modelWith("Node", [column("code", "String"), column("next", "String?")], {
        primaryKey: { name: "Node_code_key", columns: ["code"], span },
        keyConstraint: "unique",
        foreignKeys: [foreignKey("Node_next_fkey", ["next"], "Node", { targetColumns: ["code"] })],
      }),
      modelWith("Log", [column("text", "String")], { primaryKey: { name: null, columns: [], span }, ignored: true }),
    ],
  }),
  "relations without a constraint, and a join table's own names": schemaWith({
    models: [
      modelWith("Post", [id, column("userId", "Int")], {
        foreignKeys: [foreignKey("x", ["userId"], "User", { constraint: false })],
      }),
      modelWith("User", [id]),
    ],
    joinTables: [
      joinTable("links", "Post", "User", {
        left: {
          model: "Post",
          columns: ["post"],
          references: ["id"],
          foreignKey: "links_post",
          constraint: true,
          index: null,
        },
        right: {
          model: "User",
          columns: ["user"],
          references: ["id"],
          foreignKey: "links_user",
          constraint: false,
          index: "links_by_user",
        },
      }),
    ],
  }),
  views: schemaWith({
    models: [modelWith("User", [id, person])],
    views: [viewWith("Anns", `SELECT id FROM "User" WHERE name = 'Ann';`), viewWith("Old", null)],
  }),
  "a hierarchy in one table": schemaWith({
    models: [
      modelWith("Employee", [id, column("kind", "String"), person], {
        inheritance: { strategy: "single", base: null, discriminator: "kind", value: "employee" },
        uniques: [unique("Employee_name_key", ["name"])],
      }),
      modelWith("Team", [id, column("leadId", "Int")], {
        foreignKeys: [foreignKey("Team_leadId_fkey", ["leadId"], "Manager")],
      }),
      modelWith(
        "Manager",
        [
          { ...id, inherited: true },
          column("kind", "String", { inherited: true }),
          { ...person, inherited: true },
          column("budget", "Int"),
          column("teamId", "Int", { column: "team_id" }),
        ],
        {
          table: "Employee",
          inheritance: { strategy: "single", base: "Employee", discriminator: "kind", value: "manager" },
          uniques: [unique("Employee_budget_key", ["budget"])],
          indexes: [index("Employee_team_id_idx", ["teamId"])],
          foreignKeys: [foreignKey("Employee_team_id_fkey", ["teamId"], "Team")],
          checks: [{ name: "Employee_budget_check", sql: "budget > 0", span }],
        },
      ),
    ],
  }),
  "a hierarchy of tables": schemaWith({
    models: [
      modelWith(
        "Chief",
        [
          { ...id, inherited: true },
          { ...person, inherited: true },
          column("budget", "Int", { inherited: true }),
          column("car", "String?"),
        ],
        {
          foreignKeys: [foreignKey("Chief_id_fkey", ["id"], "Manager")],
          inheritance: { strategy: "joined", base: "Manager", discriminator: "kind", value: "chief" },
        },
      ),
      modelWith("Manager", [{ ...id, inherited: true }, { ...person, inherited: true }, column("budget", "Int")], {
        foreignKeys: [foreignKey("Manager_id_fkey", ["id"], "Employee")],
        inheritance: { strategy: "joined", base: "Employee", discriminator: "kind", value: "manager" },
      }),
      modelWith("Employee", [id, person], {
        inheritance: { strategy: "joined", base: null, discriminator: "kind", value: "employee" },
        uniques: [unique("Employee_name_key", ["name"])],
      }),
      modelWith("Badge", [id, column("chief", "String")], {
        foreignKeys: [foreignKey("Badge_chief_fkey", ["chief"], "Chief", { targetColumns: ["name"] })],
      }),
    ],
  }),
  "embedded values and documents": schemaWith({
    models: [
      modelWith("User", [
        id,
        column("home.street", "String", { column: "home_street", embedded: "home" }),
        column("work", "", { type: { kind: "value", value: "Address" }, nullable: true }),
        column("others", "", {
          type: { kind: "value", value: "Address" },
          list: true,
          default: { kind: "list", values: [] },
        }),
      ]),
    ],
  }),
  "beginnings of values": schemaWith({
    models: [
      modelWith("T", [column("a", "String"), column("b", "Int"), column("c", "Bytes"), column("d", "String")], {
        primaryKey: { name: null, columns: ["a", "b"], lengths: [40, null], span },
        uniques: [unique("T_d_key", ["d(20)"])],
        indexes: [index("T_c_idx", ["c(8)", "b desc"]), index("T_d_idx", ["d(10)"])],
      }),
      modelWith("Wide", [id, ...["a", "b", "c", "d", "e"].map((name) => column(name, "String"))], {
        indexes: [index("Wide_idx", ["a", "b", "c", "d", "e", "id"])],
      }),
    ],
  }),
  "texts in keys, and documentation": schemaWith({
    models: [
      modelWith(
        "Doc",
        [
          column("id", "String", { doc: "Line one.\nIt's \\ two." }),
          column("code", "Bytes"),
          column("body", "String", { default: { kind: "literal", value: "it's C:\\new" } }),
          column("long", "String", { native: native("Text"), doc: "Any length, but for the key." }),
          column("blob", "Bytes", { default: { kind: "literal", value: "AP8=" } }),
          column("at", "DateTime", { default: { kind: "now" } }),
          column("stamp", "DateTime", { native: native("Timestamp"), default: { kind: "now" } }),
          column("price", "Decimal", { native: native("Decimal") }),
        ],
        { doc: "A document's page.", uniques: [unique("Doc_code_key", ["code"]), unique("Doc_long_key", ["long"])] },
      ),
    ],
  }),
  "what a foreign key changes": schemaWith({
    models: [
      modelWith("Owner", [id, column("code", "Int")], { uniques: [unique("Owner_code_key", ["code"])] }),
      modelWith(
        "Thing",
        [
          id,
          column("ownerId", "Int?"),
          column("code", "Int?"),
          column("next", "Int?", { computed: { sql: '"ownerId" + 1', stored: true } }),
        ],
        {
          foreignKeys: [
            foreignKey("Thing_ownerId_fkey", ["ownerId"], "Owner", { onDelete: "SetNull" }),
            foreignKey("Thing_code_fkey", ["code"], "Owner", {
              targetColumns: ["code"],
              onDelete: "SetDefault",
              onUpdate: "NoAction",
            }),
          ],
          uniques: [unique("Thing_code_key", ["code"], "code > 0")],
          checks: [
            { name: "Thing_ownerId_check", sql: '"ownerId" <> 7', span },
            { name: "Thing_code_check", sql: "code <> 7", span },
            { name: "Thing_id_check", sql: "id > 0", span },
            { name: "Thing_word_check", sql: "'id' <> 'ownerId'", span },
          ],
        },
      ),
    ],
  }),
};
