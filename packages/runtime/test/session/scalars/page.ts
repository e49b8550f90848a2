/** docs/engines/types.md: what every type does on every engine, as the test expects it. */
import { deviations, type Engine } from "./deviations.ts";
import { shown } from "./findings.ts";
import { scalars } from "./values.ts";

export const engineNames: Readonly<Record<Engine, string>> = {
  sqlite: "SQLite",
  postgresql: "PostgreSQL",
  mysql: "MySQL, MariaDB",
};

const engines = Object.keys(engineNames) as Engine[]; // of the record above

export function renderPage(): string {
  return `<!-- Written by \`UPDATE_GOLDEN=1 pnpm test packages/runtime/test/session/scalars.test.ts\`, which checks it: change scalars/*.ts there. -->

# Types on every engine

A value is the same whichever engine keeps it and whichever path it takes: as it was given to \`new\`, after the flush, in another session, by
\`get\`, a query, \`joinedload\`, \`selectinload\`, a lazy load, \`refresh\`, after an update, in a list, deferred, as a key and a foreign key, as what
\`eq\`, \`ne\`, \`in\`, \`lt\`, \`between\` and an order compare, and in \`sql\` templates. One test takes the edges of every type through all of them,
over better-sqlite3 and node:sqlite, PGlite and PostgreSQL, MariaDB, and MariaDB spoken to as MySQL.

A ✓ says that nothing differs. A number leads to what does. A value that an engine cannot keep is an error there, and never becomes another
one: but for a \`real\`, which was asked for.

${table(
  ["type", ...engines.map((engine) => engineNames[engine])],
  scalars.map(({ name, declared }) => [code(declared), ...engines.map((engine) => cellOf(name, engine))]),
)}

## What differs

${deviations
  .map(({ scalar, engines: on, paths, reason }, index) => {
    const where = Object.entries(paths).map(([path, values]) => `${path} (${values.map(code).join(", ")})`);
    return `${index + 1}. ${code(declaredOf(scalar))} on ${on.map((engine) => engineNames[engine]).join(" and ")}: ${reason}. Seen by: ${where.join("; ")}.`;
  })
  .join("\n")}

MariaDB reads a JSON document of 31 levels and MySQL one of 100: a deeper one is a \`CheckViolation\` there. A list is a level of its own.

The order of texts is their characters', except on PostgreSQL, where it is that of the database's collation.

## What becomes another value at once

What a program gives on the left is what it reads on the right from the moment it is set, before any flush, on every engine.

${table(
  ["type", "given", "held"],
  scalars
    .filter(({ isDocument }) => isDocument !== true)
    .flatMap(({ declared, taken = [] }) =>
      taken.map(([given, held]) => [declared, shown(given), shown(held)].map(code)),
    ),
)}

A list or a JSON document goes on as the object that was given, and holds the same when it is read again; a list of moments holds
whole ones, whatever the column's form.

## What is refused

These, among others, are a \`ValueError\` where they are set or compared, before anything is sent to any engine.

${table(
  ["type", "refused"],
  scalars.map(({ declared, refused }) => [code(declared), refused.map((value) => code(shown(value))).join(", ")]),
)}
`;
}

/** Whether nothing differs, or the numbers of what does. */
export function cellOf(scalar: string, engine: Engine): string {
  const numbers = deviations.flatMap((deviation, index) =>
    deviation.scalar === scalar && deviation.engines.includes(engine) ? [String(index + 1)] : [],
  );
  return numbers.length === 0 ? "✓" : numbers.join(", ");
}

function declaredOf(scalar: string): string {
  return scalars.find(({ name }) => name === scalar)?.declared ?? scalar;
}

function code(text: string): string {
  if (/^(?:an enum|every value|no moment)$/.test(text)) return text;
  return text.includes("`") ? text : `\`${text.replaceAll("|", "\\|")}\``;
}

/** As Prettier prints it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, at) => Math.max(cell.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
