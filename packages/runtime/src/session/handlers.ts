/** The handlers that a program has put on a database or a session, and who of them hears of what. */
import { ArgumentError, kindOf } from "../errors.ts";
import { isKindOf } from "../meta/inheritance.ts";
import type { Model } from "../meta/model.ts";
import { model as modelKey } from "../meta/symbols.ts";
import { hearAttributes } from "../state/attribute-events.ts";
import type { Entity } from "../state/entity.ts";
import type { EntityHandlers, SessionHandlers, TakeOff } from "./event-types.ts";

export type SessionEventName = keyof SessionHandlers<"sync">;
export type EntityEventName = keyof EntityHandlers<"sync", never>;
type EventName = SessionEventName | EntityEventName;

/** What each event is of. */
const events: Readonly<Record<EventName, "session" | "row" | "attribute">> = {
  beforeFlush: "session",
  afterFlush: "session",
  beforeCommit: "session",
  afterCommit: "session",
  afterRollback: "session",
  afterBegin: "session",
  beforeInsert: "row",
  afterInsert: "row",
  beforeUpdate: "row",
  afterUpdate: "row",
  beforeDelete: "row",
  afterDelete: "row",
  load: "row",
  refresh: "row",
  set: "attribute",
  append: "attribute",
  remove: "attribute",
};

export interface Handler {
  /** Of which entities it hears; null for all, and for events of a session. */
  readonly model: Model | null;
  /** In which order handlers were put on, here and at the database. */
  readonly order: number;
  readonly call: (subject: object, event?: object) => unknown;
}

const nobody: readonly Handler[] = [];
let lastOrder = 0;

/** Those of a database; or of a session, and then those of its database with them. */
export class Handlers {
  readonly #outer: Handlers | null;
  /** Lists are replaced as a whole, so that a handler may leave while it is told. */
  readonly #lists = new Map<string, readonly Handler[]>();

  constructor(outer: Handlers | null) {
    this.#outer = outer;
  }

  /** Whether anybody hears of an event. */
  hears(event: EventName): boolean {
    return this.#lists.has(event) || this.#outer?.hears(event) === true;
  }

  /** Whether anybody hears of any of these events. */
  hearsAny(names: readonly EventName[]): boolean {
    if (this.#lists.size === 0) return this.#outer?.hearsAny(names) === true;
    return names.some((event) => this.hears(event));
  }

  /** Who hears of an event, in the order in which they were put on. */
  of(event: EventName): readonly Handler[] {
    const own = this.#lists.get(event) ?? nobody;
    const outer = this.#outer?.of(event) ?? nobody;
    if (own.length === 0 || outer.length === 0) return own.length === 0 ? outer : own;
    return [...outer, ...own].sort((a, b) => a.order - b.order);
  }

  /**
   * Puts a handler on.
   *
   * @param rest the handler, after the class whose entities it hears of
   * @param more an event that whoever asks knows besides
   * @throws ArgumentError
   */
  on(event: string, rest: readonly unknown[], more: readonly string[] = []): TakeOff {
    const kind = Object.hasOwn(events, event) ? events[event as EventName] : null; // as it just found
    if (kind === null) {
      const names = [...Object.keys(events), ...more].map((name) => `"${name}"`).join(", ");
      throw new ArgumentError(`${shown(event)} is no event that on(event, handler) knows: there are ${names}`);
    }
    const model = rest.length > 1 ? modelOfClass(event, kind, rest[0]) : null;
    const call = rest.at(-1);
    if (typeof call !== "function" || modelIn(call) !== undefined)
      throw new ArgumentError(
        `on("${event}", …) takes a function, ${kind === "session" ? "" : "after a class of the client where it hears of that alone, "}and was given ${typeof call === "function" ? "a class" : kindOf(call)}`,
      );
    if (kind === "attribute") hearAttributes();
    const handler: Handler = { model, order: ++lastOrder, call: call as Handler["call"] }; // what it takes is the types' affair
    this.#lists.set(event, [...(this.#lists.get(event) ?? nobody), handler]);
    return takeOff(() => this.#leave(event, handler));
  }

  #leave(event: string, handler: Handler): void {
    const left = (this.#lists.get(event) ?? nobody).filter((other) => other !== handler);
    if (left.length === 0) this.#lists.delete(event);
    else this.#lists.set(event, left);
  }
}

/** Those of some handlers that hear of the entities of a model. */
export function hearing(handlers: readonly Handler[], model: Model): readonly Handler[] {
  return handlers.filter((handler) => handler.model === null || isKindOf(model, handler.model));
}

/** A function that can be held by `using` as well. */
export function takeOff(leave: () => void): TakeOff {
  return Object.assign(() => leave(), { [Symbol.dispose]: leave });
}

function modelOfClass(event: string, kind: "session" | "row" | "attribute", value: unknown): Model {
  if (kind === "session")
    throw new ArgumentError(
      `on("${event}", handler) is an event of a session: leave out what stands before the handler`,
    );
  const found = modelIn(value);
  if (found === undefined)
    throw new ArgumentError(
      `on("${event}", …) takes a class of the generated client before the handler, and was given ${kindOf(value)}`,
    );
  return found;
}

function modelIn(value: unknown): Model | undefined {
  return typeof value === "function" ? (value.prototype as Entity | undefined)?.[modelKey] : undefined; // any function's
}

function shown(event: unknown): string {
  return typeof event === "string" ? `"${event}"` : kindOf(event);
}
