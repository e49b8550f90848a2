/** Names in the database of what no `@map` or `@@map` names. */

export interface Naming {
  /** As written when absent. */
  readonly case?: "asWritten" | "snake_case" | undefined;
  /** Whether tables have their models' names in the plural. */
  readonly plural?: boolean | undefined;
}

export function tableName(model: string, naming: Naming): string {
  const name = naming.plural ? plural(model) : model;
  return columnName(name, naming);
}

/** A column's, and an enum type's. */
export function columnName(name: string, naming: Naming): string {
  return naming.case === "snake_case" ? snakeCase(name) : name;
}

/** `UserRole` and `userRole` become `user_role`; `HTTPLog` becomes `http_log`. */
function snakeCase(name: string): string {
  return separateWords(name, "_").toLowerCase();
}

/** A name with a separator between its words, each in the case that it has. */
export function separateWords(name: string, separator: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, `$1${separator}$2`).replace(/([A-Z])([A-Z][a-z])/g, `$1${separator}$2`);
}

/** English by its regular rules; the few irregular nouns that schemas are full of beside them. */
function plural(name: string): string {
  const last = /[A-Z]?[a-z]*$/.exec(name)?.[0] ?? "";
  const many = irregular.get(last.toLowerCase());
  if (many !== undefined) return name.slice(0, name.length - last.length) + matchCase(last.charAt(0), many);
  if (/[^aeiou]y$/i.test(name)) return `${name.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh)$/i.test(name) ? `${name}es` : `${name}s`;
}

const irregular: ReadonlyMap<string, string> = new Map([
  ["person", "people"],
  ["child", "children"],
  ["woman", "women"],
  ["man", "men"],
  ["datum", "data"],
  ["medium", "media"],
  ["criterion", "criteria"],
  ["analysis", "analyses"],
  ["series", "series"],
  ["news", "news"],
]);

function matchCase(first: string, word: string): string {
  return first !== first.toLowerCase() ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}
