// The async client's index, as it would be generated. (Its models differ from the sync ones in the relations' accessors alone:
// `get posts(): j.Lazy<j.Collection<Post>> { return j.lazyMany(this, User.posts); }` and
// `get author(): j.Lazy<User> { return j.lazyOne(this, Post.author); }`.)
import * as j from "@joinery/runtime/contract";
import { schema } from "./schema.ts";

/**
 * Opens a database: `pglite:dir`, `pglite::memory:`, `sqlite:file.db` or `sqlite::memory:`. The driver is imported at the first statement.
 */
export function connect(url: string, options?: j.ConnectOptions<"async">): j.AsyncDb {
  return j.connectAsync(schema, url, options, {
    pglite: () => import("@joinery/runtime/pglite").then((driver) => driver.pglite),
    sqlite: () => import("@joinery/runtime/better-sqlite3").then((driver) => driver.betterSqlite3Async),
  });
}
