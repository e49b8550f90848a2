/** Questions on a terminal. They go to standard error: standard output is kept for data. */
import type { Readable, Writable } from "node:stream";
import type { CANCEL_SYMBOL } from "@clack/prompts";
import { Interrupted } from "../misuse.ts";

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  /** What it means, beside the label. */
  readonly hint: string;
}

/** Each question throws `Interrupted` on Ctrl-C and on Escape. */
export interface Prompter {
  choose<T extends string>(question: string, choices: readonly Choice<T>[]): Promise<T>;
  /** @param problemWith says what is wrong with an answer, which is then asked for again; null where nothing is. */
  ask(question: string, initial: string, problemWith: (answer: string) => string | null): Promise<string>;
  confirm(question: string): Promise<boolean>;
}

export function terminalPrompter(input: Readable, output: Writable): Prompter {
  const common = { input, output, withGuide: false };
  return {
    choose: async <T extends string>(message: string, choices: readonly Choice<T>[]): Promise<T> => {
      const { select } = await library();
      const options = choices.map(({ value, label, hint }) => ({ value, label, hint }));
      // Its type asks whether `T` is a primitive, which the compiler does not answer for a type parameter.
      return answered(await select<string>({ ...common, message, options, showInstructions: false })) as Promise<T>;
    },
    ask: async (message, initialValue, problemWith) => {
      const { text } = await library();
      const validate = (value: string | undefined): string | undefined => problemWith(value ?? "") ?? undefined;
      return answered(await text({ ...common, message, initialValue, validate }));
    },
    confirm: async (message) => {
      const { confirm } = await library();
      return answered(await confirm({ ...common, message }));
    },
  };
}

/** Only who is asked waits for it to load. */
function library(): Promise<typeof import("@clack/prompts")> {
  return import("@clack/prompts");
}

async function answered<T>(answer: T | typeof CANCEL_SYMBOL): Promise<T> {
  const { isCancel } = await library();
  if (isCancel(answer)) throw new Interrupted();
  return answer;
}
