/**
 * What a watching command says of one run stays until the next: findings of a run that failed are taken away before the next run tells
 * its own, so that a terminal shows what is wrong now and nothing that is mended. Lines of runs that went well stay, as a history.
 *
 * In a pipe, everything stays.
 */
import type { Host, TerminalSize } from "./host.ts";

export interface Redraw {
  /** The same host, whose messages are remembered. */
  readonly host: Host;
  /** Takes away what the last run said, where it failed. */
  begin(): void;
  end(failed: boolean): void;
}

export function redrawOn(host: Host): Redraw {
  let said = "";
  let hasFailed = false;
  return {
    // Not a copy: the size of the terminal is asked of the host whenever it is needed.
    host: Object.create(host, {
      err: {
        value: (text: string) => {
          said += text;
          host.err(text);
        },
      },
    }) as Host, // what it has not itself, its prototype has
    begin() {
      if (hasFailed && host.terminal !== null) host.err(eraseText(said, host.terminal));
      said = "";
      hasFailed = false;
    },
    end(failed) {
      hasFailed = failed;
    },
  };
}

/** What has left the screen at its top cannot be taken back; then the screen begins anew. */
function eraseText(text: string, { columns, rows }: TerminalSize): string {
  const height = text.split("\n").reduce((sum, line) => sum + rowsOf(line, columns), -1);
  return height < rows ? `\u001B[${height}A\r\u001B[J` : "\u001B[H\u001B[2J";
}

/** A line of progress is written over, so only what follows the last carriage return is there. */
function rowsOf(line: string, columns: number): number {
  const shown = line.slice(line.lastIndexOf("\r") + 1).replaceAll(/\u001B\[[\d;]*[A-Za-z]/g, "");
  return Math.max(1, Math.ceil(shown.length / columns));
}
