/** What a database holds, in words that all engines share: what is read back from each, and what the schema lets expect. */

export interface DatabaseDescription {
  /** By name, as everything here that has one. */
  readonly tables: readonly TableDescription[];
  readonly views: readonly { readonly name: string; readonly comment: string | null }[];
  /** Each type's values, in order. */
  readonly enums: Readonly<Record<string, readonly string[]>>;
}

export interface TableDescription {
  /** Behind its database schema and a dot, where it has one of its own. */
  readonly name: string;
  readonly comment: string | null;
  /** In the table's order. */
  readonly columns: readonly ColumnDescription[];
  readonly primaryKey: readonly string[];
  readonly indexes: readonly IndexDescription[];
  readonly foreignKeys: readonly ForeignKeyDescription[];
  /** By name; on SQLite their count, as many times an empty text. */
  readonly checks: readonly string[];
}

export interface ColumnDescription {
  readonly name: string;
  /** Null where the schema has a native type, whose SQL the goldens show. */
  readonly type: string | null;
  readonly nullable: boolean;
  readonly hasDefault: boolean;
  readonly counts: boolean;
  readonly generated: "stored" | "virtual" | null;
  readonly comment: string | null;
}

export interface IndexDescription {
  readonly name: string;
  readonly unique: boolean;
  /** `a`, `a desc`, `a(20)`, or an expression. */
  readonly parts: readonly string[];
  readonly isPartial: boolean;
}

export interface ForeignKeyDescription {
  /** Null on SQLite, which keeps none. */
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly target: string;
  readonly targetColumns: readonly string[];
  readonly onDelete: string;
  readonly onUpdate: string;
}

export function byName<T extends { readonly name: string | null }>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => order(a.name ?? JSON.stringify(a), b.name ?? JSON.stringify(b)));
}

export function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
