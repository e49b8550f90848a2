import { expect, test } from "vitest";
import * as m from "../../../../fixtures/cascades/generated/index.ts";
test("try", () => {
  const db = m.connect("sqlite::memory:");
  db.createAll();
  const s = db.session({discard:"silent"});
  const a = new m.Author({ name: "a" }), b = new m.Author({ name: "b" });
  const book = new m.Book({ title: "x", author: b });
  s.addAll([a, b, book, new m.Prize({ name: "p" }), new m.Prize({ name: "q" })]);
  s.commit(); s.close();
  const seen: string[] = [];
  db.onStatement((e) => seen.push(e.sql));
  {
    const s = db.session({discard:"silent"});
    const [p, q] = s.query(m.Prize).orderBy(m.Prize.id).all();
    p!.authors.add(s.getOne(m.Author, 1));
    const a = s.getOne(m.Author, 1);
    seen.length = 0;
    a.prizes.add(p!);
    console.log("same link", seen.splice(0));
    a.prizes.add(q!); a.prizes.remove(q!);
    s.commit();
    console.log("net", seen.splice(0));
    a.prizes.add(q!); a.prizes.remove(q!);
    s.commit();
    console.log("net2", seen.splice(0));
  }
  {
    const s = db.session({discard:"silent"});
    const b = s.getOne(m.Author, 2);
    const book = s.getOne(m.Book, 1);
    console.log(book.authorId);
    s.delete(b); s.flush();
    console.log(book.authorId, seen.splice(0));
  }
});
