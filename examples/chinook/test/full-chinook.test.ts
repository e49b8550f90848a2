import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CellFormatError, type Db, type Session, toObject } from "@joinery/runtime";
import {
  Album,
  Artist,
  connect,
  Customer,
  Employee,
  Genre,
  Invoice,
  InvoiceLine,
  MediaType,
  Playlist,
  PlaylistTrack,
  Track,
} from "../src/generated/index.js";
import { amount } from "../src/money.ts";
import {
  bestSellingArtists,
  customersOfRepresentatives,
  longestPlaylists,
  reportingChains,
  unsoldTracks,
} from "../src/questions.ts";
import { isHere, openOriginal, type Original } from "./original.ts";

describe.skipIf(!isHere)("the full Chinook (skipped where its script does not lie beside the project)", () => {
  let original: Original;
  let db: Db;

  beforeAll(() => {
    original = openOriginal();
    db = connect(`sqlite:${original.importedPath}`);
  });
  afterAll(() => {
    db.close();
    original.remove();
  });

  /** Rows of Chinook's own tables, by SQL that owes Joinery nothing. */
  const plain = (sql: string): unknown[] => original.plain.prepare(sql).all();

  test("has its 15,607 rows, and every cell of them can be read", () => {
    using session = db.session();
    const counts = Object.fromEntries(rowsOf(session).map(([name, rows]) => [name, rows.length]));
    for (const [name, count] of Object.entries(counts))
      expect(plain(`SELECT count(*) AS count FROM ${name}`)).toEqual([{ count }]);
    expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(15_607);
  });

  test("gives moments, days and amounts as they are", () => {
    using session = db.session();
    const moment = (date: Date): string => date.toISOString().slice(0, 19).replace("T", " ");
    const invoices = session.query(Invoice).orderBy(Invoice.id).all();
    expect(invoices.map(({ id, date, total }) => [id, moment(date), Number(total)])).toEqual(
      original.plain.prepare("SELECT InvoiceId, InvoiceDate, Total FROM Invoice ORDER BY InvoiceId").raw().all(),
    );
    const employees = session.query(Employee).orderBy(Employee.id).all();
    expect(employees.map(({ birthDate, hireDate }) => ({ birthDate, hireDate }))).toEqual(
      plain("SELECT date(BirthDate) AS birthDate, date(HireDate) AS hireDate FROM Employee ORDER BY EmployeeId"),
    );
  });

  test("says which artists earn most", () => {
    using session = db.session();
    const rows = plain(`
      SELECT Artist.Name AS artist, sum(Quantity) AS sold,
        CAST(round(sum(InvoiceLine.UnitPrice * Quantity) * 100) AS INTEGER) AS cents
      FROM InvoiceLine JOIN Track USING (TrackId) JOIN Album USING (AlbumId) JOIN Artist USING (ArtistId)
      GROUP BY ArtistId ORDER BY cents DESC, ArtistId LIMIT 20`) as { artist: string; sold: number; cents: number }[];
    expect(bestSellingArtists(session, 20)).toEqual(
      rows.map(({ artist, sold, cents }) => ({ artist, sold, revenue: amount(BigInt(cents)) })),
    );
  });

  test("says who reports to whom", () => {
    using session = db.session();
    const rows = plain(`
      WITH RECURSIVE chain (id, names) AS (
        SELECT EmployeeId, FirstName || ' ' || LastName FROM Employee WHERE ReportsTo IS NULL
        UNION ALL
        SELECT EmployeeId, names || ' > ' || FirstName || ' ' || LastName FROM Employee JOIN chain ON ReportsTo = id
      )
      SELECT names FROM chain ORDER BY id`) as { names: string }[];
    expect(reportingChains(session).map((chain) => chain.join(" > "))).toEqual(rows.map(({ names }) => names));
  });

  test("says which playlists are the longest", () => {
    using session = db.session();
    expect(longestPlaylists(session, 18)).toEqual(
      plain(`
        SELECT PlaylistId AS id, Playlist.Name AS playlist, count(TrackId) AS tracks,
          CAST(round(coalesce(sum(Milliseconds), 0) / 60000.0) AS INTEGER) AS minutes
        FROM Playlist LEFT JOIN PlaylistTrack USING (PlaylistId) LEFT JOIN Track USING (TrackId)
        GROUP BY PlaylistId ORDER BY tracks DESC, PlaylistId`),
    );
  });

  test("says what the customers of each support representative have paid", () => {
    using session = db.session();
    const rows = plain(`
      SELECT Employee.FirstName || ' ' || Employee.LastName AS representative,
        Customer.FirstName || ' ' || Customer.LastName AS customer,
        count(InvoiceId) AS invoices, CAST(round(sum(Total) * 100) AS INTEGER) AS cents
      FROM Customer JOIN Employee ON SupportRepId = EmployeeId LEFT JOIN Invoice USING (CustomerId)
      GROUP BY CustomerId ORDER BY EmployeeId, CustomerId`) as { cents: number }[];
    expect(customersOfRepresentatives(session)).toEqual(
      rows.map(({ cents, ...row }) => ({ ...row, total: amount(BigInt(cents)) })),
    );
  });

  test("says which tracks nobody has bought", () => {
    using session = db.session();
    const unsold = unsoldTracks(session);
    expect(unsold).toEqual(
      plain(`
        SELECT Track.Name AS track, Album.Title AS album FROM Track LEFT JOIN Album USING (AlbumId)
        WHERE NOT EXISTS (SELECT 1 FROM InvoiceLine WHERE InvoiceLine.TrackId = Track.TrackId) ORDER BY Track.TrackId`),
    );
    expect(unsold).toHaveLength(1519);
  });

  test("can be opened where it is, up to the cells that it keeps in formats of its own", () => {
    using plainDb = connect(`sqlite:${original.plainPath}`);
    using session = plainDb.session();
    const artist = session.query(Artist).filterBy({ name: "AC/DC" }).one();
    expect(artist.albums.map((album) => album.title)).toEqual(
      original.plain.prepare("SELECT Title FROM Album WHERE ArtistId = ?").pluck().all(artist.id),
    );
    expect(() => session.getOne(Employee, 1).hireDate).toThrow(CellFormatError);
    expect(() => session.getOne(Invoice, 1).date).toThrow(CellFormatError);
    expect(() => session.getOne(Track, 1).unitPrice).toThrow(CellFormatError);
  });
});

/** Every entity, as plain data: what cannot be read throws. */
function rowsOf(session: Session): [table: string, rows: unknown[]][] {
  return [
    ["Artist", session.query(Artist).all().map(toObject)],
    ["Album", session.query(Album).all().map(toObject)],
    ["Genre", session.query(Genre).all().map(toObject)],
    ["MediaType", session.query(MediaType).all().map(toObject)],
    ["Track", session.query(Track).all().map(toObject)],
    ["Playlist", session.query(Playlist).all().map(toObject)],
    ["PlaylistTrack", session.query(PlaylistTrack).all().map(toObject)],
    ["Employee", session.query(Employee).all().map(toObject)],
    ["Customer", session.query(Customer).all().map(toObject)],
    ["Invoice", session.query(Invoice).all().map(toObject)],
    ["InvoiceLine", session.query(InvoiceLine).all().map(toObject)],
  ];
}
