/** The tutorial, synchronous: SQLite through better-sqlite3. `async.ts` is the same with `await`. */
import { type Db, joinedload, NotAssignedError } from "@joinery/runtime";
import { Post, User } from "./generated/index.js";
import { type Transcript } from "./transcript.ts";

export function tutorial(db: Db, out: Transcript): void {
  out.step("Create the tables");
  db.createAll();
  out.say("User and Post are there");

  out.step("Insert a graph through a relation");
  const ann = new User({ username: "ann" });
  const first = new Post({ title: "First post", content: "Hello!", author: ann });
  out.say(`before anything is saved, ann.posts holds "${ann.posts[0]?.title}"`);
  {
    using session = db.session();
    session.add(first); // ann comes along
    session.commit(); // one INSERT for each table; the database assigns the keys
  }
  out.say(`ann has the id ${ann.id}, her post has the id ${first.id} and the authorId ${first.authorId}`);

  out.step("Insert several at once");
  {
    using session = db.session();
    const ben = new User({ username: "ben" });
    const cleo = new User({ username: "cleo" });
    session.addAll([
      new Post({ title: "On bread", author: ben }),
      new Post({ title: "On butter", author: ben }),
      new Post({ title: "Asps, and other pets", author: cleo }),
      new User({ username: "dora" }),
    ]);
    session.commit();
  }
  out.say("three users and three posts more");

  using session = db.session();

  out.step("Load users with their posts in one statement");
  for (const user of session.query(User).options(joinedload(User.posts)).orderBy(User.id).all()) {
    out.say(`${user.username}: ${titles(user.posts)}`);
  }

  out.step("Load on access, without a statement per user");
  {
    // A session of its own, which has loaded nothing yet. The first access loads one user's posts, the second those of all the others.
    using fresh = db.session();
    for (const user of fresh.query(User).orderBy(User.id).all()) out.say(`${user.username}: ${titles(user.posts)}`);
  }

  out.step("Filter and order");
  const [onButter, onBread] = session
    .query(Post)
    .filter(Post.title.startsWith("On "), Post.author.has(User.username.ne("ann")))
    .orderBy(Post.title.desc())
    .all();
  out.say(`posts that begin with "On ", last title first: ${onButter?.title}, ${onBread?.title}`);
  const silent = session.query(User).filter(User.posts.none()).one();
  out.say(`the only user without a post: ${silent.username}`);
  out.say(`posts by ann: ${session.query(Post).filter(Post.authorId.eq(ann.id)).count()}`);

  out.step("A transaction that commits");
  db.transaction((tx) => {
    const author = tx.getOne(User, ann.id);
    tx.add(new Post({ title: "Second post", author }));
  });
  out.say(`posts by ann: ${session.query(Post).filterBy({ author: ann }).count()}`);

  out.step("A transaction that rolls back, in memory too");
  const draft = new Post({ title: "Third post, half-written", authorId: ann.id });
  let author = ann;
  try {
    db.transaction((tx) => {
      author = tx.query(User).options(joinedload(User.posts)).filterBy({ username: "ann" }).one();
      author.username = "anna";
      author.posts.add(draft);
      tx.flush();
      out.say(`inside: ${author.username} has ${author.posts.length} posts, the last with the id ${draft.id}`);
      throw new Error("on second thoughts");
    });
  } catch (error) {
    out.say(`it throws: ${error instanceof Error ? error.message : String(error)}`);
  }
  out.say(`after it: ${author.username} has ${author.posts.length} posts, and the draft has ${idOf(draft)}`);
  const stored = session.query(User).filterBy({ username: "ann" }).one();
  out.say(`in the database: ${stored.username} has ${session.query(Post).filterBy({ author: stored }).count()} posts`);
}

function titles(posts: readonly Post[]): string {
  return posts.length === 0 ? "(nothing yet)" : posts.map((post) => post.title).join(", ");
}

/** A key that the database is yet to assign is an error to read, not a zero. */
function idOf(post: Post): string {
  try {
    return `the id ${post.id}`;
  } catch (error) {
    if (error instanceof NotAssignedError) return "no id";
    throw error;
  }
}
