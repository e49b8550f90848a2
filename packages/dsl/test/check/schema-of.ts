/** Schemas of one file, compiled for what the checks make of them. */
import { compile, type Model, type Schema } from "../../src/index.ts";

/** The IR of a schema without any diagnostic. */
export function schemaOf(text: string): Schema {
  const { schema, diagnostics } = compile([{ path: "a.model", text }]);
  if (schema === null || diagnostics.length > 0) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return schema;
}

export function modelOf(schema: Schema, name: string): Model {
  const model = schema.models.find((candidate) => candidate.name === name);
  if (!model) throw new Error(`no model ${name}`);
  return model;
}

/** Lines and codes, such as `2 JY2001`. */
export function codesOf(text: string): string[] {
  return compile([{ path: "a.model", text }]).diagnostics.map(({ code, span }) => `${span.line} ${code}`);
}
