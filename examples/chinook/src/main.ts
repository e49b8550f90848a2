/** `pnpm start [--echo]`: stocks a small store in memory and asks it five questions. `--echo` shows every statement with its parameters and time. */
import { styleText } from "node:util";
import { type Session } from "@joinery/runtime";
import { recordStatements } from "@joinery/runtime/testing";
import { connect } from "./generated/index.js";
import {
  bestSellingArtists,
  customersOfRepresentatives,
  longestPlaylists,
  reportingChains,
  unsoldTracks,
} from "./questions.ts";
import { stock } from "./stock.ts";
import { table } from "./table.ts";

const dim = (line: string): void => console.log(styleText("dim", line));
const echo = process.argv.includes("--echo") && ((sql: string): void => dim(sql.replaceAll(/^/gm, "   | ")));

console.log(styleText("bold", "A music store on SQLite, in the tables of Chinook\n"));
using db = connect("sqlite::memory:", { echo });
db.createAll();
db.transaction(stock);

using statements = recordStatements(db);

ask("Which artists earn most?", (session) =>
  bestSellingArtists(session, 3).map(({ artist, sold, revenue }) => [artist, sold, revenue]),
);
ask("Who reports to whom?", (session) => reportingChains(session).map((chain) => [chain.join(" > ")]));
ask("Which playlists are the longest?", (session) =>
  longestPlaylists(session, 3).map(({ playlist, tracks, minutes }) => [
    playlist,
    tracks === 1 ? "1 track" : `${tracks} tracks`,
    `${minutes} min`,
  ]),
);
ask("What have the customers of each support representative paid?", (session) =>
  customersOfRepresentatives(session).map((row) => [row.representative, row.customer, row.invoices, row.total]),
);
ask("Which tracks has nobody bought?", (session) => unsoldTracks(session).map(({ track, album }) => [track, album]));

/** Answers in a session of its own, which has loaded nothing yet. */
function ask(question: string, answer: (session: Session) => (string | number)[][]): void {
  using session = db.session();
  console.log(question);
  statements.clear();
  for (const line of table(answer(session))) console.log(`   ${line}`);
  dim(`   ${statements.count} ${statements.count === 1 ? "statement" : "statements"}\n`);
}
