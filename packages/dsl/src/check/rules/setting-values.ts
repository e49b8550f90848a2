/** Settings of datasource and generator blocks: what their values may be. */
import type { Reporter } from "../../diagnostics/diagnostic.ts";
import type { Name, SettingAst, ValueAst } from "../../syntax/ast.ts";
import { describeValue } from "../arguments.ts";

/** A setting that has a value. */
export type Setting = SettingAst & { readonly value: ValueAst };

export type Settings = ReadonlyMap<string, Setting>;

/** The items of a list. One alone needs no brackets. */
export function itemsOf(value: ValueAst): readonly ValueAst[] {
  return value.kind === "list" ? value.items : [value];
}

/** The texts of a list; what is none is reported. */
export function textsOf(reporter: Reporter, setting: Setting, expected: string): Name[] {
  return itemsOf(setting.value).flatMap((item) => {
    if (item.kind === "string") return [{ text: item.text, span: item.span }];
    reportWrongSetting(reporter, { name: setting.name, value: item }, expected);
    return [];
  });
}

export function reportWrongSetting(reporter: Reporter, setting: Setting, expected: string): void {
  const parameters = { setting: setting.name.text, expected, found: describeValue(setting.value) };
  reporter.report("wrongSetting", setting.value.span, parameters);
}
