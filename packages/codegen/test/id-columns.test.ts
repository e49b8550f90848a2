/** Which columns hold whose key. */
import type { Inheritance } from "@joinery/dsl";
import { expect, test } from "vitest";
import { idColumns } from "../src/id-columns.ts";
import { column, foreignKey, id, modelWith, span } from "./ir.ts";

const key = (...columns: string[]) => ({ primaryKey: { name: null, columns, span } });
const idsOf = (...models: Parameters<typeof idColumns>[0]) =>
  Object.fromEntries([...idColumns(models)].map(([name, ids]) => [name, Object.fromEntries(ids)]));

test("a key and what refers to it are of one model, over any number of steps and in any order", () => {
  const comment = modelWith("Comment", [id, column("profile", "Int"), column("text", "String")], {
    foreignKeys: [foreignKey("p", ["profile"], "Profile", { targetColumns: ["user"] })],
  });
  const profile = modelWith("Profile", [column("user", "Int")], {
    ...key("user"),
    foreignKeys: [foreignKey("u", ["user"], "User")],
  });
  expect(idsOf(comment, profile, modelWith("User", [id]))).toEqual({
    Comment: { id: "Comment", profile: "User" },
    Profile: { user: "User" },
    User: { id: "User" },
  });
});

test("parts of a compound key are of the models that they refer to, and of none where they refer to none", () => {
  const seat = modelWith("Seat", [column("row", "Int"), column("room", "Int")], {
    ...key("row", "room"),
    foreignKeys: [foreignKey("r", ["room"], "Room")],
  });
  const booking = modelWith("Booking", [id, column("a", "Int"), column("b", "Int")], {
    foreignKeys: [foreignKey("s", ["a", "b"], "Seat", { targetColumns: ["row", "room"] })],
  });
  expect(idsOf(seat, booking, modelWith("Room", [id]))).toEqual({
    Seat: { room: "Room" },
    Booking: { id: "Booking", b: "Room" },
    Room: { id: "Room" },
  });
});

test("heirs have the key of their root, a unique that is no key has none, and a circle of keys ends", () => {
  const heir: Inheritance = { strategy: "joined", base: "Root", discriminator: "kind", value: "h" };
  const byMail = modelWith("Mail", [id, column("mail", "String")], {
    foreignKeys: [foreignKey("m", ["mail"], "Root", { targetColumns: ["mail"] })],
  });
  const a = modelWith("A", [id], { foreignKeys: [foreignKey("b", ["id"], "B")] });
  const b = modelWith("B", [id], { foreignKeys: [foreignKey("a", ["id"], "A")] });
  const root = modelWith("Root", [id, column("mail", "String")]);
  const ids = idsOf(modelWith("Heir", [id], { inheritance: heir }), root, byMail, a, b);
  expect(ids).toMatchObject({ Heir: { id: "Root" }, Root: { id: "Root" }, Mail: { id: "Mail" } });
  expect(ids["A"]).toEqual(ids["B"]);
});
