/**
 * In types alone: what handles and expressions carry for the checker. Symbols, so that they take no name from a handle's real members.
 */

/** Whose expression it is, in a place that makes it contravariant: what a base's expression says holds for its subclasses, no more. */
export declare const owner: unique symbol;
/** What a column gives. */
export declare const value: unique symbol;
/** The instances that a relation gives. */
export declare const target: unique symbol;
/** The property that a relation is. */
export declare const key: unique symbol;
/** What a relation to one gives where there is none: null, or never. */
export declare const none: unique symbol;
/** Whether a program changes the collection that a relation gives. */
export declare const access: unique symbol;
