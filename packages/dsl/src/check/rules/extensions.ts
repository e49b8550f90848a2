/** `extensions = [citext, pgcrypto(version: "1.3")]`: checked as Prisma checks them, and otherwise without effect. */
import type { Reporter } from "../../diagnostics/diagnostic.ts";
import type { ArgumentAst, ValueAst } from "../../syntax/ast.ts";
import { describeValue } from "../arguments.ts";
import { type Provider, providerNames } from "../native-types/native-type-set.ts";
import { itemsOf, reportWrongSetting, type Setting } from "./setting-values.ts";

/** What may be said of an extension; all of them are texts. */
const known = ["map", "schema", "version"];

export function checkExtensions(reporter: Reporter, setting: Setting, provider: Provider | null): void {
  if (provider !== null && provider !== "postgresql") {
    const parameters = { setting: "extensions", provider: providerNames[provider], has: "PostgreSQL" };
    reporter.report("unsupportedSetting", setting.name.span, parameters);
    return;
  }
  for (const item of itemsOf(setting.value)) {
    if (item.kind === "call") checkArguments(reporter, item);
    else if (item.kind !== "name") {
      reportWrongSetting(reporter, { name: setting.name, value: item }, "names such as citext, without quotes");
    }
  }
}

function checkArguments(reporter: Reporter, call: Extract<ValueAst, { kind: "call" }>): void {
  const attribute = `${call.name.text}(…) in extensions`;
  const given = new Set<string>();
  for (const argument of call.arguments) {
    checkArgument(reporter, attribute, argument, given);
    if (argument.name !== null) given.add(argument.name.text);
  }
}

function checkArgument(reporter: Reporter, attribute: string, argument: ArgumentAst, given: ReadonlySet<string>): void {
  const { name, value, span } = argument;
  if (name === null) {
    reporter.report("tooManyArguments", span, { attribute, known });
  } else if (!known.includes(name.text)) {
    const suggestion = reporter.suggest(name.text, known);
    reporter.report("unknownArgument", name.span, { attribute, argument: name.text, suggestion, known });
  } else if (given.has(name.text)) {
    reporter.report("duplicateArgument", span, { attribute, argument: name.text });
  } else if (value.kind !== "string" || argument.sort !== null) {
    const found = describeValue(value);
    reporter.report("wrongArgument", span, { attribute, argument: name.text, expected: "a text", found });
  }
}
