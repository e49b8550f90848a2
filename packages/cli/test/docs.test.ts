/**
 * The pages of docs/cli: each lists exactly the options that its command has, and what its examples show is what the command prints.
 *
 * A code block with `file=` in its head is a file of the page's project; a `console` block is run there, in the order of the page.
 * `UPDATE_GOLDEN=1` writes what the commands print.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { configSettings } from "../src/config-shape.ts";
import { nodeHost } from "../src/host.ts";
import { createProgram, run } from "../src/main.ts";
import { createWorkspace, type Workspace } from "./workspace.ts";

const directory = new URL("../../../docs/cli/", import.meta.url);
const pages = readdirSync(directory).filter((name) => name.endsWith(".md"));
const program = createProgram(nodeHost(), () => {});
const commands = leavesOf(program, "");
const { ["README.md"]: index, ...others } = Object.fromEntries(pages.map((name) => [name, readPage(name)]));

describe("every command", () => {
  test("has its page, and the index leads to each", () => {
    const wanted = [...commands.keys()].map((name) => `${name.replace(" ", "-")}.md`);
    expect(Object.keys(others).toSorted()).toEqual([...wanted, "config.md"].toSorted());
    for (const name of Object.keys(others)) expect(index).toContain(`](${name})`);
  });

  test.each([...commands])("%s has its options on its page, and no others", (name, command) => {
    const page = readPage(`${name.replace(" ", "-")}.md`);
    expect(firstCells(page, "Options").toSorted()).toEqual(command.options.map(({ flags }) => flags).toSorted());
  });
});

test("every setting of the config is on its page", () => {
  expect(firstCells(readPage("config.md"), "Settings").toSorted()).toEqual([...configSettings].toSorted());
});

test.each(pages)("%s shows what the commands print", async (name) => {
  const page = readPage(name);
  // The index has no project of its own to show.
  const workspace = createWorkspace(name === "README.md" ? { "schema.model": "model User {\n  id Int @id\n}\n" } : {});
  let shown = "";
  let end = 0;
  for (const { index: at, 0: block, 1: head = "", 2: body = "" } of page.matchAll(/^```(.*)\n([^]*?)^```$/gm)) {
    const file = /\bfile=(\S+)/.exec(head)?.[1];
    if (file !== undefined) workspace.write(file, body);
    const text = head === "console" ? `\`\`\`console\n${await transcript(workspace, body)}\`\`\`` : block;
    shown += page.slice(end, at) + text;
    end = at + block.length;
  }
  shown += page.slice(end);
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(new URL(name, directory), shown);
  expect(shown, "UPDATE_GOLDEN=1 writes it anew; look at the difference before you commit it").toBe(readPage(name));
});

/** What the commands of a console block print, after each of them. */
async function transcript(workspace: Workspace, block: string): Promise<string> {
  let text = "";
  for (const [line, args = ""] of block.matchAll(/^\$ joinery (.*)$/gm)) {
    let out = "";
    let err = "";
    const host = {
      ...workspace.host,
      out: (part: string) => void (out += part),
      err: (part: string) => void (err += part),
      packageManager: () => Promise.resolve("npm" as const),
    };
    await run(host, args.split(" "));
    text += `${line}\n${out}${err.replaceAll(/\(\d+ ms\)/g, "(N ms)")}`;
  }
  return text;
}

function readPage(name: string): string {
  return readFileSync(new URL(name, directory), "utf8");
}

/** The first column of the table under a heading, where it is code. */
function firstCells(page: string, heading: string): string[] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, cell = ""]) => cell);
}

/** The commands that do something, by their whole name. */
function leavesOf(command: Command, name: string): Map<string, Command> {
  if (command.commands.length === 0) return new Map([[name, command]]);
  return new Map(
    command.commands.flatMap((child) => [...leavesOf(child, name === "" ? child.name() : `${name} ${child.name()}`)]),
  );
}
