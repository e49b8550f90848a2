/**
 * The keys under which an entity's inner things stand, as symbols so that a column may have any name.
 * They come from the global registry: two copies of the runtime in one program still read each other's entities.
 */

/** An entity's cells: its one own enumerable property, so that every deep-equal compares the data. */
export const row: unique symbol = Symbol.for("joinery.row");
/** On the prototype: the entity's model. */
export const model: unique symbol = Symbol.for("joinery.model");

/** On the prototype: gives the cell of a column that is read while it is undefined. */
export const missing: unique symbol = Symbol.for("joinery.missing");

/** Used in types alone (as are the next three): what keeps `query(User).filter(Tag.id.eq(1))` from compiling. */
export const brand: unique symbol = Symbol.for("joinery.brand");
/** The relations of a model and what they give once loaded. */
export const rel: unique symbol = Symbol.for("joinery.rel");
/** The primary key of a model, a value or an object of its columns. */
export const pk: unique symbol = Symbol.for("joinery.pk");
/** The model whose key a branded id is. */
export declare const idOf: unique symbol;
