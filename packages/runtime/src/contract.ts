/**
 * What generated code and the runtime agree on: the one module that a generated client imports. Whatever is removed here or changes its
 * meaning raises `contractVersion`, and a client of another version is told to run `joinery gen`.
 * Each of its files asks by `checkContract` first, so that one stays, with its meaning, in every version.
 */
import { ArgumentError, UnknownKeyError } from "./errors.ts";
import type { Row } from "./io/request.ts";
import { memberNames } from "./meta/member-names.ts";
import type { Model } from "./meta/model.ts";
import { blankFor } from "./state/entity.ts";
import type { Origin } from "./state/origin.ts";

import type { idOf } from "./meta/symbols.ts";
export { brand, model, pk, rel, row } from "./meta/symbols.ts";
export type { CellType, EmbeddedMeta, Model } from "./meta/model.ts";
export type { Cell } from "./io/request.ts";
export { Entity } from "./state/entity.ts";
export { type Origin, transient } from "./state/origin.ts";
export type { Collection, ReadonlyCollection } from "./state/collection.ts";
export { lazyMany, lazyOne, many, one, setMany, setOne, writeKey } from "./state/links.ts";
export type { Lazy, LazyCollection } from "./state/links.ts";
export { lazyColumn, lazyDocument, lazyEmbedded } from "./state/lazy-column.ts";
import "./state/is-loaded.ts";
export { write } from "./state/changes.ts";
export { document, embedded, setDocument, setEmbedded, setValue } from "./state/documents.ts";
export { customType, type CustomType, type ScalarOf } from "./dialect/custom-scalar.ts";
export { givenObject, ownParts, readEach, readPart, readParts, storedObject } from "./dialect/parts.ts";
export { writeEach, writePart, writeParts } from "./dialect/parts.ts";
export { Place } from "./dialect/place.ts";
export { valueList, valueType, type ValueType } from "./dialect/value-type.ts";
export {
  type Column,
  column,
  deferred,
  type DeferredColumn,
  type DeferredValue,
  deferredValue,
} from "./expr/column.ts";
export { type ToMany, toMany, type ToOne, toOne } from "./expr/relation.ts";
export {
  checkContract,
  compoundKey,
  defineModel,
  type Embedded,
  embeddedValue,
  defineSchema,
  extendModel,
  type Schema,
  wireJoin,
  wireLocal,
  wireRemote,
} from "./schema/define.ts";
export {
  BigIntType as BigInt,
  BooleanType as Boolean,
  Bytes,
  DateTime,
  type DateTimeValue,
  DateType as Date,
  Decimal,
  decimal,
  enumType,
  Float,
  Int,
  Json,
  json,
  type JsonValue,
  list,
  optionalList,
  StringType as String,
  TimeType as Time,
  Uuid,
} from "./dialect/codecs.ts";
export { loose } from "./dialect/loose.ts";
export { Day, native, nowOf, SqlDateTime, TimeOfDay, Timestamp, UnixMs, UnixSeconds } from "./dialect/moment-types.ts";
export { cuid, cuid2, nanoid, now, ulid, uuid, uuid7 } from "./dialect/defaults.ts";
export {
  type AsyncDb,
  type AsyncTarget,
  type ConnectOptions,
  connectAsync,
  connectSync,
  type Db,
  type SyncTarget,
} from "./session/database.ts";

/**
 * A value that is the key of a row of the model `M`, and of no other. A value from outside becomes one by a cast: `id as UserId`.
 */
export type Id<M extends string, T> = T & { readonly [idOf]: M };
/** What takes several. */
export type Items<T> = Iterable<T>;
/** The value of a `Bytes` column. */
export type BytesValue = Uint8Array;

/** The row that an heir's constructor begins with, for its base's to take as it is. @throws ArgumentError */
export function cellsOf<R extends Row>(model: Model, given: unknown, origin: Origin | undefined): R {
  return (origin === undefined ? blankFor(model, given) : given) as R; // with an origin come cells of the model's own layout
}

/** An own key that a constructor does not know. @throws UnknownKeyError, ArgumentError for the column that the class stands for */
export function unknownKey(model: Model, key: string): never {
  const { inheritance } = model;
  if (inheritance !== null && model.columns[inheritance.discriminator]?.name === key)
    throw new ArgumentError(
      `"${model.name}.${key}" is what the class says, and is not given to a constructor: leave it out, or make an entity of another class`,
    );
  throw new UnknownKeyError(model.name, key, memberNames(model));
}
