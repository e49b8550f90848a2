#!/usr/bin/env node
// Plain JavaScript without newer syntax: it has to run on a Node that is too old for everything behind it, to say so.

const wanted = 22;
const found = Number(process.versions.node.split(".")[0]);

if (found < wanted) {
  process.stderr.write(
    `error: joinery needs Node ${wanted} or newer, and this is Node ${process.versions.node}\n` +
      "  Install a newer Node, or add one to this project alone: npm install --save-dev node@24\n",
  );
  process.exit(2);
}

// Keeps compiled code between runs; where that cannot be written, runs are only slower. Imported here since older Nodes lack it.
const { enableCompileCache } = await import("node:module");
enableCompileCache();

// Node strips types everywhere but under node_modules, so an installed package runs its compiled form and a checkout its source.
const installed = /[\\/]node_modules[\\/]/.test(decodeURIComponent(import.meta.url));
const { main } = await import(installed ? "../dist/main.js" : "../src/main.ts");
await main();
