/** Prisma's meaning: what its validator refuses is refused, what it accepts is accepted, each mistake with one diagnostic. */
import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";

export type Provider = "sqlite" | "postgresql" | "mysql" | "cockroachdb";

export function datasource(provider: Provider, settings: string = ""): string {
  return `datasource db {\n  provider = "${provider}"\n  url = env("DATABASE_URL")\n  ${settings}\n}\n`;
}

/** Codes of the errors and warnings, in source order. */
export function codesOf(...texts: readonly string[]): string[] {
  const { diagnostics } = compile(texts.map((text, index) => ({ path: `schema/${index}.prisma`, text })));
  return diagnostics.filter(({ severity }) => severity !== "info").map(({ code }) => code);
}

/** A case of models under one provider. */
export type Case = readonly [title: string, provider: Provider, schema: string, codes: readonly string[]];

export function checks(cases: readonly Case[]): void {
  test.each(cases)("%s (%s)", (_, provider, schema, codes) => {
    expect(codesOf(datasource(provider) + schema)).toEqual(codes);
  });
}

/** A model with an id and these lines. */
export function car(...lines: readonly string[]): string {
  return block("model", "Car", "id Int @id", ...lines);
}

export function block(kind: "model" | "view" | "enum", name: string, ...lines: readonly string[]): string {
  return `${kind} ${name} {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
}
