/** Runs that end before their end: killed at any point, or beside another run. What they leave is for the next run to mend. */
import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { createWorkspace, type Workspace } from "../workspace.ts";

const schema = (column: string): string =>
  ["User", "Team", "Post"].map((name) => `model ${name} {\n  id Int @id\n  ${column} String\n}\n`).join("\n");

const clientOf = (workspace: Workspace) =>
  workspace.list("generated").map((path) => [path, workspace.read(path)] as const);

/** Runs gen in a process that kills itself, without a turn left, right before the nth time that it would do something to a file. */
function genKilledBefore(workspace: Workspace, nth: number): Promise<NodeJS.Signals | null> {
  const main = JSON.stringify(new URL("../../src/main.ts", import.meta.url).href);
  const host = JSON.stringify(new URL("../../src/host.ts", import.meta.url).href);
  const script = `
    import { run } from ${main};
    import { nodeHost } from ${host};
    const host = nodeHost();
    let left = ${nth};
    for (const name of ["createText", "writeText", "copyMode", "rename", "removeFile"]) {
      const original = host[name];
      host[name] = (...args) => {
        if (--left === 0) process.kill(process.pid, "SIGKILL");
        return original(...args);
      };
    }
    process.exitCode = await run(host, ["gen", "--emit", "ts"]);
  `;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", script], {
    cwd: workspace.directory,
    stdio: "ignore",
  });
  return new Promise((resolve) => child.once("close", (_code, signal) => resolve(signal)));
}

test("a run that is killed half-way is mended by the next, wherever it was", async () => {
  const fresh = createWorkspace({ "schema.model": schema("title") });
  await fresh.run("gen", "--emit", "ts");
  const wanted = clientOf(fresh);
  let killed = 0;
  for (const nth of [1, 2, 5, 12, 20, 26, 33, 38]) {
    const workspace = createWorkspace({ "schema.model": `${schema("name")}model Old {\n  id Int @id\n}\n` });
    await workspace.run("gen", "--emit", "ts");
    const before = clientOf(workspace);
    workspace.write("schema.model", schema("title"));
    if ((await genKilledBefore(workspace, nth)) === "SIGKILL") killed += 1;
    // Until the first rename all is as it was, but for files that nobody sees.
    const texts = new Map(clientOf(workspace));
    expect(before.every(([path, text]) => nth > 12 || texts.get(path) === text)).toBe(true);
    const { code } = await workspace.run("gen", "--emit", "ts");
    expect([nth, code]).toEqual([nth, 0]);
    expect(clientOf(workspace)).toEqual(wanted);
  }
  expect(killed).toBeGreaterThanOrEqual(6);
}, 120_000);

test("two runs at once on one output leave the whole client of one of them", async () => {
  const clients = new Map<string, unknown>();
  for (const client of ["sync", "async"]) {
    const workspace = createWorkspace({ "schema.model": schema("name") });
    await workspace.run("gen", "--client", client);
    clients.set(client, clientOf(workspace));
  }
  for (let round = 0; round < 3; round++) {
    const workspace = createWorkspace({ "schema.model": schema("name") });
    const runs = ["sync", "async", "sync", "async"].map((client) => workspace.run("gen", "--client", client));
    expect((await Promise.all(runs)).map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect([clients.get("sync"), clients.get("async")]).toContainEqual(clientOf(workspace));
  }
}, 120_000);
