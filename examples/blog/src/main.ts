/** `pnpm start [--echo]`: tells the tutorial in both colours. `--echo` shows every statement with its parameters and time. */
import { styleText } from "node:util";
import { tutorial as asyncTutorial } from "./async.ts";
import { connect as connectAsync } from "./generated-async/index.js";
import { connect } from "./generated/index.js";
import { tutorial } from "./sync.ts";
import { Transcript } from "./transcript.ts";

const dim = (line: string): void => console.log(styleText("dim", line));
const echo = process.argv.includes("--echo") && ((sql: string): void => dim(sql.replaceAll(/^/gm, "   | ")));

{
  console.log(styleText("bold", "The blog on SQLite, synchronously\n"));
  using db = connect("sqlite::memory:", { echo });
  const transcript = new Transcript(db, console.log, dim);
  tutorial(db, transcript);
  transcript.end();
}
{
  console.log(styleText("bold", "The blog on PostgreSQL (PGlite), asynchronously\n"));
  await using db = connectAsync("pglite::memory:", { echo });
  const transcript = new Transcript(db, console.log, dim);
  await asyncTutorial(db, transcript);
  transcript.end();
}
