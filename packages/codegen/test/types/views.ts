/** What must and must not compile with views and with relations through models, in both colours. `tsc` is the test. */
/* oxlint-disable no-unused-expressions -- the expressions are what is tested */
import { joinedload, type ReadonlyCollection, selectinload, type Session } from "@joinery/runtime";
import type * as asyncThrough from "../../../../fixtures/through/generated-async/index.ts";
import {
  Post,
  type PostInit,
  PostTag,
  type Tag,
  User as Person,
} from "../../../../fixtures/through/generated/index.ts";
import type * as asyncViews from "../../../../fixtures/views/generated-async/index.ts";
import { ActiveUser, Mention, PostCount, User } from "../../../../fixtures/views/generated/index.ts";
import type * as viewsIndex from "../../../../fixtures/views/generated/index.ts";

export function views(session: Session, view: ActiveUser, count: PostCount, user: User): void {
  const found: ActiveUser | null = session.get(ActiveUser, 1);
  const same: PostCount = session.getOne(PostCount, { userId: 1, year: 2024 });
  session.query(ActiveUser).filter(ActiveUser.name.eq("ann"), ActiveUser.user.has(User.isActive.eq(true)));
  session.query(Mention).options(selectinload(Mention.user)).all()[0]?.user.name;
  session.query(User).options(joinedload(User.counts).joinedload(PostCount.user)).all()[0]?.counts[0]?.user.name;
  const counts: ReadonlyCollection<PostCount> = user.counts;
  user.idol = view;
  new User({ name: "ann", idol: view });

  // @ts-expect-error a program makes no rows of a view
  new ActiveUser({ id: 1, name: "ann" });
  // @ts-expect-error nor empty ones
  new ActiveUser();
  // @ts-expect-error a view is only read
  view.name = "bob";
  // @ts-expect-error and so are its relations
  count.user = user;
  // @ts-expect-error the rows of a view are not a model's to change
  user.counts = [];
  // @ts-expect-error nor to add to
  user.counts.add(count);
  // @ts-expect-error nor to give a new entity
  new User({ name: "ann", counts: [] });
  // @ts-expect-error a loaded collection is no other
  session.query(User).options(selectinload(User.counts)).all()[0]?.counts.clear();
  // @ts-expect-error nothing tells these rows apart
  session.get(Mention, 1);
  // @ts-expect-error half of a compound key
  session.get(PostCount, { userId: 1 });
  // @ts-expect-error an entity of another model
  session.query(User).filter(User.counts.contains(view));
  // @ts-expect-error a view is no model with the same columns
  const other: User = view;
  // @ts-expect-error what a constructor would take is not there
  const init: Partial<viewsIndex.ActiveUserInit> = {};
  void [found, same, counts, other, init];
}

export async function viewsOfAsyncClient(user: asyncViews.User, count: asyncViews.PostCount): Promise<void> {
  const owner: string = (await count.user).name;
  for (const each of await user.counts) each.year;
  (await user.active)?.name;

  // @ts-expect-error what may not be loaded yet is awaited
  for (const each of user.counts) each.year;
  // @ts-expect-error the rows of a view are not a model's to change, loaded or not
  user.counts.add(count);
  // @ts-expect-error as above
  (await user.counts).add(count);
  // @ts-expect-error as above
  user.counts = [count];
  void owner;
}

export function through(session: Session, post: Post, tag: Tag): void {
  const tags: ReadonlyCollection<Tag> = post.tags;
  const isIn: boolean = post.tags.has(tag);
  post.postTags.add(new PostTag({ post, tag }));
  session.query(Post).filter(Post.tags.contains(tag), Post.tags.any(), Post.tags.none());
  session.query(Person).options(selectinload(Person.liked).selectinload(Post.tags)).all()[0]?.liked[0]?.tags[0]?.name;

  // @ts-expect-error what changes is the list of associations
  post.tags.add(tag);
  // @ts-expect-error as above
  post.tags = [tag];
  // @ts-expect-error as above
  const init: PostInit = { title: "t", tags: [tag] };
  // @ts-expect-error nested options keep it so
  session.query(Person).options(selectinload(Person.liked).selectinload(Post.tags)).all()[0]?.liked[0]?.tags.clear();
  // @ts-expect-error an entity of another model
  session.query(Post).filter(Post.tags.contains(post));
  void [tags, isIn, init];
}

export async function throughOfAsyncClient(post: asyncThrough.Post, tag: asyncThrough.Tag): Promise<void> {
  const names: string[] = (await post.tags).map(({ name }) => name);
  const isLoaded: boolean = post.tags.isLoaded;

  // @ts-expect-error what may not be loaded yet is awaited
  post.tags.length;
  // @ts-expect-error what changes is the list of associations, loaded or not
  post.tags.add(tag);
  // @ts-expect-error as above
  (await post.tags).push(tag);
  void [names, isLoaded];
}
