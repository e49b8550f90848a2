/** What must and must not compile of columns that are not plain, with a generated async client. */
/* oxlint-disable no-unused-expressions -- the expressions are what is tested */
import { defer, joinedload, type Loaded, loadOnly, selectinload, undefer } from "@joinery/runtime";
import { Article, Author, connect, type Group } from "../../../../fixtures/attributes/generated-async/index.ts";

export async function columns(author: Author, article: Article, group: Group): Promise<void> {
  const bio: string = await author.bio;
  const cv: unknown = await author.cv;
  (await author.aliases).push("a");
  const body: string | null = await article.body;
  const isLoaded: boolean = author.bio.isLoaded;
  author.bio = "text";
  author.aliases = ["a"] as readonly string[];
  article.body = null;
  const [version, serial, name, total]: [number, bigint, string, string] = [
    author.version,
    article.serial,
    author.fullName,
    author.total,
  ];
  const shout: string = await author.shout;

  // @ts-expect-error what is not loaded has to be awaited
  author.bio.length;
  // @ts-expect-error a deferred column is no text
  const text: string = author.bio;
  // @ts-expect-error NULL where there is always a value
  author.bio = null;
  // @ts-expect-error the session counts it
  author.version = 2;
  // @ts-expect-error the database computes it
  author.fullName = "x";
  // @ts-expect-error nor is it set while it is not loaded
  author.shout = "x";
  // @ts-expect-error no constructor takes a version
  new Author({ first: "a", last: "b", bio: "c", version: 1 });
  // @ts-expect-error nor an expression
  new Author({ first: "a", last: "b", bio: "c", fullName: "a b" });
  // @ts-expect-error a required column is required, deferred or not
  new Author({ first: "a", last: "b" });
  void [bio, cv, body, isLoaded, version, serial, name, total, shout, text, group];
}

export async function queries(): Promise<void> {
  const db = connect("pglite::memory:");
  await using session = db.session();
  const query = session.query(Author);
  const loaded = await query.options(undefer(Author.bio), undefer(Author.shout)).one();
  const texts: [string, string] = [loaded.bio, loaded.shout];
  const plain: Author = loaded;
  const named: Loaded<Author, "bio" | "shout"> = loaded;
  const nested = await query.options(selectinload(Author.articles).undefer(Article.body)).one();
  for (const article of nested.articles) article.body satisfies string | null;
  // As of a relation: what may be null is told so by await alone.
  for (const article of nested.articles) {
    const body: string | null = await article.body;
    const wronglyCertain: string = article.body;
    void [body, wronglyCertain];
  }
  const both = await query.options(undefer(Author.bio).joinedload(Author.articles).joinedload(Article.author)).one();
  for (const article of both.articles) article.author.fullName satisfies string;
  both.bio.length;
  await query.options(defer(Author.first, Author.last), loadOnly(Author.id)).all();
  await query
    .filter(Author.fullName.eq("a"), Author.articles.any(Article.gross.gt("1")))
    .orderBy(Author.total)
    .all();
  await query.filterBy({ bio: "text", fullName: "a b", version: 1 }).all();

  // @ts-expect-error a column that is not deferred is there anyway
  undefer(Author.first);
  // @ts-expect-error a column of another model
  query.options(undefer(Article.body));
  // @ts-expect-error the same, left out
  query.options(defer(Article.title));
  // @ts-expect-error a relation's columns are its own
  joinedload(Author.articles).undefer(Author.bio);
  // @ts-expect-error what the options do not name has to be awaited
  loaded.aliases.length;
  // @ts-expect-error a number is no decimal
  Article.gross.eq(1);
  void [texts, plain, named];
}
