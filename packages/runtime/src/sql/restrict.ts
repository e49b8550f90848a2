/** A model's own statements (`model-statements.ts`) where criteria hold: their conditions are put behind the statement's own. */
import type { Dialect } from "../dialect/dialect.ts";
import type { Criteria } from "../expr/criteria.ts";
import type { CellValue, Statement } from "../io/request.ts";
import type { Model } from "../meta/model.ts";
import type { Compiled } from "./compile.ts";
import { writeCriteria } from "./conditions.ts";
import { SqlWriter } from "./writer.ts";

/** What is read, and under which alias. */
export interface Source {
  readonly model: Model;
  readonly alias: string;
}

/** The texts by what they restrict, then by what is added: the number of criteria that a program has is small. */
const known = new WeakMap<Statement, Map<string, Statement>>();
/** To a statement. Criteria with lists of ever other lengths would else be kept without end. */
const maxTexts = 100;

/**
 * The statement with the criteria of the sources. Itself, where they ask for nothing.
 *
 * @param end what the statement's text ends with behind its conditions
 */
export function restrict(
  dialect: Dialect,
  statement: Statement,
  params: readonly CellValue[],
  criteria: Criteria | null,
  sources: readonly Source[],
  end = "",
): Compiled {
  if (criteria === null) return { statement, params };
  const writer = new SqlWriter(dialect, criteria, params.length);
  for (const { model, alias } of sources) writeCriteria(writer, alias, model);
  if (writer.text === "") return { statement, params };
  const more = writer.finish();
  const all = [...params, ...more.params];
  const { sql, kinds, secret = [] } = more.statement;
  const key = `${params.length}|${kinds.join()}|${secret.join()}|${sql}`;
  let texts = known.get(statement);
  if (texts === undefined || texts.size >= maxTexts) known.set(statement, (texts = new Map()));
  let restricted = texts.get(key);
  if (restricted === undefined) {
    const own = params.map((_, at) => statement.kinds[Math.min(at, statement.kinds.length - 1)] ?? "text"); // the last stands for all that follow
    const isSecret = statement.secret !== undefined || more.statement.secret !== undefined;
    const flags = all.map(
      (_, at) => (at < params.length ? statement.secret?.[at] : secret[at - params.length]) === true,
    );
    restricted = {
      ...statement,
      sql: `${statement.sql.slice(0, statement.sql.length - end.length)}${sql}${end}`,
      kinds: [...own, ...kinds],
      ...(isSecret ? { secret: flags } : {}),
    };
    texts.set(key, restricted);
  }
  return { statement: restricted, params: all };
}
