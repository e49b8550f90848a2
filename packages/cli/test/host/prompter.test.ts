/** The questions as the library asks them, with keys as a terminal sends them. */
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { terminalPrompter } from "../../src/host/prompter.ts";
import { Interrupted } from "../../src/misuse.ts";

function terminal() {
  const input = new PassThrough();
  const output = new PassThrough();
  let shown = "";
  output.on("data", (chunk) => (shown += String(chunk)));
  return {
    prompter: terminalPrompter(input, output),
    shown: () => shown,
    // Between two keys the library has its turn, as it has at a terminal.
    press: async (...keys: readonly string[]): Promise<void> => {
      for (const key of keys) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        input.write(key);
      }
    },
  };
}

const choices = [
  { value: "one", label: "One", hint: "first" },
  { value: "two", label: "Two", hint: "second" },
] as const;
const enter = "\r";

test("a choice is made by arrows", async () => {
  const { prompter, press, shown } = terminal();
  const answer = prompter.choose("Which?", choices);
  await press("\u001B[B", enter);
  expect(await answer).toBe("two");
  expect(shown()).toContain("Which?");
});

test("a text is asked for until nothing is wrong with it", async () => {
  const { prompter, press, shown } = terminal();
  const answer = prompter.ask("Where?", "here", (value) => (value === "here" ? "not here" : null));
  await press(enter, "!", enter);
  expect(await answer).toBe("here!");
  expect(shown()).toContain("not here");
});

test.each([
  ["y", true],
  ["n", false],
])("%s is an answer", async (key, wanted) => {
  const { prompter, press } = terminal();
  const answer = prompter.confirm("Go ahead?");
  await press(key);
  expect(await answer).toBe(wanted);
});

test("Ctrl-C interrupts each question", async () => {
  for (const question of ["choose", "ask", "confirm"] as const) {
    const { prompter, press } = terminal();
    const answers = {
      choose: () => prompter.choose("?", choices),
      ask: () => prompter.ask("?", "", () => null),
      confirm: () => prompter.confirm("?"),
    };
    const answer = answers[question]();
    await Promise.all([expect(answer).rejects.toThrow(Interrupted), press("\u0003")]);
  }
});
