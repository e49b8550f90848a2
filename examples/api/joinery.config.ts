import { defineConfig } from "joinery";

export default defineConfig({ schema: "ledger.model", output: "src/generated", client: "async" });
