/** The types that docs/ddl.md tells are those of the tables. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { ddl, type DdlDialect } from "../../src/index.ts";
import { column, id, modelWith, schemaWith } from "../ir.ts";

const page = readFileSync(fileURLToPath(new URL("../../../../docs/ddl.md", import.meta.url)), "utf8");
const scalars = [
  "Int",
  "BigInt",
  "Float",
  "Decimal",
  "String",
  "Boolean",
  "DateTime",
  "Date",
  "Time",
  "Uuid",
  "Json",
  "Bytes",
];

test.each(scalars)("%s is stored as the page says", (scalar) => {
  const schema = schemaWith({ models: [modelWith("T", [id, column("c", scalar)])] });
  const types = (["sqlite", "postgresql", "mysql"] as const).map((dialect: DdlDialect) => {
    return /^ {2}["`]c["`] (.+?) NOT NULL/m.exec(ddl(schema, dialect).join("\n"))?.[1];
  });
  const row = page.split("\n").find((line) => line.startsWith(`| \`${scalar}\` `)) ?? "";
  expect(row.split("|").map((cell) => cell.trim().replaceAll("`", ""))).toEqual(["", scalar, ...types, ""]);
});
