/** Which other declarations a model or view mentions, by name: what its meaning can depend on. */
import type { AttributeAst, RecordAst } from "../syntax/ast.ts";
import { isScalarType, yieldsToDeclaration } from "./scalars.ts";

export interface Mentions {
  /** Every name, once. */
  readonly names: ReadonlySet<string>;
  /** Those behind `extends` and `with`, whose fields become its own. */
  readonly parents: ReadonlySet<string>;
  /** Whether its key may have columns that another model decides: a relation stands in it. */
  readonly keyDepends: boolean;
  /** Whether it names columns of a model that it is related to. */
  readonly namesForeignColumns: boolean;
  /** Whether columns of its own are of the types of columns that it names there. */
  readonly copiesForeignColumns: boolean;
}

const known = new WeakMap<RecordAst, Mentions>();

export function mentionsOf(record: RecordAst): Mentions {
  const found = known.get(record);
  if (found) return found;
  const mentions = readMentions(record);
  known.set(record, mentions);
  return mentions;
}

function readMentions(record: RecordAst): Mentions {
  const parents = new Set(record.mixins.map((name) => name.text));
  if (record.base !== null) parents.add(record.base.text);
  const names = new Set(parents);
  let keyDepends = parents.size > 0;
  let namesForeignColumns = false;
  let copiesForeignColumns = false;
  for (const { type, attributes } of record.fields) {
    names.add(type.name.text);
    for (const attribute of attributes) {
      if (attribute.name.text === "through") for (const word of wordsOf(attribute)) names.add(word);
      if (attribute.name.text === "orderBy") namesForeignColumns = true;
      if (attribute.name.text !== "relation" || !hasArgument(attribute, "references")) continue;
      namesForeignColumns = true;
      copiesForeignColumns ||= !hasArgument(attribute, "fields");
    }
    // A field of the type of a model may be the key itself.
    if (attributes.some((attribute) => attribute.name.text === "id" || attribute.name.text === "unique")) {
      keyDepends ||= !isBuiltIn(type.name.text);
    }
  }
  const declared = new Map(record.fields.map((field) => [field.name.text, field.type.name.text]));
  for (const attribute of record.attributes) {
    if (attribute.name.text !== "id" && attribute.name.text !== "unique") continue;
    for (const word of wordsOf(attribute)) keyDepends ||= !isBuiltIn(declared.get(word) ?? "");
  }
  return { names, parents, keyDepends, namesForeignColumns, copiesForeignColumns };
}

/** Keys of these types are the model's own affair. A model may take the name of a type that yields. */
function isBuiltIn(type: string): boolean {
  return isScalarType(type) && !yieldsToDeclaration(type);
}

function wordsOf(attribute: AttributeAst): string[] {
  return attribute.arguments.flatMap(({ value }) => {
    const items = value.kind === "list" ? value.items : [value];
    return items.flatMap((item) => (item.kind === "name" ? [item.text] : item.kind === "call" ? [item.name.text] : []));
  });
}

function hasArgument(attribute: AttributeAst, name: string): boolean {
  return attribute.arguments.some((argument) => argument.name?.text === name);
}
