/**
 * The class with the user's own methods, which stands between the generated members and the class that queries give (`UserBase` ◄ `UserExt`
 * ◄ `User`). TypeScript sees most of what can be wrong with it; programs in JavaScript, and those that are not type-checked, are told here.
 *
 * Its shape is checked when the client is loaded. What its constructor and fields do can only be seen when they run: for the first row.
 */
import { ExtensionError } from "../errors.ts";
import type { Row } from "../io/request.ts";
import type { ColumnMeta, Model, RelationMeta } from "../meta/model.ts";
import { row } from "../meta/symbols.ts";

export interface Extension {
  /** The generated class that the user's has to extend. */
  readonly base: ModelClass;
  /** The user's file, relative to the schema's root. */
  readonly file: string;
}

/** Its prototype, and by name its handles. */
export interface ModelClass {
  readonly prototype: object;
}

type Described = Pick<Model, "name" | "columns" | "relations">;

/** @throws ExtensionError for a class that does not extend the generated one, or hides a column, a relation or a handle of it. */
export function checkExtension(modelClass: ModelClass, model: Described, { base, file }: Extension): void {
  const refuse = (problem: string): never => {
    throw new ExtensionError(model.name, file, problem);
  };
  const baseName = `"${nameOf(base) ?? `${model.name}Base`}"`;
  if (!Object.prototype.isPrototypeOf.call(base.prototype, modelClass.prototype)) {
    refuse(`has to extend ${baseName}, and that of this client: import ${baseName} from the client's own directory`);
  }
  for (const member of membersOf(model, base)) {
    if (Reflect.get(modelClass, member.name) !== member) {
      refuse(`has a static member "${member.name}", which hides the one that queries need: give it another name`);
    }
    for (const prototype of prototypesBelow(base.prototype, modelClass.prototype)) {
      if (Object.hasOwn(prototype, member.name)) refuse(hidden(member));
    }
  }
}

/**
 * What makes an entity of a row, and sees to it that the user's constructor has handed the row on.
 *
 * @throws ExtensionError where it has not, where it throws, or where a field hides a column or relation
 */
export function throughExtension<E>(
  create: Model<E>["create"],
  model: Described,
  { base, file }: Extension,
): Model<E>["create"] {
  let isFirst = true;
  return (cells, origin) => {
    let entity: E;
    try {
      entity = create(cells, origin);
    } catch (cause) {
      const problem = `has a constructor or a field that fails for a row of the database. ${constructorHint}`;
      throw new ExtensionError(model.name, file, problem, { cause });
    }
    if (rowOf(entity) !== cells) {
      throw new ExtensionError(
        model.name,
        file,
        `has a constructor that does not hand on its arguments. ${constructorHint}`,
      );
    }
    if (isFirst) {
      const field = membersOf(model, base).find(({ name }) => Object.hasOwn(entity as object, name)); // a class has made it
      if (field !== undefined) throw new ExtensionError(model.name, file, hidden(field));
      isFirst = false;
    }
    return entity;
  };
}

const constructorHint =
  "It makes what is loaded as well as what is new: write constructor(...values) { super(...values); }, or none";

function hidden(member: ColumnMeta | RelationMeta): string {
  const what = "many" in member ? "relation" : "column";
  return `has a member "${member.name}", which hides the ${what}: give it another name`;
}

/** Those that a program sees: a relation learns only later, from the schema's file, whether it is hidden. */
function membersOf({ columns, relations }: Described, base: ModelClass): (ColumnMeta | RelationMeta)[] {
  return [...columns, ...relations].filter((member) => Reflect.get(base, member.name) === member);
}

function* prototypesBelow(base: object, prototype: object): Generator<object> {
  for (let at: object | null = prototype; at !== null && at !== base; at = Reflect.getPrototypeOf(at)) yield at;
}

function rowOf(entity: unknown): Row | undefined {
  return (entity as { readonly [row]?: Row })[row]; // anything that a constructor gives may be asked
}

/** Null where a column is called `name`. */
function nameOf(modelClass: ModelClass): string | null {
  const name: unknown = Reflect.get(modelClass, "name");
  return typeof name === "string" ? name : null;
}
