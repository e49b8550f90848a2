export {
  type ClientKind,
  type Config,
  defineConfig,
  type EmitKind,
  type NamingCase,
  type NamingConfig,
} from "./config.ts";
