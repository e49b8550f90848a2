import { describe, expect, test } from "vitest";
import { contenders } from "../src/postgresql/contenders.ts";
import { answers, schemas } from "../src/postgresql/server.ts";
import { verify } from "../src/verify.ts";

const isThere = await answers();

describe.skipIf(!isThere).each(contenders)("$name", (contender) => {
  test("gives all that is stored on PostgreSQL, and stores all that it is given", async () => {
    await expect(verify(contender, schemas())).resolves.toBeUndefined();
  });
});
