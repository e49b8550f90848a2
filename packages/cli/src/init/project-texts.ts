/** The files that a new project begins with. */
import { conventionalSchemas } from "../settings.ts";
import type { Answers } from "./answers.ts";

export const firstSchema = `// Describe your models here. \`joinery check\` says what is wrong, \`joinery gen\` writes the client.

model User {
  id    Int     @id
  email String  @unique
  name  String?
  posts Post[]
}

model Post {
  id        Int      @id
  title     String
  published Boolean  @default(false)
  createdAt DateTime @default(now())
  author    User
}
`;

/** Says what is not so by itself. */
export function configText({ schema, output, client, emit }: Answers): string {
  const settings = [
    ...(schema === conventionalSchemas[0] ? [] : [`schema: ${JSON.stringify(schema)}`]),
    `output: ${JSON.stringify(output)}`,
    `client: ${JSON.stringify(client)}`,
    ...(emit === "js" ? [] : [`emit: ${JSON.stringify(emit)}`]),
  ];
  return `import { defineConfig } from "joinery";

export default defineConfig({
${settings.map((setting) => `  ${setting},\n`).join("")}});
`;
}

/** The text of .gitignore with these lines, as far as it lacks them; as it is where it has all. */
export function ignoreText(before: string | null, lines: readonly string[]): string | null {
  const present = new Set((before ?? "").split(/\r?\n/).map((line) => line.trim()));
  const missing = lines.filter((line) => !present.has(line));
  if (missing.length === 0) return before;
  const end = before?.includes("\r\n") ? "\r\n" : "\n";
  const head = before === null || before === "" ? "" : before.endsWith("\n") ? before : `${before}${end}`;
  return head + missing.map((line) => `${line}${end}`).join("");
}
