export { type ClientKind, type Config, defineConfig, type EmitKind } from "./config.ts";
