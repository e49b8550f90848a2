import type { Contender } from "../contender.ts";
import { drizzle } from "./contenders/drizzle.ts";
import { joinery } from "./contenders/joinery.ts";
import { kysely } from "./contenders/kysely.ts";
import { raw } from "./contenders/raw.ts";

/** All, and first the one that the others are measured by. */
export const contenders: readonly [Contender, ...Contender[]] = [raw, joinery, drizzle, kysely];
