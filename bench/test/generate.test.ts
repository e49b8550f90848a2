import { compile } from "@joinery/dsl";
import { expect, test } from "vitest";
import { checkTable, generationTable } from "../src/generate/report.ts";
import { modelSchema, modelShapes, prismaSchema } from "../src/generate/shape.ts";
import { parseDiagnostics } from "../src/generate/type-check.ts";

test("a schema of the benchmark has models of ten columns and two relations, the same in both languages", () => {
  const shapes = modelShapes(3);
  const [own, prisma] = [
    compile([{ path: "schema.model", text: modelSchema(shapes) }]),
    compile([{ path: "schema.prisma", text: prismaSchema(shapes) }]),
  ].map(({ schema, diagnostics }) => {
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    return schema?.models.map(({ name, columns, relations }) => ({
      name,
      columns: columns.map((column) => column.name).toSorted(),
      relations: relations.map((relation) => relation.name).toSorted(),
    }));
  });
  expect(own).toEqual(prisma);
  expect(own?.[1]).toMatchObject({ relations: ["children", "parent"] });
  expect(own?.[1]?.columns).toHaveLength(10);
});

test("an edit changes the one model", () => {
  const shapes = modelShapes(2);
  const edited = modelSchema(shapes, (name) => (name === "Model1" ? "  extra Int?\n" : ""));
  expect(edited.split("  extra Int?\n")).toHaveLength(2);
  expect(edited.replace("  extra Int?\n", "")).toBe(modelSchema(shapes));
});

test("the checker's report is read in numbers", () => {
  const text =
    "Types:             112793\nInstantiations:   1122539\nMemory used:      204800K\nParse time:        0.319s\nCheck time:        3.146s\n";
  expect(parseDiagnostics(text)).toEqual({ types: 112793, instantiations: 1122539, memory: 200, time: 3.465 });
});

test("a generator that does not run here is said to, and has no ratio", () => {
  const generations = [
    { generator: "Joinery", models: 100, times: [900, 1000, 1100], bytes: 2e6 },
    { generator: "Prisma", models: 100, times: null, bytes: NaN },
  ];
  const row = generationTable(generations, [{ models: 100, times: [140, 150, 160] }])
    .split("\n")
    .at(-1);
  expect(row).toContain("| 1.00 s | 10.0 ms  ");
  expect(row).toContain("| 150 ms ");
  expect(row).toContain("| not available here |");
});

test("what a model costs the checker is the difference between two sizes", () => {
  const cost = { types: 0, time: 1, memory: 100 };
  const table = checkTable([
    { library: "Joinery", models: 100, ...cost, instantiations: 1000 },
    { library: "Joinery", models: 500, ...cost, instantiations: 3000 },
  ]);
  expect(table.split("\n").at(-1)).toMatch(/^\| Joinery \| 1,000 +\| 3,000 +\| 5\.0 /);
});
