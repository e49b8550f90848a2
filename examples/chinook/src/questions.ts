/** Five questions that somebody who runs a music store asks, answered through entities and their relations. */
import { joinedload, selectinload, type Session } from "@joinery/runtime";
import {
  Album,
  type Artist,
  Customer,
  Employee,
  InvoiceLine,
  Playlist,
  PlaylistTrack,
  Track,
} from "./generated/index.js";
import { amount, cents } from "./money.ts";

export interface ArtistSales {
  readonly artist: string;
  readonly sold: number;
  readonly revenue: string;
}

/** Which artists earn most? One statement: each line sold, with its track, its album and its artist. */
export function bestSellingArtists(session: Session, limit: number): ArtistSales[] {
  const lines = session
    .query(InvoiceLine)
    .options(joinedload(InvoiceLine.track).joinedload(Track.album).joinedload(Album.artist))
    .all();
  const sales = new Map<Artist, { sold: number; revenue: bigint }>();
  for (const { track, unitPrice, quantity } of lines) {
    if (track.album === null) continue;
    const { artist } = track.album;
    const { sold, revenue } = sales.get(artist) ?? { sold: 0, revenue: 0n };
    sales.set(artist, { sold: sold + quantity, revenue: revenue + cents(unitPrice) * BigInt(quantity) });
  }
  return [...sales]
    .sort(([a, x], [b, y]) => Number(y.revenue - x.revenue) || a.id - b.id)
    .slice(0, limit)
    .map(([artist, { sold, revenue }]) => ({ artist: artist.name ?? "", sold, revenue: amount(revenue) }));
}

/** Who reports to whom? One statement: every manager is among the employees, so that no access loads any more. */
export function reportingChains(session: Session): string[][] {
  const chain = (employee: Employee): Employee[] =>
    employee.manager === null ? [employee] : [...chain(employee.manager), employee];
  return session
    .query(Employee)
    .orderBy(Employee.id)
    .all()
    .map((employee) => chain(employee).map(nameOf));
}

export interface PlaylistLength {
  readonly id: number;
  readonly playlist: string;
  readonly tracks: number;
  readonly minutes: number;
}

/** Which playlists are the longest? Three statements across the many-to-many: playlists, entries, tracks (one for each 500). */
export function longestPlaylists(session: Session, limit: number): PlaylistLength[] {
  return session
    .query(Playlist)
    .options(selectinload(Playlist.entries).selectinload(PlaylistTrack.track))
    .all()
    .map(({ id, name, entries }) => {
      const milliseconds = entries.reduce((sum, { track }) => sum + track.milliseconds, 0);
      return { id, playlist: name ?? "", tracks: entries.length, minutes: Math.round(milliseconds / 60_000) };
    })
    .sort((a, b) => b.tracks - a.tracks || a.id - b.id)
    .slice(0, limit);
}

export interface CustomerTotal {
  readonly representative: string;
  readonly customer: string;
  readonly invoices: number;
  readonly total: string;
}

/** What have the customers of each support representative paid? Three statements: representatives, customers, invoices. */
export function customersOfRepresentatives(session: Session): CustomerTotal[] {
  return session
    .query(Employee)
    .filter(Employee.customers.any())
    .options(selectinload(Employee.customers).selectinload(Customer.invoices))
    .orderBy(Employee.id)
    .all()
    .flatMap((employee) =>
      employee.customers.map((customer) => ({
        representative: nameOf(employee),
        customer: nameOf(customer),
        invoices: customer.invoices.length,
        total: amount(customer.invoices.reduce((sum, { total }) => sum + cents(total), 0n)),
      })),
    );
}

export interface UnsoldTrack {
  readonly track: string;
  readonly album: string;
}

/** Which tracks has nobody bought? One statement: the absence of lines is a condition. */
export function unsoldTracks(session: Session): UnsoldTrack[] {
  return session
    .query(Track)
    .filter(Track.lines.none())
    .options(joinedload(Track.album))
    .orderBy(Track.id)
    .all()
    .map(({ name, album }) => ({ track: name, album: album?.title ?? "" }));
}

function nameOf({ firstName, lastName }: { readonly firstName: string; readonly lastName: string }): string {
  return `${firstName} ${lastName}`;
}
