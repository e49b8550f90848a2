/**
 * An editor's two language servers, each a process of its own: `tsserver` of TypeScript 6 and before, and the LSP server of TypeScript 7.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect } from "vitest";

/** Lines and columns count from one. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Marked {
  readonly from: Place;
  readonly to: Place;
}

export interface Editor extends Disposable {
  readonly name: string;
  /** Where "go to definition" leads. */
  definitions(file: string, text: string, at: Omit<Place, "file">): Promise<readonly Marked[]>;
}

type Json = Readonly<Record<string, unknown>>;

/** Messages with a `Content-Length` before each, as both servers write them. */
class Messages {
  readonly #process: ChildProcessWithoutNullStreams;
  #received = Buffer.alloc(0);
  readonly #messages: Json[] = [];
  #wake = (): void => {};
  #failure: string | null = null;

  constructor(command: string, args: readonly string[]) {
    this.#process = spawn(command, args, { stdio: "pipe" });
    this.#process.stdout.on("data", (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#split();
      this.#wake();
    });
    let said = "";
    this.#process.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    this.#process.on("close", () => {
      this.#failure = `the language server has ended: ${said}`;
      this.#wake();
    });
  }

  #split(): void {
    for (;;) {
      const head = /^[\s\S]*?Content-Length: (\d+)\r\n(?:[^\r\n]+\r\n)*\r\n/.exec(this.#received.toString("latin1"));
      const length = Number(head?.[1]);
      if (head === null || this.#received.length < head[0].length + length) return;
      const body = this.#received.subarray(head[0].length, head[0].length + length);
      this.#received = this.#received.subarray(head[0].length + length);
      this.#messages.push(JSON.parse(body.toString()) as Json);
    }
  }

  send(text: string): void {
    this.#process.stdin.write(text);
  }

  /** The next message that `isWanted` takes; those before it are dropped. */
  async next(isWanted: (message: Json) => boolean): Promise<Json> {
    for (;;) {
      while (this.#messages.length > 0) {
        const message = this.#messages.shift() as Json; // there is one
        if (isWanted(message)) return message;
      }
      if (this.#failure !== null) throw new Error(this.#failure);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  end(): void {
    this.#process.kill();
  }
}

/** @see https://github.com/microsoft/TypeScript/wiki/Standalone-Server-(tsserver) */
export function tsserver(): Editor {
  const require = createRequire(new URL("../../../fixtures/package.json", import.meta.url));
  const messages = new Messages(process.execPath, [
    require.resolve("typescript-6/lib/tsserver.js"),
    "--disableAutomaticTypingAcquisition",
  ]);
  let requests = 0;
  const send = (command: string, args: Json): number => {
    messages.send(`${JSON.stringify({ seq: ++requests, type: "request", command, arguments: args })}\n`);
    return requests;
  };
  return {
    name: "tsserver",
    async definitions(file, text, { line, column }) {
      send("open", { file, fileContent: text });
      const request = send("definition", { file, line, offset: column });
      const { body } = await messages.next((message) => message["request_seq"] === request);
      send("close", { file });
      interface Found {
        readonly file: string;
        readonly start: { readonly line: number; readonly offset: number };
        readonly end: { readonly line: number; readonly offset: number };
      }
      return (body as readonly Found[]).map((found) => ({
        from: { file: found.file, line: found.start.line, column: found.start.offset },
        to: { file: found.file, line: found.end.line, column: found.end.offset },
      }));
    },
    [Symbol.dispose]: () => messages.end(),
  };
}

/** @see https://microsoft.github.io/language-server-protocol */
export function lspServer(root: string): Editor {
  const messages = new Messages(fileURLToPath(new URL("../../../node_modules/.bin/tsc", import.meta.url)), [
    "--lsp",
    "--stdio",
  ]);
  const write = (message: Json): void => {
    const text = JSON.stringify({ jsonrpc: "2.0", ...message });
    messages.send(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };
  let requests = 0;
  const ask = async (method: string, params: Json): Promise<unknown> => {
    const id = ++requests;
    write({ id, method, params });
    for (;;) {
      const message = await messages.next((found) => found["id"] === id || "method" in found);
      // It asks for settings, and to be told of changes to files: it gets none.
      if ("method" in message) {
        if ("id" in message)
          write({ id: message["id"], result: message["method"] === "workspace/configuration" ? [null] : null });
        continue;
      }
      expect(message["error"], `the answer to ${method}`).toBeUndefined();
      return message["result"];
    }
  };
  const started = (async () => {
    await ask("initialize", { processId: process.pid, rootUri: pathToFileURL(root).href, capabilities: {} });
    write({ method: "initialized", params: {} });
  })();
  return {
    name: "the LSP server",
    async definitions(file, text, { line, column }) {
      await started;
      const uri = pathToFileURL(file).href;
      write({
        method: "textDocument/didOpen",
        params: { textDocument: { uri, languageId: "typescript", version: 1, text } },
      });
      const result = await ask("textDocument/definition", {
        textDocument: { uri },
        position: { line: line - 1, character: column - 1 },
      });
      write({ method: "textDocument/didClose", params: { textDocument: { uri } } });
      interface Position {
        readonly line: number;
        readonly character: number;
      }
      interface Found {
        readonly uri: string;
        readonly range: { readonly start: Position; readonly end: Position };
      }
      const place = (of: string, { line: row, character }: Position): Place => ({
        file: fileURLToPath(of),
        line: row + 1,
        column: character + 1,
      });
      return ([result].flat() as readonly Found[]).map(({ uri: of, range }) => ({
        from: place(of, range.start),
        to: place(of, range.end),
      }));
    },
    [Symbol.dispose]: () => messages.end(),
  };
}
