/** The same schema always gives the same bytes, and its JSON is the whole of it. */
import { expect, test } from "vitest";
import { compile, type CompileOptions, type InputFile, type Schema, schemaToJson } from "../src/index.ts";
import { languageCases } from "./language-cases.ts";
import { caseCodes, readSchema } from "./diagnostics/cases.ts";
import { fixtureSchemas, realSchemas } from "./schemas.ts";

interface Input {
  readonly name: string;
  readonly files: readonly InputFile[];
  readonly options: CompileOptions;
}

const inputs: readonly Input[] = [
  ...languageCases,
  ...fixtureSchemas.map((text, index) => ({
    name: `fixture ${index + 1}`,
    files: [{ path: "schema.model", text }],
    options: {},
  })),
  ...caseCodes.map((code) => ({ name: `the right schema of ${code}`, files: readSchema(code, "right"), options: {} })),
  ...realSchemas.map(({ name, text }) => ({ name, files: [{ path: "schema.prisma", text }], options: {} })),
];

test.each(inputs)("keeps $name as it is when its JSON is read and printed again", ({ files, options }) => {
  const { schema } = compile(files, options);
  if (schema === null) return;
  const json = schemaToJson(schema);
  const read = JSON.parse(json) as Schema; // Printed from a schema on the line before.
  expect(schemaToJson(read)).toBe(json);
  // Nothing is lost on the way either: no undefined, no number that JSON lacks.
  expect(read).toStrictEqual(schema);
});

test.each(inputs.filter(({ files }) => files.length > 1))(
  "gives $name alike when its files come in another order",
  (input) => {
    const { files, options } = input;
    const text = JSON.stringify(compile(files, options));
    for (const permuted of permutations(files)) expect(JSON.stringify(compile(permuted, options))).toBe(text);
  },
);

/** One block a file, so that hardly a block finds what it names before it. */
test.each(languageCases.filter(({ files }) => files.length === 1))(
  "gives the blocks of $name alike when each is a file of its own, in whatever order",
  ({ files, options }) => {
    const [file] = files;
    if (!file) return;
    const ending = file.path.split(".").at(-1) ?? "";
    const blocks = file.text.split(
      /^(?=(?:\/\/\/?[^\n]*\n)*(?:abstract )?(?:model|view|type|enum|scalar|datasource)\b)/mu,
    );
    const apart = blocks.map((text, index) => ({ path: `${String(index).padStart(2, "0")}.${ending}`, text }));
    const forward = JSON.stringify(compile(apart, options));
    expect(compile(apart, options).schema).not.toBeNull();
    expect(JSON.stringify(compile(apart.toReversed(), options))).toBe(forward);
    // Renaming the files turns the order of the source round: the names of the schema find each other all the same.
    const turned = blocks.toReversed().map((text, index) => ({ path: apart[index]?.path ?? "", text }));
    expect(compile(turned, options).diagnostics).toEqual([]);
  },
);

/** Up to 120 of them; of five files all. */
function permutations<T>(items: readonly T[]): T[][] {
  if (items.length > 5) return [items.toReversed(), [...items.slice(1), ...items.slice(0, 1)]];
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}
