/** What input is, in types. */
import type { InitOf } from "../meta/init.ts";
import type { ModelClass } from "../meta/model-class.ts";
import type { idOf, rel } from "../meta/symbols.ts";

/** A class whose entities have columns and relations, and are made by `new`. */
export type InputClass = ModelClass<{ readonly [rel]: object }>;

type KeyOf<I> = I extends unknown ? keyof I : never;
type ValueOf<I, K> = I extends unknown ? (K extends keyof I ? I[K] : never) : never;
/** The keys that one of the alternatives requires: of a relation and its key a constructor takes either, and here there is the key alone. */
type RequiredKey<I> = I extends unknown ? { [K in keyof I]-?: object extends Pick<I, K> ? never : K }[keyof I] : never;
type IsUnion<T, U = T> = [T] extends [never] ? false : T extends unknown ? ([U] extends [T] ? false : true) : never;
type Flat<T> = { [K in keyof T]: T[K] };

type Choice<I, K extends PropertyKey> = Flat<
  { [P in K & RequiredKey<I>]: Exclude<ValueOf<I, P>, undefined> } & {
    [P in Exclude<K, RequiredKey<I>>]?: ValueOf<I, P> | undefined;
  }
>;

/** The columns and embedded values that `new` takes of a class. */
export type InputName<C extends InputClass> = Exclude<KeyOf<InitOf<C>>, keyof InstanceType<C>[typeof rel]> & string;

/** What `from` picks: those members of what `new` takes. */
export type Picked<C extends InputClass, K extends PropertyKey> =
  true extends IsUnion<InitOf<C>> ? Choice<InitOf<C>, K> : Pick<InitOf<C>, K & keyof InitOf<C>>;

/** What a value may come as: itself, or in the form that JSON has of it. */
export type JsonOr<T> = T extends Date | bigint | Uint8Array
  ? T | string
  : T extends { readonly [idOf]: unknown }
    ? T | Base<T>
    : T extends { toJSON(): infer J }
      ? T | J
      : T extends readonly (infer E)[]
        ? readonly JsonOr<E>[]
        : T extends object
          ? { [K in keyof T]: JsonOr<T[K]> }
          : T;

type Base<T> = T extends string ? string : T extends number ? number : T extends bigint ? bigint | string : never;

/** The same of each member. */
export type JsonOrEach<T> = { [K in keyof T]: JsonOr<T[K]> };
