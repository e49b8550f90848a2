/** What programs import beside their generated client. */
export {
  defer,
  joinedload,
  lazyload,
  type Load,
  type Loaded,
  loadOnly,
  raiseload,
  selectinload,
  undefer,
} from "./load/strategy.ts";
export { type LoaderCriteria, withLoaderCriteria } from "./expr/criteria.ts";
export { column, hasColumn } from "./expr/named-column.ts";
export { and, not, or, Ordering, Predicate } from "./expr/predicate.ts";
export { sql, type Sql } from "./expr/sql.ts";
export { defineScalar, type ScalarCodec } from "./dialect/custom-scalar.ts";
export type { Column, DeferredColumn } from "./expr/column.ts";
export type { ToMany, ToOne } from "./expr/relation.ts";
export type { Collection, ReadonlyCollection } from "./state/collection.ts";
export type { Lazy, LazyCollection } from "./state/links.ts";
export type { Entity } from "./state/entity.ts";
export { isLoaded } from "./state/is-loaded.ts";
export type { InitOf } from "./meta/init.ts";
export { from, type FromOptions } from "./input/from.ts";
export { schemaOf, type SchemaOptions } from "./input/schema-of.ts";
export type { StandardResult, StandardSchema } from "./input/standard-schema.ts";
export { toObject } from "./state/to-object.ts";
export type { BulkDelete, BulkUpdate, ChangeValues } from "./session/bulk-builder.ts";
export type { BulkOptions, Synchronize } from "./session/bulk-target.ts";
export type { FoundOrCreated } from "./session/find-or-create.ts";
export type { InsertOptions } from "./session/insert-rows.ts";
export type { UpsertOptions } from "./session/upsert-rows.ts";
export type { Query } from "./session/query.ts";
export { type EntityStatus, type History, inspect, type InstanceState } from "./session/inspect.ts";
export { makeTransient, type MakeTransientOptions, makeTransientToDetached } from "./session/make-transient.ts";
export type { Attribute } from "./state/attributes.ts";
export type { AnyEntity, AsyncSession, IsModifiedOptions, MergeOptions, Nested, Session } from "./session/session.ts";
export type { FlushPlan, PlannedStatement } from "./flush/planned-flush.ts";
export type { Placeholder, PlannedRow } from "./flush/planned-row.ts";
export type {
  Change,
  Changes,
  CollectionEvent,
  EntityEvent,
  EntityHandlers,
  Flushed,
  RowEvent,
  SessionHandlers,
  SetEvent,
  TakeOff,
} from "./session/event-types.ts";
export type { AsyncSessionOptions, SessionOptions } from "./session/session-options.ts";
export type {
  AsyncDb,
  AsyncTarget,
  CheckOptions,
  ConnectOptions,
  Db,
  ReplicatedTarget,
  SyncTarget,
} from "./session/database.ts";
export type { RetryOptions, TransactionOptions } from "./session/transaction-options.ts";
export type { DriverOptions, PoolOptions } from "./driver/driver-module.ts";
export type { IsolationLevel } from "./io/request.ts";
export type { PoolStatistics } from "./io/connection.ts";
export type {
  AcquireEvent,
  EventSource,
  ListenOptions,
  StatementEvent,
  StatementListener,
  TransactionEvent,
  TransactionStep,
} from "./events.ts";
export type { Compat } from "./dialect/compat.ts";
export type { Caller } from "./events/caller.ts";
export { sanitizeSql } from "./events/sanitize.ts";
export type { SlowQueryOptions, SlowStatement } from "./events/slow-query.ts";
export {
  AccessDenied,
  ArgumentError,
  AsyncFunctionError,
  AttachedElsewhereError,
  CellFormatError,
  CheckViolation,
  CodecShapeError,
  CollectionWriteError,
  ColumnNotLoadedError,
  CommitOutcomeUnknown,
  ConnectionClosed,
  ConnectionLost,
  ConstraintViolation,
  ContractVersionError,
  DatabaseBusy,
  DatabaseError,
  DatabaseFull,
  DatabaseOpenError,
  Deadlock,
  DetachedError,
  DriverMissingError,
  DuplicateIdentityError,
  ExtensionError,
  FlushCycleError,
  FlushLoopError,
  ForeignKeyViolation,
  InputError,
  InternalError,
  JoineryError,
  KeyInUseError,
  LazyLoadRefusedError,
  LoadOptionError,
  MissingValueError,
  MultipleFoundError,
  NotAssignedError,
  NotFoundError,
  NotNullViolation,
  PoolTimeout,
  QueryError,
  ReadOnlyError,
  ReadOnlyTransaction,
  RelationInvalidatedError,
  RelationNotLoadedError,
  RelationRequiredError,
  RelationTypeError,
  SchemaMismatchError,
  SchemaNotForEngineError,
  SerializationFailure,
  SessionFailedError,
  SessionStateError,
  SqlValueError,
  StaleDataError,
  StaleSnapshotError,
  StatementTimeout,
  StatementTooLarge,
  TooManyConnections,
  TransactionTimeout,
  UndefinedValueError,
  UniqueCycleError,
  UniqueViolation,
  UnknownDiscriminatorError,
  UnknownKeyError,
  UnsavedChangesError,
  UrlError,
  ValueError,
  WriterBusyError,
} from "./errors.ts";
export type { DatabaseErrorDetail, InputIssue, SchemaFinding } from "./errors.ts";
