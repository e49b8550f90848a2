/**
 * Reading `@db.VarChar(255)`: the type must exist for the provider, hold the scalar, and take these arguments. Without a provider it
 * is right where one of the databases of the neutral profile takes it whole; else what is reported is what the one that came
 * furthest refuses, PostgreSQL before the others.
 */
import type { NativeType, ScalarType } from "../../ir/ir.ts";
import type { ArgumentAst, AttributeAst } from "../../syntax/ast.ts";
import { describeValue } from "../arguments.ts";
import type { CheckContext } from "../bound.ts";
import { type Provider, providerNames, type Range, type Signature } from "./native-type-set.ts";
import {
  nativeTypeNames,
  providers,
  providersOf,
  scalarsOf,
  signatureOf,
  typesFor,
  typeSpelled,
} from "./provider-types.ts";

const wholeNumber = /^[0-9]+$/;

/**
 * The native type of an attribute; null where it has been reported.
 *
 * @param provider Null for the neutral profile.
 * @param scalar Null for an enum, which no native type holds.
 */
export function readNativeType(
  context: CheckContext,
  provider: Provider | null,
  scalar: ScalarType | null,
  attribute: AttributeAst,
): NativeType | null {
  // Behind the name of the datasource, which need not be `db`.
  const name = attribute.name.text.slice(attribute.name.text.indexOf(".") + 1);
  const having = providersOf(provider).filter((candidate) => signatureOf(candidate, name) !== null);
  if (having.length === 0) {
    reportUnknown(context, provider, scalar, attribute, name);
    return null;
  }
  const fitting = having.filter((candidate) => scalar !== null && typesFor(candidate, scalar).includes(name));
  const label = `@${attribute.name.text}`;
  if (scalar === null || fitting.length === 0) {
    const holds = [...new Set(having.flatMap((candidate) => scalarsOf(candidate, name)))];
    context.reporter.report("misfitNativeType", attribute.name.span, { label, type: scalar, holds });
    return null;
  }
  let refusal: (() => void) | null = null;
  for (const candidate of fitting) {
    const signature = signatureOf(candidate, name);
    if (signature === null) continue;
    const found = findRefusal(context, signature, scalar, attribute);
    if (found === null) {
      // Within the range, so exact; without leading zeros, so that equal types are equal texts.
      const values = attribute.arguments.map(({ value }) => String(value.kind === "number" ? Number(value.text) : ""));
      return { name, arguments: values };
    }
    refusal ??= found;
  }
  refusal?.();
  return null;
}

/** What reports why the arguments are refused; null where they are right. */
function findRefusal(
  context: CheckContext,
  signature: Signature,
  scalar: ScalarType,
  attribute: AttributeAst,
): (() => void) | null {
  const { parameters } = signature;
  const { arguments: given, span } = attribute;
  const label = `@${attribute.name.text}`;
  const named = given.find((argument) => argument.name !== null);
  // Prisma reads past the names.
  if (named && context.settings.profile === "model")
    return () => context.reporter.report("namedNativeArgument", named.span, { label });
  if (given.length !== parameters.length && !(given.length === 0 && signature.optional)) {
    const names = parameters.map((parameter) => parameter.name);
    const count = { label, names, optional: signature.optional, found: given.length };
    return () => context.reporter.report("nativeArgumentCount", span, count);
  }
  for (const [index, parameter] of parameters.entries()) {
    const argument = given[index];
    const range = parameter.rangeOn?.[scalar] ?? parameter.range;
    if (argument === undefined || isWithin(argument, range)) continue;
    const found = describeValue(argument.value);
    return () =>
      context.reporter.report("nativeArgumentRange", argument.span, { label, name: parameter.name, ...range, found });
  }
  const [precision, scale] = given.map(({ value }) => (value.kind === "number" ? Number(value.text) : 0));
  if (precision !== undefined && scale !== undefined && scale > precision) {
    return () => context.reporter.report("scaleAbovePrecision", span, { label, precision, scale });
  }
  return null;
}

function isWithin({ value }: ArgumentAst, range: Range): boolean {
  if (value.kind !== "number" || !wholeNumber.test(value.text)) return false;
  return Number(value.text) >= range.min && Number(value.text) <= range.max;
}

function reportUnknown(
  context: CheckContext,
  provider: Provider | null,
  scalar: ScalarType | null,
  attribute: AttributeAst,
  name: string,
): void {
  const own = providersOf(provider);
  const elsewhere = providers
    .filter((candidate) => signatureOf(candidate, name) !== null)
    .map((candidate) => providerNames[candidate]);
  const spelled = own.map((candidate) => typeSpelled(candidate, name)).find((found) => found !== null) ?? null;
  const fitting = (): string[] => own.flatMap((candidate) => (scalar === null ? [] : typesFor(candidate, scalar)));
  const all = (): string[] => own.flatMap(nativeTypeNames);
  // A type that holds the scalar is meant sooner than one that only looks alike.
  const suggestion = spelled ?? context.reporter.suggest(name, fitting) ?? context.reporter.suggest(name, all);
  const who = provider === null ? null : providerNames[provider];
  context.reporter.report("unknownNativeType", attribute.name.span, { name, provider: who, elsewhere, suggestion });
}
