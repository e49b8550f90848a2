import { expect, test } from "vitest";
import { type Session } from "@joinery/runtime";
import { recordStatements } from "@joinery/runtime/testing";
import { connect, Playlist } from "../src/generated/index.js";
import {
  bestSellingArtists,
  customersOfRepresentatives,
  longestPlaylists,
  reportingChains,
  unsoldTracks,
} from "../src/questions.ts";
import { stock } from "../src/stock.ts";

/** The answer in a session that has loaded nothing yet, and how many statements it took. */
function ask<T>(question: (session: Session) => T): { answer: T; statements: number } {
  using db = connect("sqlite::memory:");
  db.createAll();
  db.transaction(stock);
  using session = db.session();
  using statements = recordStatements(db);
  return { answer: question(session), statements: statements.count };
}

test("sums what artists earn, exactly and in one statement", () => {
  const { answer, statements } = ask((session) => bestSellingArtists(session, 2));
  expect(answer).toEqual([
    { artist: "Ida Quill", sold: 6, revenue: "6.54" },
    { artist: "Crane Driver", sold: 4, revenue: "4.86" },
  ]);
  expect(statements).toBe(1);
});

test("follows managers to the top in one statement", () => {
  const { answer, statements } = ask(reportingChains);
  expect(answer).toEqual([
    ["Marta Oduya"],
    ["Marta Oduya", "Piet Vann"],
    ["Marta Oduya", "Piet Vann", "Asha Reyl"],
    ["Marta Oduya", "Piet Vann", "Noor Bexley"],
  ]);
  expect(statements).toBe(1);
});

test("counts the tracks of playlists across the many-to-many in three statements", () => {
  const { answer, statements } = ask((session) => longestPlaylists(session, 4));
  expect(answer.map(({ playlist, tracks, minutes }) => [playlist, tracks, minutes])).toEqual([
    ["Everything with water in it", 4, 12],
    ["Long haul", 3, 18],
    ["Alarm", 1, 2],
    ["Empty for now", 0, 0],
  ]);
  expect(statements).toBe(3);
});

test("adds up the invoices of each representative's customers in three statements", () => {
  const { answer, statements } = ask(customersOfRepresentatives);
  expect(answer).toEqual([
    { representative: "Asha Reyl", customer: "Edda Marsh", invoices: 2, total: "4.56" },
    { representative: "Asha Reyl", customer: "Tomas Ilk", invoices: 1, total: "3.27" },
    { representative: "Noor Bexley", customer: "Wren Solberg", invoices: 2, total: "6.15" },
  ]);
  expect(statements).toBe(3);
});

test("finds what nobody has bought in one statement", () => {
  const { answer, statements } = ask(unsoldTracks);
  expect(answer.map(({ track }) => track)).toEqual(["Gangway (at the table)", "Kettle, with Rain", "Folded Rain"]);
  expect(statements).toBe(1);
});

test("refuses to take an entry out of its playlist, whose key is half of the entry's own, and says what to do", () => {
  using db = connect("sqlite::memory:");
  db.createAll();
  db.transaction(stock);
  using session = db.session({ discard: "silent" });
  const playlist = session.query(Playlist).filter(Playlist.entries.any()).first();
  const [entry] = playlist?.entries ?? [];
  expect(entry).toBeDefined();
  if (entry !== undefined) playlist?.entries.remove(entry);
  expect(() => session.commit()).toThrow(/"PlaylistTrack.playlist" was emptied.*delete the "PlaylistTrack"/);
});
