import { describe, expect, test } from "vitest";
import { loadConfig } from "../src/config.ts";
import { Misuse, type MisuseCode } from "../src/misuse.ts";
import { createWorkspace } from "./workspace.ts";

async function misuseOf(
  files: Readonly<Record<string, string>>,
): Promise<{ code: MisuseCode; message: string; hint: string }> {
  try {
    await loadConfig(createWorkspace(files).host);
  } catch (error) {
    if (error instanceof Misuse) return { code: error.code, message: error.message, hint: error.hint };
    throw error;
  }
  throw new Error("the config was taken");
}

describe("a good config", () => {
  test("may be absent", async () => {
    expect(await loadConfig(createWorkspace().host)).toBeNull();
  });

  test.each(["joinery.config.ts", "joinery.config.js", "joinery.config.mjs"])(
    "may be %s, with joinery installed or not",
    async (name) => {
      const { host } = createWorkspace({
        [name]:
          'import { defineConfig } from "joinery"; export default defineConfig({ schema: "db", client: "async" });',
      });
      expect(await loadConfig(host)).toEqual({ schema: "db", client: "async" });
    },
  );

  test("may say how tables and columns are called", async () => {
    const naming = { case: "snake_case", plural: true };
    const { host } = createWorkspace({ "joinery.config.ts": `export default { naming: ${JSON.stringify(naming)} };` });
    expect(await loadConfig(host)).toEqual({ naming });
  });

  test("may ask for keys with types of their own, by true or false", async () => {
    const { host } = createWorkspace({ "joinery.config.ts": "export default { brandedIds: true };" });
    expect(await loadConfig(host)).toEqual({ brandedIds: true });
    const { message } = await misuseOf({ "joinery.config.ts": 'export default { brandedIds: "yes" };' });
    expect(message).toBe('joinery.config.ts: "brandedIds" is "yes", wanted true or false');
  });

  test("may use TypeScript and import its neighbours", async () => {
    const { host } = createWorkspace({
      "joinery.config.ts":
        'import { where } from "./where.ts"; const out: string = where; export default { output: out };',
      "where.ts": "enum Place { Out = 'src/out' } export const where = Place.Out;",
    });
    expect(await loadConfig(host)).toEqual({ output: "src/out" });
  });

  test("is read anew at every load", async () => {
    const workspace = createWorkspace({ "joinery.config.ts": 'export default { emit: "js" };' });
    await loadConfig(workspace.host);
    workspace.write("joinery.config.ts", 'export default { emit: "ts" };');
    expect(await loadConfig(workspace.host)).toEqual({ emit: "ts" });
  });
});

describe("a wrong config", () => {
  test("has each unknown setting named, with the one that was meant", async () => {
    expect(await misuseOf({ "joinery.config.ts": 'export default { ouput: "x", shcema: "y", colour: 1 };' })).toEqual({
      code: "CONFIG_INVALID",
      message: [
        'joinery.config.ts: unknown setting "ouput", did you mean "output"?',
        'joinery.config.ts: unknown setting "shcema", did you mean "schema"?',
        'joinery.config.ts: unknown setting "colour"',
      ].join("\n"),
      hint: 'The settings are "schema", "output", "client", "emit", "importExtension", "naming", "brandedIds".',
    });
  });

  test("has wrong values named, with what is wanted", async () => {
    const { message } = await misuseOf({
      "joinery.config.ts": 'export default { client: "asink", schema: 3, output: "" };',
    });
    expect(message).toBe(
      [
        'joinery.config.ts: "schema" is a number, wanted a path',
        'joinery.config.ts: "output" is "", wanted a path',
        'joinery.config.ts: "client" is "asink", wanted "sync" or "async"',
      ].join("\n"),
    );
  });

  test("has what is wrong inside a setting named with its way", async () => {
    const problems = async (text: string): Promise<string> =>
      (await misuseOf({ "joinery.config.ts": `export default { naming: ${text} };` })).message;
    expect(await problems('{ case: "camel", plural: "yes", pulral: 1 }')).toBe(
      [
        'joinery.config.ts: "naming.case" is "camel", wanted "asWritten" or "snake_case"',
        'joinery.config.ts: "naming.plural" is "yes", wanted true or false',
        'joinery.config.ts: unknown setting "naming.pulral", did you mean "naming.plural"?',
      ].join("\n"),
    );
    expect(await problems('"snake_case"')).toBe('joinery.config.ts: "naming" is "snake_case", wanted an object');
  });

  test.each([
    ["export const config = {};", "has no default export"],
    ["export default [];", "the default export is an array, wanted an object"],
    ["export default null;", "the default export is null, wanted an object"],
    ["export default () => ({});", "the default export is a function, wanted an object"],
  ])("is told what to export instead: %s", async (text, message) => {
    expect((await misuseOf({ "joinery.config.ts": text })).message).toContain(message);
  });

  test("that throws is named with the line", async () => {
    const text =
      'const url = process.env["NOT_SET_ANYWHERE"];\nif (!url) throw new Error("NOT_SET_ANYWHERE is missing");\nexport default {};';
    const { code, message, hint } = await misuseOf({ "joinery.config.ts": text });
    expect(code).toBe("CONFIG_FAILED");
    expect(message).toBe('cannot load "joinery.config.ts": NOT_SET_ANYWHERE is missing');
    expect(hint).toContain("joinery.config.ts:2:");
  });

  test("that does not parse is named with the place", async () => {
    const { code, message, hint } = await misuseOf({ "joinery.config.ts": "export default {\n  schema: ,\n};" });
    expect(code).toBe("CONFIG_FAILED");
    expect(message).toContain('cannot load "joinery.config.ts": ParseError: Unexpected token');
    expect(hint).toContain("joinery.config.ts:2:");
  });

  test("that imports what is not there says what", async () => {
    const { message } = await misuseOf({ "joinery.config.ts": 'import "./nowhere.ts"; export default {};' });
    expect(message).toMatch(/nowhere\.ts/);
  });

  test("is one of several", async () => {
    const { code, message } = await misuseOf({ "joinery.config.ts": "", "joinery.config.mjs": "" });
    expect(code).toBe("CONFIG_AMBIGUOUS");
    expect(message).toContain('"joinery.config.ts" and "joinery.config.mjs"');
  });
});
