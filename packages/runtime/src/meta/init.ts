/** What programs give to make entities of, in types. */

/**
 * What `new User(…)` takes, of the class `typeof User`: columns and relations. A class has two constructors, of which the second is the
 * runtime's own; inference from one signature would give that.
 */
export type InitOf<C> = C extends {
  new (values: infer I): unknown;
  new (cells: never, origin: never): unknown;
}
  ? I
  : never;
