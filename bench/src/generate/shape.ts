/**
 * The schemas that generators are measured on: models of ten columns and two relations, in a chain in which each refers to the one before
 * it. Regular, so that what a model costs is the difference between two sizes.
 */

/** What the peers have to say of each model, in their own words. */
export interface ModelShape {
  readonly name: string;
  /** The model that it refers to; null for the first. */
  readonly parent: string | null;
  /** The model that refers to it; null for the last. */
  readonly child: string | null;
}

export function modelShapes(count: number): ModelShape[] {
  const name = (index: number): string | null => (index >= 0 && index < count ? `Model${index}` : null);
  return Array.from({ length: count }, (_, index) => ({
    name: `Model${index}`,
    parent: name(index - 1),
    child: name(index + 1),
  }));
}

/** Beside `id` and `parentId`; their types are the same in both languages. */
const columns = `  title    String
  code     String   @unique
  note     String?
  visits   Int
  active   Boolean  @default(true)
  created  DateTime
  score    Float?
  rank     Int
`;

/** @param extra a column that the models called so have besides: an edit */
export function modelSchema(shapes: readonly ModelShape[], extra: (name: string) => string = () => ""): string {
  const models = shapes.map(({ name, parent, child }) => {
    const relations = `${parent === null ? "" : `  parent ${parent}?\n`}${child === null ? "" : `  children ${child}[]\n`}`;
    return `model ${name} {\n  id Int @id\n${columns}${extra(name)}${relations}}\n`;
  });
  return models.join("\n");
}

export function prismaSchema(shapes: readonly ModelShape[]): string {
  const models = shapes.map(({ name, parent, child }) => {
    const key = "  parentId Int?\n";
    const to = parent === null ? "" : `${key}  parent ${parent}? @relation(fields: [parentId], references: [id])\n`;
    return `model ${name} {\n  id Int @id @default(autoincrement())\n${columns}${to}${child === null ? "" : `  children ${child}[]\n`}}\n`;
  });
  return `datasource db {
  provider = "sqlite"
}

generator client {
  provider   = "prisma-client"
  output     = "./generated"
  engineType = "client"
}

${models.join("\n")}`;
}
