/** Imports in the three forms of a source. */
import type { Form, ImportedName, ImportStatement } from "./source.ts";
import { stringLiteral } from "./text.ts";

/**
 * The statement; null where the form has no need of it.
 *
 * @param used what declarations name; null in any other form
 */
export function importText(statement: ImportStatement, form: Form, used: ReadonlySet<string> | null): string | null {
  const { isTypeOnly = false, names = [] } = statement;
  const from = ` from ${stringLiteral(statement.from)};`;
  const isUsed = (name: string): boolean => used === null || used.has(name);
  if (form === "js" && isTypeOnly) return null;
  if (statement.namespace !== undefined) {
    return isUsed(statement.namespace) ? `import * as ${statement.namespace}${from}` : null;
  }
  if (statement.default !== undefined) return isUsed(statement.default) ? `import ${statement.default}${from}` : null;
  if (!names.some((name) => isUsed(localName(name)))) return null;
  if (isTypeOnly) return `import type { ${names.map(nameText).join(", ")} }${from}`;
  const kept =
    form === "js" ? names.filter(({ isType }) => isType !== true) : names.filter((name) => isUsed(localName(name)));
  if (form === "dts" && kept.every(({ isType }) => isType === true)) {
    return `import type { ${kept.map(nameText).join(", ")} }${from}`;
  }
  return `import { ${kept.map((name) => `${name.isType === true ? "type " : ""}${nameText(name)}`).join(", ")} }${from}`;
}

function localName({ name, alias = name }: ImportedName): string {
  return alias;
}

function nameText({ name, alias }: ImportedName): string {
  return alias === undefined ? name : `${name} as ${alias}`;
}

/**
 * The names that marked declarations refer to: in `j.Column<User, Role>`, `j`, `User` and `Role`. Not those of members, which are marked
 * or stand before a colon, and not what is handed on; words in literals and comments are none.
 */
export function usedNames(texts: readonly (string | null)[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const text of texts) {
    for (const [, name] of text?.matchAll(words) ?? []) if (name !== undefined) names.add(name);
  }
  return names;
}

const words =
  /\/\*[^]*?\*\/|export (?:type )?\{[^}]*\} from|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[\u0003\u0004.][\w$\u0080-\uFFFF]+|([A-Za-z_$\u0080-\uFFFF][\w$\u0080-\uFFFF]*)(?![\w$\u0080-\uFFFF])(?!\??:)/g;
