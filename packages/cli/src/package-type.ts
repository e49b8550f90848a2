import { dirname, join } from "node:path";
import { headerMark } from "@joinery/codegen";
import type { Host } from "./host.ts";

/**
 * Whether Node.js takes `.js` files of a directory for CommonJS because the nearest package.json above it says so, as `npm init` writes it. One
 * that says nothing leaves it to what is in the files. False for a directory that has a package.json of the user's own, who decides there.
 */
export function isCommonJs(host: Host, directory: string): boolean {
  const own = host.readText(join(directory, "package.json"));
  if (own !== null && !own.includes(headerMark)) return false;
  for (let at = dirname(directory); ; at = dirname(at)) {
    const text = host.readText(join(at, "package.json"));
    if (text !== null) return typeOf(text) === "commonjs";
    if (dirname(at) === at) return false;
  }
}

function typeOf(text: string): unknown {
  try {
    const description: unknown = JSON.parse(text);
    return typeof description === "object" && description !== null ? Reflect.get(description, "type") : undefined;
  } catch {
    return undefined; // whoever runs the project is told by Node.js
  }
}
