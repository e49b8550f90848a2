/** Real Prisma schemas, as they are: each means what its authors meant. */
import { describe, expect, test } from "vitest";
import { compile, type Schema } from "../src/index.ts";
import { readManifest, realSchemas } from "./schemas.ts";

function count(schema: Schema) {
  const relations = schema.models.flatMap((model) => model.relations.map((relation) => ({ model, relation })));
  const owners = relations.filter(({ relation }) => relation.key === "local");
  return {
    models: schema.models.length,
    enums: schema.enums.length,
    m2m: schema.joinTables.length,
    relations: owners.length + schema.joinTables.length,
    // Those of `@@id`; a model without an id may have a compound unique for its key.
    composite_ids: schema.models.filter(
      ({ primaryKey, keyConstraint }) => primaryKey.columns.length > 1 && keyConstraint === "primary",
    ).length,
    // Those with a key; the manifest counts a model's many-to-many with itself among m2m alone.
    self_relations: owners.filter(({ model, relation }) => relation.target === model.name).length,
  };
}

describe.skipIf(realSchemas.length === 0)("real schemas", () => {
  for (const { name, text } of realSchemas) {
    test(`compiles ${name} to what it holds`, () => {
      const { schema, diagnostics } = compile([{ path: name, text }]);
      const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error");
      expect(errors.map((error) => `${error.span.line}: ${error.code} ${error.message}`)).toEqual([]);
      const { models, enums, m2m, relations, composite_ids, self_relations } = readManifest().find(
        (counts) => counts.file === name,
      ) ?? { models: 0 };
      expect(schema && count(schema)).toEqual({ models, enums, m2m, relations, composite_ids, self_relations });
    });
  }
});
