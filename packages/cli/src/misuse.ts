/** What went wrong, for tests and scripts; the message says the same to a person. */
export type MisuseCode =
  | "SCHEMA_NOT_FOUND"
  | "SCHEMA_AMBIGUOUS"
  | "SCHEMA_EMPTY"
  | "CODEC_NOT_FOUND"
  | "NOT_A_SCHEMA"
  | "CONFIG_AMBIGUOUS"
  | "CONFIG_INVALID"
  | "CONFIG_FAILED"
  | "TSCONFIG_FAILED"
  | "FILE_IN_THE_WAY"
  | "OUTPUT_BUSY"
  | "NO_TERMINAL"
  | "FLAGS_CONFLICT"
  | "PROJECT_READY"
  | "PROJECT_UNREADABLE"
  | "FILE_ACCESS";

/** A request that cannot be carried out as it stands: the command ends with exit code 2, having changed nothing. */
export class Misuse extends Error {
  readonly code: MisuseCode;
  /** The way out, one line or several. */
  readonly hint: string;

  constructor(code: MisuseCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "Misuse";
    this.code = code;
    this.hint = hint;
  }
}

/** Somebody was asked and said no: the command ends with exit code 3, having changed nothing. */
export class Declined extends Error {
  constructor() {
    super("declined: nothing was written");
    this.name = "Declined";
  }
}

/** Somebody pressed Ctrl-C at a question: the command ends with exit code 130, as by the signal. */
export class Interrupted extends Error {
  constructor() {
    super("interrupted: nothing was written");
    this.name = "Interrupted";
  }
}

/**
 * 0 fine, 1 findings, 2 misuse, 3 declined, 70 a bug of ours (`EX_SOFTWARE` of sysexits.h), 130 and 143 ended by a signal.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 70 | 130 | 143;
