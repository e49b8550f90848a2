/** Prettier, for what is too wide for the emitters' own layout. */
import { printWidth } from "./text.ts";

/** With the repository's settings. Loaded for the few files that need it. */
export async function formatCode(text: string, parser: "typescript" | "babel"): Promise<string> {
  const { format } = await import("prettier");
  return format(text, { printWidth, parser });
}
