/** What a client is told when something goes wrong: what it did, in words; what happened to us, by kind alone. */
import {
  CommitOutcomeUnknown,
  ConnectionLost,
  DatabaseBusy,
  DatabaseError,
  Deadlock,
  PoolTimeout,
  SerializationFailure,
  StatementTimeout,
} from "@joinery/runtime";

/** The client asks for what cannot be. */
export class Refused extends Error {
  readonly status: 400 | 404 | 409;

  constructor(status: 400 | 404 | 409, message: string) {
    super(message);
    this.status = status;
  }
}

/** What passes: the same request may be sent again, which is safe here, for a transfer's id makes it happen once. */
const passing = [
  CommitOutcomeUnknown,
  ConnectionLost,
  DatabaseBusy,
  Deadlock,
  PoolTimeout,
  SerializationFailure,
  StatementTimeout,
];

export function problemOf(error: Error): { readonly status: 400 | 404 | 409 | 500 | 503; readonly message: string } {
  if (error instanceof Refused) return { status: error.status, message: error.message };
  if (passing.some((kind) => error instanceof kind)) return { status: 503, message: "try again" };
  console.error(error instanceof DatabaseError ? `${error.code}: ${error.message}` : error);
  return { status: 500, message: "something went wrong here" };
}
