import { defineConfig } from "joinery";

export default defineConfig({ schema: "blog.model", output: "src/generated" });
