/** `scalar Money = Decimal { codec: "./money.js" }`. */
import type { ScalarAst } from "../syntax/ast.ts";
import { describeValue } from "./arguments.ts";
import { readAttributes } from "./attributes.ts";
import type { BoundScalar, CheckContext } from "./bound.ts";
import type { Declarations } from "./declare.ts";
import { builtInTypes, isScalarType, scalarCalled } from "./scalars.ts";
import { readNative } from "./rules/native.ts";

export function bindScalars(context: CheckContext, declarations: Declarations): Map<string, BoundScalar> {
  const scalars = new Map<string, BoundScalar>();
  for (const ast of declarations.scalars.values()) {
    const scalar = bindScalar(context, ast);
    if (scalar !== null) scalars.set(scalar.name, scalar);
  }
  return scalars;
}

function bindScalar(context: CheckContext, ast: ScalarAst): BoundScalar | null {
  const codec = readCodec(context, ast);
  const { base, name } = ast;
  if (!isScalarType(base.text)) {
    const suggestion = context.reporter.suggest(base.text, builtInTypes) ?? scalarCalled(base.text);
    const parameters = { scalar: name.text, base: base.text, suggestion, builtIn: builtInTypes };
    context.reporter.report("scalarBase", base.span, parameters);
    return null;
  }
  const native = readAttributes(context, ast.attributes, "scalar").find((attribute) => attribute.name === "native");
  const type = { kind: "scalar", scalar: base.text } as const;
  return { ast, name: name.text, scalar: base.text, native: readNative(context, type, native?.ast), codec };
}

function readCodec(context: CheckContext, ast: ScalarAst): string {
  let codec: string | null = null;
  let hasUnknown = false;
  for (const { name, value } of ast.settings) {
    if (name.text !== "codec") {
      hasUnknown = true;
      const suggestion = context.reporter.suggest(name.text, ["codec"]);
      context.reporter.report("scalarSetting", name.span, { setting: name.text, suggestion });
    } else if (codec !== null) {
      context.reporter.report("duplicateSetting", name.span, { setting: name.text });
    } else if (value?.kind === "string" && value.text.trim() !== "") {
      codec = value.text;
    } else {
      codec = "";
      const found = value === null ? "nothing" : value.kind === "string" ? "an empty text" : describeValue(value);
      const parameters = { setting: name.text, expected: "the path of a module", found };
      context.reporter.report("wrongSetting", value?.span ?? name.span, parameters);
    }
  }
  // The unknown setting is as a rule the codec, misspelt.
  if (codec === null && !hasUnknown)
    context.reporter.report("scalarWithoutCodec", ast.name.span, { scalar: ast.name.text });
  return codec ?? "";
}
