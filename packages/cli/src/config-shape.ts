import * as z from "zod";
import { closest } from "./closest.ts";
import { clientKinds, type Config, emitKinds } from "./config.ts";
import { Misuse } from "./misuse.ts";

const configShape = z.strictObject({
  schema: z.string().min(1).optional(),
  output: z.string().min(1).optional(),
  client: z.enum(clientKinds).optional(),
  emit: z.enum(emitKinds).optional(),
}) satisfies z.ZodType<Config>;

/** @throws Misuse `CONFIG_INVALID` with a line for everything that is wrong. */
export function checkConfig(name: string, config: unknown): Config {
  if (config === undefined) {
    throw new Misuse(
      "CONFIG_INVALID",
      `"${name}" has no default export`,
      'Write: import { defineConfig } from "joinery"; export default defineConfig({ … });',
    );
  }
  const result = configShape.safeParse(config);
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, config));
  throw new Misuse(
    "CONFIG_INVALID",
    problems.map((problem) => `${name}: ${problem}`).join("\n"),
    `The settings are ${knownKeys.map((key) => `"${key}"`).join(", ")}.`,
  );
}

const knownKeys = Object.keys(configShape.shape);

function problemsOf(issue: z.core.$ZodIssue, config: unknown): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const meant = closest(key, knownKeys);
      return `unknown setting "${key}"${meant === null ? "" : `, did you mean "${meant}"?`}`;
    });
  }
  const [key] = issue.path;
  if (key === undefined) return [`the default export is ${nameOf(config)}, wanted an object`];
  const found = typeof config === "object" && config !== null ? Reflect.get(config, key) : undefined;
  const wanted =
    issue.code === "invalid_value" ? issue.values.map((value) => JSON.stringify(value)).join(" or ") : "a path";
  return [`"${String(key)}" is ${nameOf(found)}, wanted ${wanted}`];
}

function nameOf(value: unknown): string {
  if (value === null || typeof value === "string") return JSON.stringify(value);
  return Array.isArray(value) ? "an array" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}
