/** Chinook as its authors publish it, where it lies beside the project: the original in a file of its own, and its rows in our tables. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { connect } from "../src/generated/index.js";

const script = fileURLToPath(new URL("../../../../shared/data/chinook/sqlite.sql", import.meta.url));

export const isHere = existsSync(script);

export interface Original {
  /** Chinook's own tables. */
  readonly plain: Database.Database;
  readonly plainPath: string;
  /** Tables that `createAll` made, with Chinook's rows in them. */
  readonly importedPath: string;
  remove(): void;
}

export function openOriginal(): Original {
  const directory = mkdtempSync(join(tmpdir(), "joinery-chinook-"));
  const plainPath = join(directory, "plain.db");
  const importedPath = join(directory, "imported.db");
  const plain = new Database(plainPath);
  plain.exec(readFileSync(script, "utf8"));
  importRows(plainPath, importedPath);
  return {
    plain,
    plainPath,
    importedPath,
    remove() {
      plain.close();
      rmSync(directory, { recursive: true });
    },
  };
}

/** Parents stand before those that refer to them. */
const tables = [
  ...["Artist", "Album", "Genre", "MediaType", "Track", "Playlist", "PlaylistTrack"],
  ...["Employee", "Customer", "Invoice", "InvoiceLine"],
];

/** Chinook keeps moments as `YYYY-MM-DD HH:MM:SS` and amounts as doubles; our tables hold ISO 8601 and exact digits. */
const translated: Readonly<Record<string, string>> = {
  BirthDate: "date(BirthDate)",
  HireDate: "date(HireDate)",
  InvoiceDate: "strftime('%Y-%m-%dT%H:%M:%fZ', InvoiceDate)",
  UnitPrice: "CAST(UnitPrice AS TEXT)",
  Total: "CAST(Total AS TEXT)",
};

function importRows(from: string, to: string): void {
  {
    using db = connect(`sqlite:${to}`);
    db.createAll();
  }
  const database = new Database(to);
  database.prepare("ATTACH ? AS plain").run(from);
  for (const table of tables) {
    const columns = database.prepare<[string], string>("SELECT name FROM pragma_table_info(?)").pluck().all(table);
    const values = columns.map((column) => translated[column] ?? column);
    database.exec(
      `INSERT INTO main.${table} (${columns.join()}) SELECT ${values.join()} FROM plain.${table} ORDER BY 1`,
    );
  }
  database.close();
}
