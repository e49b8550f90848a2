import { expect, test } from "vitest";
import type { TerminalSize } from "../src/host.ts";
import { progressOn } from "../src/progress.ts";
import { redrawOn } from "../src/redraw.ts";
import { createWorkspace } from "./workspace.ts";

function printedOn(terminal: TerminalSize | null) {
  let printed = "";
  const host = { ...createWorkspace().host, terminal, err: (text: string) => void (printed += text) };
  return { host, printed: () => printed };
}

const terminal = { columns: 20, rows: 10 };

test("on a terminal, what a failed run said is taken away before the next tells its own", () => {
  const { host, printed } = printedOn(terminal);
  const redraw = redrawOn(host);
  redraw.begin();
  redraw.host.err("\u001B[31merror\u001B[39m: wrong\n");
  // 25 characters take two rows of 20.
  redraw.host.err("1234567890123456789012345\nend\n");
  redraw.end(true);
  const before = printed();
  redraw.begin();
  expect(printed().slice(before.length)).toBe("\u001B[4A\r\u001B[J");
});

test("lines of runs that went well stay, and what was mended is taken away once", () => {
  const { host, printed } = printedOn(terminal);
  const redraw = redrawOn(host);
  for (const failed of [false, true, false, false]) {
    redraw.begin();
    redraw.host.err(failed ? "wrong\n" : "fine\n");
    redraw.end(failed);
  }
  expect(printed()).toBe("fine\nwrong\n\u001B[1A\r\u001B[Jfine\nfine\n");
});

test("more than the screen holds begins a new screen", () => {
  const { host, printed } = printedOn(terminal);
  const redraw = redrawOn(host);
  redraw.host.err("line\n".repeat(10));
  redraw.end(true);
  redraw.begin();
  expect(printed().endsWith("\u001B[H\u001B[2J")).toBe(true);
});

test("in a pipe, nothing is taken away and nothing shows progress", () => {
  const { host, printed } = printedOn(null);
  const redraw = redrawOn(host);
  const progress = progressOn(redraw.host);
  progress.step("working");
  progress.end();
  redraw.host.err("wrong\n");
  redraw.end(true);
  redraw.begin();
  expect(printed()).toBe("wrong\n");
});

test("progress is one line in the same place, which is gone when anything else is said", () => {
  const { host, printed } = printedOn(terminal);
  const progress = progressOn(host);
  progress.step("reading");
  progress.step("a step that is wider than the terminal");
  progress.end();
  progress.end();
  expect(printed()).toBe("\r\u001B[Kreading\r\u001B[Ka step that is wide\r\u001B[K");
});
