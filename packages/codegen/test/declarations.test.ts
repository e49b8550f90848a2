/** The declarations as a user's editor and compiler meet them. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { generate } from "../src/index.ts";
import { compileErrors } from "./compile-errors.ts";
import { fixtures, schemaOf } from "./fixtures.ts";
import { namesSchema } from "./schemas.ts";
import { type TemporaryClient, writeClient } from "./temporary-client.ts";

const program = `
  import { connect, Employee, type EmployeeInit, Task } from "./index.js";
  const init: EmployeeInit = { name: "Ann", skills: [] };
  const employee = new Employee(init);
  new Task({ title: "t", employee });
  Employee.name.eq("Ann");
  connect("sqlite::memory:");
  // @ts-expect-error the runtime's constructor is not declared
  new Employee([1, "a", null, null, null, "[]", ""], {});
`;

test.for(["sync", "async"] as const)("the %s client's declarations compile under strict flags", async (client) => {
  const company = fixtures().find(({ name }) => name === "company");
  using written = writeClient(await generate(company?.schema ?? schemaOf(""), { client }));
  expect(compileUse(written, program)).toBe("");
});

test("models named as the language's own types are declared apart from them", async () => {
  const codec = [
    { path: "own-codec.js", text: "export default { decode: (stored) => stored, encode: (value) => value };" },
    {
      path: "own-codec.d.ts",
      text: `declare const codec: import("@joinery/runtime").ScalarCodec<string, string>;\nexport default codec;`,
    },
  ];
  using written = writeClient([...(await generate(schemaOf(namesSchema), { client: "async" })), ...codec]);
  const use = `
    import { Iterable as Items, j, Map as Atlas, Object as Thing, Promise as Vow } from "./index.js";
    export const vow = new Vow({ length: 1, name: "n" });
    new Thing({ items: new Set([new Items({ value: "v", promise: vow })]) });
    new j({ init: "i" });
    new Atlas({ sqlite: "s", toString: "t", hasOwnProperty: true, valueOf: 1, call: "c", arguments: "a" }).toString.length;
  `;
  expect(compileUse(written, use)).toBe("");
  expect(written.run(use)).toBe("");
});

function compileUse({ directory }: TemporaryClient, text: string): string {
  writeFileSync(join(directory, "use.ts"), text);
  return compileErrors(directory, ["use.ts"]);
}
