/** Codecs that are made by a call, and wanted at every read: a model's file keeps them in a constant. */
import type { Column, Model } from "../client-schema.ts";
import { type Emission, isDiscriminator, own } from "./emission.ts";
import { codec, isWatched } from "./scalars.ts";

/** The expression that reads and writes the column's cells. */
export function heldCodec(column: Column, model: Model, emission: Emission): string {
  return isHeld(column, model, emission) ? `${emission.names.local("types")}.${column.name}` : codec(column, emission);
}

/** What a document's handle has is enough for it, where a program may change the document; and what has no property is read nowhere. */
function isHeld(column: Column, model: Model, emission: Emission): boolean {
  if (column.hidden) return false;
  const isRead = column.embedded !== null || (!isDiscriminator(column, model) && !isWatched(column, model));
  return isRead && codec(column, emission).includes("(");
}

/** That constant, where there is need of it. */
export function heldCodecs(model: Model, emission: Emission): string[] {
  const held = own(model.columns).filter((column) => isHeld(column, model, emission));
  const plain = held
    .filter(({ embedded }) => embedded === null)
    .map((column) => `  ${column.name}: ${codec(column, emission)},\n`);
  const parts = model.embeddeds.flatMap(({ name }) => {
    const lines = held
      .filter(({ embedded }) => embedded === name)
      .map((column) => `    ${column.name.slice(name.length + 1)}: ${codec(column, emission)},\n`);
    return lines.length === 0 ? [] : [`  ${name}: {\n${lines.join("")}  },\n`];
  });
  if (held.length === 0) return [];
  return [`/** @internal */\nconst ${emission.names.local("types")} = {\n${[...plain, ...parts].join("")}};`];
}
