import type { Engine } from "./engine.ts";
import { postgresql } from "./engines/postgresql.ts";
import { sqlite } from "./engines/sqlite.ts";

export const engines = { sqlite, postgresql } as const satisfies Record<string, Engine>;
export type EngineName = keyof typeof engines;

/** @throws Error for a name that is none */
export function engineNamed(text: string): Engine {
  if (Object.hasOwn(engines, text)) return engines[text as EngineName]; // just checked
  throw new Error(`"${text}" is no engine: take one of ${Object.keys(engines).join(", ")}`);
}
