/** `fixtures/fleet`: versions, unique values, an owned one-to-one, what may lie about unowned, keys that programs give, mutual keys of which one is required. */
import type { Facts } from "./facts.ts";

export const fleet: Facts = {
  models: [
    {
      ...{ name: "Chest", weight: 1, key: ["id"], generatedBy: "constructor" },
      make: (id) => ({ label: `h${id}` }),
      pools: () => ({ label: ["x", "y"] }),
    },
    {
      ...{ name: "Log", weight: 1, key: ["id"], generatedBy: "database", version: "edition" },
      make: (id) => ({ text: `l${id}` }),
      pools: () => ({ text: ["x", "y"] }),
    },
    {
      ...{ name: "Crate", weight: 2, key: ["id"], generatedBy: "database" },
      make: (id) => ({ label: `c${id}` }),
      pools: () => ({ label: ["x", "y"] }),
    },
    {
      ...{ name: "Sailor", weight: 2, key: ["name"] },
      make: (id) => ({ name: `s${id}`, rank: null }),
      pools: () => ({ rank: ["mate", "cook", null] }),
    },
    {
      ...{ name: "Ship", weight: 3, key: ["id"], generatedBy: "database", version: "edition", unique: "pennant" },
      make: (id) => ({ name: `v${id}`, pennant: id % 2 === 0 ? id : null }),
      pools: (id) => ({ name: ["x", "y"], pennant: [id, id + 1000, null] }),
    },
    {
      ...{ name: "Berth", weight: 1, key: ["pier", "number"] },
      make: (id) => ({ pier: id % 2 === 0 ? "east" : "west", number: id, depth: null }),
      pools: () => ({ depth: [1, 2, null] }),
    },
    {
      ...{ name: "Port", weight: 1, key: ["code"], version: "edition" },
      make: (id) => ({ code: `p${id}`, country: "nl" }),
      pools: () => ({ country: ["nl", "dk"] }),
    },
  ],
  toOnes: [
    {
      ...{ model: "Log", name: "ship", columns: ["shipId"], onDelete: "Restrict", isRequired: true },
      ...{ target: "Ship", inverse: "log", isUnique: true, isOwner: true },
    },
    {
      ...{ model: "Crate", name: "ship", columns: ["shipId"], onDelete: "SetNull" },
      ...{ target: "Ship", inverse: "crates", isOwner: true },
    },
    {
      ...{ model: "Ship", name: "escort", columns: ["escortId"], onDelete: "SetNull" },
      ...{ target: "Ship", inverse: "escorted" },
    },
    {
      ...{ model: "Ship", name: "berth", columns: ["berthPier", "berthNumber"], onDelete: "SetNull" },
      ...{ target: "Berth", inverse: "ships" },
    },
    {
      ...{ model: "Ship", name: "master", columns: ["masterName"], onDelete: "SetNull" },
      ...{ target: "Sailor", inverse: "commands" },
    },
    {
      ...{ model: "Sailor", name: "home", columns: ["homeId"], onDelete: "Restrict", isRequired: true },
      ...{ target: "Ship", inverse: "sailors" },
    },
    {
      ...{ model: "Chest", name: "owner", columns: ["ownerName"], onDelete: "Cascade", isRequired: true },
      ...{ target: "Sailor", inverse: "chest", isUnique: true },
    },
  ],
  handlers: {
    stamped: { model: "Crate", column: "label", value: "stamped" },
    followed: { model: "Ship", by: "Crate" },
  },
  manyToManys: [
    {
      table: "_PortToShip",
      left: { model: "Port", name: "ships", columns: ["portCode"] },
      right: { model: "Ship", name: "ports", columns: ["shipId"] },
    },
  ],
};
