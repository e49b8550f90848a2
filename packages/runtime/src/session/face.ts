/** The session that programs are given. What it does is in `core.ts`; here it is given names, types and a colour. */
import { ArgumentError, kindOf, UnsavedChangesError } from "../errors.ts";
import { type Sql, statementNode } from "../expr/sql.ts";
import type { Colour, Colours } from "../io/connection.ts";
import type { Op, Row } from "../io/request.ts";
import type { Model } from "../meta/model.ts";
import type { pk } from "../meta/symbols.ts";
import { isModified } from "../state/changes.ts";
import { readBackDocuments } from "../state/documents.ts";
import type { Entity } from "../state/entity.ts";
import type { SessionCore } from "./core.ts";
import { execute } from "./execute.ts";
import type { TakeOff } from "./event-types.ts";
import { identityOf, keyCells } from "./key-of.ts";
import { type ModelClass, modelOf, type Query, queryFor } from "./query.ts";
import type { AnyEntity, Nested, SessionOf } from "./session.ts";
import type { SessionOptions } from "./session-options.ts";

export class SessionFace<C extends Colour> implements SessionOf<C> {
  readonly #core: SessionCore;
  readonly #discard: NonNullable<SessionOptions["discard"]>;
  #savepoints = 0;

  /** @internal */
  constructor(core: SessionCore, options: SessionOptions) {
    this.#core = core;
    core.face = this;
    this.#discard = options.discard ?? "warn";
  }

  query<M extends AnyEntity>(modelClass: ModelClass<M>): Query<M, M, C> {
    this.#core.checkUsable();
    return queryFor<M, C>(this.#core, modelClass);
  }

  get<M extends AnyEntity & { readonly [pk]: unknown }>(
    modelClass: ModelClass<M>,
    key: M[typeof pk],
  ): Colours<M | null>[C] {
    return this.#byKey(modelOf(modelClass), key, false) as Colours<M | null>[C]; // the model's rows are of the class
  }

  getOne<M extends AnyEntity & { readonly [pk]: unknown }>(
    modelClass: ModelClass<M>,
    key: M[typeof pk],
  ): Colours<M>[C] {
    return this.#byKey(modelOf(modelClass), key, true) as Colours<M>[C]; // as above, and required
  }

  #byKey(model: Model, key: unknown, isRequired: boolean): Colours<Entity | null>[C] {
    const cells = keyCells(model, key);
    const identity = identityOf(model, cells);
    const held = this.#core.held(model, identity);
    if (held !== undefined) return this.#give(held);
    return this.#run(this.#core.get(model, identity, cells, isRequired));
  }

  add(entity: Entity): void {
    this.#core.add(entity);
  }

  addAll(entities: Iterable<Entity>): void {
    if (typeof entities !== "object" || entities === null || !(Symbol.iterator in entities))
      throw new ArgumentError(
        `addAll takes a list of entities, and was given ${kindOf(entities)}: one entity is for add(…)`,
      );
    for (const entity of entities) this.#core.add(entity);
  }

  delete(entity: Entity): Colours<void>[C] {
    return this.#run(this.#core.delete(entity));
  }

  flush(): Colours<void>[C] {
    return this.#run(this.#core.flush(true));
  }

  commit(): Colours<void>[C] {
    return this.#run(this.#core.commit());
  }

  rollback(): Colours<void>[C] {
    return this.#run(this.#core.rollback());
  }

  beginNested(): Colours<Nested<C>>[C] {
    const name = `joinery_${++this.#savepoints}`;
    return this.#run(nested(this.#core, name, (op) => this.#run(op)));
  }

  refresh(entity: Entity): Colours<void>[C] {
    return this.#run(this.#core.refresh(entity));
  }

  expire(entity: Entity): void {
    this.#core.expire(entity);
  }

  expunge(entity: Entity): void {
    this.#core.expunge(entity);
  }

  execute(statement: Sql): Colours<Row[]>[C] {
    return this.#run(execute(this.#core, statementNode(statement)));
  }

  has(entity: Entity): boolean {
    return this.#core.contains(entity);
  }

  isModified(entity: Entity): boolean {
    readBackDocuments(entity);
    return isModified(entity);
  }

  on(event: string, ...rest: readonly unknown[]): TakeOff {
    return this.#core.ownHandlers.on(event, rest);
  }

  get new(): readonly Entity[] {
    return this.#core.new;
  }

  get dirty(): readonly Entity[] {
    return this.#core.dirty;
  }

  get deleted(): readonly Entity[] {
    return this.#core.deleted;
  }

  get isClosed(): boolean {
    return this.#core.isClosed;
  }

  close(): Colours<void>[C] {
    const lost = this.#discard === "silent" ? [] : this.#core.unsaved();
    const done = this.#core.close() as Colours<void>[C]; // the channel's colour is this session's
    if (lost.length > 0) {
      const message = `a session was closed with unsaved changes of ${lost.map((name) => `"${name}"`).join(", ")}: call commit() or rollback() before it ends`;
      if (this.#discard === "throw") {
        const error = new UnsavedChangesError(message);
        if (!(done instanceof Promise)) throw error;
        return done.then(() => Promise.reject(error)) as Colours<void>[C]; // a promise: the session is async
      }
      process.emitWarning(message, { type: "JoineryWarning", code: "JOINERY_UNSAVED" });
    }
    return done;
  }

  [Symbol.dispose](): void {
    void this.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** A value in this session's colour. */
  #give<T>(value: T): Colours<T>[C] {
    return (this.#core.colour === "sync" ? value : Promise.resolve(value)) as Colours<T>[C]; // the two colours, as checked
  }

  #run<T>(op: Op<T>): Colours<T>[C] {
    return this.#core.run(op) as Colours<T>[C]; // the core's channel is of this session's colour
  }
}

function* nested<C extends Colour>(
  core: SessionCore,
  name: string,
  run: <T>(op: Op<T>) => Colours<T>[C],
): Op<Nested<C>> {
  yield* core.savepoint(name);
  return {
    commit: () => run(core.releaseSavepoint(name)),
    rollback: () => run(core.rollbackSavepoint(name)),
  };
}
