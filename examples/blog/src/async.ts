/** The tutorial, asynchronous: PostgreSQL in the process through PGlite. `sync.ts` with `await` wherever the database may be needed. */
import { type AsyncDb, joinedload, NotAssignedError } from "@joinery/runtime";
import { Post, User } from "./generated-async/index.js";
import { type Transcript } from "./transcript.ts";

export async function tutorial(db: AsyncDb, out: Transcript): Promise<void> {
  out.step("Create the tables");
  await db.createAll();
  out.say("User and Post are there");

  out.step("Insert a graph through a relation");
  const ann = new User({ username: "ann" });
  const first = new Post({ title: "First post", content: "Hello!", author: ann });
  out.say(`before anything is saved, ann.posts holds "${(await ann.posts)[0]?.title}"`);
  {
    await using session = db.session();
    session.add(first); // ann comes along
    await session.commit(); // one INSERT for each table; the database assigns the keys
  }
  out.say(`ann has the id ${ann.id}, her post has the id ${first.id} and the authorId ${first.authorId}`);

  out.step("Insert several at once");
  {
    await using session = db.session();
    const ben = new User({ username: "ben" });
    const cleo = new User({ username: "cleo" });
    session.addAll([
      new Post({ title: "On bread", author: ben }),
      new Post({ title: "On butter", author: ben }),
      new Post({ title: "Asps, and other pets", author: cleo }),
      new User({ username: "dora" }),
    ]);
    await session.commit();
  }
  out.say("three users and three posts more");

  await using session = db.session();

  out.step("Load users with their posts in one statement");
  for (const user of await session.query(User).options(joinedload(User.posts)).orderBy(User.id).all()) {
    out.say(`${user.username}: ${titles(user.posts)}`);
  }

  out.step("Load on access, without a statement per user");
  {
    // A session of its own, which has loaded nothing yet. The first access loads one user's posts, the second those of all the others.
    await using fresh = db.session();
    for (const user of await fresh.query(User).orderBy(User.id).all()) {
      out.say(`${user.username}: ${titles(await user.posts)}`);
    }
  }

  out.step("Filter and order");
  const [onButter, onBread] = await session
    .query(Post)
    .filter(Post.title.startsWith("On "), Post.author.has(User.username.ne("ann")))
    .orderBy(Post.title.desc())
    .all();
  out.say(`posts that begin with "On ", last title first: ${onButter?.title}, ${onBread?.title}`);
  const silent = await session.query(User).filter(User.posts.none()).one();
  out.say(`the only user without a post: ${silent.username}`);
  out.say(`posts by ann: ${await session.query(Post).filter(Post.authorId.eq(ann.id)).count()}`);

  out.step("A transaction that commits");
  await db.transaction(async (tx) => {
    const author = await tx.getOne(User, ann.id);
    tx.add(new Post({ title: "Second post", author }));
  });
  out.say(`posts by ann: ${await session.query(Post).filterBy({ author: ann }).count()}`);

  out.step("A transaction that rolls back, in memory too");
  const draft = new Post({ title: "Third post, half-written", authorId: ann.id });
  let author = ann;
  try {
    await db.transaction(async (tx) => {
      author = await tx.query(User).options(joinedload(User.posts)).filterBy({ username: "ann" }).one();
      author.username = "anna";
      author.posts.add(draft);
      await tx.flush();
      out.say(`inside: ${author.username} has ${(await author.posts).length} posts, the last with the id ${draft.id}`);
      throw new Error("on second thoughts");
    });
  } catch (error) {
    out.say(`it throws: ${error instanceof Error ? error.message : String(error)}`);
  }
  out.say(`after it: ${author.username} has ${(await author.posts).length} posts, and the draft has ${idOf(draft)}`);
  const stored = await session.query(User).filterBy({ username: "ann" }).one();
  out.say(
    `in the database: ${stored.username} has ${await session.query(Post).filterBy({ author: stored }).count()} posts`,
  );
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
