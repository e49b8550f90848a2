/**
 * How the whole schema is read: its profile, and in Prisma's what its datasource says. A schema is read as Prisma reads it where one of
 * its files is a `.prisma` file or has a datasource.
 */
import type { Naming } from "./naming.ts";
import type { Reporter } from "../diagnostics/diagnostic.ts";
import type { FileAst, Name, SettingsAst } from "../syntax/ast.ts";
import type { Provider } from "./native-types/native-type-set.ts";
import { readDatasource } from "./rules/datasource.ts";
import { checkGenerators } from "./rules/generators.ts";

export interface SchemaSettings {
  /** `model` infers; `prisma` means what Prisma means. */
  readonly profile: "model" | "prisma";
  /** Null where no engine is named: what any of them has is right. */
  readonly provider: Provider | null;
  /** What stands before the dot of native types. */
  readonly nativePrefix: string;
  /** False where `relationMode = "prisma"` keeps foreign keys out of the database. */
  readonly foreignKeys: boolean;
  /** The database schemas that the datasource lists; null where it lists none. */
  readonly schemas: readonly Name[] | null;
  /** The longest name of a constraint, in bytes; null where the engine has no limit. */
  readonly longestName: number | null;
  readonly naming: Naming;
}

/** Null where the schema is of a database that Joinery does not serve, which is reported and ends the matter. */
export function readSettings(reporter: Reporter, files: readonly FileAst[], naming: Naming): SchemaSettings | null {
  const blocks = files.flatMap((file) => file.declarations.filter((declaration) => isSettings(declaration)));
  const datasources = blocks.filter((block) => block.kind === "datasource");
  const isPrisma = datasources.length > 0 || files.some((file) => file.path.endsWith(".prisma"));
  const datasource = readDatasource(reporter, datasources);
  if (datasource === null) return null;
  checkGenerators(
    reporter,
    blocks.filter((block) => block.kind === "generator"),
  );
  return {
    ...datasource,
    profile: isPrisma ? "prisma" : "model",
    longestName: isPrisma ? longestNames[datasource.provider ?? "postgresql"] : longestNames.postgresql,
    naming: isPrisma ? {} : naming,
  };
}

const longestNames = { postgresql: 63, cockroachdb: 63, mysql: 64, sqlite: null } satisfies Record<
  Provider,
  number | null
>;

export function isSettings(declaration: FileAst["declarations"][number]): declaration is SettingsAst {
  return declaration.kind === "datasource" || declaration.kind === "generator";
}
