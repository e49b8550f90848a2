import * as z from "zod";
import { closest } from "./closest.ts";
import { clientKinds, type Config, emitKinds, importExtensions, namingCases } from "./config.ts";
import { Misuse } from "./misuse.ts";

const configShape = z.strictObject({
  schema: z.string().min(1).optional(),
  output: z.string().min(1).optional(),
  client: z.enum(clientKinds).optional(),
  emit: z.enum(emitKinds).optional(),
  importExtension: z.enum(importExtensions).optional(),
  naming: z.strictObject({ case: z.enum(namingCases).optional(), plural: z.boolean().optional() }).optional(),
  brandedIds: z.boolean().optional(),
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
/** The settings inside each setting that has any. */
const knownKeysOf: Readonly<Record<string, readonly string[] | undefined>> = {
  naming: Object.keys(configShape.shape.naming.unwrap().shape),
};

/** Every setting, those inside another with their way: `naming.case`. */
export const configSettings: readonly string[] = knownKeys.flatMap(
  (key) => knownKeysOf[key]?.map((inner) => `${key}.${inner}`) ?? [key],
);

function problemsOf(issue: z.core.$ZodIssue, config: unknown): string[] {
  const name = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    const prefix = name === "" ? "" : `${name}.`;
    return issue.keys.map((key) => {
      const meant = closest(key, name === "" ? knownKeys : (knownKeysOf[name] ?? []));
      return `unknown setting "${prefix}${key}"${meant === null ? "" : `, did you mean "${prefix}${meant}"?`}`;
    });
  }
  if (name === "") return [`the default export is ${nameOf(config)}, wanted an object`];
  return [`"${name}" is ${nameOf(valueAt(config, issue.path))}, wanted ${wantedBy(issue)}`];
}

function wantedBy(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") return issue.values.map((value) => JSON.stringify(value)).join(" or ");
  if (issue.code !== "invalid_type" || issue.expected === "string") return "a path";
  return issue.expected === "boolean" ? "true or false" : `an ${issue.expected}`;
}

function valueAt(config: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    config,
  );
}

function nameOf(value: unknown): string {
  if (value === null || typeof value === "string") return JSON.stringify(value);
  return Array.isArray(value) ? "an array" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}
