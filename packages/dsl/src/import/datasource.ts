/** Datasources and generators have no place in a `.model` file. What they say is named one by one. */
import { providerNames } from "../check/native-types/native-type-set.ts";
import type { SettingsAst } from "../syntax/ast.ts";
import type { ImportContext } from "./import-context.ts";

/** What the settings say stands elsewhere in the text, or in the diagnostic of the datasource itself. */
const spoken = new Set(["provider", "url", "schemas"]);

export function leaveOutSettings(context: ImportContext): void {
  for (const declaration of context.source.files.flatMap((file) => file.ast.declarations)) {
    if (declaration.kind !== "datasource" && declaration.kind !== "generator") continue;
    context.rewrite.removeSettings(declaration);
    // That a generator has no effect is said by the compiler.
    if (declaration.kind === "datasource") reportDatasource(context, declaration);
  }
}

function reportDatasource({ source, settings, reporter }: ImportContext, block: SettingsAst): void {
  const { text } = source.fileOf(block.extent).source;
  const url = block.settings.find(({ name }) => name.text === "url")?.value;
  const provider = settings.provider === null ? null : providerNames[settings.provider];
  // A URL that is written out may hold a password.
  const shownUrl = !url ? null : url.kind === "call" ? text.slice(url.span.start, url.span.end) : "its URL";
  reporter.report("datasourceLeftOut", block.name.span, { name: block.name.text, provider, url: shownUrl });
  for (const { name, value } of block.settings) {
    if (spoken.has(name.text)) continue;
    if (name.text === "relationMode" || name.text === "referentialIntegrity") {
      if (!settings.foreignKeys) reporter.report("emulationLeftOut", name.span, {});
    } else if (name.text === "extensions") {
      for (const item of value?.kind === "list" ? value.items : []) {
        const extension = item.kind === "call" ? item.name.text : "text" in item ? item.text : "";
        reporter.report("extensionLeftOut", item.span, { extension });
      }
    } else {
      reporter.report("settingLeftOut", name.span, { setting: name.text });
    }
  }
}
