import type { Default, ScalarType } from "../../ir/ir.ts";
import type { ArgumentAst, ValueAst } from "../../syntax/ast.ts";
import type { BoundColumn } from "../bound.ts";
import { typeName } from "../scalars.ts";
import type { DefaultContext } from "./defaults.ts";

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
  dbgenerated: {
    fits: null,
    takes: `an SQL expression as a text that is not empty`,
    read: (argument) =>
      argument?.kind === "string" && argument.text.trim() !== "" ? { kind: "dbgenerated", sql: argument.text } : null,
  },
};

/** Functions of Prisma that this version does not have. */
const later = new Set(["ulid", "sequence", "auto"]);

export function readFunction(context: DefaultContext, column: BoundColumn, call: Call): Default | null {
  const { reporter } = context;
  const name = call.name.text;
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (!found) {
    const known = Object.keys(functions);
    if (later.has(name)) reporter.report("notSupportedYet", call.span, { what: `${name}()` });
    else reporter.report("unknownFunction", call.name.span, { name, suggestion: reporter.suggest(name, known), known });
    return null;
  }
  if (found.fits !== null) {
    if (column.list) {
      reporter.report("listDefault", call.span, { list: true });
      return null;
    }
    if (column.type.kind === "enum" || !found.fits.includes(column.type.scalar)) {
      const parameters = { name, type: typeName(column.type), fits: found.fits };
      reporter.report("functionDoesNotFit", call.span, parameters);
      return null;
    }
  }
  const result =
    call.arguments.length > 1 || isNamed(call.arguments[0]) ? null : found.read(call.arguments[0]?.value ?? null);
  if (result === null) {
    reporter.report("wrongFunctionArgument", call.span, { name, takes: found.takes });
    return null;
  }
  if (result.kind === "autoincrement" && context.onlyKey !== undefined && context.onlyKey !== column.name) {
    reporter.report("misplacedAutoincrement", call.span, { field: column.name });
    return null;
  }
  return result;
}

function isNamed(argument: ArgumentAst | undefined): boolean {
  return argument !== undefined && (argument.name !== null || argument.sort !== null);
}

function wholeNumber(value: ValueAst): number | null {
  return value.kind === "number" && /^[0-9]{1,9}$/.test(value.text) ? Number(value.text) : null;
}
