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
export { toObject } from "./state/to-object.ts";
export type { Query } from "./session/query.ts";
export type { AsyncSession, Nested, Session } from "./session/session.ts";
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
export type { SessionOptions } from "./session/session-options.ts";
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
  InternalError,
  JoineryError,
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
  UniqueViolation,
  UnknownDiscriminatorError,
  UnknownKeyError,
  UnsavedChangesError,
  UrlError,
  ValueError,
  WriterBusyError,
} from "./errors.ts";
export type { DatabaseErrorDetail, SchemaFinding } from "./errors.ts";
