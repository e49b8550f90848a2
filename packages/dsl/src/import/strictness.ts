/** Tables of SQLite that Prisma has made are not STRICT, and its texts on MySQL compare as Prisma has them. */
import type { ImportContext } from "./import-context.ts";
import { attributeNamed } from "./prisma-source.ts";

export function writeStrictness({ schema, source, rewrite }: ImportContext): void {
  for (const { name, strict, inheritance } of schema.models) {
    const record = source.records.get(name);
    const followsBase = (inheritance?.base ?? null) !== null;
    if (strict || followsBase || !record || attributeNamed(record, "strict")) continue;
    rewrite.addBlockAttribute(record, "@@strict(false)");
  }
}
