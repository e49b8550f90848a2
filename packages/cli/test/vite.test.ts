/** The plugin in a real Vite: its dev server with a browser's socket, and its builds. */
import { join } from "node:path";
import { build, createServer, type InlineConfig, type ViteDevServer } from "vite";
import { expect, onTestFinished, test } from "vitest";
import { joinery } from "../src/vite.ts";
import { createWorkspace, type Workspace } from "./workspace.ts";

const good = "model User {\n  id Int @id\n}\n";
const bad = "model User {\n  id Int @id\n  at Datetime\n}\n";
const errors = /schema\.model: JY2001: unknown type "Datetime"/;

function viteConfig({ directory }: Workspace, lines: string[] = []): InlineConfig {
  const log = (line: string): void => void lines.push(line);
  return {
    root: directory,
    configFile: false,
    plugins: [joinery()],
    server: { host: "127.0.0.1", port: 0 },
    customLogger: {
      info: log,
      warn: log,
      warnOnce: log,
      error: log,
      clearScreen: () => {},
      hasErrorLogged: () => false,
      hasWarned: false,
    },
  };
}

async function serve(workspace: Workspace, lines?: string[]): Promise<ViteDevServer> {
  const server = await createServer(viteConfig(workspace, lines));
  onTestFinished(() => server.close());
  return server.listen();
}

interface Message {
  readonly type: string;
  readonly err?: { readonly message: string; readonly frame: string; readonly loc: unknown; readonly id: string };
}

/** What a browser is sent, from its connection on. */
async function browserOf({ config, httpServer }: ViteDevServer): Promise<(type: string) => Promise<Message>> {
  const address = httpServer?.address();
  if (typeof address !== "object" || address === null) throw new Error("the server does not listen");
  const socket = new WebSocket(`ws://127.0.0.1:${address.port}/?token=${config.webSocketToken}`, "vite-hmr");
  onTestFinished(() => socket.close());
  const messages: Message[] = [];
  let wake = (): void => {};
  socket.addEventListener("message", ({ data }) => {
    messages.push(JSON.parse(String(data)) as Message);
    wake();
  });
  return async (type) => {
    for (;;) {
      const at = messages.findIndex((message) => message.type === type);
      if (at >= 0) return messages.splice(0, at + 1)[at] as Message; // found there
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
}

test("the dev server writes the client before it listens, and again after a change", async () => {
  const workspace = createWorkspace({ "schema.model": good });
  const lines: string[] = [];
  const server = await serve(workspace, lines);
  expect(workspace.list("generated")).toContain("generated/user.js");
  const changed = new Promise<void>((resolve) =>
    server.watcher.on("add", (path) => (path.endsWith("role.js") ? resolve() : undefined)),
  );
  workspace.write("schema.model", `${good}enum Role { admin }\n`);
  await changed;
  expect(lines.filter((line) => line.includes("generated: wrote"))).toHaveLength(2);
});

test("an error of the schema stands in the overlay until it is mended, and the last client stays", async () => {
  const workspace = createWorkspace({ "schema.model": good });
  const server = await serve(workspace);
  const before = workspace.read("generated/user.js");
  const next = await browserOf(server);
  await next("connected");
  workspace.write("schema.model", bad);
  const { err } = await next("error");
  expect(err?.message).toMatch(errors);
  expect(err).toMatchObject({ id: join(workspace.directory, "schema.model"), loc: { line: 3, column: 5 } });
  expect(err?.frame).toContain('did you mean "DateTime"?');
  expect(workspace.read("generated/user.js")).toBe(before);
  workspace.write("schema.model", good);
  await next("update");
});

test("an error that is there from the start is shown to a browser that comes later", async () => {
  const workspace = createWorkspace({ "schema.model": bad });
  const next = await browserOf(await serve(workspace));
  expect((await next("error")).err?.message).toMatch(errors);
});

test("a config that is wrong is shown with the way out", async () => {
  const workspace = createWorkspace({
    "schema.model": good,
    "joinery.config.js": "export default { ouput: 'x' };\n",
  });
  const next = await browserOf(await serve(workspace));
  expect((await next("error")).err?.message).toContain('did you mean "output"?');
});

const library = { entry: "main.js", formats: ["es" as const] };

test("a build writes the client before it bundles", async () => {
  const workspace = createWorkspace({
    "schema.model": good,
    "main.js": 'export * from "./generated/index.js";\n',
  });
  await build({
    ...viteConfig(workspace),
    build: { lib: library, minify: false, rolldownOptions: { external: /^@joinery\// } },
  });
  expect(
    workspace
      .list("dist")
      .map((path) => workspace.read(path))
      .join(),
  ).toContain("class User extends");
});

test("a build of a wrong schema fails, and says where it is wrong", async () => {
  const workspace = createWorkspace({ "schema.model": bad, "main.js": "export {};\n" });
  await expect(build({ ...viteConfig(workspace), build: { lib: library } })).rejects.toThrow(errors);
  expect(workspace.list()).not.toContain("dist");
});
