/**
 * The interface by which libraries take one another's schemas (https://standardschema.dev, version 1), as far as one is offered: a router, a form
 * or an RPC library that knows the specification takes what has it, and needs to know nothing of Joinery.
 */
import type { InputIssue } from "../errors.ts";

/** A schema of values that come as `Input` and are given on as `Output`. */
export interface StandardSchema<Input, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: "joinery";
    /** Never throws for a value, and never gives a promise. */
    readonly validate: (value: unknown) => StandardResult<Output>;
    /** In types alone. */
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

export type StandardResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly InputIssue[] };
