/**
 * Every error that the runtime throws. A misuse has a stable `code`, typed fields, and a message that says what to do; parameter values
 * never enter a message.
 */

/** What all of Joinery's errors are. */
export class JoineryError extends Error {
  /** Stable across versions; the class's name says the same. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.name = new.target.name;
  }
}

/** A bug of ours: please report it. */
export class InternalError extends JoineryError {
  constructor(message: string) {
    super("INTERNAL", `${message} (this is a bug in Joinery; please report it)`);
  }
}

/** Says what must hold at this place. @throws InternalError when it does not. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InternalError(message);
}

/** For the end of a switch over a union: does not compile while a case is missing. */
export function unreachable(value: never): never {
  throw new InternalError(`unexpected ${JSON.stringify(value)}`);
}

/** A column is read whose value the database has yet to assign. */
export class NotAssignedError extends JoineryError {
  readonly model: string;
  readonly column: string;

  constructor(model: string, column: string) {
    super("NOT_ASSIGNED", `"${model}.${column}" has no value yet: the database assigns it when the entity is flushed`);
    this.model = model;
    this.column = column;
  }
}

/** A value does not fit its column. */
export class ValueError extends JoineryError {
  readonly model: string;
  readonly column: string;

  constructor(model: string, column: string, expected: string) {
    super("VALUE", `"${model}.${column}" takes ${expected}`);
    this.model = model;
    this.column = column;
  }
}

/** A cell of the database is not of the format that the schema says. */
export class CellFormatError extends JoineryError {
  readonly model: string;
  readonly column: string;

  constructor(model: string, column: string, expected: string, hint: string) {
    super("CELL_FORMAT", `the database holds a value in "${model}.${column}" that is not ${expected}: ${hint}`);
    this.model = model;
    this.column = column;
  }
}
