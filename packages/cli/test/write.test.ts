import { chmodSync, renameSync, statSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { type GeneratedFile, headerMark } from "@joinery/codegen";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Host } from "../src/host.ts";
import { Misuse } from "../src/misuse.ts";
import { commit, planWrite, type SeenFiles } from "../src/write.ts";
import { createWorkspace, type Workspace } from "./workspace.ts";

const header = `// ${headerMark}0.1.0 from schema.model.\n`;

function bring(
  workspace: Workspace,
  files: Readonly<Record<string, string>>,
  host: Host = workspace.host,
  seen: SeenFiles = new Map(),
): void {
  const texts: GeneratedFile[] = Object.entries(files).map(([path, text]) => ({ path, text }));
  commit(host, planWrite(host, join(workspace.directory, "out"), texts, seen));
}

describe("files of ours", () => {
  test("are written, also into directories that are not there yet, and nothing else is", () => {
    const workspace = createWorkspace();
    bring(workspace, { "index.js": `${header}1`, "ddl/sqlite.sql": `-- ${headerMark}\n` });
    expect(workspace.list()).toEqual(["out/ddl/sqlite.sql", "out/index.js"]);
  });

  test("are not touched when their bytes are equal", () => {
    const workspace = createWorkspace();
    bring(workspace, { "a.js": `${header}1`, "b.js": `${header}1` });
    const before = statSync(join(workspace.directory, "out/a.js"));
    bring(workspace, { "a.js": `${header}1`, "b.js": `${header}2` });
    const after = statSync(join(workspace.directory, "out/a.js"));
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
    expect(workspace.read("out/b.js")).toBe(`${header}2`);
  });

  test("keep their mode when they change", () => {
    const workspace = createWorkspace();
    bring(workspace, { "a.js": `${header}1` });
    chmodSync(join(workspace.directory, "out/a.js"), 0o640);
    bring(workspace, { "a.js": `${header}2` });
    expect(statSync(join(workspace.directory, "out/a.js")).mode & 0o777).toBe(0o640);
  });

  test("are removed when they are no longer generated, declaration maps with them", () => {
    const workspace = createWorkspace();
    bring(workspace, { "user.js": header, "user.d.ts": header, "user.d.ts.map": "{}", "post.js": header });
    bring(workspace, { "post.js": header });
    expect(workspace.list()).toEqual(["out/post.js"]);
  });

  test("are removed when a killed run left them under a temporary name", () => {
    const workspace = createWorkspace({ "out/.joinery-999999999-user.js": header });
    bring(workspace, { "post.js": header });
    expect(workspace.list()).toEqual(["out/post.js"]);
  });

  test("stay when another run is just about to rename them", () => {
    const workspace = createWorkspace({ [`out/.joinery-${process.ppid}-user.js`]: header });
    bring(workspace, { "post.js": header });
    expect(workspace.list()).toHaveLength(2);
  });
});

describe("what earlier runs have seen", () => {
  const files = { "a.js": `${header}1`, "b.js": `${header}2` };

  /** Two runs over equal files, long enough after they were written. */
  function settled(): { readonly workspace: Workspace; readonly seen: SeenFiles; readonly again: () => string[] } {
    const workspace = createWorkspace();
    const seen: SeenFiles = new Map();
    const again = (texts: Readonly<Record<string, string>> = files): string[] => {
      const read: string[] = [];
      const readText = (path: string): string | null => {
        read.push(path.slice(workspace.directory.length + 1));
        return workspace.host.readText(path);
      };
      bring(workspace, texts, { ...workspace.host, readText }, seen);
      return read;
    };
    again();
    expect(again()).toEqual(["out/a.js", "out/b.js"]);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 10_000 });
    onTestFinished(() => void vi.useRealTimers());
    expect(again()).toEqual(["out/a.js", "out/b.js"]);
    return { workspace, seen, again };
  }

  test("is not read again while nobody touches it", () => {
    expect(settled().again()).toEqual([]);
  });

  test("is restored where it was changed by hand, also to the same length and with its time set back", () => {
    const { workspace, again } = settled();
    const path = join(workspace.directory, "out/a.js");
    const { atime, mtime } = statSync(path);
    workspace.write("out/a.js", `${header}0`);
    utimesSync(path, atime, mtime);
    expect(again()).toEqual(["out/a.js"]);
    expect(workspace.read("out/a.js")).toBe(files["a.js"]);
  });

  test("is restored where it was removed or another file of ours took its place", () => {
    const { workspace, again } = settled();
    renameSync(join(workspace.directory, "out/a.js"), join(workspace.directory, "out/b.js"));
    again();
    expect([workspace.read("out/a.js"), workspace.read("out/b.js")]).toEqual(Object.values(files));
  });

  test("is forgotten with the directory that it was in", () => {
    const { workspace, seen } = settled();
    commit(workspace.host, planWrite(workspace.host, join(workspace.directory, "elsewhere"), [], seen));
    expect(seen.size).toBe(0);
  });
});

describe("files of the user", () => {
  test("stay beside the generated ones", () => {
    const workspace = createWorkspace({
      "out/mine.ts": "export {};",
      "out/mine.map": "{}",
      "out/admin/user.js": header,
    });
    bring(workspace, { "post.js": header });
    expect(workspace.list()).toEqual(["out/admin/user.js", "out/mine.map", "out/mine.ts", "out/post.js"]);
  });

  test("are never overwritten: the run ends, names each of them and writes nothing", () => {
    const workspace = createWorkspace({ "out/user.js": "mine", "out/post.js/x": "" });
    const attempt = (): void => bring(workspace, { "user.js": header, "post.js": header, "tag.js": header });
    expect(attempt).toThrow(Misuse);
    expect(attempt).toThrow(/out\/user\.js" is in the way.*\n.*out\/post\.js" is in the way/);
    expect(workspace.list()).toEqual(["out/post.js/x", "out/user.js"]);
  });

  test("are not reached through a link", () => {
    const workspace = createWorkspace({ "elsewhere/old.js": header });
    bring(workspace, { "a.js": header });
    symlinkSync(join(workspace.directory, "elsewhere/old.js"), join(workspace.directory, "out/old.js"));
    bring(workspace, { "a.js": `${header}2` });
    expect(workspace.read("elsewhere/old.js")).toBe(header);
  });
});

describe("a run that fails", () => {
  test("leaves everything as it was when a file cannot be written", () => {
    const workspace = createWorkspace();
    bring(workspace, { "a.js": `${header}1`, "b.js": `${header}1` });
    const host = failing(workspace.host, "writeText", 2);
    expect(() => bring(workspace, { "a.js": `${header}2`, "b.js": `${header}2` }, host)).toThrow("no space");
    expect(workspace.list()).toEqual(["out/a.js", "out/b.js"]);
    expect(workspace.read("out/a.js")).toBe(`${header}1`);
  });

  test("takes back what it has renamed when a later rename fails", () => {
    const workspace = createWorkspace();
    bring(workspace, { "a.js": `${header}1`, "b.js": `${header}1` });
    const host = failing(workspace.host, "rename", 3);
    expect(() => bring(workspace, { "a.js": `${header}2`, "aa.js": header, "b.js": `${header}2` }, host)).toThrow(
      "no space",
    );
    expect(workspace.list()).toEqual(["out/a.js", "out/b.js"]);
    expect(workspace.read("out/a.js")).toBe(`${header}1`);
    expect(workspace.read("out/b.js")).toBe(`${header}1`);
  });

  test("names the directory that is a file", () => {
    const workspace = createWorkspace({ out: "" });
    expect(() => bring(workspace, { "a.js": header })).toThrow(/cannot create ".*out": a file is in the way/);
  });

  test("names the directory that may not be written", () => {
    const workspace = createWorkspace({ "out/a.js": header });
    chmodSync(workspace.directory, 0o555);
    chmodSync(join(workspace.directory, "out"), 0o555);
    try {
      const attempt = (): void => withoutPrivilege(() => bring(workspace, { "b.js": header }));
      expect(attempt).toThrow(/cannot write ".*b\.js": permission denied/);
    } finally {
      chmodSync(workspace.directory, 0o755);
      chmodSync(join(workspace.directory, "out"), 0o755);
    }
  });
});

/** Permissions do not hold for root, which tests in a container often are. */
function withoutPrivilege(run: () => void): void {
  if (process.getuid?.() !== 0) return run();
  process.seteuid?.(65_534);
  try {
    run();
  } finally {
    process.seteuid?.(0);
  }
}

/** The real host, except that the nth call of one operation fails as a full disk does. */
function failing(host: Host, operation: "writeText" | "rename", nth: number): Host {
  let calls = 0;
  return {
    ...host,
    [operation]: (first: string, second: string) => {
      calls += 1;
      if (calls === nth) throw new Misuse("FILE_ACCESS", "no space", "");
      host[operation](first, second);
    },
  };
}
