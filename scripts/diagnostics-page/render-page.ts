/** The page docs/diagnostics.md, from what the catalog and the fixtures say. Pure: data in, Markdown out. */

/** What the page says of one diagnostic. */
export interface PageEntry {
  readonly code: string;
  readonly severity: string;
  readonly title: string;
  /** Markdown, as far as backticks go. */
  readonly explanation: string;
  readonly wrong: readonly PageFile[];
  /** What the compiler prints of the wrong schema. */
  readonly printed: string;
  readonly right: readonly PageFile[];
}

export interface PageFile {
  readonly path: string;
  readonly text: string;
}

/** The groups that codes fall into by their first digit, in order. */
const groups: readonly { readonly prefix: string; readonly title: string }[] = [
  { prefix: "JY1", title: "Syntax" },
  { prefix: "JY2", title: "Names and types" },
  { prefix: "JY3", title: "Attributes and defaults" },
  { prefix: "JY4", title: "Keys and indexes" },
  { prefix: "JY5", title: "Relations" },
  { prefix: "JY6", title: "Native types" },
  { prefix: "JY7", title: "Prisma's files and databases" },
  { prefix: "JY8", title: "Inheritance, mixins, value types, views and scalars" },
  { prefix: "JY9", title: "What a client has" },
];

const introduction = `# Diagnostics

<!-- Written by scripts/diagnostics-page.ts from the catalog of diagnostics and fixtures/diagnostics/. \`pnpm reference\` writes it anew. -->

What the compiler may say about a schema: why, a schema of which it says so, what it prints, and that schema put right. An error keeps
the client from being generated; a warning does not, and an info only tells. A code keeps its meaning from version to version, and the
address of each is its code: \`#jy2001\`.`;

/** @throws Error where a code belongs to no group. */
export function renderPage(entries: readonly PageEntry[]): string {
  const lost = entries.find(({ code }) => !groups.some(({ prefix }) => code.startsWith(prefix)));
  if (lost) throw new Error(`${lost.code} belongs to no group; add one to scripts/diagnostics-page/render-page.ts`);
  const filled = groups
    .map(({ prefix, title }) => ({
      title,
      entries: entries
        .filter(({ code }) => code.startsWith(prefix))
        .toSorted((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0)),
    }))
    .filter((group) => group.entries.length > 0);
  const parts = [
    introduction,
    ...filled.map((group) => `**${group.title}**\n\n${renderIndex(group.entries)}`),
    ...filled.flatMap((group) => [`## ${group.title}`, ...group.entries.map(renderEntry)]),
  ];
  return `${parts.join("\n\n")}\n`;
}

function renderIndex(entries: readonly PageEntry[]): string {
  const rows = entries.map(
    ({ code, title, severity }) => `| [${code}](#${code.toLowerCase()}) | ${escapeMarkdown(title)} | ${severity} |`,
  );
  return ["| code | title | severity |", "| --- | --- | --- |", ...rows].join("\n");
}

/** The anchor is written out, since one made from the heading would change with the title. */
function renderEntry({ code, severity, title, explanation, wrong, printed, right }: PageEntry): string {
  return [
    `<a id="${code.toLowerCase()}"></a>`,
    `### ${code}: ${escapeMarkdown(title)}${severity === "error" ? "" : ` (${severity})`}`,
    explanation,
    "Wrong:",
    ...wrong.map((file) => renderFile(file, wrong.length > 1)),
    "Printed:",
    fence("text", printed),
    "Right:",
    ...right.map((file) => renderFile(file, right.length > 1)),
  ].join("\n\n");
}

function renderFile({ path, text }: PageFile, named: boolean): string {
  return (named ? `\`${path}\`\n\n` : "") + fence(path.endsWith(".ts") ? "ts" : "prisma", text);
}

/** Longer than any run of backticks in the text, so that none ends it. */
function fence(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const marks = "`".repeat(longest + 1);
  return `${marks}${language}\n${text.trimEnd()}\n${marks}`;
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_<>[\]|]/g, String.raw`\$&`);
}
