import type { Schema } from "./ir.ts";

/**
 * The IR as JSON text, two blanks a level, with a line end at the end of the file. Equal schemas give equal bytes: the compiler builds
 * every object with its keys in one order.
 */
export function schemaToJson(schema: Schema): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
