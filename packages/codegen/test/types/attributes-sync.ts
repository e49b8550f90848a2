/** What must and must not compile of columns that are not plain, with a generated sync client. */
import { defer, loadOnly, selectinload, undefer } from "@joinery/runtime";
import { Article, Author, connect } from "../../../../fixtures/attributes/generated/index.ts";

export function columns(author: Author, article: Article): void {
  const bio: string = author.bio;
  author.aliases.push("a");
  const body: string | null = article.body;
  author.bio = "text";
  article.body = null;
  const [version, serial, name, total, shout]: [number, bigint, string, string, string] = [
    author.version,
    article.serial,
    author.fullName,
    author.total,
    author.shout,
  ];

  // @ts-expect-error NULL where there is always a value
  author.bio = null;
  // @ts-expect-error the session counts it
  author.version = 2;
  // @ts-expect-error the database computes it
  author.fullName = "x";
  // @ts-expect-error no constructor takes a version
  new Author({ first: "a", last: "b", bio: "c", version: 1 });
  void [bio, body, version, serial, name, total, shout];
}

export function queries(): void {
  using session = connect("sqlite::memory:").session();
  const query = session.query(Author);
  const loaded = query.options(undefer(Author.bio), selectinload(Author.articles).undefer(Article.body)).one();
  const author: Author = loaded;
  loaded.bio satisfies string;
  query.options(defer(Author.first), loadOnly(Author.id, Author.bio)).all();
  query.filter(Author.fullName.like("a%"), Author.version.gt(1)).all();

  // @ts-expect-error a column that is not deferred is there anyway
  undefer(Author.first);
  // @ts-expect-error a column of another model
  query.options(undefer(Article.body));
  void author;
}
