/**
 * The keys under which an entity's inner things stand, as symbols so that a column may have any name.
 * They come from the global registry: two copies of the runtime in one program still read each other's entities.
 */

/** An entity's cells: its one own enumerable property, so that every deep-equal compares the data. */
export const row: unique symbol = Symbol.for("joinery.row");
/** On the prototype: the entity's model. */
export const model: unique symbol = Symbol.for("joinery.model");

/** In types alone: what keeps `query(User).filter(Tag.id.eq(1))` from compiling. */
export declare const brand: unique symbol;
/** In types alone: the relations of a model and what they give once loaded. */
export declare const rel: unique symbol;
