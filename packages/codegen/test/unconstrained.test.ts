/** Relations that the database knows nothing of (`relationMode = "prisma"`): what it would do is the session's to do, or is not done. */
import { expect, test } from "vitest";
import { generate } from "../src/index.ts";
import { schemaOf } from "./fixtures.ts";
import { writeClient } from "./temporary-client.ts";

const text = `
datasource db {
  provider     = "sqlite"
  url          = "file:a.db"
  relationMode = "prisma"
}

model User {
  id    Int    @id @default(autoincrement())
  posts Post[]
  notes Note[]
}

model Post {
  id       Int    @id @default(autoincrement())
  author   User   @relation(fields: [authorId], references: [id], onDelete: Cascade)
  authorId Int
  notes    Note[]
}

model Note {
  id     Int   @id @default(autoincrement())
  post   Post? @relation(fields: [postId], references: [id], onDelete: Cascade)
  postId Int?
  user   User? @relation(fields: [userId], references: [id], onDelete: SetNull)
  userId Int?
}
`;

test("deletes go on to what the schema says without a constraint", async () => {
  using client = writeClient(await generate(schemaOf(text, "schema.prisma"), { client: "sync" }));
  const printed = client.run(`
    import { connect, Note, Post, User } from "./index.js";
    const db = connect("sqlite::memory:");
    db.createAll();
    const user = new User({});
    const note = new Note({ user });
    {
      using session = db.session();
      session.addAll([new Note({ post: new Post({ author: user }) }), note]);
      session.commit();
    }
    using session = db.session();
    const kept = session.getOne(Note, note.id);
    session.delete(session.getOne(User, user.id));
    session.commit();
    const before = kept.userId;
    session.refresh(kept);
    console.log(JSON.stringify({ posts: session.query(Post).count(), notes: session.query(Note).count(), isAsStored: before === kept.userId }));
  `);
  expect(JSON.parse(printed)).toEqual({ posts: 0, notes: 1, isAsStored: true });
});
