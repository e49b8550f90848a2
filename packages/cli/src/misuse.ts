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
  | "FILE_IN_THE_WAY"
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

/** 0 fine, 1 findings in the schema, 2 misuse, 70 a bug of ours (`EX_SOFTWARE` of sysexits.h), 130 and 143 ended by a signal. */
export type ExitCode = 0 | 1 | 2 | 70 | 130 | 143;
