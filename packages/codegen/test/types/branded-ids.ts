/** What must and must not compile where keys have types of their own, in both colours. `tsc` is the test. */
import type { AsyncSession, Session } from "@joinery/runtime";
import * as asynchronous from "../../../../fixtures/branded-ids/generated-async/index.ts";
import {
  Author,
  type BadgeInit,
  Comment,
  type CommentId,
  Membership,
  type MembershipId,
  Post,
  type PostId,
  Profile,
  type ProfileId,
  type TeamId,
  User,
  type UserId,
} from "../../../../fixtures/branded-ids/generated/index.ts";

export function ids(session: Session, post: Post, profile: Profile, comment: Comment): void {
  const author: User | null = session.get(User, post.authorId);
  const user: User = session.getOne(User, 7 as UserId);
  const key: MembershipId = { userId: user.id, teamCode: "core" as TeamId };
  session.get(Membership, key);
  session.get(Profile, user.id);
  session.get(Author, user.id);
  const same: ProfileId = profile.userId;
  const asNumber: number = user.id;
  const asText: string = post.id;
  const next: number = user.id + 1;
  const none: UserId | null = comment.profileUserId;
  const id: CommentId = comment.id;
  session
    .query(Post)
    .filter(Post.authorId.eq(user.id), Post.id.in([post.id]))
    .filterBy({ authorId: user.id });
  session.query(Post).filter(Post.editorMail.eq("plain text"));
  new Post({ title: "t", authorId: user.id });
  new Comment({ postId: post.id, profileUserId: null });
  const badge: BadgeInit = { membershipUserId: user.id, membershipTeamCode: key.teamCode };
  comment.profileUserId = user.id;

  // @ts-expect-error a plain number
  session.get(User, 7);
  // @ts-expect-error the key of another model
  session.get(User, post.id);
  // @ts-expect-error as above, of the same scalar
  session.get(User, comment.id);
  // @ts-expect-error as above, in a condition
  session.query(Post).filter(Post.authorId.eq(post.id));
  // @ts-expect-error a plain number in a condition
  session.query(Post).filterBy({ authorId: 7 });
  // @ts-expect-error a plain number for a new entity
  new Post({ title: "t", authorId: 7 });
  // @ts-expect-error a plain number in a setter
  comment.profileUserId = 7;
  // @ts-expect-error a part of a compound key that is another's
  session.get(Membership, { userId: user.id, teamCode: post.id });
  // @ts-expect-error the key of another model
  const wrong: UserId = post.id;
  // @ts-expect-error a value that can be no key of this type
  const text = "7" as UserId;
  const postId: PostId = post.id;
  void [author, same, asNumber, asText, next, none, id, badge, wrong, text, postId];
}

export async function idsOfAsyncClient(session: AsyncSession, post: asynchronous.Post): Promise<void> {
  const user = await session.getOne(asynchronous.User, post.authorId);
  const id: asynchronous.UserId = user.id;
  await session.get(asynchronous.User, 7 as asynchronous.UserId);

  // @ts-expect-error a plain number
  await session.get(asynchronous.User, 7);
  // @ts-expect-error the key of another model
  await session.get(asynchronous.User, post.id);
  void id;
}
