/**
 * What is used of the package `pg`, told by its shape: its own declarations need those of Node.js, and whoever reads ours would be made to
 * check them too. `PgPool` is what a program may give; the others are what pg gives to its Submittables (pg-cursor and pg-query-stream are
 * such), of which its declarations tell a part.
 */

/** A connection that a pool lends. */
export interface PgPoolClient {
  release(destroy?: boolean): void;
  getTransactionStatus(): "I" | "T" | "E" | null;
}

/** A `Pool` of the package `pg`, version 8.23 or newer. */
export interface PgPool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  connect(): Promise<PgPoolClient>;
  end(): Promise<void>;
}

/** One connection, as pg has it. @internal */
export interface PgClient extends PgPoolClient {
  query(request: Submittable): unknown;
  on(event: "error", listener: (error: unknown) => void): unknown;
  off(event: "error", listener: (error: unknown) => void): unknown;
  readonly processID: number | null;
  readonly secretKey: number | null;
  readonly host: string;
  readonly port: number;
  readonly ssl: unknown;
  readonly connection: PgWire;
}

/** A pool as the driver uses it. @internal */
export interface PgClients extends Omit<PgPool, "connect"> {
  readonly options: {
    readonly max?: number;
    readonly pipeline?: boolean;
    /** Of the server, for messages. */
    readonly host?: string;
  };
  /** The class of its clients. */
  readonly Client: new (options: object) => PgClient;
  connect(): Promise<PgClient>;
  on(event: "error", listener: (error: unknown) => void): unknown;
  on(event: "connect" | "remove", listener: (client: PgClient) => void): unknown;
  off(event: "error", listener: (error: unknown) => void): unknown;
}

/** Writes messages of the protocol. @internal */
export interface PgWire {
  readonly stream: { cork?(): void; uncork?(): void; destroy(error?: Error): unknown };
  connect(portOrPath: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processID: number | null, secretKey: number | null): void;
  query(sql: string): void;
  parse(message: { name?: string; text: string }): void;
  bind(message: { statement?: string; values?: readonly unknown[] }): void;
  describe(message: { type: "P" }): void;
  execute(message: object): void;
  close(message: { type: "S"; name: string }): void;
  sync(): void;
  sendCopyFail(message: string): void;
  on(event: string, listener: (error: unknown) => void): unknown;
  once(event: string, listener: () => void): unknown;
  off(event: string, listener: () => void): unknown;
}

/** What a client is given to send, and told the answers to. @internal */
export interface Submittable {
  /** An error where it cannot be sent; null where it was. */
  submit(wire: PgWire): Error | null;
  handleRowDescription(message: { readonly fields: readonly { readonly dataTypeID: number }[] }): void;
  handleDataRow(message: { readonly fields: (string | null)[] }): void;
  handleCommandComplete(message: { readonly text: string }): void;
  handleEmptyQuery(): void;
  handlePortalSuspended(): void;
  handleCopyInResponse(wire: PgWire): void;
  handleCopyData(): void;
  handleReadyForQuery(): void;
  handleError(error: unknown, wire: PgWire): void;
}
