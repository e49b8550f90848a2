/** A small store of our own, in which everything and everybody is invented. */
import { type Session } from "@joinery/runtime";
import {
  Album,
  Artist,
  Customer,
  Employee,
  Genre,
  Invoice,
  InvoiceLine,
  MediaType,
  Playlist,
  PlaylistTrack,
  Track,
} from "./generated/index.js";
import { amount, cents } from "./money.ts";

/** Fills an empty store. Only tracks, playlists and customers are added: the session takes along what their relations reach. */
export function stock(session: Session): void {
  const tracks = catalogue();
  session.addAll(tracks.values());
  session.addAll(playlists(tracks));
  session.addAll(customers(tracks));
}

/** Tracks by their names. */
type Catalogue = ReadonlyMap<string, Track>;

function catalogue(): Catalogue {
  const mediaType = new MediaType({ name: "Lossless file" });
  const folk = new Genre({ name: "Chamber folk" });
  const synth = new Genre({ name: "Harbour synth" });
  const quill = new Artist({ name: "Ida Quill" });
  const keepers = new Artist({ name: "The Lantern Keepers" });
  const crane = new Artist({ name: "Crane Driver" });
  const ferry = new Album({ title: "Slow Ferry", artist: quill });
  const demos = new Album({ title: "Kitchen Demos", artist: quill });
  const weather = new Album({ title: "Paper Weather", artist: keepers });
  const port = new Album({ title: "Night Shift at the Container Port", artist: crane });

  const rows: readonly [name: string, album: Album, genre: Genre, seconds: number, unitPrice: string][] = [
    ["Gangway", ferry, folk, 201, "0.99"],
    ["Salt on the Strings", ferry, folk, 254, "0.99"],
    ["Last Boat, Light On", ferry, folk, 318, "1.29"],
    ["Gangway (at the table)", demos, folk, 188, "0.49"],
    ["Kettle, with Rain", demos, folk, 64, "0.49"],
    ["Barometer", weather, folk, 187, "0.99"],
    ["Folded Rain", weather, folk, 229, "0.99"],
    ["A Kite Remembers", weather, folk, 242, "1.29"],
    ["Twist Lock", port, synth, 366, "1.29"],
    ["Reach Stacker", port, synth, 402, "1.29"],
    ["Six O'Clock", port, synth, 95, "0.99"],
  ];
  return new Map(
    rows.map(([name, album, genre, seconds, unitPrice]) => [
      name,
      new Track({ name, album, genre, mediaType, milliseconds: seconds * 1000, unitPrice }),
    ]),
  );
}

function playlists(tracks: Catalogue): Playlist[] {
  const rows: readonly [name: string, ...tracks: string[]][] = [
    ["Everything with water in it", "Gangway", "Salt on the Strings", "Folded Rain", "Kettle, with Rain"],
    ["Long haul", "Twist Lock", "Reach Stacker", "Last Boat, Light On"],
    ["Alarm", "Six O'Clock"],
    ["Empty for now"],
  ];
  return rows.map(([name, ...names]) => {
    const playlist = new Playlist({ name });
    playlist.entries.add(...names.map((each) => new PlaylistTrack({ playlist, track: track(tracks, each) })));
    return playlist;
  });
}

function customers(tracks: Catalogue): Customer[] {
  const owner = new Employee({
    firstName: "Marta",
    lastName: "Oduya",
    title: "Owner",
    birthDate: "1969-11-02",
    hireDate: "2009-01-01",
  });
  const head = new Employee({
    firstName: "Piet",
    lastName: "Vann",
    title: "Head of Sales",
    hireDate: "2011-03-15",
    manager: owner,
  });
  const asha = new Employee({
    firstName: "Asha",
    lastName: "Reyl",
    title: "Sales Support",
    hireDate: "2016-09-01",
    manager: head,
  });
  const noor = new Employee({
    firstName: "Noor",
    lastName: "Bexley",
    title: "Sales Support",
    hireDate: "2021-06-14",
    manager: head,
  });

  const edda = new Customer({ firstName: "Edda", lastName: "Marsh", email: "edda@example.com", supportRep: asha });
  const tomas = new Customer({ firstName: "Tomas", lastName: "Ilk", email: "tomas@example.com", supportRep: asha });
  const wren = new Customer({ firstName: "Wren", lastName: "Solberg", email: "wren@example.com", supportRep: noor });
  const walkIn = new Customer({ firstName: "Jo", lastName: "Passerby", email: "jo@example.com" });

  const sell = (customer: Customer, day: string, ...names: readonly string[]): void => {
    const bought = names.map((each) => track(tracks, each));
    const total = amount(bought.reduce((sum, { unitPrice }) => sum + cents(unitPrice), 0n));
    const invoice = new Invoice({ customer, date: new Date(`${day}T00:00:00Z`), total });
    for (const each of bought) new InvoiceLine({ invoice, track: each, unitPrice: each.unitPrice, quantity: 1 });
  };
  sell(edda, "2025-02-03", "Gangway", "Salt on the Strings", "Last Boat, Light On");
  sell(edda, "2025-05-19", "Twist Lock");
  sell(tomas, "2025-02-27", "Barometer", "A Kite Remembers", "Gangway");
  sell(wren, "2025-03-08", "Twist Lock", "Reach Stacker", "Six O'Clock");
  sell(wren, "2025-07-30", "Last Boat, Light On", "A Kite Remembers");
  sell(walkIn, "2025-08-01", "Gangway");
  return [edda, tomas, wren, walkIn];
}

function track(tracks: Catalogue, name: string): Track {
  const found = tracks.get(name);
  if (found === undefined) throw new Error(`the catalogue has no track "${name}"`);
  return found;
}
