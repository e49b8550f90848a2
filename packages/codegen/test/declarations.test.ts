/** The declarations as a user's editor and compiler meet them. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ts } from "ts-morph";
import { expect, test } from "vitest";
import { generate } from "../src/index.ts";
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
  expect(compileErrors(written, program)).toBe("");
});

test("models named as the language's own types are declared apart from them", async () => {
  using written = writeClient(await generate(schemaOf(namesSchema), { client: "async" }));
  const use = `
    import { Iterable as Items, j, Map as Atlas, Object as Thing, Promise as Vow } from "./index.js";
    export const vow = new Vow({ length: 1, name: "n" });
    new Thing({ items: new Set([new Items({ value: "v", promise: vow })]) });
    new j({ init: "i" });
    new Atlas({ sqlite: "s", toString: "t", hasOwnProperty: true, valueOf: 1, call: "c", arguments: "a" }).toString.length;
  `;
  expect(compileErrors(written, use)).toBe("");
  expect(written.run(use)).toBe("");
});

const blog = `/// A person.
model User {
  id       Int    @id
  username String @unique
  role     Role
  posts    Post[]
}

model Post {
  id     Int  @id
  author User
}

enum Role { admin member }
`;

test.for([
  ["new User({ username: 'a', role: 'admin' })", "User", "User"],
  ["new User({ username: 'a', role: 'admin' })", "username", "username"],
  ["user.username", "username", "username"],
  ["user.posts", "posts", "posts"],
  ["User.role", "role", "role"],
  ["post.authorId", "authorId", "author"],
  ["({ author: user, authorId: 1 }) satisfies PostInit", "authorId", "author"],
  ["Role.member", "member", "member"],
  ["Role.admin", "Role", "Role"],
] as const)("go to definition of %s at %s lands on the schema", async ([expression, at, expected]) => {
  const schemaFile = "../blog.model";
  const files = await generate(schemaOf(blog, "blog.model"), { client: "sync", schemaPath: () => schemaFile });
  using written = writeClient(files);
  const source = [
    `import { Post, type PostInit, Role, User } from "./index.js";`,
    `declare const user: User, post: Post;`,
    `export const result: unknown = ${expression};`,
  ].join("\n");
  const place = definitionAt(written.directory, source, source.lastIndexOf(at));
  expect(place.file).toBe(join(written.directory, schemaFile));
  expect(blog.slice(place.start, place.end)).toBe(expected);
});

function compileErrors({ directory }: TemporaryClient, text: string): string {
  writeFileSync(join(directory, "use.ts"), text);
  const base = fileURLToPath(new URL("../../../tsconfig.base.json", import.meta.url));
  const config = { extends: base, compilerOptions: { skipLibCheck: false }, files: ["use.ts"] };
  writeFileSync(join(directory, "tsconfig.json"), JSON.stringify(config));
  const tsc = fileURLToPath(new URL("../../../node_modules/.bin/tsc", import.meta.url));
  return spawnSync(tsc, ["-p", directory, "--pretty", "false"], { encoding: "utf8" }).stdout;
}

interface Place {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** The part of the language service that tsserver follows declaration maps with, which its types leave out. */
interface SourceMapping {
  getSourceMapper(): {
    tryGetSourcePosition(place: { fileName: string; pos: number }): { fileName: string; pos: number } | undefined;
  };
}

/** Where an editor's "go to definition" leads. */
function definitionAt(directory: string, text: string, position: number): Place {
  const path = join(directory, "use.ts");
  const schemaPath = join(directory, "../blog.model");
  const read = (file: string) => (file === path ? text : file === schemaPath ? blog : ts.sys.readFile(file));
  const service = ts.createLanguageService({
    useCaseSensitiveFileNames: () => true,
    getCompilationSettings: () => ({ module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2024, noLib: true }),
    getScriptFileNames: () => [path],
    getScriptVersion: () => "1",
    getScriptSnapshot: (file) => {
      const content = read(file);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => directory,
    getDefaultLibFileName: () => "lib.d.ts",
    fileExists: (file) => read(file) !== undefined,
    readFile: read,
  });
  const [definition] = service.getDefinitionAtPosition(path, position) ?? [];
  if (definition === undefined) throw new Error("no definition");
  const { fileName, textSpan } = definition;
  const mapper = (service as unknown as SourceMapping).getSourceMapper();
  const start = mapper.tryGetSourcePosition({ fileName, pos: textSpan.start });
  const end = mapper.tryGetSourcePosition({ fileName, pos: textSpan.start + textSpan.length });
  return { file: start?.fileName ?? fileName, start: start?.pos ?? -1, end: end?.pos ?? -1 };
}
