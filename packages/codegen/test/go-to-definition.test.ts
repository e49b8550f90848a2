/** An editor's "go to definition" lands in the schema. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generate } from "../src/index.ts";
import { type Editor, lspServer, tsserver } from "./editor.ts";
import { schemaOf } from "./fixtures.ts";
import { type TemporaryClient, writeClient } from "./temporary-client.ts";

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

/** An expression, where in it the cursor stands, and the word of the schema that it leads to. */
const expressions = [
  ["new User({ username: 'a', role: 'admin' })", "User", "User"],
  ["new User({ username: 'a', role: 'admin' })", "username", "username"],
  ["user.username", "username", "username"],
  ["user.posts", "posts", "posts"],
  ["User.role", "role", "role"],
  ["post.authorId", "authorId", "author"],
  ["({ author: user, authorId: 1 }) satisfies PostInit", "authorId", "author"],
  ["Role.member", "member", "member"],
  ["Role.admin", "Role", "Role"],
] as const;

let client: TemporaryClient;
beforeAll(async () => {
  const schemaPath = (): string => "schema/blog.model";
  client = writeClient(await generate(schemaOf(blog, "blog.model"), { client: "sync", schemaPath }));
  mkdirSync(join(client.directory, "schema"));
  writeFileSync(join(client.directory, schemaPath()), blog);
  const compilerOptions = { module: "nodenext", strict: true, types: [] };
  writeFileSync(join(client.directory, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["use.ts"] }));
});
afterAll(() => client[Symbol.dispose]());

describe.for([
  ["tsserver", () => tsserver()],
  ["TypeScript 7's server", () => lspServer(client.directory)],
] as const)("%s", ([, open]) => {
  let editor: Editor;
  beforeAll(() => {
    editor = open();
  });
  afterAll(() => editor[Symbol.dispose]());

  test.for(expressions)("leads from %s at %s to the schema", async ([expression, at, expected]) => {
    const lines = [
      `import { Post, type PostInit, Role, User } from "./index.js";`,
      `declare const user: User, post: Post;`,
      `export const result: unknown = ${expression};`,
    ];
    const file = join(client.directory, "use.ts");
    writeFileSync(file, lines.join("\n"));
    const column = (lines[2] ?? "").lastIndexOf(at) + 1;
    const [found] = await editor.definitions(file, lines.join("\n"), { line: 3, column });
    const schema = join(dirname(file), "schema/blog.model");
    const { from, to } = found ?? {};
    expect(from?.file).toBe(schema);
    const line = blog.split("\n")[(from?.line ?? 0) - 1];
    expect(line?.slice((from?.column ?? 0) - 1, (to?.column ?? 0) - 1)).toBe(expected);
    expect(to?.line).toBe(from?.line);
  });
});
