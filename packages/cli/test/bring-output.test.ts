import { chmodSync, renameSync, rmSync, statSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { type GeneratedFile, headerMark } from "@joinery/codegen";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { bringOutput, lockName } from "../src/bring-output.ts";
import type { Host } from "../src/host.ts";
import { manifestFile, manifestName } from "../src/manifest.ts";
import { Misuse } from "../src/misuse.ts";
import type { SeenFiles } from "../src/write-plan.ts";
import { createWorkspace, type Workspace } from "./workspace.ts";

const header = `// ${headerMark}0.1.0 from schema.model.\n`;

const origin = { schema: ["../schema.model"], options: { client: "sync" } };

function texts(files: Readonly<Record<string, string>>): readonly GeneratedFile[] {
  return Object.entries(files).map(([path, text]) => ({ path, text }));
}

async function bring(
  workspace: Workspace,
  files: Readonly<Record<string, string>>,
  host: Host = workspace.host,
  seen: SeenFiles = new Map(),
): Promise<void> {
  await bringOutput(host, join(workspace.directory, "out"), texts(files), seen);
}

/** The same, with the manifest of the files. */
async function bringWithManifest(workspace: Workspace, files: Readonly<Record<string, string>>) {
  const list = texts(files);
  return bringOutput(workspace.host, join(workspace.directory, "out"), [...list, manifestFile(list, origin)]);
}

describe("files of ours", () => {
  test("are written, also into directories that are not there yet, and nothing else is", async () => {
    const workspace = createWorkspace();
    await bring(workspace, { "index.js": `${header}1`, "ddl/sqlite.sql": `-- ${headerMark}\n` });
    expect(workspace.list()).toEqual(["out/ddl/sqlite.sql", "out/index.js"]);
  });

  test("are not touched when their bytes are equal", async () => {
    const workspace = createWorkspace();
    await bring(workspace, { "a.js": `${header}1`, "b.js": `${header}1` });
    const before = statSync(join(workspace.directory, "out/a.js"));
    await bring(workspace, { "a.js": `${header}1`, "b.js": `${header}2` });
    const after = statSync(join(workspace.directory, "out/a.js"));
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
    expect(workspace.read("out/b.js")).toBe(`${header}2`);
  });

  test("keep their mode when they change", async () => {
    const workspace = createWorkspace();
    await bring(workspace, { "a.js": `${header}1` });
    chmodSync(join(workspace.directory, "out/a.js"), 0o640);
    await bring(workspace, { "a.js": `${header}2` });
    expect(statSync(join(workspace.directory, "out/a.js")).mode & 0o777).toBe(0o640);
  });

  test("are removed when they are no longer generated, declaration maps with them", async () => {
    const workspace = createWorkspace();
    await bring(workspace, { "user.js": header, "user.d.ts": header, "user.d.ts.map": "{}", "post.js": header });
    await bring(workspace, { "post.js": header });
    expect(workspace.list()).toEqual(["out/post.js"]);
  });

  test("are removed when a killed run left them under a temporary name", async () => {
    const workspace = createWorkspace({ "out/.joinery-999999999-user.js": header });
    await bring(workspace, { "post.js": header });
    expect(workspace.list()).toEqual(["out/post.js"]);
  });

  test("stay when another run is just about to rename them", async () => {
    const workspace = createWorkspace({ [`out/.joinery-${process.ppid}-user.js`]: header });
    await bring(workspace, { "post.js": header });
    expect(workspace.list()).toHaveLength(2);
  });
});

describe("a run that was killed", () => {
  test("leaves nothing behind: not its temporary files, maps and half-written ones among them, and not its lock", async () => {
    const workspace = createWorkspace({
      "out/.joinery-999999999-user.d.ts.map": "{",
      "out/.joinery-999999999-user.js": "",
      [`out/${lockName}`]: "999999999\n",
    });
    await bring(workspace, { "post.js": header });
    expect(workspace.list()).toEqual(["out/post.js"]);
  });

  test("and was removing stale files leaves no map that nobody knows", async () => {
    const workspace = createWorkspace();
    await bring(workspace, { "user.d.ts": header, "user.d.ts.map": "{}", "post.js": header });
    const host = failing(workspace.host, "removeFile", 2);
    await expect(bring(workspace, { "post.js": `${header}2` }, host)).rejects.toThrow("no space");
    expect(workspace.list()).toContain("out/user.d.ts");
    await bring(workspace, { "post.js": `${header}2` });
    expect(workspace.list()).toEqual(["out/post.js"]);
  });
});

describe("the lock", () => {
  test("of a run that goes on is waited for", async () => {
    const workspace = createWorkspace({ [`out/${lockName}`]: `${process.ppid}\n` });
    const running = bring(workspace, { "post.js": header });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(workspace.read("out/post.js")).toBeNull();
    rmSync(join(workspace.directory, "out", lockName));
    await running;
    expect(workspace.list()).toEqual(["out/post.js"]);
  });

  test("that is never given back is an error that says what to do", async () => {
    const workspace = createWorkspace({ [`out/${lockName}`]: `${process.ppid}\n` });
    let time = 0;
    const host = { ...workspace.host, now: () => (time += 5_000), wait: () => Promise.resolve() };
    await expect(bring(workspace, { "post.js": header }, host)).rejects.toMatchObject({
      code: "OUTPUT_BUSY",
      message: `"out/${lockName}" says that process ${process.ppid} is writing there`,
    });
    expect(workspace.list()).toEqual([`out/${lockName}`]);
  });

  test("is not taken where there is nothing to write", async () => {
    const workspace = createWorkspace();
    await bring(workspace, { "a.js": header });
    const host: Host = {
      ...workspace.host,
      createText: () => {
        throw new Error("took the lock");
      },
    };
    await bring(workspace, { "a.js": header }, host);
    await expect(bring(workspace, { "a.js": `${header}2` }, host)).rejects.toThrow("took the lock");
  });

  test("keeps two runs that write different clients from mixing them", async () => {
    const workspace = createWorkspace();
    await bringWithManifest(workspace, { "a.js": `${header}1`, "b.js": `${header}1` });
    // Another run begins and ends after this one has planned: what it leaves alone is then no longer as it has seen it.
    const host: Host = {
      ...workspace.host,
      makeDirectory: (path) => {
        const other = texts({ "a.js": `${header}2`, "b.js": `${header}2` });
        for (const { path: name, text } of [...other, manifestFile(other, origin)])
          workspace.write(`out/${name}`, text);
        workspace.host.makeDirectory(path);
      },
    };
    const list = texts({ "a.js": `${header}1`, "b.js": `${header}3` });
    await bringOutput(host, join(workspace.directory, "out"), [...list, manifestFile(list, origin)]);
    expect([workspace.read("out/a.js"), workspace.read("out/b.js")]).toEqual([`${header}1`, `${header}3`]);
  });

  test("that was waited for, or left behind, makes the run look anew", async () => {
    for (const owner of [process.ppid, 999_999_999]) {
      const workspace = createWorkspace();
      await bring(workspace, { "a.js": `${header}1`, "b.js": `${header}1` });
      const host: Host = {
        ...workspace.host,
        makeDirectory: (path) => {
          workspace.write("out/a.js", `${header}2`);
          workspace.write(`out/${lockName}`, `${owner}\n`);
          workspace.host.makeDirectory(path);
        },
        wait: () => Promise.resolve(rmSync(join(workspace.directory, "out", lockName), { force: true })),
      };
      await bring(workspace, { "a.js": `${header}1`, "b.js": `${header}3` }, host);
      expect([workspace.read("out/a.js"), workspace.read("out/b.js")]).toEqual([`${header}1`, `${header}3`]);
    }
  });
});

describe("with a manifest", () => {
  const files = { "a.js": `${header}1`, "a.json": "{}" };

  test("its bytes depend on the files and their origin alone, and each run renames it last", async () => {
    const workspace = createWorkspace();
    const { changed } = await bringWithManifest(workspace, files);
    expect(changed.at(-1)?.path).toBe(join(workspace.directory, "out", manifestName));
    const text = workspace.read(`out/${manifestName}`);
    expect(text).not.toContain(workspace.directory);
    expect(JSON.parse(text ?? "")).toMatchObject({
      version: 1,
      schema: ["../schema.model"],
      options: { client: "sync" },
    });
    expect(manifestFile(texts(files), origin).text).toBe(text);
    expect((await bringWithManifest(workspace, files)).changed).toEqual([]);
  });

  test("a file without a header that is as it was written is ours", async () => {
    const workspace = createWorkspace();
    await bringWithManifest(workspace, { ...files, "sub/old.json": "1" });
    await bringWithManifest(workspace, { ...files, "a.json": "[]" });
    expect(workspace.read("out/a.json")).toBe("[]");
    expect(workspace.list()).toEqual([`out/${manifestName}`, "out/a.js", "out/a.json"]);
  });

  test("one that was changed and has no header is the user's: neither overwritten nor removed", async () => {
    const workspace = createWorkspace();
    await bringWithManifest(workspace, files);
    workspace.write("out/a.json", '{"mine":1}');
    await expect(bringWithManifest(workspace, { ...files, "a.json": "[]" })).rejects.toThrow(
      /"out\/a\.json" is in the way: Joinery wrote it, but somebody has changed it since/,
    );
    await bringWithManifest(workspace, { "a.js": `${header}1` });
    expect(workspace.read("out/a.json")).toBe('{"mine":1}');
  });

  test("one that was changed and has its header is told of, and written anew", async () => {
    const workspace = createWorkspace();
    await bringWithManifest(workspace, files);
    workspace.write("out/a.js", `${header}by hand`);
    const { edited } = await bringWithManifest(workspace, files);
    expect(edited).toEqual([join(workspace.directory, "out/a.js")]);
    expect(workspace.read("out/a.js")).toBe(`${header}1`);
  });

  test("line ends that git has changed are nobody's edit", async () => {
    const workspace = createWorkspace();
    await bringWithManifest(workspace, files);
    workspace.write("out/a.js", `${header}1`.replaceAll("\n", "\r\n"));
    expect((await bringWithManifest(workspace, files)).edited).toEqual([]);
  });

  test.each([
    "",
    "<<<<<<< HEAD",
    "[]",
    '{"version":1,"files":[]}',
    '{"version":1,"files":{"a.json":3}}',
    '{"version":99}',
  ])("one that cannot be read counts as none, and is written anew: %s", async (text) => {
    const workspace = createWorkspace({ [`out/${manifestName}`]: text, "out/a.js": header });
    await bringWithManifest(workspace, { "a.js": `${header}1` });
    expect(workspace.read(`out/${manifestName}`)).toContain('"a.js"');
  });

  test("nothing outside the output is taken from it, whatever it says", async () => {
    const workspace = createWorkspace({ "mine.txt": "1", "elsewhere/b.txt": "1", "out/x": "" });
    symlinkSync(join(workspace.directory, "elsewhere"), join(workspace.directory, "out/link"));
    const paths = ["../mine.txt", "link/b.txt", join(workspace.directory, "mine.txt"), "./../mine.txt", "a\\b", ""];
    const hostile = manifestFile(texts(Object.fromEntries(paths.map((path) => [path, "1"]))), origin);
    workspace.write(`out/${manifestName}`, hostile.text);
    await bringWithManifest(workspace, { "a.js": header });
    expect(workspace.list()).toEqual([
      "elsewhere/b.txt",
      "mine.txt",
      `out/${manifestName}`,
      "out/a.js",
      "out/link/b.txt",
      "out/x",
    ]);
  });
});

describe("what earlier runs have seen", () => {
  const files = { "a.js": `${header}1`, "b.js": `${header}2` };

  /** Two runs over equal files, long enough after they were written. */
  async function settled(): Promise<{
    readonly workspace: Workspace;
    readonly seen: SeenFiles;
    readonly again: () => Promise<string[]>;
  }> {
    const workspace = createWorkspace();
    const seen: SeenFiles = new Map();
    const again = async (): Promise<string[]> => {
      const read: string[] = [];
      const readText = (path: string): string | null => {
        read.push(path.slice(workspace.directory.length + 1));
        return workspace.host.readText(path);
      };
      await bring(workspace, files, { ...workspace.host, readText }, seen);
      return read;
    };
    await again();
    expect(await again()).toEqual(["out/a.js", "out/b.js"]);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 10_000 });
    onTestFinished(() => void vi.useRealTimers());
    expect(await again()).toEqual(["out/a.js", "out/b.js"]);
    return { workspace, seen, again };
  }

  test("is not read again while nobody touches it", async () => {
    expect(await (await settled()).again()).toEqual([]);
  });

  test("is restored where it was changed by hand, also to the same length and with its time set back", async () => {
    const { workspace, again } = await settled();
    const path = join(workspace.directory, "out/a.js");
    const { atime, mtime } = statSync(path);
    workspace.write("out/a.js", `${header}0`);
    utimesSync(path, atime, mtime);
    expect(await again()).toEqual(["out/a.js"]);
    expect(workspace.read("out/a.js")).toBe(files["a.js"]);
  });

  test("is restored where it was removed or another file of ours took its place", async () => {
    const { workspace, again } = await settled();
    renameSync(join(workspace.directory, "out/a.js"), join(workspace.directory, "out/b.js"));
    await again();
    expect([workspace.read("out/a.js"), workspace.read("out/b.js")]).toEqual(Object.values(files));
  });

  test("is forgotten with the directory that it was in", async () => {
    const { workspace, seen } = await settled();
    await bringOutput(workspace.host, join(workspace.directory, "elsewhere"), [], seen);
    expect(seen.size).toBe(0);
  });
});

describe("files of the user", () => {
  test("stay beside the generated ones", async () => {
    const workspace = createWorkspace({
      "out/mine.ts": "export {};",
      "out/mine.map": "{}",
      "out/admin/user.js": header,
    });
    await bring(workspace, { "post.js": header });
    expect(workspace.list()).toEqual(["out/admin/user.js", "out/mine.map", "out/mine.ts", "out/post.js"]);
  });

  test("are never overwritten: the run ends, names each of them and writes nothing", async () => {
    const workspace = createWorkspace({ "out/user.js": "mine", "out/post.js/x": "" });
    const attempt = (): Promise<void> => bring(workspace, { "user.js": header, "post.js": header, "tag.js": header });
    await expect(attempt()).rejects.toThrow(Misuse);
    await expect(attempt()).rejects.toThrow(/out\/user\.js" is in the way.*\n.*out\/post\.js" is in the way/);
    expect(workspace.list()).toEqual(["out/post.js/x", "out/user.js"]);
  });

  test("are not reached through a link", async () => {
    const workspace = createWorkspace({ "elsewhere/old.js": header });
    await bring(workspace, { "a.js": header });
    symlinkSync(join(workspace.directory, "elsewhere/old.js"), join(workspace.directory, "out/old.js"));
    await bring(workspace, { "a.js": `${header}2` });
    expect(workspace.read("elsewhere/old.js")).toBe(header);
  });
});

describe("a link where a generated file belongs", () => {
  test("stays, and so does what it leads to", async () => {
    const workspace = createWorkspace({ "elsewhere/a.js": header, "out/x": "" });
    symlinkSync(join(workspace.directory, "elsewhere/a.js"), join(workspace.directory, "out/a.js"));
    await expect(bring(workspace, { "a.js": `${header}2` })).rejects.toThrow('"out/a.js" is in the way: it is a link');
    expect(workspace.read("elsewhere/a.js")).toBe(header);
  });
});

describe("a run that fails", () => {
  test("takes back what it can where the disk is too full for a part of it", async () => {
    const workspace = createWorkspace();
    await bring(workspace, { "a.js": `${header}1`, "b.js": `${header}1`, "c.js": `${header}1` });
    // Three are written and two renamed; then neither a rename nor the first file that is taken back finds room.
    const host = failing(failing(workspace.host, "rename", 3), "writeText", 4);
    const wanted = { "a.js": `${header}2`, "b.js": `${header}2`, "c.js": `${header}2` };
    await expect(bring(workspace, wanted, host)).rejects.toThrow("no space");
    expect(workspace.list()).toEqual(["out/a.js", "out/b.js", "out/c.js"]);
    // Never half a file, nor an empty one.
    expect([workspace.read("out/a.js"), workspace.read("out/b.js"), workspace.read("out/c.js")]).toEqual([
      `${header}2`,
      `${header}1`,
      `${header}1`,
    ]);
  });

  test("leaves everything as it was when a file cannot be written", async () => {
    const workspace = createWorkspace();
    await bring(workspace, { "a.js": `${header}1`, "b.js": `${header}1` });
    const host = failing(workspace.host, "writeText", 2);
    await expect(bring(workspace, { "a.js": `${header}2`, "b.js": `${header}2` }, host)).rejects.toThrow("no space");
    expect(workspace.list()).toEqual(["out/a.js", "out/b.js"]);
    expect(workspace.read("out/a.js")).toBe(`${header}1`);
  });

  test("takes back what it has renamed when a later rename fails", async () => {
    const workspace = createWorkspace();
    await bring(workspace, { "a.js": `${header}1`, "b.js": `${header}1` });
    const host = failing(workspace.host, "rename", 3);
    await expect(
      bring(workspace, { "a.js": `${header}2`, "aa.js": header, "b.js": `${header}2` }, host),
    ).rejects.toThrow("no space");
    expect(workspace.list()).toEqual(["out/a.js", "out/b.js"]);
    expect(workspace.read("out/a.js")).toBe(`${header}1`);
    expect(workspace.read("out/b.js")).toBe(`${header}1`);
  });

  test("names the directory that is a file", async () => {
    const workspace = createWorkspace({ out: "" });
    await expect(bring(workspace, { "a.js": header })).rejects.toThrow('"out" is in the way: it is no directory');
  });

  test("names the directory that may not be written", async () => {
    const workspace = createWorkspace({ "out/a.js": header });
    chmodSync(workspace.directory, 0o555);
    chmodSync(join(workspace.directory, "out"), 0o555);
    try {
      await withoutPrivilege(async () => {
        const attempt = bring(workspace, { "b.js": header });
        await expect(attempt).rejects.toThrow(/cannot write ".*out.*": permission denied/);
      });
      expect(workspace.list()).toEqual(["out/a.js"]);
    } finally {
      chmodSync(workspace.directory, 0o755);
      chmodSync(join(workspace.directory, "out"), 0o755);
    }
  });
});

/** Permissions do not hold for root, which tests in a container often are. */
async function withoutPrivilege(run: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) return run();
  process.seteuid?.(65_534);
  try {
    await run();
  } finally {
    process.seteuid?.(0);
  }
}

/** The real host, except that the nth call of one operation fails as a full disk does. */
function failing(host: Host, operation: "writeText" | "rename" | "removeFile", nth: number): Host {
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
