import { expect, test } from "vitest";
import { generatorVersion } from "../src/index.ts";
import { header } from "../src/files.ts";
import { clientSchema } from "../src/client-schema.ts";
import { article, nameSchema, words } from "../src/naming.ts";
import packageJson from "../package.json" with { type: "json" };
import { schemaOf } from "./fixtures.ts";

function namesOf(text: string) {
  return nameSchema(clientSchema(schemaOf(text)));
}

test("names are read as words", () => {
  expect(words("OrderDetail")).toEqual(["order", "detail"]);
  expect(words("HTTPServer2")).toEqual(["http", "server2"]);
  expect(words("snake_case")).toEqual(["snake", "case"]);
  expect(words("_")).toEqual(["_"]);
});

test("articles follow the sound of a name", () => {
  expect(["User", "Unit", "European", "Order", "Invoice", "Umpire", "Post"].map(article)).toEqual([
    ...["a", "a", "a", "an", "an", "an", "a"],
  ]);
});

test("files of names that are ours are called otherwise", () => {
  const names = namesOf(`
    model IndexModel { id Int @id }
    model Index { id Int @id }
    model Con { id Int @id }
  `);
  const files = ["IndexModel", "Index", "Con"].map((name) => names.model(name).file);
  expect(files).toEqual(["index-model", "index-model-2", "con-model"]);
});

test("what is declared beside a model gives way to the schema's own names", () => {
  const names = namesOf(`
    model Post { id Int @id }
    model PostInit { id Int @id }
    model postModel { id Int @id }
    model j { id Int @id }
  `);
  expect(names.model("Post")).toMatchObject({ row: "PostRow", init: "PostInit_", model: "postModel_" });
  expect(names.j).toBe("j_");
});

test("methods of the user's own change no name but those that they bring", () => {
  const schema = clientSchema(
    schemaOf(`
    model User { id Int @id }
    model UserBase { id Int @id }
    model UserExt { id Int @id }
    model Post { id Int @id }
  `),
  );
  const [without, names] = [
    nameSchema(schema),
    nameSchema(
      schema,
      new Map([
        ["User", ""],
        ["Post", ""],
      ]),
    ),
  ];
  expect(names.model("UserBase")).toEqual(without.model("UserBase"));
  expect(without.model("User")).toMatchObject({ base: "User", baseFile: "user", extension: null });
  expect(names.model("User")).toEqual({
    ...without.model("User"),
    base: "UserBase_",
    baseFile: "user-base-2",
    extension: "UserExt_",
  });
  expect(names.model("Post")).toMatchObject({ base: "PostBase", baseFile: "post-base", extension: "PostExt" });
});

test("a header names up to three files, and the package's version", () => {
  expect(generatorVersion).toBe(packageJson.version);
  expect(header(["a.model", "b.model"])).toContain("from a.model, b.model.");
  expect(header(["a", "b", "c", "d"])).toContain("from 4 files.");
});
