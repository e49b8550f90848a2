import type { Host } from "./host.ts";

/** One line on a terminal that says what a run is doing, each step in the place of the last; nothing at all in a pipe. */
export interface Progress {
  step(text: string): void;
  /** Takes the line away. Whatever else is printed comes after it. */
  end(): void;
}

export function progressOn(host: Host): Progress {
  let isShown = false;
  return {
    step(text) {
      if (host.terminal === null) return;
      isShown = true;
      // One that is wider than the terminal would go on in the next row, where no carriage return takes it back.
      host.err(`${eraseLine}${text.slice(0, host.terminal.columns - 1)}`);
    },
    end() {
      if (isShown) host.err(eraseLine);
      isShown = false;
    },
  };
}

const eraseLine = "\r\u001B[K";
