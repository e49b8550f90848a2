/** The datasource: which engine the schema is of, and what its settings may say. */
import type { Reporter } from "../../diagnostics/diagnostic.ts";
import type { Name, SettingsAst, ValueAst } from "../../syntax/ast.ts";
import { type Provider, providerNames } from "../native-types/native-type-set.ts";
import type { SchemaSettings } from "../settings.ts";
import { checkExtensions } from "./extensions.ts";
import { reportWrongSetting, type Setting, type Settings, textsOf } from "./setting-values.ts";

type Datasource = Pick<SchemaSettings, "provider" | "nativePrefix" | "foreignKeys" | "schemas">;

const providers: Readonly<Record<string, Provider>> = {
  sqlite: "sqlite",
  postgresql: "postgresql",
  postgres: "postgresql",
  mysql: "mysql",
  cockroachdb: "cockroachdb",
};

const unserved: Readonly<Record<string, string>> = { sqlserver: "SQL Server", mongodb: "MongoDB" };

const protocols = {
  sqlite: ["file:"],
  postgresql: ["postgresql://", "postgres://"],
  cockroachdb: ["postgresql://", "postgres://"],
  mysql: ["mysql://"],
} satisfies Record<Provider, readonly string[]>;

/** Prisma's proxies, which stand before any engine. */
const proxyProtocols = ["prisma://", "prisma+postgres://"];

const settingNames = [
  "provider",
  "url",
  "directUrl",
  "shadowDatabaseUrl",
  "relationMode",
  "referentialIntegrity",
  "schemas",
  "extensions",
];

/** Values as a hint shows them. */
const examples: Readonly<Record<string, string>> = {
  provider: `"postgresql"`,
  url: `env("DATABASE_URL")`,
  directUrl: `env("DIRECT_URL")`,
  shadowDatabaseUrl: `env("SHADOW_URL")`,
  relationMode: `"prisma"`,
  referentialIntegrity: `"prisma"`,
  schemas: `["public"]`,
  extensions: "[citext]",
};

const none: Datasource = { provider: null, nativePrefix: "db", foreignKeys: true, schemas: null };

/** The one datasource; null where it is of a database that Joinery does not serve. */
export function readDatasource(reporter: Reporter, blocks: readonly SettingsAst[]): Datasource | null {
  const [block, second] = blocks;
  if (!block) return none;
  if (second) {
    reporter.report("secondDatasource", second.name.span, { name: second.name.text }, [
      { message: "the first one is here", span: block.name.span },
    ]);
  }
  const settings = readSettings(reporter, block);
  const provider = readProvider(reporter, block, settings);
  if (provider === "unserved") return null;
  checkUrls(reporter, settings, provider);
  const extensions = settings.get("extensions");
  if (extensions) checkExtensions(reporter, extensions, provider);
  return {
    provider,
    nativePrefix: block.name.text,
    foreignKeys: readRelationMode(reporter, settings) !== "prisma",
    schemas: readSchemas(reporter, settings, provider),
  };
}

/** Those that have a value; every other one is reported. */
function readSettings(reporter: Reporter, block: SettingsAst): Settings {
  const settings = new Map<string, Setting>();
  for (const { name, value } of block.settings) {
    if (settings.has(name.text)) {
      reporter.report("duplicateSetting", name.span, { setting: name.text });
    } else if (name.text === "previewFeatures") {
      reporter.report("misplacedPreviewFeatures", name.span, {});
    } else if (!settingNames.includes(name.text)) {
      const suggestion = reporter.suggest(name.text, settingNames);
      reporter.report("unknownSetting", name.span, { setting: name.text, suggestion, known: settingNames });
    } else if (value === null) {
      reporter.report("settingWithoutValue", name.span, { setting: name.text, expected: examples[name.text] ?? `"…"` });
    } else {
      settings.set(name.text, { name, value });
    }
  }
  return settings;
}

function readProvider(reporter: Reporter, block: SettingsAst, settings: Settings): Provider | "unserved" | null {
  const setting = settings.get("provider");
  if (!setting) {
    const isMissing = !block.isBroken && !block.settings.some(({ name }) => name.text === "provider");
    if (isMissing) {
      const parameters = { block: "datasource", setting: "provider", example: `"postgresql"` };
      reporter.report("missingSetting", block.name.span, parameters);
    }
    return null;
  }
  const { value } = setting;
  if (value.kind !== "string") {
    reportWrongSetting(reporter, setting, `a text such as "postgresql"`);
    return null;
  }
  const name = Object.hasOwn(unserved, value.text) ? unserved[value.text] : undefined;
  if (name !== undefined) {
    reporter.report("unservedProvider", value.span, { name });
    return "unserved";
  }
  const provider = Object.hasOwn(providers, value.text) ? providers[value.text] : undefined;
  if (provider !== undefined) return provider;
  const known = Object.keys(providers);
  const suggestion = reporter.suggest(value.text, known);
  reporter.report("unknownProvider", value.span, { provider: value.text, suggestion, known });
  return null;
}

function checkUrls(reporter: Reporter, settings: Settings, provider: Provider | null): void {
  for (const name of ["url", "directUrl", "shadowDatabaseUrl"]) {
    const setting = settings.get(name);
    if (!setting) continue;
    const { value } = setting;
    if (value.kind === "call" && value.name.text === "env") {
      checkEnv(reporter, value);
    } else if (value.kind !== "string") {
      reportWrongSetting(reporter, setting, `a text, or env("…")`);
    } else if (value.text.trim() === "") {
      reporter.report("emptyUrl", value.span, { setting: name });
    } else if (provider !== null) {
      const accepted = [...protocols[provider], ...proxyProtocols];
      if (!accepted.some((protocol) => value.text.startsWith(protocol))) {
        const parameters = { setting: name, provider: providerNames[provider], protocols: protocols[provider] };
        reporter.report("wrongProtocol", value.span, parameters);
      }
    }
  }
  const shadow = settings.get("shadowDatabaseUrl")?.value;
  if (!shadow) return;
  for (const other of ["url", "directUrl"]) {
    const value = settings.get(other)?.value;
    if (value && sameUrl(shadow, value)) reporter.report("shadowIsMain", shadow.span, { other });
  }
}

function checkEnv(reporter: Reporter, call: Extract<ValueAst, { kind: "call" }>): void {
  const [only, second] = call.arguments;
  if (!only || second || only.value.kind !== "string") reporter.report("envArguments", call.span, {});
  else if (only.name !== null) reporter.report("namedEnvArgument", call.span, {});
}

function sameUrl(a: ValueAst, b: ValueAst): boolean {
  if (a.kind === "string" && b.kind === "string") return a.text === b.text;
  if (a.kind !== "call" || b.kind !== "call") return false;
  const [x, y] = [a.arguments[0]?.value, b.arguments[0]?.value];
  return x?.kind === "string" && y?.kind === "string" && x.text === y.text;
}

const relationModes = ["foreignKeys", "prisma"];

function readRelationMode(reporter: Reporter, settings: Settings): string | null {
  const old = settings.get("referentialIntegrity");
  const setting = settings.get("relationMode");
  if (old && setting) reporter.report("relationModeTwice", old.name.span, {});
  else if (old) reporter.report("oldRelationMode", old.name.span, {});
  const chosen = setting ?? old;
  if (!chosen) return null;
  const { value } = chosen;
  if (value.kind !== "string") {
    reportWrongSetting(reporter, chosen, `"foreignKeys" or "prisma"`);
    return null;
  }
  if (relationModes.includes(value.text)) return value.text;
  const suggestion = reporter.suggest(value.text, relationModes);
  reporter.report("unknownRelationMode", value.span, { mode: value.text, suggestion });
  return null;
}

function readSchemas(reporter: Reporter, settings: Settings, provider: Provider | null): readonly Name[] | null {
  const setting = settings.get("schemas");
  if (!setting) return null;
  if (provider === "sqlite" || provider === "mysql") {
    const parameters = { setting: "schemas", provider: providerNames[provider], has: "PostgreSQL and CockroachDB" };
    reporter.report("unsupportedSetting", setting.name.span, parameters);
    return null;
  }
  const { value } = setting;
  if (value.kind === "list" && value.items.length === 0) reporter.report("emptySchemas", value.span, {});
  const schemas = new Map<string, Name>();
  for (const name of textsOf(reporter, setting, `a list of texts such as ["public"]`)) {
    if (schemas.has(name.text)) reporter.report("duplicateSchema", name.span, { schema: name.text });
    else schemas.set(name.text, name);
  }
  return [...schemas.values()];
}
