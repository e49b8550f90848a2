/** In Prisma's meaning: relations. */
import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { car, checks, codesOf, datasource, type Provider } from "./prisma-checks.ts";

describe("relations", () => {
  const wheels = (list: string, ...lines: readonly string[]): string =>
    `${car(list)}model Wheel {\n  id Int @id\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
  const key = ["carId Int", "car Car @relation(fields: [carId], references: [id])"];
  checks([
    [
      "of a model to itself have names",
      "sqlite",
      car("a Int?", "up Car? @relation(fields: [a], references: [id])", "down Car[]"),
      ["JY5001"],
    ],
    [
      "without a name are called after their models",
      "sqlite",
      wheels('wheels Wheel[] @relation("CarToWheel")', 'cars Car[] @relation("CarToWheel")', ...key).replace(
        "id Int @id\n",
        "id Int @id\n  spare Wheel[]\n",
      ),
      ["JY5001"],
    ],
    [
      "may have that name themselves",
      "sqlite",
      wheels('wheels Wheel[] @relation("CarToWheel")', 'cars Car[] @relation("CarToWheel")'),
      [],
    ],
    [
      "do not find what is without a name by that name",
      "sqlite",
      wheels("wheels Wheel[]", "carId Int", 'car Car @relation("CarToWheel", fields: [carId], references: [id])'),
      ["JY5004"],
    ],
    ["may require each other in a circle", "postgresql", circle(), []],
    [
      "are told once of arguments on the wrong side",
      "sqlite",
      wheels("wheels Wheel[] @relation(fields: [id], references: [id])", ...key),
      ["JY5007"],
    ],
    [
      "take a name on the wrong side without effect",
      "postgresql",
      wheels('wheels Wheel[] @relation(map: "x")', ...key),
      ["JY3010"],
    ],
    [
      "may share their key where foreign keys have no names",
      "sqlite",
      wheels(
        'wheels Wheel[]\n  spares Wheel[] @relation("Spare")',
        ...key,
        'spareOf Car @relation("Spare", fields: [carId], references: [id])',
      ),
      [],
    ],
    ["take no name on SQLite", "sqlite", wheels('wheels Wheel[] @relation(map: "x")', ...key), ["JY5007"]],
    [
      "name fields without quotes",
      "sqlite",
      wheels("wheels Wheel[]", "carId Int", 'car Car @relation(fields: ["carId"], references: [id])'),
      ["JY3007"],
    ],
    [
      "name fields without arguments",
      "mysql",
      wheels("wheels Wheel[]", "carId Int", "car Car @relation(fields: [carId(length: 1)], references: [id])"),
      ["JY3007"],
    ],
    [
      "join by the one column of an id",
      "sqlite",
      "model Car {\n  vin String\n  owners Owner[]\n  @@id([vin])\n}\nmodel Owner {\n  id Int @id\n  cars Car[]\n}\n",
      [],
    ],
    [
      "do not join by a unique",
      "sqlite",
      "model Car {\n  vin String @unique\n  owners Owner[]\n}\nmodel Owner {\n  id Int @id\n  cars Car[]\n}\n",
      ["JY5105"],
    ],
    [
      "have no list for a key",
      "sqlite",
      wheels("wheels Wheel[]", "carId Int[]", "car Car @relation(fields: [carId], references: [id])"),
      ["JY3201"],
    ],
  ]);

  test("without foreign keys have one mistake where an action is unknown", () => {
    const self = 'up Car? @relation("Up", fields: [a], references: [id], onDelete: NoAction)';
    const schema = car("a Int? @unique", self, 'down Car? @relation("Up")');
    expect(codesOf(datasource("sqlite", 'relationMode = "prisma"') + schema)).toEqual(["JY3011"]);
  });

  test("of a model to itself without foreign keys are told the action that the provider has", () => {
    const schema = car(
      "a Int? @unique",
      'up Car? @relation("Up", fields: [a], references: [id])',
      'down Car? @relation("Up")',
    );
    const hint = (provider: Provider): (string | null)[] =>
      compile([{ path: "a.prisma", text: datasource(provider, 'relationMode = "prisma"') + schema }]).diagnostics.map(
        (diagnostic) => diagnostic.hint,
      );
    expect(hint("sqlite")).toEqual(["write onDelete: Restrict, onUpdate: Restrict"]);
    expect(hint("mysql")).toEqual(["write onDelete: NoAction, onUpdate: NoAction"]);
  });

  function circle(): string {
    const side = (name: string, other: string): string =>
      `model ${name} {\n  id Int @id\n  k Int @unique\n  x ${other} @relation("${name}", fields: [k], references: [id])\n  y ${other}? @relation("${other}")\n}\n`;
    return side("Car", "Plate") + side("Plate", "Car");
  }
});
