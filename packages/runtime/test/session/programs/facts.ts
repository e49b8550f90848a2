/** What a session program and the naive model know of a fixture: told once, by hand, and not read from what is tested. */

export interface ModelFacts {
  readonly name: string;
  /** How often one is made, beside the others. */
  readonly weight: number;
  /** What a constructor gets. */
  readonly make: (id: number) => Record<string, unknown>;
  /** What the constructor, or the table, adds to it. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** What may be set, by column. */
  readonly pools: (id: number) => Readonly<Record<string, readonly unknown[]>>;
  /** A column whose value is changed in place. */
  readonly list?: string;
  readonly key: readonly string[];
  /** Who gives the key: the database, or the constructor by a default; else it is among what is given. */
  readonly generatedBy?: "database" | "constructor";
  /** A key cell as a program writes it. */
  readonly keyValue?: (cell: unknown) => unknown;
  readonly version?: string;
  readonly unique?: string;
}

/** A relation whose key stands with `model`. The other side is a collection, or one entity where `isUnique`. */
export interface ToOneFacts {
  readonly model: string;
  readonly name: string;
  readonly target: string;
  readonly inverse: string;
  readonly columns: readonly string[];
  readonly onDelete: "SetNull" | "Restrict" | "Cascade";
  readonly isUnique?: boolean;
  readonly isRequired?: boolean;
  /** The target deletes what it owns by this relation, and what it loses. */
  readonly isOwner?: boolean;
}

/** A many-to-many relation; `left` and `right` are the ends, each with the columns of its key in the table of links. */
export interface ManyToManyFacts {
  readonly table: string;
  readonly left: EndFacts;
  readonly right: EndFacts;
}

export interface EndFacts {
  readonly model: string;
  readonly name: string;
  readonly columns: readonly string[];
}

export interface Facts {
  /** In an order in which their rows can be deleted once every key that may be empty is. */
  readonly models: readonly ModelFacts[];
  readonly toOnes: readonly ToOneFacts[];
  readonly manyToManys: readonly ManyToManyFacts[];
  /** What handlers do, in a session that has them. */
  readonly handlers: {
    /** Before a row of the model is inserted the column is set. */
    readonly stamped: { readonly model: string; readonly column: string; readonly value: unknown };
    /** After a row of the model was updated one of the other, which needs nobody, is added. */
    readonly followed: { readonly model: string; readonly by: string };
  };
}

/** A collection, whose it is, and of what. */
export interface CollectionFacts {
  readonly model: string;
  readonly name: string;
  readonly item: string;
}

export function collectionsOf(facts: Facts): CollectionFacts[] {
  return [
    ...facts.toOnes
      .filter((one) => one.isUnique !== true)
      .map((one) => ({ model: one.target, name: one.inverse, item: one.model })),
    ...facts.manyToManys.flatMap(({ left, right }) => [
      { model: left.model, name: left.name, item: right.model },
      { model: right.model, name: right.name, item: left.model },
    ]),
  ];
}

/** The names of a model's relations, from both sides. */
export function relationsOf(facts: Facts, model: string): string[] {
  return [
    ...facts.toOnes.filter((one) => one.model === model).map((one) => one.name),
    ...facts.toOnes.filter((one) => one.target === model).map((one) => one.inverse),
    ...facts.manyToManys.flatMap(({ left, right }) =>
      [left, right].filter((end) => end.model === model).map((end) => end.name),
    ),
  ];
}
