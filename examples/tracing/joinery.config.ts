import { defineConfig } from "joinery";

export default defineConfig({ schema: "tracing.model", output: "src/generated" });
