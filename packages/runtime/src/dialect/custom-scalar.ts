/** Scalars with a codec of the user's own: the column keeps what its stored type keeps, the program sees what the codec makes of it. */
import { CellFormatError, CodecShapeError, kindOf, ValueError } from "../errors.ts";
import type { CellType } from "../meta/model.ts";
import { placeOf } from "./place.ts";
import { notRead } from "./refuse.ts";
import { isSameValue } from "./same-value.ts";

/**
 * How a custom scalar's values and what the database keeps of them become each other.
 *
 * Both ways must agree: `decode(encode(value))` equals `value`. Neither is given null.
 */
export interface ScalarCodec<T, Stored> {
  /** Makes a value of what is stored. */
  decode(stored: Stored): T;
  /** Gives what to store of a value; throws for what is no such value. */
  encode(value: T): Stored;
}

/** The values of a codec. */
export type ScalarOf<C> = C extends { decode(stored: never): infer T } ? T : never;

/**
 * Declares the codec of a custom scalar, which its module exports as the default. `Stored` is the type of the scalar that it stands on:
 * `string` for Decimal, String, Uuid, Date and Time, `number` for Int and Float, `bigint`, `boolean`, `Date` for DateTime,
 * `Uint8Array` for Bytes.
 *
 * The module must not import the generated client, which imports it.
 *
 * @example
 * // schema.model: scalar Money = Decimal { codec: "./money.js" }
 * export class Money {
 *   constructor(readonly cents: bigint) {}
 * }
 *
 * export default defineScalar<Money, string>({
 *   decode(digits) {
 *     const [whole = "0", fraction = ""] = digits.split(".");
 *     return new Money(BigInt(whole + fraction.padEnd(2, "0")));
 *   },
 *   encode({ cents }) {
 *     const digits = String(cents < 0n ? -cents : cents).padStart(3, "0");
 *     return `${cents < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
 *   },
 * });
 */
export function defineScalar<T, Stored>(codec: ScalarCodec<T, Stored>): ScalarCodec<T, Stored> {
  return codec;
}

/** Makes the type of a column of the type that its cells have. */
export type CustomType<T, Stored> = (stored: CellType<Stored>) => CellType<T>;

/** @throws CodecShapeError where the codec's module does not give one by default */
export function customType<T, Stored>(name: string, codec: ScalarCodec<T, Stored>): CustomType<T, Stored> {
  const given = codec as Partial<ScalarCodec<T, Stored>> | null | undefined; // a module of JavaScript may export anything
  if (typeof given?.decode !== "function" || typeof given.encode !== "function") throw new CodecShapeError(name);
  return (stored) => {
    const type: CellType<T> = {
      ...stored,
      stored,
      read(cell, entity, index) {
        if (cell === undefined) return notRead(entity, index);
        const value = stored.read(cell, entity, index);
        try {
          return codec.decode(value);
        } catch (cause) {
          const { model, name: column } = placeOf(entity, index);
          throw new CellFormatError(model.name, column, `of the scalar "${name}"`, failed("decode"), { cause });
        }
      },
      write(value, column) {
        if (value === undefined || value === null)
          throw new ValueError(column.model.name, column.name, `a value of the scalar "${name}"`, kindOf(value));
        let kept: Stored;
        try {
          kept = codec.encode(value);
        } catch (cause) {
          const { model, name: place } = column;
          throw new ValueError(model.name, place, `a value of the scalar "${name}": ${failed("encode")}`, undefined, {
            cause,
          });
        }
        return stored.write(kept, column);
      },
      same: (before, after) => isSameValue(type, before, after),
    };
    return type;
  };
}

/** Without the error's own message, which may hold the value. */
function failed(way: keyof ScalarCodec<unknown, unknown>): string {
  return `\`${way}\` of its codec throws (see this error's cause)`;
}
