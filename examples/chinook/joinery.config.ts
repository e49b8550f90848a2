import { defineConfig } from "joinery";

export default defineConfig({ schema: "chinook.model", output: "src/generated" });
