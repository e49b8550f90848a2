/** What must not compile. `tsc` is the test; the bodies never run. */
import { expectTypeOf, test } from "vitest";
import { BooleanType } from "../../src/dialect/codecs.ts";
import { type Column, column } from "../../src/expr/column.ts";
import { withLoaderCriteria } from "../../src/expr/criteria.ts";
import { column as named, hasColumn } from "../../src/expr/named-column.ts";
import { and, or, type Predicate } from "../../src/expr/predicate.ts";
import { type Condition, type OrderBy, sql } from "../../src/expr/sql.ts";
import { Post, Tag, User } from "../blog.ts";

declare function filter<M>(model: abstract new (...args: never[]) => M, ...conditions: Condition<M>[]): void;
declare function orderBy<M>(model: abstract new (...args: never[]) => M, ...orders: OrderBy<M>[]): void;

class Admin extends User {
  declare readonly role: "admin";
  static readonly isRoot: Column<Admin, boolean> = column("isRoot", BooleanType);
}

export function compiles(user: User, tag: Tag): void {
  filter(User, User.id.eq(1), User.username.like("a%"), User.posts.any(Post.title.eq("x")));
  filter(Post, Post.author.eq(user), Post.editor.eq(null), Post.tags.contains(tag), sql`${Post.id} > ${1}`);
  filter(Post, or(Post.id.eq(1), and(Post.content.isNull(), Post.content.eq(null))), Post.id.eq(Post.editorId));
  filter(Admin, User.id.eq(1), Admin.isRoot.eq(true), User.posts.any());
  orderBy(Post, Post.id, Post.title.desc(), sql`lower(${Post.title})`, sql`1`.desc());
  orderBy(Admin, User.username);
  filter(User, User.posts.any(Post.authorId.eq(User.id).and(Post.title.eq("x")) as Predicate<Post>));

  withLoaderCriteria(User, User.id.eq(1));
  withLoaderCriteria(Admin, User.id.eq(1));
  withLoaderCriteria(User, () => User.posts.any());
  withLoaderCriteria((M) => (hasColumn(M, "id") ? named(M, "id").eq(1) : null));
  filter(User, named(User, "username").like("a%"), named(User, String(1)).eq("x"));
  // @ts-expect-error criteria of another model
  withLoaderCriteria(User, Tag.id.eq(1));
  // @ts-expect-error and given by a function
  withLoaderCriteria(User, () => Tag.id.eq(1));
  // @ts-expect-error an heir's column on its base
  withLoaderCriteria(User, Admin.isRoot.eq(true));
  // @ts-expect-error another model's column, by its name
  filter(User, named(Tag, "name").eq("x"));

  // @ts-expect-error a column of another model
  filter(User, Tag.id.eq(1));
  // @ts-expect-error a relation of another model
  filter(User, Tag.posts.any());
  // @ts-expect-error a subclass's column on its base
  filter(User, Admin.isRoot.eq(true));
  // @ts-expect-error a condition that needs two models
  filter(User, User.id.eq(Post.authorId));
  // @ts-expect-error a condition on another model than the relation's target
  filter(User, User.posts.any(Tag.id.eq(1)));
  // @ts-expect-error an entity of another model
  Post.author.eq(tag);
  // @ts-expect-error null where there is always one… is a filter that never holds
  User.id.eq(null);
  // @ts-expect-error undefined never means "match everything"
  User.username.eq(undefined);
  // @ts-expect-error a value of another type
  User.id.eq("1");
  // @ts-expect-error a column of another type
  User.id.eq(User.username);
  // @ts-expect-error patterns are for strings
  User.id.like("1%");
  // @ts-expect-error nothing is less than null
  Post.editorId.lt(null);
  // @ts-expect-error handles are not callable
  User.posts();
  // @ts-expect-error an order of another model
  orderBy(User, Tag.name.asc());
  // @ts-expect-error orders are no strings
  orderBy(User, "username");
}

test("handles carry what they give", () => {
  expectTypeOf(Post.content.isNull()).toEqualTypeOf<Predicate<Post>>();
  expectTypeOf(Post.id.eq(User.id)).toEqualTypeOf<Predicate<Post & User>>();
});
