import { expect, test } from "vitest";
import { codesOf, schemaOf } from "./schema-of.ts";

const user = "model User { id Int @id }";

test("checks what an abstract model says that nobody mixes in", () => {
  expect(
    codesOf(`abstract model Owned {
 owner User @relation(onDelete: cascade)
 tags String[] @unique
 version String @version
 count Int @default("x")
 posts User[] @relation("p") @orderBy(nope)
 @@unique([owner, owner])
}
${user}`),
  ).toEqual(["2 JY3011", "3 JY4007", "4 JY3203", "5 JY3102", "6 JY3012", "7 JY4006"]);
});

test("leaves to the models that mix it in what an abstract model does not have", () => {
  const { models } = schemaOf(`abstract model Owned {
 owner User
 posts User[] @relation("p")
 @@index([tenant, owner, id])
 @@id([tenant, id])
}
${user}`);
  expect(models.map(({ name }) => name)).toEqual(["User"]);
});

test("says nothing of fields that a missing mixin or base may have", () => {
  expect(codesOf("model A with Nobody {\n id Int @id\n @@index([createdAt])\n}")).toEqual(["1 JY8001"]);
  expect(codesOf("model A extends Nobody {\n x Int\n @@index([createdAt, x])\n}")).toEqual(["1 JY8004"]);
  expect(codesOf("model A with Nobody {\n @@inherit(single)\n @@discriminator(kind)\n}")).toEqual(["1 JY8001"]);
});
