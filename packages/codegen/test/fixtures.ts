/** The schemas that every part of the pipeline is tested with. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile, type Schema } from "@joinery/dsl";

export const fixturesDirectory = fileURLToPath(new URL("../../../fixtures/", import.meta.url));

export interface Fixture {
  readonly name: string;
  readonly schema: Schema;
}

/** Those without an error. */
export function fixtures(): Fixture[] {
  return readdirSync(fixturesDirectory)
    .filter((name) => existsSync(join(fixturesDirectory, name, "schema.model")))
    .toSorted()
    .flatMap((name) => {
      const text = readFileSync(join(fixturesDirectory, name, "schema.model"), "utf8");
      const { schema } = compile([{ path: "schema.model", text }]);
      return schema === null ? [] : [{ name, schema }];
    });
}

/** A schema without errors, from its text. */
export function schemaOf(text: string, path = "schema.model"): Schema {
  const { schema, diagnostics } = compile([{ path, text }]);
  if (schema === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return schema;
}
