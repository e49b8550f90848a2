import fc from "fast-check";
import { expect, test } from "vitest";
import { dependencyOrder } from "../src/index.ts";
import { schemaOf } from "./fixtures.ts";

function orderOf(text: string): string[] {
  return dependencyOrder(schemaOf(text).models).map(({ name }) => name);
}

test("a model stands after those that it refers to", () => {
  expect(
    orderOf(`
    model Comment { id Int @id
      post Post }
    model Post { id Int @id
      author User }
    model User { id Int @id }
  `),
  ).toEqual(["User", "Post", "Comment"]);
});

test("models of a circle keep the schema's order, after what they refer to outside", () => {
  expect(
    orderOf(`
    model A { id Int @id
      b B? @relation("forth")
      c C }
    model B { id Int @id
      a A @relation("back") }
    model C { id Int @id }
  `),
  ).toEqual(["C", "A", "B"]);
});

test("any order without circles is kept, and every model is there once", () => {
  const graphs = fc.array(fc.array(fc.nat(30), { maxLength: 4 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(graphs, (graph) => {
      // Each model refers to some before it, so there is no circle; then they are shuffled by name.
      const text = graph.map((targets, index) => {
        const fields = index === 0 ? [] : [...new Set(targets.map((target) => target % index))];
        return `model M${index} { id Int @id\n${fields.map((target) => `m${target} M${target}`).join("\n")} }`;
      });
      const schema = schemaOf(text.toReversed().join("\n"));
      const ordered = dependencyOrder(schema.models);
      expect(ordered.map(({ name }) => name).toSorted()).toEqual(schema.models.map(({ name }) => name).toSorted());
      const places = new Map(ordered.map(({ name }, place) => [name, place]));
      for (const model of ordered) {
        for (const { target } of model.foreignKeys) {
          expect(places.get(target)).toBeLessThan(places.get(model.name) ?? -1);
        }
      }
    }),
    { numRuns: 50 },
  );
});
