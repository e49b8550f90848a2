/** Schemas of any size, with as much of everything as real ones have. */
import type { InputFile } from "@joinery/dsl";

const columns = [
  "Int",
  "String",
  "String?",
  "DateTime @default(now())",
  "Boolean @default(false)",
  "Decimal @db.Decimal(12, 2)",
  "Float?",
  "BigInt",
  "Json?",
  'String @unique @map("code_no")',
];

/** Twenty columns: an id, sixteen values, two foreign keys, a name; a list, a doc comment and an index beside them. */
function modelText(index: number): string {
  const values = Array.from({ length: 16 }, (_, place) => {
    const type = columns[place % columns.length] ?? "";
    return `  column${place} ${place < columns.length ? type : type.replace(/ @map\(.*\)/, "")}`;
  });
  const parent = Math.floor(index / 2);
  return [
    `/// The ${index}th model.`,
    `model Model${index} {`,
    "  id Int @id",
    ...values,
    `  name String @default("none") // what people call it`,
    `  parent Model${parent}? @relation("parent${index}", onDelete: Cascade)`,
    `  neighbour Model${Math.floor(index / 3)} @relation("neighbour${index}")`,
    "",
    "  @@index([column1, column2(sort: Desc)])",
    `  @@map("table_${index}")`,
    "}",
    "",
    "",
  ].join("\n");
}

/** The models in files of equal length. */
export function schemaFiles(models: number, files: number): InputFile[] {
  const perFile = models / files;
  return Array.from({ length: files }, (_, file) => ({
    path: `${String(file).padStart(4, "0")}.model`,
    text: Array.from({ length: perFile }, (__, place) => modelText(file * perFile + place)).join(""),
  }));
}
