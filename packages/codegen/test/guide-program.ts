/**
 * Pages whose examples prove themselves. A fence of TypeScript is an example of its own: it finds `db`, filled with the rows of the fence `ts data`, and
 * an open `session`. What its comments say is asserted:
 *
 *     user.name; // => "Ann"                                    the value
 *     await session.commit(); // 2 statements: INSERT, UPDATE    how many ran, and which, but for those of transactions
 *     await session.flush(); // throws UniqueViolation           the error's class
 *
 * A count may follow the others (`// => null, by 1 statement`; `// throws KeyInUseError, without a statement`). A fence `text` behind an example is
 * what it prints. Examples are written for an async client; without `await` and `async` they are those of a sync one. `ts sync` and `ts async` are
 * for one kind of client, and `ts compiled` is for a database that is not here, and does not run.
 */
export interface Fence {
  readonly page: string;
  /** Of its first line of text, from 1. */
  readonly line: number;
  readonly language: string;
  readonly kind: string;
  readonly text: string;
}

export function fencesOf(page: string, markdown: string): Fence[] {
  return Array.from(markdown.matchAll(/^```(\w+)([^\n]*)\n(.*?)^```$/gms), (match) => {
    const [, language = "", kind = "", text = ""] = match;
    const line = markdown.slice(0, match.index).split("\n").length + 1;
    return { page, line, language, kind: kind.trim(), text };
  });
}

type Colour = "sync" | "async";

/** The module of all examples of a colour; it prints what is not as the pages say. */
export function guideProgram(
  fences: readonly Fence[],
  colour: Colour,
  names: Readonly<Record<string, Iterable<string>>>,
): string {
  const data = fences.find(({ kind }) => kind === "data")?.text ?? "";
  const examples = fences.flatMap((fence, at) => {
    const runs = fence.kind === "" || fence.kind === colour;
    if (fence.language === "ts" && !/^(|data|sync|async|compiled)$/.test(fence.kind))
      throw new Error(`${fence.page}:${fence.line}: no example is "${fence.kind}"`);
    if (fence.language !== "ts" || !(runs || fence.kind === "compiled")) return [];
    const next = fences[at + 1];
    const printed = next?.language === "text" && next.page === fence.page ? next.text : null;
    const args = [`${fence.page}:${fence.line}`, runs, printed].map((value) => JSON.stringify(value)).join(", ");
    return [`await example(${args}, async (db: AsyncDb, session: AsyncSession) => {{\n${asserting(fence)}}});\n`];
  });
  const text = `async function fill(session: AsyncSession): Promise<void> {\n${data}}\n${ground}${examples.join("\n")}${tell}`;
  const imports = Object.entries(names).map(([module, all]) => {
    const used = [...all].filter((name) => new RegExp(`(?<![\\w.$])${name}\\b`).test(text) || name === "connect");
    return `import { ${used.map((name) => (name === "connect" ? "connect as open" : name)).join(", ")} } from "${module}";\n`;
  });
  return head + imports.join("") + inColour(text, colour);
}

/** What an async client's program is in a sync one. */
function inColour(text: string, colour: Colour): string {
  if (colour === "async") return text;
  return text
    .replaceAll(/\b(?:await|async) /g, "")
    .replaceAll(/\bPromise<((?:\w|\[\])+)>/g, "$1")
    .replaceAll(/\bAsync(Session|Db)\b/g, "$1");
}

const statements = String.raw`(?:by )?(no|\d+) statements?(?:: ([A-Z]+(?:, [A-Z]+)*))?\b.*|(without a statement)\b.*`;
const claim = new RegExp(`^(?:=> (?<value>.+?)|throws (?<error>\\w+))?(?:(?:^|, )(?<count>${statements}))?$`);

/** An example's text, with what its comments claim as calls. */
function asserting({ page, line, text }: Fence): string {
  const lines = text.split("\n").filter((one) => !one.startsWith("import "));
  const out: string[] = [];
  for (const [at, one] of lines.entries()) {
    out.push(one);
    const [, code = "", comment = ""] = /^(.*[;}]) \/\/ (.*)$/.exec(one) ?? [];
    const { value, error, count } = claim.exec(comment)?.groups ?? {};
    if (/\/\/ (=>|throws\b|no statement|\d+ statements?\b)/.test(one) && !value && !error && !count)
      throw new Error(`${page}:${line + at}: nothing asserts "${one}"`);
    if (code === "" || (!value && !error && !count)) continue;
    const place = JSON.stringify(`${page}:${line + at}`);
    const length = out.length - startOf(out);
    const statement = out
      .splice(-length)
      .join("\n")
      .slice(0, -(comment.length + 4));
    const declared = /^\s*const (\w+) = /.exec(statement)?.[1];
    if (count) out.push(`mark();`);
    if (error) out.push(`await throws(async () => {\n${statement}\n}, ${JSON.stringify(error)}, ${place});`);
    else if (value && !declared) out.push(`equal(${place}, ${statement.trim().replace(/;$/, "")}, ${value});`);
    else out.push(statement);
    if (count) out.push(`counted(${JSON.stringify(count)}, ${place});`);
    if (value && declared) out.push(`equal(${place}, ${declared}, ${value});`);
  }
  return out.join("\n");
}

/** Where the statement begins that the last line ends. */
function startOf(lines: readonly string[]): number {
  let at = lines.length - 1;
  const last = lines[at] ?? "";
  const indentation = /^ */.exec(last)?.[0] ?? "";
  if (/^ *[})\]]/.test(last)) {
    do at--;
    while (
      at > 0 &&
      !(lines[at]?.startsWith(indentation) && /^[^ })\]]/.test(lines[at]?.slice(indentation.length) ?? ""))
    );
  }
  // A line that ends in nothing of these goes on.
  while (at > 0 && !/^\s*$|^\s*\/\/|[;{}](?: \/\/.*)?$/.test(lines[at - 1] ?? "")) at--;
  return at;
}

const head = `import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { format } from "node:util";
import type { AsyncDb, AsyncSession, ConnectOptions, Db, Entity, InitOf, RowEvent, Session } from "@joinery/runtime";
`;

const tell = String.raw`for (const failure of failures) process.stdout.write(failure + "\n");
`;

const ground = String.raw`
const failures: string[] = [];
let seen: string[] = [];
let printed: string[] = [];
let file = "";
let examples = 0;
const kind = import.meta.url.includes("/async/") ? "async" : "sync";
const connect: typeof open = (_url, options) => {
  const db = open("sqlite:" + file, options);
  db.onStatement(({ sql: text }) => {
    if (!/^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA)/.test(text)) seen.push(text);
  });
  return db;
};
console.log = (...values: unknown[]) => void printed.push(format(...values) + "\n");

function mark(): void {
  seen = [];
}
function counted(claim: string, place: string): void {
  const [, number = "0", verbs] = /(\d+)? ?statements?(?:: ([A-Z]+(?:, [A-Z]+)*))?/.exec(claim) ?? [];
  if (seen.length !== Number(number)) failures.push(kind + " " + place + ": " + seen.length + " statements, not " + number + ": " + seen.join("; "));
  const ran = seen.map((text) => text.split(" ")[0]).join(", ");
  if (verbs !== undefined && ran !== verbs) failures.push(kind + " " + place + ": " + ran + ", not " + verbs + ": " + seen.join("; "));
}
function equal(place: string, value: unknown, expected: unknown): void {
  try {
    assert.deepEqual(plain(value), plain(expected));
  } catch (error) {
    failures.push(kind + " " + place + ": " + String(error instanceof Error ? error.message : error));
  }
}
const plain = (value: unknown): unknown => (Array.isArray(value) ? Array.from(value, plain) : value);
async function throws(work: () => Promise<unknown>, name: string, place: string): Promise<void> {
  try {
    await work();
  } catch (error) {
    const given = (error as Error).constructor.name;
    if (given !== name) failures.push(kind + " " + place + ": throws " + given + ", not " + name + ": " + String(error));
    return;
  }
  failures.push(kind + " " + place + ": throws nothing, not " + name);
}
async function example(place: string, runs: boolean, prints: string | null, work: (db: AsyncDb, session: AsyncSession) => Promise<void>): Promise<void> {
  if (!runs) return;
  file = "example-" + kind + "-" + examples++ + ".db";
  copyFileSync("data-" + kind + ".db", file);
  printed = [];
  const db = connect("");
  const session = db.session({ discard: "silent" });
  try {
    await work(db, session);
    if (prints !== null) equal(place, printed.join(""), prints);
  } catch (error) {
    failures.push(kind + " " + place + ": " + (error instanceof Error ? error.stack : String(error)));
  }
  try {
    await session.rollback();
    await session.close();
    await db.close();
  } catch (error) {
    failures.push(kind + " " + place + ", at its end: " + String(error));
  }
}
{
  file = "data-" + kind + ".db";
  const db = connect("");
  await db.createAll();
  const session = db.session();
  await fill(session);
  await session.commit();
  await session.close();
  await db.close();
}
`;
