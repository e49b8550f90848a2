import type { Default, ScalarType } from "../../ir/ir.ts";
import type { ArgumentAst, ValueAst } from "../../syntax/ast.ts";
import { wholeNumber } from "../arguments.ts";
import { type Provider, providerNames } from "../native-types/native-type-set.ts";
import { typeName } from "../scalars.ts";
import type { DefaultContext, DefaultedField } from "./defaults.ts";

type Call = Extract<ValueAst, { kind: "call" }>;

interface DefaultFunction {
  /** The types that it makes a value of; null for any. */
  readonly fits: readonly ScalarType[] | null;
  /** Its arguments, for the message. */
  readonly takes: string;
  /** Null where the arguments are wrong. */
  readonly read: (argument: ValueAst | null) => Default | null;
}

/** Prisma's length of a nanoid without argument. */
const nanoidLength = 21;

const functions: Readonly<Record<string, DefaultFunction>> = {
  autoincrement: {
    fits: ["Int", "BigInt"],
    takes: "no argument",
    read: (argument) => (argument === null ? { kind: "autoincrement" } : null),
  },
  now: {
    fits: ["DateTime", "Date", "Time"],
    takes: "no argument",
    read: (argument) => (argument === null ? { kind: "now" } : null),
  },
  uuid: {
    fits: ["String", "Uuid"],
    takes: "the version 4 or 7, or no argument",
    read(argument) {
      const version = argument === null ? 4 : wholeNumber(argument);
      return version === 4 || version === 7 ? { kind: "uuid", version } : null;
    },
  },
  cuid: {
    fits: ["String"],
    takes: "the version 1 or 2, or no argument",
    read(argument) {
      const version = argument === null ? 1 : wholeNumber(argument);
      return version === 1 || version === 2 ? { kind: "cuid", version } : null;
    },
  },
  nanoid: {
    fits: ["String"],
    takes: "a length from 2 to 255, or no argument",
    read(argument) {
      const length = argument === null ? nanoidLength : wholeNumber(argument);
      return length !== null && length >= 2 && length <= 255 ? { kind: "nanoid", length } : null;
    },
  },
  ulid: {
    fits: ["String"],
    takes: "no argument",
    read: (argument) => (argument === null ? { kind: "ulid" } : null),
  },
  dbgenerated: {
    fits: null,
    takes: `an SQL expression as a text that is not empty, or no argument`,
    read(argument) {
      if (argument === null) return { kind: "dbgenerated", sql: "" };
      return argument.kind === "string" && argument.text.trim() !== ""
        ? { kind: "dbgenerated", sql: argument.text }
        : null;
    },
  },
};

/** In the order of the language's documentation. */
export const defaultFunctions: readonly string[] = Object.keys(functions);

/** Whether there is a function of this name that fits the type. */
export function makesValueOf(name: string, scalar: ScalarType): boolean {
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined;
  return found !== undefined && found.fits?.includes(scalar) !== false;
}

/** What only one database has. CockroachDB's sequences count up, as an identity of PostgreSQL does. */
const providerFunctions: Readonly<Record<string, { readonly provider: Provider | null; readonly has: string }>> = {
  sequence: { provider: "cockroachdb", has: "CockroachDB" },
  auto: { provider: null, has: "MongoDB" },
};

export function readFunction(context: DefaultContext, column: DefaultedField, call: Call): Default | null {
  const { reporter } = context;
  const name = call.name.text;
  if (Object.hasOwn(providerFunctions, name)) return readProviderFunction(context, column, call);
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (!found) {
    const suggestion = reporter.suggest(name, defaultFunctions);
    reporter.report("unknownFunction", call.name.span, { name, suggestion, known: defaultFunctions });
    return null;
  }
  if (column.type.kind === "unsupported" && name !== "dbgenerated") {
    reporter.report("unsupportedDefault", call.span, { field: column.name });
    return null;
  }
  const fits = fittingTypes(context, name, found);
  if (fits !== null) {
    // Prisma does not ask, and its databases refuse the default of an element for a list.
    if (column.list) {
      reporter.report("listDefault", call.span, { list: true });
      return null;
    }
    if (column.type.kind !== "scalar" || !fits.includes(column.type.scalar)) {
      const parameters = { name, type: typeName(column.type), fits };
      reporter.report("functionDoesNotFit", call.span, parameters);
      return null;
    }
  }
  const isMisshaped = call.arguments.length > 1 || isNamed(context, call.arguments[0]);
  const result = isMisshaped ? null : found.read(call.arguments[0]?.value ?? null);
  if (result === null) {
    reporter.report("wrongFunctionArgument", call.span, { name, takes: found.takes });
    return null;
  }
  return result;
}

/** Prisma lets only columns of 64 bits count up on CockroachDB by themselves; the others do by `sequence()`. */
function fittingTypes(
  { settings }: DefaultContext,
  name: string,
  { fits }: DefaultFunction,
): readonly ScalarType[] | null {
  return name === "autoincrement" && settings.provider === "cockroachdb" ? ["BigInt"] : fits;
}

/** The settings of `sequence()`, which are the database's own affair. */
const sequenceSettings: Readonly<Record<string, (value: ValueAst) => boolean>> = {
  virtual: (value) => value.kind === "name" && (value.text === "true" || value.text === "false"),
  cache: isWhole,
  increment: isWhole,
  minValue: isWhole,
  maxValue: isWhole,
  start: isWhole,
};

function isWhole(value: ValueAst): boolean {
  return value.kind === "number" && /^-?[0-9]+$/.test(value.text);
}

function isSequenceSetting({ name, value }: ArgumentAst): boolean {
  if (name === null || !Object.hasOwn(sequenceSettings, name.text)) return false;
  return sequenceSettings[name.text]?.(value) ?? false;
}

function readProviderFunction(
  { reporter, settings }: DefaultContext,
  column: DefaultedField,
  call: Call,
): Default | null {
  const name = call.name.text;
  const { provider, has } = providerFunctions[name] ?? { provider: null, has: "" };
  if (provider === null || settings.provider !== provider) {
    const here = settings.provider === null ? "Joinery" : providerNames[settings.provider];
    reporter.report("functionOfOtherProvider", call.span, { name, provider: here, has });
    return null;
  }
  if (!call.arguments.every(isSequenceSetting)) {
    const takes = `${Object.keys(sequenceSettings).join(", ")}, each by its name`;
    reporter.report("wrongFunctionArgument", call.span, { name, takes });
    return null;
  }
  if (column.type.kind === "scalar" && ["Int", "BigInt"].includes(column.type.scalar) && !column.list) {
    return { kind: "autoincrement" };
  }
  const parameters = { name, type: typeName(column.type), fits: ["Int", "BigInt"] };
  reporter.report("functionDoesNotFit", call.span, parameters);
  return null;
}

/** Prisma reads past the name of a function's argument. */
function isNamed({ settings }: DefaultContext, argument: ArgumentAst | undefined): boolean {
  if (argument === undefined) return false;
  return argument.sort !== null || (argument.name !== null && settings.profile === "model");
}
