/**
 * What generated code and the runtime agree on: the one module that a generated client imports. Whatever is removed here or changes its
 * meaning raises `contractVersion`, and a client of another version is told to run `joinery gen`.
 */
export { brand, rel, row } from "./meta/symbols.ts";
export type { Model } from "./meta/model.ts";
export type { Cell } from "./io/request.ts";
