/** `fixtures/company`: mutual keys that may be empty, a self-reference, owned tasks, notes that the database deletes, compound keys, lists. */
import type { Facts } from "./facts.ts";

export const company: Facts = {
  models: [
    {
      ...{ name: "Note", weight: 1, key: ["id"], generatedBy: "constructor" },
      make: (id) => ({ text: `n${id}` }),
      pools: () => ({ text: ["x", "y"] }),
    },
    {
      ...{ name: "Task", weight: 1, key: ["id"], generatedBy: "database" },
      make: (id) => ({ title: `t${id}` }),
      defaults: { done: false },
      pools: () => ({ title: ["x", "y"], done: [true, false] }),
    },
    { name: "Badge", weight: 1, key: ["code"], make: (id) => ({ code: `b${id}` }), pools: () => ({}) },
    {
      ...{ name: "Project", weight: 1, key: ["id"], generatedBy: "database", unique: "title" },
      make: (id) => ({ title: `p${id}` }),
      defaults: { budget: "0" },
      pools: (id) => ({ budget: ["0", "1", "2.5"], title: [`p${id}`, `P${id}`] }),
    },
    {
      ...{ name: "Employee", weight: 2, key: ["id"], generatedBy: "database", list: "skills" },
      make: (id) => ({ name: `e${id}`, skills: [] }),
      pools: (id) => ({ name: ["x", "y", `e${id}`], skills: [[], ["a"], ["a", "b"]] }),
    },
    {
      ...{ name: "Department", weight: 1, key: ["id"], generatedBy: "database", unique: "name" },
      make: (id) => ({ name: `d${id}` }),
      pools: (id) => ({ name: [`d${id}`, `D${id}`] }),
    },
    {
      ...{ name: "Booking", weight: 1, key: ["id"], generatedBy: "database" },
      keyValue: (cell) => BigInt(cell as string),
      make: () => ({ day: "2026-01-01" }),
      pools: () => ({ day: ["2026-01-01", "2026-12-31"] }),
    },
    {
      ...{ name: "Seat", weight: 1, key: ["floor", "number"] },
      make: (id) => ({ floor: id % 3, number: id, label: null }),
      pools: () => ({ label: ["x", null] }),
    },
  ],
  toOnes: [
    {
      ...{ model: "Department", name: "head", columns: ["headId"], onDelete: "SetNull" },
      ...{ target: "Employee", inverse: "heads" },
    },
    {
      ...{ model: "Employee", name: "department", columns: ["departmentId"], onDelete: "SetNull" },
      ...{ target: "Department", inverse: "employees" },
    },
    {
      ...{ model: "Employee", name: "manager", columns: ["managerId"], onDelete: "SetNull" },
      ...{ target: "Employee", inverse: "reports" },
    },
    {
      ...{ model: "Badge", name: "employee", columns: ["employeeId"], onDelete: "Restrict", isRequired: true },
      ...{ target: "Employee", inverse: "badge", isUnique: true },
    },
    {
      ...{ model: "Task", name: "employee", columns: ["employeeId"], onDelete: "Restrict", isRequired: true },
      ...{ target: "Employee", inverse: "tasks", isOwner: true },
    },
    {
      ...{ model: "Note", name: "task", columns: ["taskId"], onDelete: "Cascade", isRequired: true },
      ...{ target: "Task", inverse: "notes" },
    },
    {
      ...{ model: "Booking", name: "seat", columns: ["seatFloor", "seatNumber"], onDelete: "Restrict" },
      ...{ target: "Seat", inverse: "bookings", isRequired: true },
    },
  ],
  handlers: {
    stamped: { model: "Project", column: "budget", value: "7" },
    followed: { model: "Employee", by: "Project" },
  },
  manyToManys: [
    {
      table: "_EmployeeToProject",
      left: { model: "Employee", name: "projects", columns: ["employeeId"] },
      right: { model: "Project", name: "members", columns: ["projectId"] },
    },
  ],
};
