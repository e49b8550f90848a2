import { expect, test } from "vitest";
import { schemaImports } from "../../src/syntax/schema-imports.ts";

test.each([
  [
    'import "./billing.model"\nmodel A { id Int @id }\nimport "../shared/b.model"',
    ["./billing.model", "../shared/b.model"],
  ],
  ['\uFEFFimport "a.model" // why\r\n\timport   "b.model"\r\n', ["a.model", "b.model"]],
  ['/// what it is\nimport "a.model"', ["a.model"]],
  ['import "a \\"b\\".model"', ['a "b".model']],
  ['// import "a.model"\n/* import "b.model" */\n/// import "c.model"\nimport "d.model"', ["d.model"]],
  ['model A {\n  import "a.model"\n  import String @default("b")\n}', []],
  ['model A {\n  id Int @id\n\nmodel B {\n  id Int @id\n}\nimport "a.model"', ["a.model"]],
  ['import\nimport a\nimport "a.model\nimport { A } from "b"\nimport "c.model"', ["c.model"]],
  ["", []],
])("finds the imports of %j", (text, paths) => {
  expect(schemaImports(text)).toEqual(paths);
});
