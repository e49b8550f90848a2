/** Schemas to test with: those of fixtures/, and real ones of open-source projects where the machine has them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const fixtures = fileURLToPath(new URL("../../../fixtures/", import.meta.url));
const shared = fileURLToPath(new URL("../../../../shared/data/schemas/", import.meta.url));

export const fixtureSchemas: readonly string[] = readdirSync(fixtures)
  .filter((name) => existsSync(`${fixtures}${name}/schema.model`))
  .toSorted()
  .map((name) => readFileSync(`${fixtures}${name}/schema.model`, "utf8"));

export interface RealSchema {
  readonly name: string;
  readonly text: string;
}

/** Empty where the folder is missing: tests on them then skip. */
export const realSchemas: readonly RealSchema[] = !existsSync(shared)
  ? []
  : readdirSync(shared)
      .filter((name) => name.endsWith(".prisma"))
      .toSorted()
      .map((name) => ({ name, text: readFileSync(`${shared}${name}`, "utf8") }));

/** What the schemas are known to hold. */
export interface Counts {
  readonly file: string;
  readonly models: number;
  readonly enums: number;
  readonly relations: number;
  readonly m2m: number;
  readonly composite_ids: number;
  readonly self_relations: number;
}

export function readManifest(): readonly Counts[] {
  return JSON.parse(readFileSync(`${shared}manifest.json`, "utf8")) as Counts[]; // Written beside the schemas.
}
