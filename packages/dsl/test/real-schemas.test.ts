/** Real Prisma schemas, less what this version does not support yet: what is left means what its authors meant. */
import { describe, expect, test } from "vitest";
import { compile, type Schema } from "../src/index.ts";
import { readManifest, realSchemas } from "./schemas.ts";

/** Outside the first part of the language; each is a line or an attribute of its own. */
function withoutLaterParts(text: string): string {
  return text
    .replace(/^(datasource|generator)\s+\w+\s*\{[^}]*\}/gm, "")
    .replace(/@db\.\w+(\([^)]*\))?/g, "")
    .replace(/^\s*\w+\s+Unsupported\(.*$/gm, "")
    .replace(/^\s*@@(index|fulltext|schema)\b.*$/gm, "")
    .replace(/^(\s*\w+\s+(?:Int|BigInt)\s.*)@default\(autoincrement\(\)\)/gm, "$1");
}

function count(schema: Schema) {
  const relations = schema.models.flatMap((model) => model.relations.map((relation) => ({ model, relation })));
  const owners = relations.filter(({ relation }) => relation.key === "local");
  return {
    models: schema.models.length,
    enums: schema.enums.length,
    m2m: schema.joinTables.length,
    relations: owners.length + schema.joinTables.length,
    // Those with a key; the manifest counts a model's many-to-many with itself among m2m alone.
    self_relations: owners.filter(({ model, relation }) => relation.target === model.name).length,
  };
}

describe.skipIf(realSchemas.length === 0)("real schemas", () => {
  for (const { name, text } of realSchemas) {
    test(`compiles ${name} to what it holds when later parts are taken out`, () => {
      const { schema, diagnostics } = compile([{ path: name, text: withoutLaterParts(text) }]);
      const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error");
      expect(errors.map((error) => `${error.span.line}: ${error.code} ${error.message}`)).toEqual([]);
      const expected = readManifest().find((counts) => counts.file === name);
      expect(schema && count(schema)).toEqual({
        models: expected?.models,
        enums: expected?.enums,
        m2m: expected?.m2m,
        relations: expected?.relations,
        self_relations: expected?.self_relations,
      });
    });
  }
});
